// `relais person rectify`: corrects what is wrong, because the person asked for it.

import ClientCore
import Console
import Shared

enum PersonRectifyCommand: Command {
    static let specification = CommandSpecification(
        ["person", "rectify"],
        summary: Phrase(
            fr: "Corrige ce qui est faux dans la fiche d'une personne, et note pourquoi.",
            en: "Corrects what is wrong in a person's record, and notes why."),
        options: [
            .value(
                "reason", "TEXT", isRequired: true,
                help: Phrase(
                    fr: "Ce qui a été demandé ; noté dans le dossier.",
                    en: "What was asked for; noted in the file."))
        ],
        positionals: PositionalSpecification(
            "ID field=value…", minimum: 2, maximum: nil,
            help: Phrase(
                fr: "Les valeurs se lisent comme celles de `relais put`.",
                en: "Values are read like those of `relais put`.")),
        example: "person rectify ID family_name=Benkacem --reason 'erreur de saisie'")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let store = try context.store()
        let id = try context.recordID(context.argument(0))
        let collection = try context.collection(Person.collectionName)
        guard let record = try store.record(collection.name, id) else {
            throw StoreErrors.notFound(collection.name, id)
        }
        var edits = FieldEdits(collection, shown: record.fields, now: store.ports.now())
        for argument in context.invocation.positionals.dropFirst() {
            try edits.add(try FieldArgument(argument))
        }
        let reason = context.invocation.option("reason") ?? ""
        let labels = collection.fields.filter { edits.edits[$0.name] != nil }
            .map { $0.label.french }.joined(separator: ", ")
        var note: [String: FieldEdit] = [
            Note.shared.person.name: .assign(.text(id.description)),
            Note.shared.text.name: .assign(.text("Rectification (\(labels)) : \(reason)")),
            Note.shared.at.name: .assign(
                .text(Instant(milliseconds: Int64(clamping: store.ports.now())).description)),
        ]
        if let name = try store.enrolment()?.userName {
            note[Note.shared.author.name] = .assign(.text(name))
        }
        let warnings = context.warn(
            of: [Note.shared.text.name: .assign(.text(reason))],
            in: try context.collection(Note.collectionName))
        let changes = edits.edits
        // Whoever rectifies has the record in front of them: the correction replaces all of it.
        let noteID = try store.write { transaction in
            transaction.edit(collection.name, id, changes, basis: record.basis)
            return transaction.create(Note.collectionName, note)
        }
        context.output.document(
            .object([
                "id": .string(id.description), "note": .string(noteID.description),
                "warnings": warnings,
            ]))
        context.output.rows([
            (Phrase(fr: "rectifié", en: "rectified"), labels),
            (Phrase(fr: "note", en: "note"), noteID.description),
        ])
        return 0
    }
}
