// SearchQuery: the words that somebody typed, as FTS5 is asked for them.

import Shared

/// Words that a record must have, all of them.
struct SearchQuery {
    /// In the language of FTS5.
    let text: String
    /// How a title begins that begins with one of the words.
    private let beginnings: [String]

    /// Every word, as the beginning of a word. Everything that is an operator to FTS5 is only a
    /// separator here. `nil` when no word is left.
    init?(_ typed: String) {
        let words = SearchText.words(typed).prefix(20)
        guard !words.isEmpty else { return nil }
        self.init(words.map { "\"\($0)\"*" }.joined(separator: " "), words.map(String.init))
    }

    /// - Parameters:
    ///   - text: in the language of FTS5.
    ///   - beginnings: without accents.
    init(_ text: String, _ beginnings: [String]) {
        self.text = text
        self.beginnings = beginnings.map(SearchText.compared)
    }

    /// The same words, in the title.
    var titled: String { "{title} : (\(text))" }

    /// What a title with all the words is worth: smaller is better.
    func rank(_ title: String) -> Double {
        beginnings.contains { title.utf8.starts(with: $0.utf8) } ? 0 : 1
    }

    /// The beginnings in the order of titles, none of them within another.
    var ranges: [String] {
        var result: [String] = []
        for beginning in beginnings.sorted(by: { $0.precedesInBytes($1) }) {
            if let last = result.last, beginning.utf8.starts(with: last.utf8) { continue }
            result.append(beginning)
        }
        return result
    }
}
