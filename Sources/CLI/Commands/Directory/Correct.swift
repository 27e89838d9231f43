// `relais correct`, `relais corrections`, `relais correction accept|refuse`: what is wrong in the
// directory goes to whoever answers for it.

import ClientCore
import Console
import Shared

enum CorrectCommand: Command {
    static let specification = CommandSpecification(
        ["correct"],
        summary: Phrase(
            fr: "Propose une correction d'une fiche de l'annuaire à la structure qui en répond.",
            en: "Proposes a correction of a sheet of the directory to who answers for it."),
        options: [
            .value(
                "reason", "TEXT",
                help: Phrase(
                    fr: "Pourquoi ; sans champ, ce qui ne va pas.",
                    en: "Why; without a field, what is wrong."))
        ],
        positionals: PositionalSpecification(
            "COLLECTION ID field=value…", minimum: 2, maximum: nil,
            help: Phrase(
                fr: "La fiche, et ce qui serait juste : `phone=02 98 00 00 00`, `email=` pour "
                    + "vider, `audiences=jeunes,femmes` pour remplacer.",
                en: "The sheet, and what would be right: `phone=02 98 00 00 00`, `email=` to "
                    + "empty, `audiences=jeunes,femmes` to replace.")),
        example: "correct place 0192f0c1-2b3c-7def-8123-456789abcdef 'phone=02 98 00 00 00'")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let collection = try context.collection(context.argument(0))
        let id = try context.recordID(context.argument(1))
        let reason = context.invocation.option("reason")
        var values: [String: String] = [:]
        for text in context.invocation.positionals.dropFirst(2) {
            let argument = try FieldArgument(text)
            let field = try context.field(argument.name, of: collection)
            guard argument.operator == .set, values[field.name] == nil else {
                throw .usage(
                    Phrase(
                        fr: "Une correction dit la valeur entière d'un champ, une fois.",
                        en: "A correction says the whole value of a field, once."),
                    remedy: Phrase(
                        fr: "Écrivez `\(field.name)=…`.", en: "Write `\(field.name)=…`."))
            }
            values[field.name] = argument.text
        }
        guard !values.isEmpty || reason != nil else {
            throw .usage(
                Phrase(fr: "Il n'y a rien à corriger.", en: "There is nothing to correct."),
                remedy: Phrase(
                    fr: "Ajoutez `champ=valeur`, ou --reason ; `relais check` dit que tout est "
                        + "juste.",
                    en: "Add `field=value`, or --reason; `relais check` says that all is right."))
        }
        let ids = try DirectoryCare(try context.store()).propose(
            collection.name, id, values, reason: reason)
        context.output.document(
            .object(["corrections": .array(ids.map { .string($0.description) })]))
        for id in ids {
            context.output.rows([
                (Phrase(fr: "correction proposée", en: "correction proposed"), id.description)
            ])
        }
        return 0
    }
}

