// GuideShelf: the articles and the glossary that people read offline (rows 4 and 5).

public import Shared

/// Reads the guide and the glossary.
public struct GuideShelf: Sendable {
    private let store: Store

    /// - Parameter store: where they are.
    public init(_ store: Store) { self.store = store }

    /// Published articles, in the order of the menu: rank, then title.
    ///
    /// - Parameters:
    ///   - audience: only those for this public, or for everybody.
    ///   - theme: only those on this need.
    ///   - language: in this language where there is a translation; an article without one is in
    ///     its own, which is better than none.
    public func articles(
        audience: String? = nil, theme: String? = nil, language: String? = nil
    ) throws(RelaisError) -> [Typed<GuideArticle>] {
        let published = try store.records(GuideArticle.self)
            .filter { ![.some("brouillon"), "archive"].contains($0.state) }
        var translations: [RecordID: Typed<GuideArticle>] = [:]
        for article in published {
            if let original = article.translationOf, article.language == language {
                translations[original] = article
            }
        }
        return published.filter { article in
            let publics = article.audiences ?? []
            let isFor =
                audience.map {
                    publics.isEmpty || publics.contains($0)
                        || publics.contains("tout-public")
                } ?? true
            let isOn = theme.map { (article.themes ?? []).contains($0) } ?? true
            // A translation stands for its original, and not beside it.
            return isFor && isOn && article.translationOf == nil
        }
        .map { article in
            article.language == language ? article : translations[article.record.id] ?? article
        }
        .sorted { left, right in
            let ranks = (left.rank ?? .max, right.rank ?? .max)
            if ranks.0 != ranks.1 { return ranks.0 < ranks.1 }
            let names = (left.name ?? "", right.name ?? "")
            return names.0 != names.1 ? names.0 < names.1 : left.record.id < right.record.id
        }
    }

    /// Terms that are, or mean, what was typed: by the beginning of a name or a synonym, else by
    /// words of the explanation. Everything when nothing was typed.
    public func terms(_ typed: String) throws(RelaisError) -> [Typed<GlossaryTerm>] {
        let all = try store.records(GlossaryTerm.self).sorted { left, right in
            let names = (FoldedWords.fold(left.name ?? ""), FoldedWords.fold(right.name ?? ""))
            return names.0 != names.1 ? names.0 < names.1 : left.record.id < right.record.id
        }
        let wanted = FoldedWords.fold(typed)
        if wanted.isEmpty { return all }
        let named = all.filter { term in
            GuideShelf.spellings(term).contains { FoldedWords.fold($0).hasPrefix(wanted) }
        }
        if !named.isEmpty { return named }
        let words = FoldedWords(typed).words
        return all.filter { term in
            let text = FoldedWords(
                [term.name, term.expansion, term.plainWords, term.definition].compactMap(\.self)
                    .joined(separator: " "))
            return words.allSatisfy { word in text.words.contains { $0.hasPrefix(word) } }
        }
    }

    /// What is hard to read in an article, by the glossary of this device.
    public func warnings(in article: Typed<GuideArticle>) throws(RelaisError) -> [PlainWarning] {
        let glossary = try store.records(GlossaryTerm.self).map { term in
            (
                word: HardWord(term: term.name ?? "", plain: term.plainWords),
                spellings: GuideShelf.spellings(term)
            )
        }
        return PlainWords(glossary).warnings(
            in: [article.name, article.body].compactMap(\.self).joined(separator: "\n"))
    }

    /// An article on paper, with the hard words that it uses in plain ones.
    public func page(of article: Typed<GuideArticle>) throws(RelaisError) -> ArticleSheet {
        var page = ArticleSheet(
            title: article.name ?? "", body: article.body ?? "", edition: article.edition)
        page.language = article.language.flatMap { TextLanguage($0) }
        page.links = (article.links ?? []).sorted()
        for case .hardWord(_, let word) in try warnings(in: article) {
            if let plain = word.plain { page.terms.append((word.term, plain)) }
        }
        return page
    }

    private static func spellings(_ term: Typed<GlossaryTerm>) -> [String] {
        [term.name, term.expansion].compactMap(\.self) + (term.synonyms ?? []).sorted()
    }
}
