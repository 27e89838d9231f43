// What people read: in both languages, with the same values in both, as French and English are
// written. `CatalogueTests` looks for sentences that nobody says.

import Shared

let catalogueRules = [
    Rule("a sentence is there in both languages", swift: missing),
    Rule("both languages are told the same values", swift: unlike),
    Rule("French is written as French is", swift: badFrench),
    Rule("English is written as English is", swift: badEnglish),
    Rule("nothing is said outside the catalogue", swift: unlisted),
]

@Sendable private func missing(_ file: RepositoryFile, _ text: SwiftText) -> [Violation] {
    guard file.isIn("Sources") else { return [] }
    return text.catalogue.compactMap { entry in
        // Nothing is nothing in any language.
        if entry.french?.text == "", entry.english?.text == "" { return nil }
        func isEmpty(_ text: CatalogueText?) -> Bool { text?.text.isEmpty ?? true }
        if isEmpty(entry.french) {
            return file.violation(entry.line, "the sentence has no French")
        }
        if isEmpty(entry.english) {
            return file.violation(entry.line, "the sentence has no English")
        }
        let isSentence = entry.french?.text.hasSuffix(".") == true
        guard isSentence, entry.french?.text == entry.english?.text else { return nil }
        return file.violation(entry.line, "the sentence was not translated")
    }
}

@Sendable private func unlike(_ file: RepositoryFile, _ text: SwiftText) -> [Violation] {
    guard file.isIn("Sources") else { return [] }
    return text.catalogue.compactMap { entry in
        guard let french = entry.french, let english = entry.english else { return nil }
        guard french.values.isEmpty == english.values.isEmpty else {
            return file.violation(entry.line, "only one language is told a value")
        }
        guard let ours = names(french.values), let theirs = names(english.values),
            let value = ours.symmetricDifference(theirs).min()
        else { return nil }
        return file.violation(entry.line, "only one language is told \(value)")
    }
}

/// The names that are put in, whatever a language takes of them; `nil` where something is computed
/// in its place, which may be of one language alone.
private func names(_ values: [String]) -> Set<String>? {
    var names: Set<String> = []
    for value in values {
        let inside = value.dropFirst().dropLast()
        let isName = inside.allSatisfy { $0.isLetter || $0.isNumber || "._$[]".contains($0) }
        guard isName, let first = inside.split(separator: ".").first else { return nil }
        names.insert(
            ["fr", "en", "french", "english"].contains(first) ? "language" : String(first))
    }
    return names
}

@Sendable private func badFrench(_ file: RepositoryFile, _ text: SwiftText) -> [Violation] {
    guard file.isIn("Sources") else { return [] }
    return text.catalogue.compactMap { entry in
        guard let written = entry.french?.text else { return nil }
        let shown = Phrase.frenchTypography(written)
        if let problem = FrenchPage.problem(shown) {
            return file.violation(entry.line, "\(problem): \(shown)")
        }
        return nil
    }
}

@Sendable private func badEnglish(_ file: RepositoryFile, _ text: SwiftText) -> [Violation] {
    guard file.isIn("Sources") else { return [] }
    return text.catalogue.compactMap { entry in
        guard let english = entry.english?.text else { return nil }
        let words = withoutCommands(english)
        if words.contains("«") || words.contains("»") {
            return file.violation(entry.line, "« and » are French: \(english)")
        }
        let marks = [" :", " ;", " !", " ?", "\u{A0}", "\u{202F}"].filter { words.contains($0) }
        guard let mark = marks.first else { return nil }
        return file.violation(entry.line, "English has no space before \(mark): \(english)")
    }
}

/// A text without what stands between backquotes, which people copy.
private func withoutCommands(_ text: String) -> String {
    text.split(separator: "`", omittingEmptySubsequences: false).enumerated()
        .filter { $0.offset.isMultiple(of: 2) }.map { String($0.element) }
        .joined(separator: "x")
}

/// Words of the answer that were not taken from a sentence in both languages.
@Sendable private func unlisted(_ file: RepositoryFile, _ text: SwiftText) -> [Violation] {
    guard ["Sources/CLI", "Sources/RelaisServer", "Sources/Console"].contains(where: file.isIn)
    else { return [] }
    return text.texts(after: ["output.line(", "output.note("]).compactMap { line, said in
        // The name of a collection is a name.
        let words = withoutCommands(said.text).split { !($0.isLetter || $0 == "_") }
        guard let word = words.first(where: { $0.count > 2 && !$0.contains("_") }) else {
            return nil
        }
        return file.violation(line, "\"\(word)\" is in one language only")
    }
}

/// A French text as it is shown.
enum FrenchPage {
    /// What is wrong with it; `nil` when nothing is. What stands between backquotes is code.
    static func problem(_ shown: String) -> String? {
        let characters = Array(withoutCommands(shown))
        var open = 0
        for (index, character) in characters.enumerated() {
            let before = index > 0 ? characters[index - 1] : nil
            let after = index + 1 < characters.count ? characters[index + 1] : nil
            switch character {
            case "«":
                open += 1
                if after != "\u{A0}" { return "« wants an unbreakable space after it" }
            case "»":
                open -= 1
                if before != "\u{A0}" { return "» wants an unbreakable space before it" }
            case ":" where isEnd(after) && before != "\u{A0}" && before != nil:
                return "\(character) wants an unbreakable space before it"
            case ";", "!", "?":
                let isRun = before.map { ";!?".contains($0) } ?? true
                if isEnd(after), !isRun, before != "\u{202F}" {
                    return "\(character) wants a narrow unbreakable space before it"
                }
            case "\"", "“", "”": return "French quotes with « and »"
            default: break
            }
            if open < 0 || open > 1 { return "« and » do not stand in pairs" }
        }
        if withoutCommands(shown).contains("...") { return "… is one sign" }
        return open == 0 ? nil : "« and » do not stand in pairs"
    }

    /// Whether a mark stands at the end of a word: `12:30` and `a://b` are none of its business.
    private static func isEnd(_ after: Character?) -> Bool {
        after.map { $0.isWhitespace || ")]».,…".contains($0) } ?? true
    }
}
