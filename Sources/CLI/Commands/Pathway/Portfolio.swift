// `relais portfolio [note]`: who is followed by whom, and a word for the next adviser.

import ClientCore
import Console
import Shared

enum PortfolioCommand: Command {
    static let specification = CommandSpecification(
        ["portfolio"],
        summary: Phrase(
            fr: "Montre les portefeuilles de l'appareil et leurs personnes.",
            en: "Shows the portfolios of this device and their people."),
        positionals: PositionalSpecification(
            "[ID]", minimum: 0, maximum: 1,
            help: Phrase(
                fr: "Un portefeuille, pour n'en voir que les personnes.",
                en: "A portfolio, to see its people only.")),
        example: "portfolio")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let store = try context.store()
        let only = try context.invocation.positionals.first.map { text throws(RelaisError) in
            try context.recordID(text)
        }
        let portfolios = try Portfolios(store).list().filter { only == nil || $0.id == only }
        context.output.document(
            .object([
                "portfolios": .array(
                    portfolios.map { portfolio in
                        .object([
                            "id": .optional(portfolio.id),
                            "people": .array(
                                portfolio.people.map { .string($0.description) }),
                        ])
                    })
            ]))
        for portfolio in portfolios {
            let name = portfolio.id?.description
            let none = Phrase(fr: "sans portefeuille", en: "in no portfolio")
            context.output.line(
                Phrase(
                    fr: "\(name ?? none.french) : \(portfolio.people.count)",
                    en: "\(name ?? none.english): \(portfolio.people.count)"))
            if only == nil && portfolio.id == nil { continue }
            for person in portfolio.people {
                let head = try PersonLines.head(person, store, context)
                for line in Columns.wrap(head, width: Columns.width - 2, hanging: 2) {
                    context.output.line("  " + line)
                }
            }
        }
        if portfolios.isEmpty {
            context.output.line(Phrase(fr: "Personne ici.", en: "Nobody here."))
        }
        return 0
    }
}

enum PortfolioNoteCommand: Command {
    static let specification = CommandSpecification(
        ["portfolio", "note"],
        summary: Phrase(
            fr: "Laisse un mot au prochain référent, dans chaque dossier d'un portefeuille.",
            en: "Leaves word for the next adviser, in each file of a portfolio."),
        positionals: PositionalSpecification(
            "PORTFOLIO TEXT", minimum: 2, maximum: 2,
            help: Phrase(
                fr: "Le portefeuille et le mot. `relais admin portfolio hand-over` le confie "
                    + "ensuite, et le mot va avec.",
                en: "The portfolio and the word. `relais admin portfolio hand-over` hands it over "
                    + "then, and the word goes with it.")),
        example: "portfolio note 0192f0c1-2b3c-7def-8123-456789abcdef 'Rappeler en avril.'")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let store = try context.store()
        let id = try context.recordID(context.argument(0))
        let text = context.argument(1)
        let warnings = context.warn(
            of: [FollowUp.shared.comment.name: .assign(.text(text))],
            in: try context.collection(FollowUp.collectionName))
        let count = try Portfolios(store).leaveWord(text, in: id)
        context.output.document(.object(["files": .count(count), "warnings": warnings]))
        context.output.rows([(Phrase(fr: "dossiers", en: "files"), String(count))])
        return 0
    }
}
