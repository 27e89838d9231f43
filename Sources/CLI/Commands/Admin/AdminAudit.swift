// `relais admin audit`: who did what in the coordinator's organisation.

import ClientCore
import Console
import Shared

enum AdminAuditCommand: Command {
    static let specification = CommandSpecification(
        ["admin", "audit"],
        summary: Phrase(
            fr: "Dit qui a fait quoi dans votre structure.",
            en: "Says who did what in your organisation."),
        options: [
            .value(
                "limit", "N",
                help: Phrase(
                    fr: "Les N dernières lignes (100).", en: "The last N lines (100)."))
        ],
        example: "admin audit --limit 20")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let limit = try context.count("limit").map { [("limit", JSON.count($0))] } ?? []
        let answer = try await context.administer("audit", limit)
        context.lines(answer, "lines", ["number", "at", "who", "what", "on", "outcome"])
        return 0
    }
}
