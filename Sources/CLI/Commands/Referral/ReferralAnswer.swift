// `relais referral receive|accept|refuse|met|done|cancel`: what each side says of a referral.

import ClientCore
import Console
import Shared

/// What the commands that answer a referral have in common.
private enum ReferralAnswer {
    static let positionals = PositionalSpecification(
        "ID", minimum: 1, maximum: 1,
        help: Phrase(fr: "L'orientation.", en: "The referral."))
    static let id = "0192f0c1-2b3c-7def-8123-456789abcdef"

    static let day = OptionSpecification.value(
        "on", "YYYY-MM-DD",
        help: Phrase(fr: "Quel jour ; sinon aujourd'hui.", en: "Which day; otherwise today."))

    static func day(_ context: Context) throws(RelaisError) -> CalendarDate? {
        guard let text = context.invocation.option("on") else { return nil }
        guard let day = CalendarDate(text) else {
            throw .usage(
                Phrase(fr: "« \(text) » n'est pas une date.", en: "\"\(text)\" is not a date."),
                remedy: Phrase(
                    fr: "Écrivez `--on AAAA-MM-JJ`, par exemple `--on 2026-03-09`.",
                    en: "Write `--on YYYY-MM-DD`, for example `--on 2026-03-09`."))
        }
        return day
    }

    /// Answers the referral that is named, and prints how it stands then.
    ///
    /// - Parameter answer: its result is the file that the referral was tied to, if it was.
    static func run(
        _ context: Context,
        _ answer: (Referrals, RecordID) throws(RelaisError) -> RecordID?
    ) throws(RelaisError) -> Int32 {
        let store = try context.store()
        let id = try context.recordID(context.argument(0))
        let person = try answer(Referrals(store), id)
        return try show(id, person: person, context, store)
    }

    private static func show(
        _ id: RecordID, person: RecordID? = nil, _ context: Context, _ store: Store
    ) throws(RelaisError) -> Int32 {
        let field = Referral.shared.state.declaration
        let state = try store.record("referral", id)?.fields[field.name]
        var members = [
            JSONObject.Member(key: "id", value: .string(id.description)),
            JSONObject.Member(key: "state", value: state?.json ?? .null),
        ]
        var rows = [
            (
                label: Phrase(fr: "orientation", en: "referral"),
                value: state.map { context.show.value($0, field) } ?? ""
            )
        ]
        if let person {
            members.append(JSONObject.Member(key: "person", value: .string(person.description)))
            rows.append((label: Phrase(fr: "personne", en: "person"), value: person.description))
        }
        context.output.document(.object(JSONObject(members: members)))
        context.output.rows(rows)
        return 0
    }
}

enum ReferralReceiveCommand: Command {
    static let specification = CommandSpecification(
        ["referral", "receive"],
        summary: Phrase(
            fr: "Dit à l'autre structure que son orientation est lue.",
            en: "Tells the other organisation that its referral is read."),
        positionals: ReferralAnswer.positionals, example: "referral receive \(ReferralAnswer.id)")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        try ReferralAnswer.run(context) { referrals, id throws(RelaisError) in
            try referrals.receive(id)
            return nil
        }
    }
}

enum ReferralAcceptCommand: Command {
    static let specification = CommandSpecification(
        ["referral", "accept"],
        summary: Phrase(
            fr: "Accepte une orientation reçue, et la rattache à un dossier d'ici.",
            en: "Accepts a referral that was received, and ties it to a file of one's own."),
        options: [
            .value(
                "person", "ID",
                help: Phrase(
                    fr: "Le dossier déjà là ; sinon un dossier commence avec ce qui est reçu.",
                    en: "The file that is there; otherwise one begins with what was received."))
        ],
        positionals: ReferralAnswer.positionals, example: "referral accept \(ReferralAnswer.id)")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        try ReferralAnswer.run(context) { referrals, id throws(RelaisError) in
            return try referrals.accept(
                id, person: try context.recordID(option: "person"))
        }
    }
}

enum ReferralRefuseCommand: Command {
    static let specification = CommandSpecification(
        ["referral", "refuse"],
        summary: Phrase(
            fr: "Refuse une orientation reçue, et dit pourquoi.",
            en: "Refuses a referral that was received, and says why."),
        options: [
            .value(
                "reason", "CODE", isRequired: true,
                help: Phrase(
                    fr: "Le motif : " + reasons + ".", en: "The reason: " + reasons + ".")),
            .value(
                "text", "TEXT",
                help: Phrase(
                    fr: "Une précision pour la structure d'origine.",
                    en: "More words for the sending organisation.")),
        ],
        positionals: ReferralAnswer.positionals,
        example: "referral refuse \(ReferralAnswer.id) --reason complet")

    private static let reasons = CodeLists.refusalReason.entries.map(\.code)
        .joined(separator: ", ")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        try ReferralAnswer.run(context) { referrals, id throws(RelaisError) in
            try referrals.refuse(
                id, reason: context.invocation.option("reason") ?? "",
                text: context.invocation.option("text"))
            return nil
        }
    }
}

enum ReferralMetCommand: Command {
    static let specification = CommandSpecification(
        ["referral", "met"],
        summary: Phrase(
            fr: "Dit à l'autre structure que la personne est venue.",
            en: "Tells the other organisation that the person came."),
        options: [ReferralAnswer.day],
        positionals: ReferralAnswer.positionals, example: "referral met \(ReferralAnswer.id)")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        try ReferralAnswer.run(context) { referrals, id throws(RelaisError) in
            try referrals.met(id, on: try ReferralAnswer.day(context))
            return nil
        }
    }
}

enum ReferralDoneCommand: Command {
    static let specification = CommandSpecification(
        ["referral", "done"],
        summary: Phrase(
            fr: "Dit à l'autre structure que l'orientation est allée à son terme.",
            en: "Tells the other organisation that the referral has come to its end."),
        options: [ReferralAnswer.day],
        positionals: ReferralAnswer.positionals, example: "referral done \(ReferralAnswer.id)")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        try ReferralAnswer.run(context) { referrals, id throws(RelaisError) in
            try referrals.done(id, on: try ReferralAnswer.day(context))
            return nil
        }
    }
}

enum ReferralCancelCommand: Command {
    static let specification = CommandSpecification(
        ["referral", "cancel"],
        summary: Phrase(
            fr: "Annule une orientation que votre structure a envoyée.",
            en: "Takes back a referral that your organisation sent."),
        positionals: ReferralAnswer.positionals, example: "referral cancel \(ReferralAnswer.id)")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        try ReferralAnswer.run(context) { referrals, id throws(RelaisError) in
            try referrals.cancel(id)
            return nil
        }
    }
}
