// `relais refer`: sends a person to another organisation, after showing what would travel.

import ClientCore
import Console
import Glibc
import Shared

enum ReferCommand: Command {
    static let specification = CommandSpecification(
        ["refer"],
        summary: Phrase(
            fr: "Oriente une personne vers une autre structure, sans réseau ; ne part que ce que "
                + "la finalité demande.",
            en: "Refers a person to another organisation, without a network; only what the purpose "
                + "needs travels."),
        options: [
            .value(
                "to", "ID", isRequired: true,
                help: Phrase(
                    fr: "La structure qui reçoit (`relais search`).",
                    en: "The organisation that receives (`relais search`).")),
            .value(
                "purpose", "CODE", isRequired: true, isRepeatable: true,
                help: Phrase(
                    fr: "La finalité, qui dit ce qui part : "
                        + codes.joined(separator: ", ") + ".",
                    en: "The purpose, which says what travels: "
                        + codes.joined(separator: ", ") + ".")),
            .flag(
                "preview",
                help: Phrase(
                    fr: "Montre ce qui partirait, et n'envoie rien.",
                    en: "Shows what would travel, and sends nothing.")),
            .flag(
                "yes",
                help: Phrase(
                    fr: "N'attend pas de confirmation sur un terminal.",
                    en: "Does not wait for a confirmation on a terminal.")),
        ],
        positionals: PositionalSpecification(
            "PERSON field=value…", minimum: 1, maximum: nil,
            help: Phrase(
                fr: "La personne, et ce qui est dit de plus : `summary=…`, `service=…`, "
                    + "`expires_on=…` (`relais schema referral`).",
                en: "The person, and what else is said: `summary=…`, `service=…`, "
                    + "`expires_on=…` (`relais schema referral`).")),
        example: "refer 0192f0c1-2b3c-7def-8123-456789abcdef "
            + "--to 0192f0c1-2b3c-7def-8123-456789abcd00 --purpose orientation 'summary=…'")

    private static let codes = ReferralEnvelope.rule.contents.keys.sorted()

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let store = try context.store()
        let referrals = Referrals(store)
        let receiver = try context.recordID(context.invocation.option("to") ?? "")
        let draft = try referrals.draft(
            person: try context.person(context.argument(0), store),
            to: receiver,
            purposes: Set(context.invocation.options("purpose")),
            try context.edits(of: "referral", from: 1, store))
        show(draft, context)
        let isPreview = context.invocation.flag("preview")
        let isSent = isPreview ? false : confirmed(context)
        let id = isSent ? try referrals.send(draft) : nil
        let travels = draft.contents.map {
            JSONObject.Member(key: $0.field.name, value: $0.value.json)
        }
        context.output.document(
            .object([
                "id": .optional(id), "sent": .bool(isSent),
                "travels": .object(JSONObject(members: travels)),
                "stays": .array(draft.kept.map(JSON.string)),
            ]))
        if let id {
            context.output.rows([(Phrase(fr: "orientation", en: "referral"), id.description)])
        } else if !isPreview {
            context.output.line(Phrase(fr: "Rien n'est parti.", en: "Nothing was sent."))
            return 1
        }
        return 0
    }

    private static func show(_ draft: Referrals.Draft, _ context: Context) {
        context.output.line(
            Phrase(
                fr: "Ce que lira l'autre structure :",
                en: "What the other organisation will read:"))
        let rows = draft.contents.map { field, value in
            (
                term: context.show.name(field.name, of: context.schema.collection("referral")),
                text: context.show.value(value, field)
            )
        }
        for line in Columns.pairs(rows, indent: 2) { context.output.line(line) }
        let person = context.schema.collection("person")
        let kept = draft.kept.map { person?.field($0)?.label.text(context.language) ?? $0 }
        if kept.isEmpty { return }
        let text = Phrase(
            fr: "Ne part pas : \(kept.joined(separator: ", ")).",
            en: "Does not travel: \(kept.joined(separator: ", ")).")
        for line in Columns.wrap(text.text(context.language), width: Columns.width) {
            context.output.line(line)
        }
    }

    /// Asks on a terminal; elsewhere nothing prompts, and the command is the confirmation.
    private static func confirmed(_ context: Context) -> Bool {
        if context.invocation.flag("yes") || context.invocation.isJSON || isatty(0) != 1 {
            return true
        }
        context.output.line(
            Phrase(fr: "Envoyer ? Répondez « oui ».", en: "Send it? Answer \"yes\"."))
        let answer = readLine() ?? ""
        return ["oui", "o", "yes", "y"].contains(answer.lowercased())
    }
}
