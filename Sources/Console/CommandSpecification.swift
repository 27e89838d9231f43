// What a command accepts, as a value: the parser obeys it and the help is printed from it, so the
// two cannot disagree.

package import Shared

/// One option of a command, written `--name` or `--name value`.
package struct OptionSpecification: Sendable {
    /// The name, without its dashes.
    package let name: String
    /// What stands for the value in the help (`DIR`); `nil` for a flag, which takes none.
    package let valueName: String?
    /// Whether it may be given several times.
    package let isRepeatable: Bool
    /// Whether the command is wrong usage without it.
    package let isRequired: Bool
    /// What it is for.
    package let help: Phrase

    /// Whether it takes a value.
    package var takesValue: Bool { valueName != nil }

    /// An option that takes a value.
    package static func value(
        _ name: String, _ valueName: String, isRequired: Bool = false, isRepeatable: Bool = false,
        help: Phrase
    ) -> OptionSpecification {
        OptionSpecification(
            name: name, valueName: valueName, isRepeatable: isRepeatable, isRequired: isRequired,
            help: help)
    }

    /// An option that is there or not.
    package static func flag(_ name: String, help: Phrase) -> OptionSpecification {
        OptionSpecification(
            name: name, valueName: nil, isRepeatable: false, isRequired: false, help: help)
    }

    /// How the option is written, for the help: `--near LAT,LON`.
    var form: String { valueName.map { "--\(name) \($0)" } ?? "--\(name)" }
}

/// The arguments of a command that are not options.
package struct PositionalSpecification: Sendable {
    /// How they are written in the help: `COLLECTION ID`.
    package let form: String
    /// The least number of them.
    package let minimum: Int
    /// The greatest number of them; `nil` for any.
    package let maximum: Int?
    /// What they are.
    package let help: Phrase?

    /// For a command that takes none.
    package static let none = PositionalSpecification("", minimum: 0, maximum: 0)

    /// Between `minimum` and `maximum` arguments.
    package init(_ form: String, minimum: Int, maximum: Int?, help: Phrase? = nil) {
        precondition(minimum >= 0 && minimum <= maximum ?? Int.max)
        self.form = form
        self.minimum = minimum
        self.maximum = maximum
        self.help = help
    }
}

/// One command of a program.
package struct CommandSpecification: Sendable {
    /// The words that call it: `["territory", "create"]`.
    package let path: [String]
    /// What it does, in one sentence.
    package let summary: Phrase
    /// Its own options; `--json`, `--help` and those common to the program are understood anyway.
    package let options: [OptionSpecification]
    /// Its other arguments.
    package let positionals: PositionalSpecification
    /// A line that works, without the name of the program.
    package let example: String

    /// A command from its parts.
    package init(
        _ path: [String], summary: Phrase, options: [OptionSpecification] = [],
        positionals: PositionalSpecification = .none, example: String
    ) {
        precondition(!path.isEmpty)
        self.path = path
        self.summary = summary
        self.options = options
        self.positionals = positionals
        self.example = example
    }

    /// The words that call it, as one text.
    package var name: String { path.joined(separator: " ") }

    /// How the command is written, after the name of the program.
    package var usage: String {
        let forms = options.map { option in
            (option.isRequired ? option.form : "[\(option.form)]")
                + (option.isRepeatable ? "…" : "")
        }
        let parts = [name, positionals.form] + forms
        return parts.filter { !$0.isEmpty }.joined(separator: " ")
    }
}

/// Commands that stand under one heading of the help.
package struct CommandSection: Sendable {
    /// The heading.
    package let title: Phrase
    /// In the order of the help.
    package let commands: [CommandSpecification]

    /// A section from its parts.
    package init(title: Phrase, commands: [CommandSpecification]) {
        self.title = title
        self.commands = commands
    }
}

/// A program and all its commands.
package struct ProgramSpecification: Sendable {
    /// The name of the executable.
    package let name: String
    /// What `--version` answers, after the name.
    package let version: String
    /// What it is for, in one sentence.
    package let summary: Phrase
    /// The options that every command understands, and that may stand before its name.
    package let commonOptions: [OptionSpecification]
    /// The commands, by headings of the help.
    package let sections: [CommandSection]
    /// The commands, in the order of the help.
    package let commands: [CommandSpecification]

    /// A program whose commands stand under one heading.
    package init(
        name: String, version: String, summary: Phrase,
        commonOptions: [OptionSpecification] = [], commands: [CommandSpecification]
    ) {
        let title = Phrase(fr: "Commandes", en: "Commands")
        self.init(
            name: name, version: version, summary: summary, commonOptions: commonOptions,
            sections: [CommandSection(title: title, commands: commands)])
    }

    /// A program from its parts. Two commands never have the same path.
    package init(
        name: String, version: String, summary: Phrase,
        commonOptions: [OptionSpecification] = [], sections: [CommandSection]
    ) {
        let commands = sections.flatMap(\.commands)
        precondition(Set(commands.map(\.path)).count == commands.count)
        self.name = name
        self.version = version
        self.summary = summary
        self.commonOptions = commonOptions + [Self.json]
        self.sections = sections
        self.commands = commands
    }

    private static let json = OptionSpecification.flag(
        "json",
        help: Phrase(
            fr: "Écrit un seul document JSON sur la sortie standard.",
            en: "Writes one JSON document on standard output."))
}
