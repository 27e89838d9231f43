// Sheet: a page for people, before it is HTML or text. It holds plain strings only, so nothing that
// somebody wrote can become anything but text on paper.

/// A page to be printed.
public struct Sheet: Hashable, Sendable {
    /// A part of a page.
    public enum Block: Hashable, Sendable {
        /// The name of what follows.
        case heading(String)
        /// A paragraph.
        case text(String)
        /// Labels with what they say.
        case facts([Fact])
        /// A list.
        case list([String])
        /// Empty lines to be written on by hand.
        case lines(Int)
    }

    /// A label and what it says.
    public struct Fact: Hashable, Sendable {
        /// The label.
        public let label: String
        /// What it says.
        public let value: String

        /// A label and what it says.
        public init(_ label: String, _ value: String) {
            self.label = label
            self.value = value
        }
    }

    /// What the page is.
    public let title: String
    /// The language of its labels, its appendix and its footer.
    public let language: Language
    /// The language of the title and the parts, where it is another text's own.
    public let written: TextLanguage?
    /// Whether it is for people who read little, or badly: in large letters.
    public let isLarge: Bool
    /// Its parts.
    public var blocks: [Block]
    /// What the product adds to somebody's text, in the language of the labels.
    public var appendix: [Block]
    /// The last line: when and by whom it was made.
    public let footer: String

    /// A page from its parts.
    public init(
        title: String, language: Language, written: TextLanguage? = nil, isLarge: Bool = false,
        blocks: [Block], appendix: [Block] = [], footer: String
    ) {
        self.title = title
        self.language = language
        self.written = written
        self.isLarge = isLarge
        self.blocks = blocks
        self.appendix = appendix
        self.footer = footer
    }

    /// Text without what drives a terminal or turns the reading direction: only line feeds stay.
    static func plain(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control where scalar != "\n": result.append(" ")
            case .lineSeparator, .paragraphSeparator: result.append("\n")
            default:
                let isTurning =
                    (0x202A...0x202E).contains(scalar.value)
                    || (0x2066...0x2069).contains(scalar.value)
                if !isTurning { result.append(scalar) }
            }
        }
        return String(result)
    }
}
