// `relais guide`, `relais guide lint`, `relais glossary`: what people read, offline.

import ClientCore
import Console
import Shared

enum GuideCommand: Command {
    static let specification = CommandSpecification(
        ["guide"],
        summary: Phrase(
            fr: "Les fiches du guide : la liste, par public et par thème, ou une fiche entière.",
            en: "The articles of the guide: the list, by audience and theme, or one article."),
        options: [
            .value(
                "audience", "CODE",
                help: Phrase(fr: "Seulement pour ce public.", en: "Only for this audience.")),
            .value(
                "theme", "CODE",
                help: Phrase(fr: "Seulement sur ce besoin.", en: "Only on this need.")),
            .value(
                "language", "CODE",
                help: Phrase(
                    fr: "Dans cette langue quand la fiche est traduite : fr, en, ar, uk…",
                    en: "In this language when the article is translated: fr, en, ar, uk…")),
        ],
        positionals: PositionalSpecification(
            "ID", minimum: 0, maximum: 1,
            help: Phrase(
                fr: "Une fiche de la liste, à lire en entier.",
                en: "An article of the list, to be read whole.")),
        example: "guide --audience jeunes --language ar")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let store = try context.store()
        let shelf = GuideShelf(store)
        if let text = context.invocation.positionals.first {
            let id = try context.recordID(text)
            guard let article = try store.record(GuideArticle.self, id) else {
                throw StoreErrors.notFound(GuideArticle.collectionName, id)
            }
            try read(article, context)
            return 0
        }
        let articles = try shelf.articles(
            audience: try context.code("audience", of: CodeLists.audience),
            theme: try context.code("theme", of: CodeLists.need),
            language: try context.code("language", of: CodeLists.language))
        context.output.document(
            .object([
                "articles": .array(
                    articles.map { article in
                        .object([
                            "id": .string(article.record.id.description),
                            "title": .optional(article.name),
                            "language": .optional(article.language),
                            "edition": article.edition.map(JSON.integer) ?? .null,
                        ])
                    })
            ]))
        for article in articles {
            context.output.line(article.name ?? "")
            context.output.line("  guide_article \(article.record.id)")
        }
        if articles.isEmpty {
            context.output.line(Phrase(fr: "Aucune fiche.", en: "No article."))
        }
        return 0
    }

    private static func read(
        _ article: Typed<GuideArticle>, _ context: Context
    ) throws(RelaisError) {
        context.output.document(
            article.record.json(try context.collection(GuideArticle.collectionName)))
        for line in Columns.wrap(article.name ?? "") { context.output.line(line) }
        context.output.line("")
        for line in Columns.wrap(article.body ?? "") { context.output.line(line) }
        var rows: [(label: Phrase, value: String)] = []
        if let edition = article.edition {
            rows.append((Phrase(fr: "édition", en: "edition"), String(edition)))
        }
        if let links = article.links, !links.isEmpty {
            rows.append(
                (Phrase(fr: "liens", en: "links"), links.sorted().joined(separator: " ")))
        }
        if rows.isEmpty { return }
        context.output.line("")
        context.output.rows(rows)
    }
}

enum GuideLintCommand: Command {
    static let specification = CommandSpecification(
        ["guide", "lint"],
        summary: Phrase(
            fr: "Ce qui est dur à lire dans une fiche : phrases longues, mots du glossaire.",
            en: "What is hard to read in an article: long sentences, words of the glossary."),
        positionals: PositionalSpecification("ID", minimum: 1, maximum: 1),
        example: "guide lint 0192f0c1-2b3c-7def-8123-456789abcdef")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let store = try context.store()
        let id = try context.recordID(context.argument(0))
        guard let article = try store.record(GuideArticle.self, id) else {
            throw StoreErrors.notFound(GuideArticle.collectionName, id)
        }
        let warnings = try GuideShelf(store).warnings(in: article)
        context.output.document(
            .object([
                "warnings": .array(warnings.map { .string($0.phrase.text(context.language)) })
            ]))
        for warning in warnings {
            for line in Columns.wrap("- " + warning.phrase.text(context.language), hanging: 2) {
                context.output.line(line)
            }
        }
        if warnings.isEmpty {
            context.output.line(
                Phrase(fr: "Rien n'est dur à lire.", en: "Nothing is hard to read."))
        }
        return 0
    }
}

enum GlossaryCommand: Command {
    static let specification = CommandSpecification(
        ["glossary"],
        summary: Phrase(
            fr: "Ce que veut dire un mot ou un sigle du métier, en clair.",
            en: "What a word or an acronym of the trade means, in plain words."),
        positionals: PositionalSpecification(
            "WORD", minimum: 0, maximum: nil,
            help: Phrase(
                fr: "Le mot ou son début ; sans mot, tout le glossaire.",
                en: "The word or its beginning; without one, the whole glossary.")),
        example: "glossary pmsmp")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let terms = try GuideShelf(try context.store())
            .terms(context.invocation.positionals.joined(separator: " "))
        context.output.document(
            .object([
                "terms": .array(
                    terms.map { term in
                        .object([
                            "id": .string(term.record.id.description),
                            "term": .optional(term.name), "expansion": .optional(term.expansion),
                            "plain": .optional(term.plainWords),
                            "definition": .optional(term.definition),
                        ])
                    })
            ]))
        for term in terms {
            let name = term.name ?? ""
            context.output.line(term.expansion.map { "\(name) (\($0))" } ?? name)
            let rows = [
                (label: Phrase(fr: "en clair", en: "in plain words"), value: term.plainWords),
                (label: Phrase(fr: "définition", en: "definition"), value: term.definition),
            ].compactMap { row in row.value.map { (label: row.label, value: $0) } }
            context.output.rows(rows, indent: 2)
        }
        if terms.isEmpty {
            context.output.line(
                Phrase(
                    fr: "Le glossaire ne connaît pas ce mot.",
                    en: "The glossary does not know this word."))
        }
        return 0
    }
}
