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
        let key = context.language.rawValue
        guard case .array(let lines)? = answer["lines"] else { return 0 }
        for line in lines {
            let what = line["label"]?[key] ?? line["what"]
            let parts = [
                line["number"], line["at"], line["who"], what, line["on"], line["outcome"],
            ]
            context.output.line(
                parts.map { $0.map(Context.text) ?? "—" }.joined(separator: "  "))
        }
        return 0
    }
}
