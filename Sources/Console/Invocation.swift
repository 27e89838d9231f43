// What somebody asked a program to do, once it has been checked against the specification: required
// options are there, counts are right, and nothing unknown is left.

/// A command with its options and arguments.
package struct Invocation: Sendable, Hashable {
    /// The words of the command.
    package let path: [String]
    /// The arguments that are not options, in order and untouched.
    package let positionals: [String]
    /// What was given for each option, in order; a flag has one empty value.
    private let values: [String: [String]]
    /// The names that may be asked for.
    private let declared: Set<String>

    init(
        path: [String], positionals: [String], values: [String: [String]], declared: Set<String>
    ) {
        self.path = path
        self.positionals = positionals
        self.values = values
        self.declared = declared
    }

    /// The value of an option, `nil` when it was not given.
    package func option(_ name: String) -> String? { options(name).first }

    /// All the values of a repeatable option, in order.
    package func options(_ name: String) -> [String] {
        assert(declared.contains(name), "the option --\(name) is not declared")
        return values[name] ?? []
    }

    /// Whether an option was given.
    package func flag(_ name: String) -> Bool { !options(name).isEmpty }

    /// Whether the answer is to be one JSON document.
    package var isJSON: Bool { values["json"] != nil }
}

/// What a list of arguments turned out to be.
package enum ParsedArguments: Sendable, Hashable {
    /// A command to run.
    case invocation(Invocation)
    /// A question about the commands whose path begins with these words; none means the program.
    case help([String])
    /// A question about the version.
    case version
}
