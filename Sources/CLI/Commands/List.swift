// `relais list`: the records of a collection.

import ClientCore
import Console
import Shared

enum ListCommand: Command {
    static let specification = CommandSpecification(
        ["list"],
        summary: Phrase(
            fr: "Liste les enregistrements d'une collection, par identifiant.",
            en: "Lists the records of a collection, by id."),
        options: [
            .value(
                "where", "field=value", isRepeatable: true,
                help: Phrase(
                    fr: "Seulement ceux dont le champ vaut, ou contient, cette valeur ; `champ=` : "
                        + "ceux où il est vide.",
                    en: "Only those whose field is, or contains, this value; `field=`: those where "
                        + "it is empty.")),
            .value(
                "limit", "N",
                help: Phrase(fr: "Au plus N enregistrements.", en: "At most N records.")),
            .value(
                "after", "ID",
                help: Phrase(
                    fr: "Seulement ceux qui suivent cet identifiant : la page suivante.",
                    en: "Only those after this id: the next page.")),
        ],
        positionals: PositionalSpecification("COLLECTION", minimum: 1, maximum: 1),
        example: "list place --where audiences=jeunes --limit 20")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let limit = try context.count("limit")
        let arguments = try context.invocation.options("where").map {
            argument throws(RelaisError) in try FieldArgument(argument)
        }
        let store = try context.store()
        let collection = try context.collection(context.argument(0))
        let conditions = try arguments.map { argument throws(RelaisError) in
            try condition(argument, collection, context)
        }
        let after = try context.invocation.option("after").map { id throws(RelaisError) in
            try context.recordID(id)
        }
        let records = try store.records(
            collection.name, where: conditions, after: after, limit: limit ?? .max)
        context.output.document(
            .object(["records": .array(records.map { $0.json(collection) })]))
        for record in records { write(record, collection, context) }
        if records.isEmpty {
            context.output.line(Phrase(fr: "Rien à montrer.", en: "Nothing to show."))
        }
        return 0
    }

    /// The identity, so that it can be copied; what the record is called; where it stands, unless
    /// all is well.
    private static func write(
        _ record: Record, _ collection: CollectionDeclaration, _ context: Context
    ) {
        var text = context.show.title(record, collection)
        if record.state != .synced { text += " [\(context.show.state(record.state))]" }
        let identity = record.id.description + "  "
        let lines = Columns.wrap(text, width: Columns.width - identity.count)
        for (index, line) in lines.enumerated() {
            let margin = String(repeating: " ", count: identity.count)
            context.output.line((index == 0 ? identity : margin) + line)
        }
    }

    private static func condition(
        _ argument: FieldArgument, _ collection: CollectionDeclaration, _ context: Context
    ) throws(RelaisError) -> Condition {
        let field = try context.field(argument.name, of: collection)
        guard argument.operator == .set else {
            throw .usage(
                Phrase(
                    fr: "--where n'accepte que `champ=valeur`.",
                    en: "--where only takes `field=value`."),
                remedy: Phrase(
                    fr: "Écrivez `--where \(field.name)=…`.",
                    en: "Write `--where \(field.name)=…`."))
        }
        let text = FieldText.trimmed(argument.text)
        if text.isEmpty { return .equals(field: field.name, value: .null) }
        let value: FieldValue = field.type.isSet ? .text(text) : try FieldText.value(text, field)
        let problem =
            field.type.isSet
            ? context.schema.problem(withElement: text, of: field, in: collection.name)
            : context.schema.problem(with: value, for: field, in: collection.name)
        // A code that nothing can have is a slip; a text that nothing has is an empty answer.
        if let problem, field.type.codeList != nil { throw StoreErrors.invalid(problem) }
        return .equals(field: field.name, value: value)
    }
}
