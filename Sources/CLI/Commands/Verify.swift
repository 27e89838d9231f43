// `relais verify`: proves that the device and the server hold the same, and mends what differs.

import ClientCore
import Console
import Shared

enum VerifyCommand: Command {
    static let specification = CommandSpecification(
        ["verify"],
        summary: Phrase(
            fr: "Synchronise, compare tout avec le serveur et répare ce qui diffère ; sort avec 1 "
                + "si quelque chose différait.",
            en: "Synchronises, compares everything with the server and mends what differs; exits "
                + "with 1 if something did."),
        example: "verify --store ~/relais")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let store = try context.store()
        let report = try await context.engine(store).verify()
        if report.differences.isEmpty {
            context.output.document(
                .object([
                    "match": .bool(true), "scopes": .count(report.scopes),
                    "records": .count(report.records),
                ]))
            context.output.rows([
                (
                    Phrase(fr: "comparaison", en: "comparison"),
                    Phrase(fr: "tout est identique", en: "all is the same").text(context.language)
                ),
                (Phrase(fr: "périmètres", en: "scopes"), String(report.scopes)),
                (Phrase(fr: "enregistrements", en: "records"), String(report.records)),
            ])
            return 0
        }
        context.output.document(
            .object([
                "match": .bool(false),
                "differences": .array(
                    report.differences.map { collection, id in
                        .object([
                            "collection": .string(collection), "id": .string(id.description),
                        ])
                    }),
                "repaired": .count(report.repaired),
                "scopes": .count(report.scopes), "records": .count(report.records),
            ]))
        context.output.rows([
            (Phrase(fr: "différents", en: "different"), String(report.differences.count)),
            (Phrase(fr: "réparés", en: "mended"), String(report.repaired)),
        ])
        for (collection, id) in report.differences { context.output.line("  \(collection) \(id)") }
        return 1
    }
}
