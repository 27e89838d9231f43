// A sentence for people. It exists in both languages by construction, so no message of the product
// can be half translated; the language is chosen where it is shown, never where it is made.

/// One sentence, in French and in English.
public struct Phrase: Sendable, Hashable {
    /// The French text as it was written, before typography.
    public let french: String
    /// The English text.
    public let english: String

    /// A sentence from its two texts.
    ///
    /// French may be written with ordinary spaces: `text(_:)` makes them unbreakable where French
    /// asks for it.
    public init(fr: String, en: String) {
        french = fr
        english = en
    }

    /// The sentence in one language, ready to be shown.
    public func text(_ language: Language) -> String {
        switch language {
        case .french: Self.frenchTypography(french)
        case .english: english
        }
    }

    /// French text with its unbreakable spaces.
    ///
    /// A narrow one (U+202F) before `;` `!` `?`, an ordinary one (U+00A0) before `:` and inside
    /// `« »`, whether the text had a plain space there or none. A mark that is followed by more of
    /// the same word is no punctuation, so times (`12:30`) and addresses (`http://a/?b`) stay as
    /// they are; so does everything between two backquotes, which people copy into a terminal.
    /// Only spaces are changed, and applying it twice does nothing more.
    public static func frenchTypography(_ text: String) -> String {
        var typesetter = FrenchTypesetter(text)
        return typesetter.typeset()
    }
}

/// One pass over a text from left to right; what is before a mark is read from the result.
private struct FrenchTypesetter {
    private let text: [Character]
    private var result: [Character] = []
    private var position = 0
    /// Where the last backquote stands, so that one without a partner protects nothing.
    private let lastBackquote: Int?

    private static let space: Character = "\u{A0}"
    private static let narrowSpace: Character = "\u{202F}"
    private static let marks: Set<Character> = [";", "!", "?", ":"]
    private static let closing: Set<Character> = [
        ")", "]", "»", "\"", "”", "’", ".", ",", "…",
    ]
    private static let opening: Set<Character> = ["(", "[", "“", "‘", "\""]

    init(_ text: String) {
        self.text = Array(text)
        lastBackquote = self.text.lastIndex(of: "`")
        result.reserveCapacity(self.text.count + 8)
    }

    mutating func typeset() -> String {
        while position < text.count {
            let character = text[position]
            if character == "`", let last = lastBackquote, position < last {
                copyQuotation()
            } else if character == "«" {
                openGuillemet()
            } else if character == "»" {
                separate(by: Self.space)
                copy()
            } else if Self.marks.contains(character) {
                copyMarks(character)
            } else {
                copy()
            }
        }
        return String(result)
    }

    private mutating func copy() {
        result.append(text[position])
        position += 1
    }

    private mutating func copyQuotation() {
        repeat { copy() } while text[position] != "`"
        copy()
    }

    private mutating func openGuillemet() {
        copy()
        guard position < text.count else { return }
        if text[position] == " " {
            position += 1
            result.append(Self.space)
        } else if !text[position].isWhitespace {
            result.append(Self.space)
        }
    }

    /// A run such as `?!` takes one space, before its first mark.
    private mutating func copyMarks(_ first: Character) {
        let end = text[position...].firstIndex { !Self.marks.contains($0) } ?? text.count
        if end == text.count || text[end].isWhitespace || Self.closing.contains(text[end]) {
            separate(by: first == ":" ? Self.space : Self.narrowSpace)
        }
        while position < end { copy() }
    }

    /// Puts an unbreakable space before what comes next, in place of a plain one if there is one.
    private mutating func separate(by space: Character) {
        guard let previous = result.last else { return }
        if previous == " " {
            result[result.count - 1] = space
        } else if !previous.isWhitespace, !Self.opening.contains(previous) {
            result.append(space)
        }
    }
}
