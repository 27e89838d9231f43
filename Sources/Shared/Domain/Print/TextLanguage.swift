// TextLanguage: the language in which somebody wrote a text, for whoever reads it out or sets it: a
// screen reader chooses its voice by it, and a browser the side on which lines begin.

/// The language of a text that people wrote.
public struct TextLanguage: Hashable, Sendable {
    /// A code of the list `language`, which is a language tag of BCP 47 as well.
    public let code: String

    /// A language of the list; `nil` for a code that it lacks.
    public init?(_ code: String) {
        guard CodeLists.language.contains(code) else { return nil }
        self.code = code
    }

    /// One of the languages that the product itself speaks.
    init(_ language: Language) { code = language.rawValue }

    /// Whether its lines begin on the right.
    public var isRightToLeft: Bool { TextLanguage.rightToLeft.contains(code) }

    /// What an element of HTML says of it.
    var attributes: String {
        "lang=\"\(code)\" dir=\"\(isRightToLeft ? "rtl" : "ltr")\""
    }

    /// Those of the list that are written in Arabic letters.
    private static let rightToLeft: Set<String> = ["ar", "fa", "ps", "ur"]
}
