// `relais access`: opens somebody's file outside of the own portfolios, for a limited time.

import ClientCore
import Console
import Shared

enum AccessCommand: Command {
    static let specification = CommandSpecification(
        ["access"],
        summary: Phrase(
            fr: "Ouvre pour un temps le dossier d'une personne hors de vos portefeuilles ; la "
                + "coordination voit qui, quand et pourquoi.",
            en: "Opens for a time the file of a person outside of your portfolios; the "
                + "coordinator sees who, when and why."),
        options: [
            .value(
                "reason", "TEXT", isRequired: true,
                help: Phrase(
                    fr: "Pourquoi, en une phrase que lira la coordination.",
                    en: "Why, in a sentence that the coordinator will read.")),
            .value(
                "hours", "N",
                help: Phrase(
                    fr: "Pour combien d'heures (24), 72 au plus.",
                    en: "For how many hours (24), at most 72.")),
        ],
        positionals: PositionalSpecification("PERSON-ID", minimum: 1, maximum: 1),
        example: "access 0192f0c1-2b3c-7def-8123-456789abcdef --reason \"remplace Anna ce matin\"")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let file = try context.recordID(context.argument(0))
        let hours = try context.count("hours") ?? 24
        let opened = try await context.engine(try context.store()).open(
            file, reason: context.invocation.option("reason") ?? "", hours: hours)
        let report = opened.report
        let members: [JSONObject.Member] = JSONObject(
            dictionaryLiteral: ("portfolio", .string(opened.portfolio)),
            ("until", .string(opened.until.description)), ("hours", .count(hours)),
            ("state", .string(report.state.rawValue))
        ).members
        if let error = report.error { return context.output.fail(error, beside: members) }
        context.output.document(.object(JSONObject(members: members)))
        context.output.rows([
            (Phrase(fr: "portefeuille", en: "portfolio"), opened.portfolio),
            (Phrase(fr: "ouvert jusqu'au", en: "open until"), context.show.instant(opened.until)),
        ])
        context.output.paragraph(
            Phrase(
                fr: "Tout le portefeuille est sur cet appareil jusque-là, puis il en est retiré.",
                en: "The whole portfolio is on this device until then, and is then removed."))
        return 0
    }
}
