// The errors of wrong usage. They have one code, `usage`, which is what makes the exit status 2.

package import Shared

extension RelaisError {
    /// The code of every error of usage.
    package static let usageCode = "usage"

    /// A command that was not written as it should be; the program exits with status 2.
    package static func usage(_ message: Phrase, remedy: Phrase) -> RelaisError {
        RelaisError(code: usageCode, message: message, remedy: remedy)
    }
}

/// Makes the errors of one command line; every remedy leads to the help that applies.
struct UsageErrors {
    let program: String
    /// The words of the command, as far as they are known.
    var path: [String] = []

    private var helpCommand: String {
        "`" + ([program] + path + ["--help"]).joined(separator: " ") + "`"
    }

    private func error(_ fr: String, _ en: String, suggestion: String? = nil) -> RelaisError {
        let question = suggestion.map { word in
            (fr: "Vouliez-vous dire « \(word) » ? ", en: "Did you mean \"\(word)\"? ")
        }
        return .usage(
            Phrase(fr: fr, en: en),
            remedy: Phrase(
                fr: (question?.fr ?? "") + "\(helpCommand) montre l'usage.",
                en: (question?.en ?? "") + "\(helpCommand) shows the usage."))
    }

    func missingCommand() -> RelaisError {
        let words = path.joined(separator: " ")
        return path.isEmpty
            ? error("Aucune commande n'est donnée.", "No command is given.")
            : error(
                "« \(words) » attend encore un mot.", "\"\(words)\" needs one more word.")
    }

    func unknownCommand(_ word: String, nearest: String?) -> RelaisError {
        let words = (path + [word]).joined(separator: " ")
        return error(
            "La commande « \(words) » n'existe pas.", "There is no command \"\(words)\".",
            suggestion: nearest.map { (path + [$0]).joined(separator: " ") })
    }

    func unknownOption(_ token: String, nearest: String?) -> RelaisError {
        error(
            "L'option « \(token) » n'existe pas ici.", "There is no option \"\(token)\" here.",
            suggestion: nearest.map { "--" + $0 })
    }

    func optionBeforeCommand(_ token: String) -> RelaisError {
        error(
            "L'option « \(token) » doit suivre le nom de la commande.",
            "The option \"\(token)\" must come after the name of the command.")
    }

    func missingValue(_ option: OptionSpecification) -> RelaisError {
        error(
            "L'option --\(option.name) attend une valeur, écrite `\(option.form)`, ou "
                + "`--\(option.name)=…` si elle commence par deux tirets.",
            "The option --\(option.name) needs a value, written `\(option.form)`, or "
                + "`--\(option.name)=…` if it begins with two dashes.")
    }

    func unexpectedValue(_ option: OptionSpecification) -> RelaisError {
        error(
            "L'option --\(option.name) ne prend pas de valeur.",
            "The option --\(option.name) takes no value.")
    }

    func repeated(_ option: OptionSpecification) -> RelaisError {
        error(
            "L'option --\(option.name) est donnée plusieurs fois.",
            "The option --\(option.name) is given several times.")
    }

    func missingOption(_ option: OptionSpecification) -> RelaisError {
        error(
            "L'option `\(option.form)` est nécessaire.",
            "The option `\(option.form)` is required.")
    }

    func missingPositionals(_ expected: PositionalSpecification, count: Int) -> RelaisError {
        error(
            "Il manque des arguments : `\(expected.form)` en demande \(expected.minimum), "
                + "et \(count) de donné.",
            "Arguments are missing: `\(expected.form)` needs \(expected.minimum), "
                + "and \(count) given.")
    }

    func surplusPositional(_ word: String) -> RelaisError {
        error("L'argument « \(word) » est de trop.", "The argument \"\(word)\" is one too many.")
    }
}