enum CorrectionsCommand: Command {
    static let specification = CommandSpecification(
        ["corrections"],
        summary: Phrase(
            fr: "Les corrections proposées et pas encore décidées, celles de votre structure "
                + "d'abord.",
            en: "The corrections proposed and not decided, those of your organisation first."),
        options: [
            .flag(
                "mine",
                help: Phrase(
                    fr: "Seulement celles que vous pouvez décider.",
                    en: "Only those that you may decide."))
        ],
        example: "corrections --mine")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let isMineOnly = context.invocation.flag("mine")
        let proposals = try DirectoryCare(try context.store()).proposals()
            .filter { $0.isMine || !isMineOnly }
        context.output.document(
            .object(["corrections": .array(proposals.map(json))]))
        for proposal in proposals { write(proposal, context) }
        if proposals.isEmpty {
            context.output.line(
                Phrase(fr: "Aucune correction n'attend.", en: "No correction is waiting."))
        }
        return 0
    }

    private static func json(_ proposal: DirectoryCare.Proposal) -> JSON {
        let correction = proposal.correction
        return .object([
            "id": .string(correction.record.id.description),
            "collection": .optional(correction.recordCollection),
            "record": .optional(correction.record[Correction.shared.record]),
            "field": .optional(correction.field), "value": .optional(correction.value),
            "reason": .optional(correction.reason), "owner": .optional(proposal.owner),
            "mine": .bool(proposal.isMine), "proposedBy": .optional(correction.proposedBy),
            "proposedAt": .optional(correction.proposedAt),
        ])
    }

    private static func write(_ proposal: DirectoryCare.Proposal, _ context: Context) {
        let correction = proposal.correction
        let collection = correction.recordCollection.flatMap(context.schema.collection)
        var title = ""
        if let record = proposal.record, let collection {
            title = context.show.title(record, collection)
        }
        let label = collection?.label.text(context.language) ?? ""
        context.output.line("\(title) (\(label))")
        var rows: [(label: Phrase, value: String)] = []
        if let name = correction.field {
            let field = collection?.field(name)
            let shown = proposal.record?.fields[name].map { context.show.value($0, field) }
            let empty = Phrase(fr: "(vide)", en: "(empty)").text(context.language)
            rows.append((Phrase(fr: "champ", en: "field"), context.show.name(name, of: collection)))
            rows.append((Phrase(fr: "maintenant", en: "now"), shown ?? empty))
            rows.append((Phrase(fr: "proposé", en: "proposed"), correction.value ?? empty))
        }
        if let reason = correction.reason {
            rows.append((Phrase(fr: "pourquoi", en: "why"), reason))
        }
        rows.append((Phrase(fr: "par", en: "by"), correction.proposedBy ?? "?"))
        rows.append(
            (
                Phrase(fr: "à décider par", en: "to be decided by"),
                (proposal.isMine
                    ? Phrase(fr: "vous", en: "you")
                    : Phrase(fr: "une autre structure", en: "another organisation"))
                    .text(context.language)
            ))
        rows.append((Phrase(fr: "correction", en: "correction"), correction.record.id.description))
        context.output.rows(rows, indent: 2)
    }
}

enum CorrectionAcceptCommand: Command {
    static let specification = CommandSpecification(
        ["correction", "accept"],
        summary: Phrase(
            fr: "Accepte une correction : la fiche change, et compte comme vérifiée.",
            en: "Accepts a correction: the sheet changes, and counts as checked."),
        positionals: CorrectionDecision.positionals,
        example: "correction accept 0192f0c1-2b3c-7def-8123-456789abcdef")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        try CorrectionDecision.run(context) { care, id throws(RelaisError) in
            try care.accept(id)
        }
    }
}

enum CorrectionRefuseCommand: Command {
    static let specification = CommandSpecification(
        ["correction", "refuse"],
        summary: Phrase(
            fr: "Refuse une correction : la fiche reste comme elle est.",
            en: "Refuses a correction: the sheet stays as it is."),
        positionals: CorrectionDecision.positionals,
        example: "correction refuse 0192f0c1-2b3c-7def-8123-456789abcdef")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        try CorrectionDecision.run(context) { care, id throws(RelaisError) in
            try care.refuse(id)
        }
    }
}

/// What both decisions have in common.
private enum CorrectionDecision {
    static let positionals = PositionalSpecification(
        "ID", minimum: 1, maximum: 1,
        help: Phrase(
            fr: "La correction (`relais corrections`).",
            en: "The correction (`relais corrections`)."))

    static func run(
        _ context: Context, _ decide: (DirectoryCare, RecordID) throws(RelaisError) -> Void
    ) throws(RelaisError) -> Int32 {
        let store = try context.store()
        let id = try context.recordID(context.argument(0))
        try decide(DirectoryCare(store), id)
        let state = try store.record(Correction.self, id)?.state
        context.output.document(
            .object(["id": .string(id.description), "state": .optional(state)]))
        context.output.rows([
            (
                Phrase(fr: "correction", en: "correction"),
                CodeLists.correctionState.label(state ?? "", context.language)
            )
        ])
        return 0
    }
}
