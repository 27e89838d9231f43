// `relais history`: what happened to a record.

import ClientCore
import Console
import Shared

enum HistoryCommand: Command {
    static let specification = CommandSpecification(
        ["history"],
        summary: Phrase(
            fr: "Montre ce qui est arrivé à un enregistrement, le plus récent d'abord.",
            en: "Shows what happened to a record, the latest first."),
        positionals: PositionalSpecification("COLLECTION ID", minimum: 2, maximum: 2),
        example: "history person 0192f0c1-2b3c-7def-8123-456789abcdef")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let store = try context.store()
        let collection = try context.collection(context.argument(0))
        let id = try context.recordID(context.argument(1))
        let history: History
        let isServerAsked = try store.enrolment() != nil
        if isServerAsked {
            history = try await context.engine(store).history(collection.name, id)
        } else {
            history = try store.history(collection.name, id)
        }
        context.output.document(
            .object([
                "changes": .array(history.changes.map(json)), "complete": .bool(history.isComplete),
            ]))
        write(history.changes, collection, context)
        if let error = history.error {
            context.output.note(
                Phrase(
                    fr: "Historique incomplet. \(error.message.french)",
                    en: "Incomplete history. \(error.message.english)"))
        } else if isServerAsked && !history.isComplete {
            context.output.line(HistoryCommand.beginningIsGone)
        }
        return 0
    }

    private static let beginningIsGone = Phrase(
        fr: "Le serveur ne garde plus le début de cet historique.",
        en: "The server no longer keeps the beginning of this history.")

    /// What was written together stands under one line that says who and when.
    private static func write(
        _ changes: [HistoryChange], _ collection: CollectionDeclaration, _ context: Context
    ) {
        let show = context.show
        var last: HistoryChange?
        for change in changes {
            if last?.transaction != change.transaction {
                context.output.line(
                    show.author(
                        change.userName, change.user, device: change.device,
                        at: change.clock)
                        + mark(change.state).text(context.language))
            }
            last = change
            let text =
                "\(show.name(change.field, of: collection)) → "
                + show.change(change.content, change.field.flatMap(collection.field))
            for line in Columns.wrap(text, width: Columns.width - 2, hanging: 2) {
                context.output.line("  " + line)
            }
        }
    }

    private static func json(_ change: HistoryChange) -> JSON {
        .object([
            "field": .string(change.field ?? ""), "kind": .string(change.content.kind),
            "value": change.content.json, "user": .optional(change.user),
            "userName": .optional(change.userName), "device": .integer(Int64(change.device)),
            "claimedAt": .string(change.claimedAt.description),
            "clockVerified": .bool(change.isClockVerified),
            "correctedAt": .optional(change.correctedAt),
            "sequence": .sequence(change.sequence), "state": .string(change.state.rawValue),
        ])
    }

    private static func mark(_ state: HistoryChange.State) -> Phrase {
        switch state {
        case .synced: Phrase(fr: "", en: "")
        case .pending: Phrase(fr: " [en attente d'envoi]", en: " [waiting to be sent]")
        case .quarantined: Phrase(fr: " [refusé]", en: " [refused]")
        }
    }
}
