// `relais conflicts`: what a person must settle.

import ClientCore
import Console
import Shared

enum ConflictsCommand: Command {
    static let specification = CommandSpecification(
        ["conflicts"],
        summary: Phrase(
            fr: "Liste ce que deux personnes ont écrit sans le savoir l'une de l'autre.",
            en: "Lists what two people wrote without knowing of each other."),
        example: "conflicts --store ~/relais")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let conflicts = try context.store().conflicts()
        context.output.document(.object(["conflicts": .array(conflicts.map(json))]))
        for conflict in conflicts { write(conflict, context) }
        if conflicts.isEmpty {
            context.output.line(Phrase(fr: "Rien à trancher.", en: "Nothing to settle."))
        }
        return 0
    }

    private static func json(_ conflict: Conflict) -> JSON {
        .object([
            "collection": .string(conflict.collection), "id": .string(conflict.id.description),
            "field": .string(conflict.field ?? ""),
            "kind": .string(conflict.field == nil ? "deleted" : "value"),
            "base": conflict.base?.json ?? .null,
            "values": .array(
                conflict.values.map { alternative in
                    .object([
                        "value": word(alternative, conflict).json,
                        "user": .optional(alternative.user),
                        "userName": .optional(alternative.userName),
                        "device": .integer(Int64(alternative.device)),
                        "claimedAt": .string(alternative.claimedAt.description),
                    ])
                }),
        ])
    }

    /// What `resolve --keep` takes for a side: the value, or a word for a whole record.
    private static func word(_ alternative: Alternative, _ conflict: Conflict) -> FieldValue {
        guard conflict.field == nil else { return alternative.value }
        return .text((alternative.value == .bool(true) ? RecordChoice.keep : .delete).rawValue)
    }

    private static func write(_ conflict: Conflict, _ context: Context) {
        let show = context.show
        let collection = context.schema.collection(conflict.collection)
        let field = conflict.field.flatMap { collection?.field($0) }
        let label = collection?.label.text(context.language) ?? conflict.collection
        context.output.line("\(label) \(conflict.id)")
        if conflict.field == nil {
            context.output.line(
                Phrase(
                    fr: "  supprimé par l'un, changé par l'autre",
                    en: "  deleted by one, changed by another"))
        } else {
            context.output.line("  " + show.name(conflict.field, of: collection))
        }
        var rows: [(label: Phrase, value: String)] = []
        if let base = conflict.base {
            rows.append((Phrase(fr: "au départ", en: "before"), show.value(base, field)))
        }
        for alternative in conflict.values {
            let author = show.author(
                alternative.userName, alternative.user, device: alternative.device,
                at: alternative.claimedAt)
            let value = show.value(word(alternative, conflict), field)
            rows.append((Phrase(fr: "valeur", en: "value"), "\(value) — \(author)"))
        }
        context.output.rows(rows, indent: 4)
        guard let first = conflict.values.first else { return }
        let parts = [
            "relais resolve", conflict.collection, conflict.id.description,
            show.quoted(conflict.field ?? ""), "--keep",
            show.quoted(Self.text(word(first, conflict))),
        ]
        let command = parts.joined(separator: " ")
        context.output.line(
            Phrase(
                fr: "    pour trancher : `\(command)`", en: "    to settle: `\(command)`"))
    }

    /// A value as it is typed on a command line.
    private static func text(_ value: FieldValue) -> String {
        switch value {
        case .null: ""
        case .bool(let flag): String(flag)
        case .integer(let number): String(number)
        case .real(let number): String(number)
        case .text(let text): text
        }
    }
}
