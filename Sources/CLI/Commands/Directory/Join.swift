// `relais duplicates|join|split`: sheets of several sources that are of one door.

import ClientCore
import Console
import Shared

enum DuplicatesCommand: Command {
    static let specification = CommandSpecification(
        ["duplicates"],
        summary: Phrase(
            fr: "Liste les fiches de l'annuaire qui semblent décrire le même lieu d'accueil.",
            en: "Lists the sheets of the directory that seem to be of one door."),
        options: [
            .value("limit", "N", help: Phrase(fr: "Au plus N paires.", en: "At most N pairs."))
        ],
        positionals: PositionalSpecification(
            "COLLECTION", minimum: 0, maximum: 1,
            help: Phrase(
                fr: "organisation, service, place ou company ; sinon organisation.",
                en: "organisation, service, place or company; otherwise organisation.")),
        example: "duplicates organisation --limit 20")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let store = try context.store()
        let name = context.invocation.positionals.first ?? Organisation.collectionName
        let collection = try context.collection(name)
        try DuplicatePairs.write(
            try DirectoryJoining(store).duplicates(in: name),
            advice: Phrase(
                fr: "Réunir deux fiches : `relais join \(name) DOUBLON --into FICHE` ; chacune "
                    + "garde sa source, et `relais split` les sépare.",
                en: "To join two sheets: `relais join \(name) DUPLICATE --into SHEET`; each "
                    + "keeps its source, and `relais split` separates them."), context
        ) { id throws(RelaisError) in
            try head(id, collection, store, context)
        }
        return 0
    }

    private static func head(
        _ id: RecordID, _ collection: CollectionDeclaration, _ store: Store, _ context: Context
    ) throws(RelaisError) -> String {
        guard let record = try store.record(collection.name, id) else { return id.description }
        let source = try DirectoryJoining(store).origins(collection.name, id).first?.source
        let parts = [context.show.title(record, collection), source].compactMap(\.self)
        return "\(id)  \(parts.joined(separator: ", "))"
    }
}

enum JoinCommand: Command {
    static let specification = CommandSpecification(
        ["join"],
        summary: Phrase(
            fr: "Réunit deux fiches de l'annuaire ; chacune garde sa source, et se sépare.",
            en: "Joins two sheets of the directory; each keeps its source, and can be separated."),
        options: [
            .value(
                "into", "ID", isRequired: true,
                help: Phrase(
                    fr: "La fiche qui reste ; ce qui lui manque vient du doublon.",
                    en: "The sheet that stands; what it lacks comes from the duplicate."))
        ],
        positionals: PositionalSpecification("COLLECTION DUPLICATE", minimum: 2, maximum: 2),
        example: "join organisation 0192f0c1-2b3c-7def-8123-456789abcdef "
            + "--into 0192f0c1-2b3c-7def-8123-456789abcd00")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let store = try context.store()
        let collection = try context.collection(context.argument(0))
        let duplicate = try context.recordID(context.argument(1))
        let sheet = try context.recordID(context.invocation.option("into") ?? "")
        let joined = try DirectoryJoining(store).join(collection.name, duplicate, into: sheet)
        context.output.document(
            .object([
                "id": .string(duplicate.description), "into": .string(joined.standing.description),
                "filled": .array(joined.filled.map(JSON.string)),
            ]))
        let labels = joined.filled.compactMap {
            collection.field($0)?.label.text(context.language)
        }
        context.output.rows(
            [
                (Phrase(fr: "doublon", en: "duplicate"), duplicate.description),
                (Phrase(fr: "réuni à", en: "joined into"), joined.standing.description),
            ]
                + (labels.isEmpty
                    ? []
                    : [(Phrase(fr: "complétée", en: "filled in"), labels.joined(separator: ", "))]))
        return 0
    }
}

enum SplitCommand: Command {
    static let specification = CommandSpecification(
        ["split"],
        summary: Phrase(
            fr: "Sépare une fiche de l'annuaire de celle à laquelle elle a été réunie.",
            en: "Separates a sheet of the directory from the one that it was joined into."),
        positionals: PositionalSpecification("COLLECTION DUPLICATE", minimum: 2, maximum: 2),
        example: "split organisation 0192f0c1-2b3c-7def-8123-456789abcdef")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let store = try context.store()
        let collection = try context.collection(context.argument(0))
        let id = try context.recordID(context.argument(1))
        try DirectoryJoining(store).split(collection.name, id)
        context.output.document(.object(["id": .string(id.description)]))
        context.output.rows([(Phrase(fr: "fiche séparée", en: "separated"), id.description)])
        return 0
    }
}
