// `relais permanence open`: begins a permanence.

import ClientCore
import Console
import Shared

enum PermanenceOpenCommand: Command {
    static let specification = CommandSpecification(
        ["permanence", "open"],
        summary: Phrase(
            fr: "Ouvre une permanence maintenant, sans réseau.",
            en: "Opens a drop-in session now, without a network."),
        options: [
            .value(
                "id", "ID",
                help: Phrase(
                    fr: "Celle qui était prévue ; sinon une nouvelle.",
                    en: "The one that was planned; otherwise a new one."))
        ],
        positionals: PositionalSpecification(
            "field=value…", minimum: 0, maximum: nil,
            help: Phrase(
                fr: "Où et avec qui : `place=ID` ou `place_name=…`, `neighbourhood=…`, "
                    + "`team+=…` (`relais schema permanence`).",
                en: "Where and with whom: `place=ID` or `place_name=…`, `neighbourhood=…`, "
                    + "`team+=…` (`relais schema permanence`).")),
        example: "permanence open 'place_name=Centre social de Pontanézen'")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let store = try context.store()
        let planned = try context.recordID(option: "id")
        let edits = try context.edits(of: "permanence", from: 0, store)
        let permanences = Permanences(store)
        let id = try permanences.open(planned: planned, edits)
        for open in try permanences.forgotten() { context.output.note(context.forgotten(open)) }
        context.output.document(.object(["id": .string(id.description)]))
        context.output.rows([(Phrase(fr: "permanence", en: "drop-in session"), id.description)])
        return 0
    }
}

extension Context {
    /// The edits that `field=value` arguments from an index on make of a new record.
    func edits(
        of collection: String, from index: Int, _ store: Store
    ) throws(RelaisError) -> [String: FieldEdit] {
        var edits = FieldEdits(
            try self.collection(collection), shown: [:], now: store.ports.now())
        for argument in invocation.positionals.dropFirst(index) {
            try edits.add(try FieldArgument(argument))
        }
        return edits.edits
    }
}
