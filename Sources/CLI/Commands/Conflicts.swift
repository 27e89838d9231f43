// `relais conflicts`: what a person must settle.

import ClientCore
import Console
import Shared

enum ConflictsCommand: Command {
    static let specification = CommandSpecification(
        ["conflicts"],
        summary: Phrase(
            fr:
                "Liste ce que deux personnes ont écrit sans le savoir l'une de l'autre : ce qui "
                + "est à trancher, puis ce qui est bon à savoir.",
            en: "Lists what two people wrote without knowing of each other: what is to be settled, "
                + "then what is good to know."),
        example: "conflicts --store ~/relais")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let store = try context.store()
        let (conflicts, parallel) = (try store.conflicts(), try store.parallelEdits())
        context.output.document(
            .object([
                "conflicts": .array(conflicts.map(json)), "parallel": .array(parallel.map(json)),
            ]))
        for conflict in conflicts {
            write(conflict, context)
            writeRemedy(conflict, context)
        }
        if conflicts.isEmpty {
            context.output.line(Phrase(fr: "Rien à trancher.", en: "Nothing to settle."))
        }
        if parallel.isEmpty { return 0 }
        context.output.line("")
        context.output.line(
            Phrase(
                fr: "Écrit au même moment ; la première valeur est celle qui s'affiche :",
                en: "Written at the same time; the first value is the one that is shown:"))
        for edit in parallel { write(edit, context) }
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
                        "clockVerified": .bool(alternative.isClockVerified),
                        "correctedAt": .optional(alternative.correctedAt),
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
                at: alternative.clock)
            let value = show.value(word(alternative, conflict), field)
            rows.append((Phrase(fr: "valeur", en: "value"), "\(value) — \(author)"))
        }
        context.output.rows(rows, indent: 4)
    }

    /// The command that settles a conflict as it is shown.
    private static func writeRemedy(_ conflict: Conflict, _ context: Context) {
        let show = context.show
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
