// ArticleSheet: an article of the guide on paper, in large letters, with the words of the glossary
// that it uses explained below it (rows 4 and 5).

/// An article to be printed.
public struct ArticleSheet: Sendable {
    /// Its title.
    public var title: String
    /// Its text; an empty line begins a paragraph.
    public var body: String
    /// The language that it is written in, when that is noted.
    public var language: TextLanguage?
    /// Its edition, when it has one.
    public var edition: Int64?
    /// Where to read more.
    public var links: [String] = []
    /// Terms of the glossary that stand in it, with their plain words.
    public var terms: [(term: String, words: String)] = []

    /// An article.
    public init(title: String, body: String, edition: Int64? = nil) {
        self.title = title
        self.body = body
        self.edition = edition
    }

    /// The page, with labels in the language of who prints it.
    public func sheet(_ reader: Language) -> Sheet {
        func say(_ phrase: Phrase) -> String { phrase.text(reader) }
        let blocks = body.split(separator: "\n").map { Sheet.Block.text(String($0)) }
        var appendix: [Sheet.Block] = []
        if !terms.isEmpty {
            appendix.append(.heading(say(Phrase(fr: "Les mots", en: "The words"))))
            appendix.append(.facts(terms.map { Sheet.Fact($0.term, $0.words) }))
        }
        if !links.isEmpty {
            let title = Phrase(fr: "Pour aller plus loin", en: "To go further")
            appendix.append(.heading(say(title)))
            appendix.append(.list(links))
        }
        let footer = edition.map { say(Phrase(fr: "Édition \($0)", en: "Edition \($0)")) }
        return Sheet(
            title: title, language: reader, written: language, isLarge: true, blocks: blocks,
            appendix: appendix, footer: footer ?? "")
    }
}
