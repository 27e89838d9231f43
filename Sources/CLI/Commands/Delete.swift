// `relais delete`: deletes a record, as far as the device knows it.

import ClientCore
import Console
import Shared

enum DeleteCommand: Command {
    static let specification = CommandSpecification(
        ["delete"],
        summary: Phrase(
            fr: "Supprime un enregistrement ; un changement fait ailleurs sans le savoir le garde.",
            en: "Deletes a record; a change made elsewhere without knowing of it keeps it."),
        positionals: PositionalSpecification("COLLECTION ID", minimum: 2, maximum: 2),
        example: "delete note 0192f0c1-2b3c-7def-8123-456789abcdef")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let store = try context.store()
        let collection = try context.collection(context.argument(0))
        let id = try context.recordID(context.argument(1))
        try store.write { $0.delete(collection.name, id) }
        context.output.document(
            .object([
                "id": .string(id.description), "collection": .string(collection.name),
                "deleted": .bool(true),
            ]))
        context.output.rows([(Phrase(fr: "supprimé", en: "deleted"), id.description)])
        return 0
    }
}
