// What a program is given by whoever starts it, as one value, so that everything below `main` can
// be tested with another one. Nothing else in Console reads the process.

import FoundationEssentials
import Glibc

/// The arguments, the variables and the three standard streams of a process.
package struct Environment: Sendable {
    /// The arguments, without the name of the program.
    package var arguments: [String]
    /// The environment variables.
    package var variables: [String: String]
    /// Whether a person can be asked something.
    package var isInputTerminal: Bool
    /// Whether standard output is read by a person.
    package var isOutputTerminal: Bool
    /// Whether standard error is read by a person; progress is only shown when it is.
    package var isErrorTerminal: Bool

    /// An environment made of its parts; for tests, nothing is a terminal.
    package init(
        arguments: [String] = [], variables: [String: String] = [:],
        isInputTerminal: Bool = false, isOutputTerminal: Bool = false, isErrorTerminal: Bool = false
    ) {
        self.arguments = arguments
        self.variables = variables
        self.isInputTerminal = isInputTerminal
        self.isOutputTerminal = isOutputTerminal
        self.isErrorTerminal = isErrorTerminal
    }

    /// The environment of this process.
    package static func current() -> Environment {
        Environment(
            arguments: Array(CommandLine.arguments.dropFirst()),
            variables: ProcessInfo.processInfo.environment,
            isInputTerminal: isatty(STDIN_FILENO) == 1,
            isOutputTerminal: isatty(STDOUT_FILENO) == 1,
            isErrorTerminal: isatty(STDERR_FILENO) == 1)
    }
}
