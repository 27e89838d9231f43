// `relais get`: one record.

import ClientCore
import Console
import Shared

enum GetCommand: Command {
    static let specification = CommandSpecification(
        ["get"],
        summary: Phrase(fr: "Montre un enregistrement.", en: "Shows a record."),
        positionals: PositionalSpecification("COLLECTION ID", minimum: 2, maximum: 2),
        example: "get place 0192f0c1-2b3c-7def-8123-456789abcdef")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let store = try context.store()
        let collection = try context.collection(context.argument(0))
        let id = try context.recordID(context.argument(1))
        guard let record = try store.record(collection.name, id) else {
            throw StoreErrors.notFound(collection.name, id)
        }
        let origins =
            DirectoryJoining.collections.contains(collection.name)
            ? try DirectoryJoining(store).origins(collection.name, id) : []
        context.output.document(document(record, collection, origins))
        let show = context.show
        var rows: [(label: Phrase, value: String)] = []
        for field in collection.fields {
            guard let shown = record.fields[field.name] else { continue }
            rows.append((field.label, show.value(shown, field)))
        }
        rows.append((Phrase(fr: "état", en: "state"), show.state(record.state)))
        context.output.line("\(collection.label.text(context.language)) \(id)")
        context.output.rows(rows, indent: 2)
        if origins.count > 1 {
            context.output.line(Phrase(fr: "Sources réunies :", en: "Joined sources:"))
            for origin in origins { context.output.line("  " + line(origin, context)) }
        }
        if let other = record.mergedInto {
            context.output.paragraph(
                Phrase(
                    fr: "C'est un doublon de \(other) : `relais get \(collection.name) \(other)`. "
                        + "Pour le détacher : `relais put \(collection.name) --id \(id) "
                        + "merged_into=`.",
                    en: "It is a duplicate of \(other): `relais get \(collection.name) \(other)`. "
                        + "To separate it: `relais put \(collection.name) --id \(id) "
                        + "merged_into=`."))
        }
        if record.hasParallelEdits {
            context.output.paragraph(
                Phrase(
                    fr: "Quelqu'un d'autre a changé un champ au même moment : "
                        + "`relais history \(collection.name) \(id)`.",
                    en: "Somebody else changed a field at the same time: "
                        + "`relais history \(collection.name) \(id)`."))
        }
        return 0
    }

    /// The contract's document, with the sources of a sheet that others were joined into.
    private static func document(
        _ record: Record, _ collection: CollectionDeclaration, _ origins: [DirectoryJoining.Origin]
    ) -> JSON {
        guard origins.count > 1, case .object(let object) = record.json(collection) else {
            return record.json(collection)
        }
        let sources = origins.map { origin in
            JSON.object([
                "id": .string(origin.id.description), "source": .optional(origin.source),
                "sourceId": .optional(origin.sourceID), "checkedAt": .optional(origin.checkedAt),
            ])
        }
        return .object(
            JSONObject(
                members: object.members
                    + [JSONObject.Member(key: "sources", value: .array(sources))]))
    }

    private static func line(_ origin: DirectoryJoining.Origin, _ context: Context) -> String {
        let here = Phrase(fr: "écrite ici", en: "written here").text(context.language)
        let source = [origin.source ?? here, origin.sourceID].compactMap(\.self)
        let checked = origin.checkedAt.flatMap { CalendarDate($0) }.map { day in
            Phrase(
                fr: "vérifiée le \(context.show.date(day))",
                en: "checked on \(context.show.date(day))"
            ).text(context.language)
        }
        return ([source.joined(separator: " ")] + [checked].compactMap(\.self))
            .joined(separator: ", ")
    }
}
