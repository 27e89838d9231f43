// `relais put`: creates a record, or changes the fields named.

import ClientCore
import Console
import Shared

enum PutCommand: Command {
    static let specification = CommandSpecification(
        ["put"],
        summary: Phrase(
            fr: "Crée un enregistrement, ou change les champs nommés, sans réseau.",
            en: "Creates a record, or changes the fields named, without a network."),
        options: [
            .value(
                "id", "ID",
                help: Phrase(
                    fr: "L'enregistrement à changer ; créé s'il n'existe pas.",
                    en: "The record to change; created when there is none.")),
            .flag(
                "existing",
                help: Phrase(fr: "Avec --id : ne crée pas.", en: "With --id: does not create.")),
        ],
        positionals: PositionalSpecification(
            "COLLECTION field=value…", minimum: 2, maximum: nil,
            help: Phrase(
                fr: "Chaque valeur se lit selon le type du champ (`relais schema COLLECTION`).\n"
                    + "champ=valeur : oui/non, 48,39, 31/03/2026 ou 2026-03-31, maintenant, un "
                    + "code, un identifiant\n"
                    + "champ= : vide le champ\n"
                    + "listes : `audiences=jeunes,femmes` remplace, `audiences+=jeunes` ajoute, "
                    + "`audiences-=jeunes` retire\n"
                    + "compteurs : `notes_count+=1`, `notes_count-=1`",
                en: "Each value is read by the type of its field (`relais schema COLLECTION`).\n"
                    + "field=value: true/false, 48.39, 2026-03-31 or 31/03/2026, now, a code, "
                    + "an id\n"
                    + "field=: empties the field\n"
                    + "sets: `audiences=jeunes,femmes` replaces, `audiences+=jeunes` adds, "
                    + "`audiences-=jeunes` removes\n"
                    + "counters: `notes_count+=1`, `notes_count-=1`")),
        example: "put place 'name=Maison pour tous' audiences+=jeunes latitude=48.39")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let mayCreate = !context.invocation.flag("existing")
        let typed = context.invocation.option("id")
        guard mayCreate || typed != nil else {
            throw .usage(
                Phrase(
                    fr: "--existing ne va qu'avec --id.", en: "--existing only goes with --id."),
                remedy: Phrase(
                    fr: "Ajoutez `--id ID`, ou retirez --existing.",
                    en: "Add `--id ID`, or remove --existing."))
        }
        let arguments = try context.invocation.positionals.dropFirst().map {
            argument throws(RelaisError) in try FieldArgument(argument)
        }
        let store = try context.store()
        let collection = try context.collection(context.argument(0))
        let known = try context.recordID(option: "id")
        let record = try known.flatMap { id throws(RelaisError) in
            try store.record(collection.name, id)
        }
        var edits = FieldEdits(
            collection, shown: record?.fields ?? [:], now: store.ports.now())
        for argument in arguments { try edits.add(argument) }
        let warnings = context.warn(of: edits.edits, in: collection)
        let id = try write(
            edits, store, known: known, basis: edits.dependsOnShown ? record?.basis : nil,
            mayCreate: mayCreate)
        context.output.document(
            .object(["id": .string(id.description), "warnings": warnings]))
        context.output.rows([(collection.label, id.description)])
        return 0
    }

    private static func write(
        _ edits: FieldEdits, _ store: Store, known: RecordID?, basis: RecordBasis?, mayCreate: Bool
    ) throws(RelaisError) -> RecordID {
        // A set that is replaced by itself says nothing.
        let changes = edits.edits.filter { $0.value != .edit(add: [], remove: []) }
        return try store.write { transaction in
            guard let known else { return transaction.create(edits.collection.name, changes) }
            transaction.edit(
                edits.collection.name, known, changes, basis: basis, mayCreate: mayCreate)
            return known
        }
    }
}
