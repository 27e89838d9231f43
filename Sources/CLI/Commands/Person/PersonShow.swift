// `relais person show`: one person as somebody needs them in front of them.

import ClientCore
import Console
import Shared

enum PersonShowCommand: Command {
    static let specification = CommandSpecification(
        ["person", "show"],
        summary: Phrase(
            fr: "Montre une personne : sa fiche, ce qui a été réuni, ce qui a été noté.",
            en: "Shows a person: their record, what was joined, what was noted."),
        positionals: PositionalSpecification(
            "ID", minimum: 1, maximum: 1,
            help: Phrase(
                fr: "La personne (`relais person find`).", en: "The person (`relais person find`).")
        ),
        example: "person show 0192f0c1-2b3c-7def-8123-456789abcdef")

    /// What a file is made of, in the order in which it is read.
    private static let parts = [
        "visit", "interview", "note", "barrier", "objective", "skill", "right_check",
        "appointment", "registration", "referral_tie", "immersion", "outcome", "follow_up",
    ]

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let store = try context.store()
        let asked = try context.person(context.argument(0), store)
        let collection = try context.collection(Person.collectionName)
        guard let first = try store.record(collection.name, asked) else {
            throw StoreErrors.notFound(collection.name, asked)
        }
        let id = first.mergedInto ?? asked
        guard let record = try store.record(collection.name, id) else {
            throw StoreErrors.notFound(collection.name, id)
        }
        var joined: [Record] = []
        for other in try People(store).joined(into: id) {
            if let record = try store.record(collection.name, other) { joined.append(record) }
        }
        var counts: [(collection: CollectionDeclaration, count: Int)] = []
        for name in parts {
            let part = try context.collection(name)
            let records = try store.records(
                name, where: [.equals(field: "person", value: .text(id.description))])
            if !records.isEmpty { counts.append((part, records.count)) }
        }
        context.output.document(
            .object([
                "person": record.json(collection),
                "joined": .array(joined.map { $0.json(collection) }),
                "file": .object(
                    JSONObject(
                        members: counts.map {
                            JSONObject.Member(key: $0.collection.name, value: .count($0.count))
                        })),
            ]))
        write(record, joined, counts, collection, context)
        return 0
    }

    private static func write(
        _ record: Record, _ joined: [Record],
        _ counts: [(collection: CollectionDeclaration, count: Int)],
        _ collection: CollectionDeclaration, _ context: Context
    ) {
        let show = context.show
        var rows = [(label: Phrase(fr: "personne", en: "person"), value: record.id.description)]
        for field in collection.fields where field.name != CollectionDeclaration.joiningField {
            if let shown = record.fields[field.name] {
                rows.append((field.label, show.value(shown, field)))
            }
            // What a joined record says otherwise is not lost to sight.
            for other in joined {
                guard let value = other.fields[field.name], value != record.fields[field.name]
                else { continue }
                rows.append(
                    (
                        Phrase(
                            fr: field.label.french + " (autre fiche)",
                            en: field.label.english + " (other record)"),
                        show.value(value, field)
                    ))
            }
        }
        for other in joined {
            rows.append((Phrase(fr: "réunie avec", en: "joined with"), other.id.description))
        }
        for (part, count) in counts { rows.append((part.label, String(count))) }
        context.output.rows(rows)
    }
}
