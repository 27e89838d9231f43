// `relais resolve`: settles a conflict.

import ClientCore
import Console
import Shared

/// What can be chosen for a record that somebody changed while somebody else deleted it.
enum RecordChoice: String {
    case keep
    case delete
}

enum ResolveCommand: Command {
    static let specification = CommandSpecification(
        ["resolve"],
        summary: Phrase(
            fr: "Tranche un désaccord : la valeur choisie remplace toutes les autres.",
            en: "Settles a conflict: the value chosen replaces all the others."),
        options: [
            .value(
                "keep", "VALUE", isRequired: true,
                help: Phrase(
                    fr: "Une des valeurs, ou une troisième ; `--keep ''` vide le champ. Pour un "
                        + "enregistrement entier : keep ou delete.",
                    en: "One of the values, or a third; `--keep ''` empties the field. For a whole "
                        + "record: keep or delete."))
        ],
        positionals: PositionalSpecification(
            "COLLECTION ID FIELD", minimum: 3, maximum: 3,
            help: Phrase(
                fr: "Comme les montre `relais conflicts` ; FIELD est '' pour un enregistrement "
                    + "supprimé par l'un et changé par l'autre.",
                en: "As `relais conflicts` shows them; FIELD is '' for a record that one deleted "
                    + "and another changed.")),
        example: "resolve person 0192f0c1-2b3c-7def-8123-456789abcdef phone --keep 0612345678")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let store = try context.store()
        let collection = try context.collection(context.argument(0))
        let id = try context.recordID(context.argument(1))
        let name = context.argument(2)
        let typed = context.invocation.option("keep") ?? ""
        let value: FieldValue
        if name.isEmpty {
            let choice = try choice(typed)
            try requireConflict(store, collection.name, id, field: nil)
            try store.resolve(collection.name, id, keepingRecord: choice == .keep)
            value = .text(choice.rawValue)
        } else {
            let field = try context.field(name, of: collection)
            value = try FieldEdits(collection, shown: [:], now: store.ports.now())
                .value(typed, field)
            try requireConflict(store, collection.name, id, field: name)
            try store.resolve(collection.name, id, field: name, keeping: value)
        }
        context.output.document(
            .object([
                "collection": .string(collection.name), "id": .string(id.description),
                "field": .string(name), "value": value.json,
            ]))
        let shown = context.show.value(value, collection.field(name))
        context.output.rows([(Phrase(fr: "choix", en: "choice"), shown)])
        return 0
    }

    private static func choice(_ text: String) throws(RelaisError) -> RecordChoice {
        guard let choice = RecordChoice(rawValue: text) else {
            throw RelaisError(
                code: "bad_choice",
                message: Phrase(
                    fr: "« \(text) » n'est pas un choix pour un enregistrement entier.",
                    en: "\"\(text)\" is no choice for a whole record."),
                remedy: Phrase(
                    fr: "Écrivez `--keep keep` pour le garder, `--keep delete` pour le supprimer.",
                    en: "Write `--keep keep` to keep it, `--keep delete` to delete it."))
        }
        return choice
    }

    private static func requireConflict(
        _ store: Store, _ collection: String, _ id: RecordID, field: String?
    ) throws(RelaisError) {
        guard try store.record(collection, id) != nil else {
            throw StoreErrors.notFound(collection, id)
        }
        let conflicts = try store.conflicts()
        if conflicts.contains(where: {
            $0.collection == collection && $0.id == id && $0.field == field
        }) {
            return
        }
        let name = field ?? ""
        throw RelaisError(
            code: "no_conflict",
            message: Phrase(
                fr: "Il n'y a rien à trancher pour « \(name) » de cet enregistrement.",
                en: "There is nothing to settle for \"\(name)\" of this record."),
            remedy: Phrase(
                fr: "`relais conflicts` montre ce qui est à trancher ; pour changer une valeur : "
                    + "`relais put \(collection) --id \(id) …`.",
                en: "`relais conflicts` shows what is to be settled; to change a value: "
                    + "`relais put \(collection) --id \(id) …`."))
    }
}
