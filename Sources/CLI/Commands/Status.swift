// `relais status`: where the store stands, without asking the server.

import ClientCore
import Console
import Shared

enum StatusCommand: Command {
    static let specification = CommandSpecification(
        ["status"],
        summary: Phrase(
            fr: "Dit ce qui attend, ce qui est à trancher et de quand date la dernière "
                + "synchronisation.",
            en: "Says what waits, what is to be settled and when the last synchronisation was."),
        example: "status --store ~/relais")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let store = try context.store()
        let status = try store.status()
        let enrolment = try store.enrolment()
        context.output.document(
            .object([
                "pending": .count(status.pending), "conflicts": .count(status.conflicts),
                "quarantined": .count(status.quarantined), "cursor": .sequence(status.cursor),
                "lastSync": .optional(status.lastSync), "epoch": .optional(status.epoch),
                "enrolled": .bool(enrolment != nil), "url": .optional(enrolment?.url),
                "territory": .optional(enrolment?.territory),
                "territoryName": .optional(enrolment?.territoryName),
                "replica": enrolment.map { .integer(Int64($0.replica)) } ?? .null,
                "user": .optional(enrolment?.user), "userName": .optional(enrolment?.userName),
                "role": .optional(enrolment?.role),
            ]))
        context.output.rows(rows(status, enrolment, context.show))
        if enrolment == nil { context.output.paragraph(StoreErrors.notEnrolled.remedy) }
        return 0
    }

    private static func rows(
        _ status: StoreStatus, _ enrolment: Enrolment?, _ show: Show
    ) -> [(label: Phrase, value: String)] {
        let never = Phrase(fr: "jamais", en: "never").text(show.language)
        let none = Phrase(fr: "aucun", en: "none").text(show.language)
        let server = enrolment.map { "\($0.territoryName) (\($0.url))" }
        return [
            (Phrase(fr: "serveur", en: "server"), server ?? none),
            (Phrase(fr: "personne", en: "user"), enrolment?.userName ?? none),
            (
                Phrase(fr: "dernière synchronisation", en: "last synchronised"),
                status.lastSync.map(show.instant) ?? never
            ),
            (Phrase(fr: "en attente", en: "waiting"), String(status.pending)),
            (Phrase(fr: "à trancher", en: "to settle"), String(status.conflicts)),
            (Phrase(fr: "refusés", en: "refused"), String(status.quarantined)),
        ]
    }
}
