// `relais quarantine`: what the server refused of this device.

import ClientCore
import Console
import Shared

enum QuarantineCommand: Command {
    static let specification = CommandSpecification(
        ["quarantine"],
        summary: Phrase(
            fr: "Liste ce que le serveur a refusé de cet appareil, avec la raison ; rien n'en est "
                + "perdu.",
            en: "Lists what the server refused from this device, with the reason; none of it is "
                + "lost."),
        example: "quarantine --store ~/relais")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let transactions = try context.store().quarantine()
        context.output.document(
            .object(["transactions": .array(transactions.map { json($0, context.language) })]))
        for transaction in transactions { write(transaction, context) }
        if transactions.isEmpty {
            context.output.line(Phrase(fr: "Rien n'est refusé.", en: "Nothing is refused."))
        }
        return 0
    }

    private static func json(_ transaction: RefusedTransaction, _ language: Language) -> JSON {
        .object([
            "id": .string(transaction.id), "reason": .string(transaction.reason),
            "message": .string(transaction.message.text(language)),
            "claimedAt": .string(transaction.claimedAt.description),
            "changes": .array(
                transaction.changes.map { change in
                    .object([
                        "collection": .string(change.collection),
                        "id": .string(change.id.description),
                        "field": .string(change.field ?? ""),
                        "kind": .string(change.content.kind), "value": change.content.json,
                    ])
                }),
        ])
    }

    private static func write(_ transaction: RefusedTransaction, _ context: Context) {
        let show = context.show
        context.output.line("\(transaction.id)  \(show.instant(transaction.claimedAt))")
        let reason = transaction.message.text(context.language)
        for line in Columns.wrap(reason, width: Columns.width - 2) {
            context.output.line("  " + line)
        }
        var last: RefusedChange?
        for change in transaction.changes {
            let collection = context.schema.collection(change.collection)
            let label = collection?.label.text(context.language) ?? change.collection
            let field = change.field.flatMap { collection?.field($0) }
            if last?.id != change.id { context.output.line("    \(label) \(change.id)") }
            last = change
            let text =
                "\(show.name(change.field, of: collection)) → "
                + show.change(change.content, field)
            for line in Columns.wrap(text, width: Columns.width - 6, hanging: 2) {
                context.output.line("      " + line)
            }
        }
    }
}
