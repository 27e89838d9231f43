// `relais schema`: the collections, their fields and their codes.

import ClientCore
import Console
import Shared

enum SchemaCommand: Command {
    static let specification = CommandSpecification(
        ["schema"],
        summary: Phrase(
            fr: "Montre les collections, leurs champs et leurs codes.",
            en: "Shows the collections, their fields and their codes."),
        positionals: PositionalSpecification("COLLECTION", minimum: 0, maximum: 1),
        example: "schema person")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let isOne = !context.invocation.positionals.isEmpty
        let collections =
            isOne ? [try context.collection(context.argument(0))] : context.schema.collections
        context.output.document(
            SchemaDocument(schema: context.schema, language: context.language)
                .document(collections))
        if isOne {
            for collection in collections { write(collection, context) }
        } else {
            let rows = collections.map { (term: $0.name, text: $0.label.text(context.language)) }
            for line in Columns.pairs(rows) { context.output.line(line) }
        }
        return 0
    }

    private static func write(_ collection: CollectionDeclaration, _ context: Context) {
        let access: Phrase =
            switch collection.access {
            case .territory: Phrase(fr: "tout le territoire", en: "the whole territory")
            case .organisation: Phrase(fr: "la structure", en: "the organisation")
            case .file:
                Phrase(
                    fr: "la structure, ou un portefeuille", en: "the organisation, or a portfolio")
            case .part:
                Phrase(
                    fr: "qui a le dossier dont il fait partie",
                    en: "who holds the file that it is part of")
            case .envelope:
                Phrase(
                    fr: "la structure qui envoie et celle qui reçoit",
                    en: "the organisation that sends and the one that receives")
            case .sponsored:
                Phrase(
                    fr: "qui a le dossier dont il fait partie, et les parrains",
                    en: "who holds the file that it is part of, and the sponsors")
            }
        context.output.line(
            "\(collection.name) — \(collection.label.text(context.language)), "
                + access.text(context.language))
        let rows = collection.fields.map { field in
            (term: field.name, text: describe(field, context.language))
        }
        for line in Columns.pairs(rows, indent: 2) { context.output.line(line) }
    }

    private static func describe(_ field: FieldDeclaration, _ language: Language) -> String {
        var parts = [field.label.text(language), "\(field.type.name), \(field.merge.name)"]
        if field.isRequired {
            parts[1] += ", " + Phrase(fr: "nécessaire", en: "required").text(language)
        }
        if let list = field.type.codeList {
            parts.append(list.entries.map(\.code).joined(separator: ", "))
        }
        return parts.joined(separator: "\n")
    }
}
