// `relais check`: says that a sheet of the directory is still right.

import ClientCore
import Console
import Shared

enum CheckCommand: Command {
    static let specification = CommandSpecification(
        ["check"],
        summary: Phrase(
            fr: "Note qu'une fiche de l'annuaire est encore juste aujourd'hui.",
            en: "Notes that a sheet of the directory is still right today."),
        positionals: PositionalSpecification(
            "COLLECTION ID", minimum: 2, maximum: 2,
            help: Phrase(
                fr: "La fiche, comme `relais search` la nomme.",
                en: "The sheet, as `relais search` names it.")),
        example: "check organisation 0192f0c1-2b3c-7def-8123-456789abcdef")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let store = try context.store()
        let collection = try context.collection(context.argument(0))
        let id = try context.recordID(context.argument(1))
        try DirectoryCare(store).check(collection.name, id)
        let record = try store.record(collection.name, id)
        context.output.document(
            .object([
                "id": .string(id.description),
                "checkedAt": record?.fields["checked_at"]?.json ?? .null,
                "checkedBy": record?.fields["checked_by"]?.json ?? .null,
            ]))
        let now = Instant(milliseconds: Int64(clamping: store.ports.now()))
        if let record, let fact = SheetFacts(record).checked(on: now) {
            context.output.rows([(collection.label, fact.text(context.language))])
        }
        return 0
    }
}
