// `relais undo`: takes the last action of this device back.

import ClientCore
import Console
import Shared

enum UndoCommand: Command {
    static let specification = CommandSpecification(
        ["undo"],
        summary: Phrase(
            fr: "Défait la dernière action de cet appareil ; encore une fois la refait.",
            en: "Undoes the last action of this device; once more does it again."),
        example: "undo")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let store = try context.store()
        let undone: UndoneAction
        if try store.enrolment() == nil {
            undone = try store.undoLastAction()
        } else {
            undone = try await context.engine(store).undoLastAction()
        }
        context.output.document(
            .object([
                "claimedAt": .string(undone.claimedAt.description),
                "undone": .array(
                    undone.parts.map { part in
                        .object([
                            "collection": .string(part.collection),
                            "id": .string(part.id.description),
                            "deed": .string(part.deed.rawValue),
                            "fields": .array(part.fields.map(JSON.string)),
                        ])
                    }),
            ]))
        context.output.rows([
            (
                Phrase(fr: "action défaite, du", en: "action undone, of"),
                context.show.instant(undone.claimedAt)
            )
        ])
        for part in undone.parts { write(part, context) }
        return 0
    }

    private static func write(_ part: UndoneAction.Part, _ context: Context) {
        let collection = context.schema.collection(part.collection)
        let label = collection?.label.text(context.language) ?? part.collection
        let deed = part.deed.phrase
        var text = Phrase(
            fr: "\(label) \(part.id) : \(deed.french)", en: "\(label) \(part.id): \(deed.english)"
        ).text(context.language)
        if !part.fields.isEmpty {
            let names = part.fields.map {
                collection?.field($0)?.label.text(context.language) ?? $0
            }
            text += " (" + names.joined(separator: ", ") + ")"
        }
        for line in Columns.wrap(text, hanging: 2) { context.output.line(line) }
    }
}

extension UndoneAction.Part.Deed {
    fileprivate var phrase: Phrase {
        switch self {
        case .deleted: Phrase(fr: "supprimé", en: "deleted")
        case .broughtBack: Phrase(fr: "de nouveau là", en: "there again")
        case .changedBack: Phrase(fr: "comme avant", en: "as before")
        }
    }
}
