// `relais person expiring`: whose file is about to be erased.

import ClientCore
import Console
import Shared

enum PersonExpiringCommand: Command {
    static let specification = CommandSpecification(
        ["person", "expiring"],
        summary: Phrase(
            fr: "Liste les personnes dont le dossier va être effacé, la plus proche d'abord.",
            en: "Lists the people whose file is about to be erased, the first to go first."),
        example: "person expiring")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let store = try context.store()
        let people = try store.expiringFiles()
        context.output.document(
            .object([
                "people": .array(
                    people.map { person in
                        .object([
                            "id": .string(person.record.record.id.description),
                            "eraseOn": .string(person.eraseOn.description),
                            "lastContactOn": .optional(person.record.lastContactOn),
                        ])
                    })
            ]))
        let collection = try context.collection(Person.collectionName)
        for person in people {
            let title = context.show.title(person.record.record, collection)
            context.output.line(
                "\(person.record.record.id)  \(context.show.date(person.eraseOn))  \(title)")
        }
        if people.isEmpty {
            context.output.line(
                Phrase(
                    fr: "Aucun dossier ne va être effacé.",
                    en: "No file is about to be erased."))
        } else {
            context.output.paragraph(
                Phrase(
                    fr: "Un contact noté d'ici là garde le dossier : `relais put person --id ID "
                        + "last_contact_on=…`, avec la date du jour.",
                    en: "A contact noted by then keeps the file: `relais put person --id ID "
                        + "last_contact_on=…`, with today's date."))
        }
        return 0
    }
}
