// Turns a list of arguments into an invocation, help, version, or one error of usage. Pure.
//
// An option is a token that begins with two dashes, wherever it stands before a lone `--`. All
// else is a word of the command or a positional, so `field=value` may hold anything. A value may
// begin with one dash (`-4.4,48`, or `-` for standard input) but not with two: that is a forgotten
// value, and `--name=--x` says it is not.

package import Shared

/// Reads the command lines of one program.
package struct ArgumentParser: Sendable {
    /// What the program accepts.
    package let program: ProgramSpecification

    /// A parser for one program.
    package init(_ program: ProgramSpecification) {
        self.program = program
    }

    /// What the arguments ask for.
    ///
    /// Throws an error of code `usage` when they do not fit the specification. Help is answered
    /// before anything is checked, so that it is there for whoever is lost.
    package func parse(_ arguments: [String]) throws(RelaisError) -> ParsedArguments {
        let beforeDashes = arguments.prefix { $0 != "--" }
        if beforeDashes.contains("--help") || beforeDashes.contains("-h") {
            return .help(topic(Array(beforeDashes)))
        }
        if beforeDashes.first == "help", !program.commands.contains(where: { $0.path[0] == "help" })
        {
            return .help(topic(Array(beforeDashes.dropFirst())))
        }
        if beforeDashes.contains("--version") { return .version }
        var reading = CommandLineReading(program: program, arguments: arguments)
        return .invocation(try reading.run())
    }

    /// Whether JSON was asked for; it can be told even of arguments that do not parse.
    package static func wantsJSON(_ arguments: [String]) -> Bool {
        arguments.prefix { $0 != "--" }.contains("--json")
    }

    /// The words of the command that a question is about, as far as they exist.
    private func topic(_ tokens: [String]) -> [String] {
        var path: [String] = []
        for token in tokens where !token.hasPrefix("-") {
            let longer = path + [token]
            if program.commands.contains(where: { $0.path.starts(with: longer) }) {
                path = longer
            } else if !path.isEmpty {
                break
            }
        }
        return path
    }
}

/// One reading of one command line, from left to right.
private struct CommandLineReading {
    let program: ProgramSpecification
    var remaining: ArraySlice<String>
    var errors: UsageErrors
    var command: CommandSpecification?
    var positionals: [String] = []
    var values: [String: [String]] = [:]

    init(program: ProgramSpecification, arguments: [String]) {
        self.program = program
        remaining = arguments[...]
        errors = UsageErrors(program: program.name)
    }

    mutating func run() throws(RelaisError) -> Invocation {
        while let token = remaining.popFirst() {
            if token == "--" {
                if command == nil { command = try completeCommand() }
                positionals += remaining
                remaining = []
            } else if token.hasPrefix("--") {
                try readOption(token)
            } else if isUnknownShortOption(token) {
                throw errors.unknownOption(token, nearest: nil)
            } else {
                try readWord(token)
            }
        }
        let command = try completeCommand()
        try check(command)
        return Invocation(
            path: command.path, positionals: positionals, values: values,
            declared: Set((program.commonOptions + command.options).map(\.name)))
    }

    /// A negative number and a lone dash are words; there are no short options but `-h`.
    private func isUnknownShortOption(_ token: String) -> Bool {
        guard token.hasPrefix("-"), let second = token.dropFirst().first else { return false }
        return !(second == "." || second.isWholeNumber)
    }

    private mutating func readWord(_ word: String) throws(RelaisError) {
        guard command == nil else {
            positionals.append(word)
            return
        }
        let path = errors.path
        let candidates = program.commands.filter { $0.path.starts(with: path) }
        if candidates.contains(where: { $0.path.starts(with: path + [word]) }) {
            errors.path.append(word)
        } else if let exact = candidates.first(where: { $0.path == path }) {
            command = exact
            positionals.append(word)
        } else {
            let words = candidates.map { $0.path[path.count] }
            throw errors.unknownCommand(
                word, nearest: Suggestion.nearest(to: word, among: words))
        }
    }

    private mutating func readOption(_ token: String) throws(RelaisError) {
        // By bytes: a value that begins with a combining mark would hide the sign as a Character.
        let sign = token.utf8.firstIndex(of: UInt8(ascii: "="))
        let name = String(token[..<(sign ?? token.endIndex)].dropFirst(2))
        let attached = sign.map { String(token[token.utf8.index(after: $0)...]) }
        let option = try find(name, token: "--" + name)
        let value = try value(of: option, attached: attached)
        guard option.isRepeatable || values[name] == nil else { throw errors.repeated(option) }
        values[name, default: []].append(value)
    }

    /// An option common to the program does not settle which command it is, any other does.
    private mutating func find(
        _ name: String, token: String
    ) throws(RelaisError) -> OptionSpecification {
        if let common = program.commonOptions.first(where: { $0.name == name }) { return common }
        if command == nil, let exact = program.commands.first(where: { $0.path == errors.path }) {
            command = exact
        }
        let known = (command?.options ?? []) + program.commonOptions
        if let option = known.first(where: { $0.name == name }) { return option }
        let nearest = Suggestion.nearest(
            to: name, among: known.map(\.name) + ["help", "version"])
        guard command != nil || nearest != nil else { throw errors.optionBeforeCommand(token) }
        throw errors.unknownOption(token, nearest: nearest)
    }

    private mutating func value(
        of option: OptionSpecification, attached: String?
    ) throws(RelaisError) -> String {
        guard option.takesValue else {
            guard attached == nil else { throw errors.unexpectedValue(option) }
            return ""
        }
        if let attached { return attached }
        guard let next = remaining.first, !next.hasPrefix("--") else {
            throw errors.missingValue(option)
        }
        remaining.removeFirst()
        return next
    }

    private func completeCommand() throws(RelaisError) -> CommandSpecification {
        if let command { return command }
        guard let exact = program.commands.first(where: { $0.path == errors.path }) else {
            throw errors.missingCommand()
        }
        return exact
    }

    private func check(_ command: CommandSpecification) throws(RelaisError) {
        for option in program.commonOptions + command.options
        where option.isRequired && values[option.name] == nil {
            throw errors.missingOption(option)
        }
        let expected = command.positionals
        if positionals.count < expected.minimum {
            throw errors.missingPositionals(expected, count: positionals.count)
        }
        if let maximum = expected.maximum, positionals.count > maximum {
            throw errors.surplusPositional(positionals[maximum])
        }
    }
}
