// `relais permanence close`: ends a permanence, and asks for its receipt.

import ClientCore
import Console
import Shared

enum PermanenceCloseCommand: Command {
    static let specification = CommandSpecification(
        ["permanence", "close"],
        summary: Phrase(
            fr: "Ferme une permanence maintenant ; la prochaine synchronisation en donne le reçu.",
            en: "Closes a drop-in session now; the next synchronisation brings its receipt."),
        positionals: PositionalSpecification(
            "ID field=value…", minimum: 1, maximum: nil,
            help: Phrase(
                fr: "La permanence, et ce qui reste à en dire (`relais schema permanence`).",
                en: "The session, and what is left to say of it (`relais schema permanence`).")),
        example: "permanence close 0192f0c1-2b3c-7def-8123-456789abcdef")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let store = try context.store()
        let id = try context.recordID(context.argument(0))
        let permanences = Permanences(store)
        try permanences.close(id, try context.edits(of: "permanence", from: 1, store))
        let count = try permanences.count(of: id)
        context.output.document(
            .object(
                JSONObject(
                    members: [JSONObject.Member(key: "id", value: .string(id.description))]
                        + count.members)))
        context.output.rows(
            [(Phrase(fr: "permanence fermée", en: "session closed"), id.description)]
                + count.rows)
        return 0
    }
}
