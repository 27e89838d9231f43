// `relais admin portfolio list`, `create`, `hand-over`: who holds which files of an organisation.

import ClientCore
import Console
import Shared

enum AdminPortfolioListCommand: Command {
    static let specification = CommandSpecification(
        ["admin", "portfolio", "list"],
        summary: Phrase(
            fr: "Dit quels portefeuilles a votre structure, et qui les tient.",
            en: "Says which portfolios your organisation has, and who holds them."),
        example: "admin portfolio list")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let answer = try await context.administer("portfolios")
        context.lines(answer, "portfolios", ["portfolio", "name", "holderName"])
        return 0
    }
}

enum AdminPortfolioCreateCommand: Command {
    static let specification = CommandSpecification(
        ["admin", "portfolio", "create"],
        summary: Phrase(
            fr: "Crée un portefeuille : des dossiers que peu de personnes tiennent.",
            en: "Creates a portfolio: files that few people hold."),
        options: [
            .value(
                "name", "NAME", isRequired: true,
                help: Phrase(fr: "Le nom du portefeuille.", en: "The portfolio's name.")),
            .value(
                "holder", "USER",
                help: Phrase(fr: "Le compte qui le tient.", en: "The user who holds it.")),
        ],
        example: "admin portfolio create --name Nord --holder ID")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let answer = try await context.administer(
            "portfolio", context.member("name") + context.member("holder"))
        context.output.rows([
            (
                Phrase(fr: "portefeuille", en: "portfolio"),
                answer["portfolio"].map(Context.text) ?? ""
            )
        ])
        return 0
    }
}

enum AdminPortfolioHandOverCommand: Command {
    static let specification = CommandSpecification(
        ["admin", "portfolio", "hand-over"],
        summary: Phrase(
            fr: "Transmet un portefeuille à une autre personne de votre structure.",
            en: "Hands a portfolio over to somebody else of your organisation."),
        options: [
            .value(
                "to", "USER", isRequired: true,
                help: Phrase(fr: "Le compte qui le reprend.", en: "The user who takes it.")),
            .value(
                "note", "TEXT",
                help: Phrase(
                    fr: "Un mot au prochain référent, laissé d'abord dans chaque dossier.",
                    en: "A word for the next adviser, left in each file first.")),
        ],
        positionals: PositionalSpecification("ID", minimum: 1, maximum: 1),
        example: "admin portfolio hand-over ID --to USER --note 'Rappeler en avril.'")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let id = try context.recordID(context.argument(0))
        if let note = context.invocation.option("note") { try await leave(note, id, context) }
        let answer = try await context.administer(
            "hand-over",
            [("portfolio", .string(id.description))] + context.member("to", as: "holder"))
        context.output.rows([
            (
                Phrase(fr: "tenu par", en: "held by"), answer["holder"].map(Context.text) ?? ""
            )
        ])
        return 0
    }

    /// The word is on the server before the portfolio moves: whoever takes it finds it there. When
    /// it cannot be sent, nothing is handed over.
    private static func leave(
        _ note: String, _ portfolio: RecordID, _ context: Context
    ) async throws(RelaisError) {
        let store = try context.store()
        _ = context.warn(
            of: [FollowUp.shared.comment.name: .assign(.text(note))],
            in: try context.collection(FollowUp.collectionName))
        try Portfolios(store).leaveWord(note, in: portfolio)
        if let error = try await context.engine(store).sync().error { throw error }
    }
}
