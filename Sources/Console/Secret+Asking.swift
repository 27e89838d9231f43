// Asking a person for a secret at a terminal, which does not show what is typed.

import Glibc
package import Shared

extension Secret {
    /// Asks at the terminal of standard input, on standard error.
    ///
    /// While it waits, an interrupt is a character like any other, so that nobody is left with a
    /// terminal that shows nothing: it ends the question, as an empty answer.
    ///
    /// - Throws: `RelaisError` `secret_unreadable` when this is no terminal, and what reading a
    ///   secret throws.
    package init(asking question: String) throws(RelaisError) {
        var before = termios()
        guard tcgetattr(STDIN_FILENO, &before) == 0 else {
            throw Self.unreadable("-", Descriptor.Failure(code: errno))
        }
        var quiet = before
        quiet.c_lflag &= ~tcflag_t(ECHO | ISIG)
        do {
            try Descriptor(number: STDERR_FILENO).write(Array(question.utf8))
        } catch {
            throw Self.unreadable("-", error)
        }
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet)
        defer {
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &before)
            try? Descriptor(number: STDERR_FILENO).write(Array("\n".utf8))
        }
        let text = try Self.line(of: Descriptor(number: STDIN_FILENO), named: "-")
        self.init(checked: text.contains("\u{3}") ? "" : text)
        if self.text.isEmpty { throw Self.empty }
    }
}
