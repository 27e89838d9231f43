// `relais person find|duplicates|join|split`: finding somebody, two records of one person.

import ClientCore
import Console
import Shared

enum PersonFindCommand: Command {
    static let specification = CommandSpecification(
        ["person", "find"],
        summary: Phrase(
            fr: "Retrouve une personne par son nom, à une lettre près, ou par son téléphone.",
            en: "Finds a person by their name, but for a letter, or by their telephone."),
        positionals: PositionalSpecification("TEXT…", minimum: 1, maximum: nil),
        example: "person find yasmin benkasem")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let store = try context.store()
        let text = context.invocation.positionals.joined(separator: " ")
        let found = try People(store).find(text)
        let collection = try context.collection(Person.collectionName)
        var documents: [JSON] = []
        for id in found.prefix(50) {
            guard let record = try store.record(Person.collectionName, id) else { continue }
            documents.append(record.json(collection))
            let head = try PersonLines.head(id, store, context)
            for line in Columns.wrap(head, hanging: 2) { context.output.line(line) }
        }
        context.output.document(
            .object(["people": .array(documents), "total": .count(found.count)]))
        if found.isEmpty {
            context.output.line(
                Phrase(
                    fr: "Personne ici. `relais person new` note une nouvelle personne.",
                    en: "Nobody here. `relais person new` notes a new person."))
        } else if found.count > documents.count {
            context.output.line(
                Phrase(
                    fr: "\(documents.count) sur \(found.count) : précisez le nom.",
                    en: "\(documents.count) of \(found.count): give more of the name."))
        }
        return 0
    }
}

enum PersonDuplicatesCommand: Command {
    static let specification = CommandSpecification(
        ["person", "duplicates"],
        summary: Phrase(
            fr: "Liste les fiches qui semblent être d'une même personne, avec pourquoi.",
            en: "Lists the records that seem to be of one person, with why."),
        options: [
            .value("limit", "N", help: Phrase(fr: "Au plus N paires.", en: "At most N pairs."))
        ],
        example: "person duplicates --limit 20")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let store = try context.store()
        try DuplicatePairs.write(
            try People(store).duplicates(),
            advice: Phrase(
                fr: "Réunir deux fiches : `relais person join DOUBLON --into FICHE` ; rien "
                    + "n'est perdu, et `relais person split DOUBLON` les sépare.",
                en: "To join two records: `relais person join DUPLICATE --into RECORD`; "
                    + "nothing is lost, and `relais person split DUPLICATE` separates them."),
            context
        ) { id throws(RelaisError) in
            try PersonLines.head(id, store, context)
        }
        return 0
    }
}

enum PersonJoinCommand: Command {
    static let specification = CommandSpecification(
        ["person", "join"],
        summary: Phrase(
            fr: "Réunit deux fiches d'une même personne ; tout est gardé, et se sépare.",
            en: "Joins two records of one person; all is kept, and can be separated."),
        options: [
            .value(
                "into", "PERSON", isRequired: true,
                help: Phrase(
                    fr: "La fiche qui reste.", en: "The record that stands for both."))
        ],
        positionals: PositionalSpecification(
            "DUPLICATE", minimum: 1, maximum: 1,
            help: Phrase(fr: "Le doublon.", en: "The duplicate.")),
        example: "person join 0192f0c1-2b3c-7def-8123-456789abcdef "
            + "--into 0192f0c1-2b3c-7def-8123-456789abcd00")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let store = try context.store()
        let duplicate = try context.recordID(context.argument(0))
        let person = try context.recordID(context.invocation.option("into") ?? "")
        let standing = try People(store).join(duplicate, into: person)
        context.output.document(
            .object([
                "id": .string(duplicate.description), "into": .string(standing.description),
            ]))
        context.output.rows([
            (Phrase(fr: "doublon", en: "duplicate"), duplicate.description),
            (Phrase(fr: "réuni à", en: "joined into"), standing.description),
        ])
        return 0
    }
}

enum PersonSplitCommand: Command {
    static let specification = CommandSpecification(
        ["person", "split"],
        summary: Phrase(
            fr: "Sépare une fiche de celle à laquelle elle a été réunie.",
            en: "Separates a record from the one that it was joined into."),
        positionals: PositionalSpecification(
            "DUPLICATE", minimum: 1, maximum: 1,
            help: Phrase(fr: "Le doublon.", en: "The duplicate.")),
        example: "person split 0192f0c1-2b3c-7def-8123-456789abcdef")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let store = try context.store()
        let id = try context.recordID(context.argument(0))
        try People(store).split(id)
        context.output.document(.object(["id": .string(id.description)]))
        context.output.rows([(Phrase(fr: "fiche séparée", en: "separated"), id.description)])
        return 0
    }
}
