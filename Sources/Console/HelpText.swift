// The help of a program or of a command, written from its specification.

import Shared

struct HelpText {
    let program: ProgramSpecification
    let language: Language

    /// The help of the commands whose path begins with these words.
    func text(for topic: [String]) -> String {
        let matching = program.commands.filter { $0.path.starts(with: topic) }
        guard let exact = matching.first(where: { $0.path == topic }) else {
            return overview(matching, topic: topic).joined(separator: "\n")
        }
        var lines = command(exact)
        let others = matching.filter { $0.path != topic }
        if !others.isEmpty { lines += list(others) }
        return lines.joined(separator: "\n")
    }

    private func command(_ command: CommandSpecification) -> [String] {
        var lines = Columns.wrap(show(command.summary)) + [""]
        lines += usage(command.usage)
        if let help = command.positionals.help {
            lines += ["", command.positionals.form]
            lines += Columns.wrap(show(help), width: Columns.width - 2).map { "  " + $0 }
        }
        lines += ["", show(Phrase(fr: "Options", en: "Options"))]
        lines += options(command.options + program.commonOptions)
        lines += ["", show(Phrase(fr: "Exemple", en: "Example"))]
        return lines + HelpText.example("\(program.name) \(command.example)")
    }

    /// A command that can be copied: where a line ends before it does, the shell is told so.
    static func example(_ text: String) -> [String] {
        var lines: [String] = []
        var line = " "
        for word in words(text) {
            let isFirst = lines.isEmpty && line == " "
            // A space before the word, and two more columns for ` \\` after it.
            if !isFirst && line.count + 1 + word.count + 2 > Columns.width {
                lines.append(line + " \\")
                line = "   "
            }
            line += " " + word
        }
        return lines + [line]
    }

    /// The words of a shell's line; what stands between quotes is one.
    private static func words(_ text: String) -> [String] {
        var words = [""]
        var quote: Character?
        for character in text {
            if character == " " && quote == nil {
                words.append("")
                continue
            }
            if quote == character {
                quote = nil
            } else if quote == nil && (character == "'" || character == "\"") {
                quote = character
            }
            words[words.count - 1].append(character)
        }
        return words
    }

    private func overview(_ commands: [CommandSpecification], topic: [String]) -> [String] {
        var lines = topic.isEmpty ? Columns.wrap(show(program.summary)) + [""] : []
        let command = Phrase(fr: "COMMANDE", en: "COMMAND")
        lines += usage((topic + [show(command), "…"]).joined(separator: " "))
        lines += list(commands)
        lines += ["", show(Phrase(fr: "Options", en: "Options"))]
        lines += options(program.commonOptions)
        let advice = Phrase(
            fr: "`\(program.name) COMMANDE --help` montre les options et un exemple.",
            en: "`\(program.name) COMMAND --help` shows its options and an example.")
        return lines + [""] + Columns.wrap(show(advice))
    }

    /// Under the headings that they stand under, an empty line before each.
    private func list(_ commands: [CommandSpecification]) -> [String] {
        let paths = Set(commands.map(\.path))
        return program.sections.flatMap { section -> [String] in
            let listed = section.commands.filter { paths.contains($0.path) }
            if listed.isEmpty { return [] }
            return ["", show(section.title)]
                + Columns.pairs(listed.map { ($0.name, show($0.summary)) }, indent: 2)
        }
    }

    private func usage(_ form: String) -> [String] {
        let label = show(Phrase(fr: "Utilisation :", en: "Usage:"))
        return Columns.wrap("\(label) \(program.name) \(form)", hanging: 4)
    }

    private func options(_ options: [OptionSpecification]) -> [String] {
        let help = OptionSpecification.flag(
            "help", help: Phrase(fr: "Montre cette aide.", en: "Shows this help."))
        return Columns.pairs((options + [help]).map { ($0.form, describe($0)) }, indent: 2)
    }

    private func describe(_ option: OptionSpecification) -> String {
        var sentences = [show(option.help)]
        if option.isRequired {
            sentences.append(show(Phrase(fr: "Nécessaire.", en: "Required.")))
        }
        if option.isRepeatable {
            sentences.append(
                show(Phrase(fr: "Peut être répétée.", en: "May be repeated.")))
        }
        return sentences.joined(separator: " ")
    }

    private func show(_ phrase: Phrase) -> String { phrase.text(language) }
}
