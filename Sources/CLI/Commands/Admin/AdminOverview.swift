// `relais admin overview`: who has not synchronised for long, and what waits where.

import ClientCore
import Console
import Shared

enum AdminOverviewCommand: Command {
    static let specification = CommandSpecification(
        ["admin", "overview"],
        summary: Phrase(
            fr: "Dit qui n'a pas synchronisé depuis longtemps, et ce qui attend, dans votre "
                + "structure.",
            en: "Says who has not synchronised for long, and what waits, in your organisation."),
        options: [
            .value(
                "days", "N",
                help: Phrase(
                    fr: "À partir de combien de jours de silence (14).",
                    en: "From how many days of silence on (14)."))
        ],
        example: "admin overview --days 14")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let days = try context.count("days").map { [("days", JSON.count($0))] } ?? []
        let answer = try await context.administer("overview", days)
        let sections: [(Phrase, String, [String])] = [
            (
                Phrase(fr: "Appareils muets", en: "Silent devices"), "silent",
                ["replica", "userName", "silentDays", "lastSeen"]
            ),
            (
                Phrase(fr: "En quarantaine", en: "In quarantine"), "quarantine",
                ["userName", "waiting", "oldest"]
            ),
            (
                Phrase(fr: "À purger encore", en: "Still to purge"), "pendingPurges",
                ["replica", "userName", "state"]
            ),
            (
                Phrase(fr: "Ouverts par exception", en: "Opened by exception"),
                "exceptionalAccesses", ["userName", "id", "until", "ended", "reason"]
            ),
            (
                Phrase(fr: "Codes expirés sans avoir servi", en: "Codes that expired unused"),
                "expiredInvitations", ["userName", "expired"]
            ),
        ]
        for (label, list, keys) in sections {
            guard case .array(let rows)? = answer[list] else { continue }
            context.output.line(
                Phrase(
                    fr: "\(label.french) : \(rows.count)", en: "\(label.english): \(rows.count)"))
            context.lines(answer, list, keys, indent: "  ")
        }
        return 0
    }
}
