// `relais referral list|show`: the referrals sent and received, and what waits for an answer.

import ClientCore
import Console
import Shared

enum ReferralListCommand: Command {
    static let specification = CommandSpecification(
        ["referral", "list"],
        summary: Phrase(
            fr: "Les orientations qui attendent une réponse, la plus urgente d'abord.",
            en: "The referrals that wait for an answer, the most urgent first."),
        options: [
            .flag(
                "received",
                help: Phrase(
                    fr: "Seulement celles que votre structure a reçues.",
                    en: "Only those that your organisation received.")),
            .flag(
                "sent",
                help: Phrase(
                    fr: "Seulement celles que votre structure a envoyées.",
                    en: "Only those that your organisation sent.")),
        ],
        example: "referral list --received")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let store = try context.store()
        let wantsReceived = context.invocation.flag("received")
        let wantsSent = context.invocation.flag("sent")
        let silences = try Referrals(store).silences().filter { silence in
            switch silence.side {
            case .sent: wantsSent || !wantsReceived
            case .received: wantsReceived || !wantsSent
            }
        }
        context.output.document(.object(["waiting": .array(silences.map(json))]))
        for silence in silences {
            try write(silence, context, store)
        }
        if silences.isEmpty {
            context.output.line(
                Phrase(fr: "Aucune réponse n'est attendue.", en: "No answer is waited for."))
        }
        return 0
    }

    private static func json(_ silence: Referrals.Silence) -> JSON {
        .object([
            "id": .string(silence.referral.description), "side": .string(silence.side.rawValue),
            "person": .optional(silence.person), "organisation": .optional(silence.organisation),
            "since": .optional(silence.since), "answerBy": .optional(silence.answerBy),
            "expired": .bool(silence.isExpired),
        ])
    }

    private static func write(
        _ silence: Referrals.Silence, _ context: Context, _ store: Store
    ) throws(RelaisError) {
        var organisation = ""
        if let id = silence.organisation, let record = try store.record("organisation", id),
            let declaration = context.schema.collection("organisation")
        {
            organisation = context.show.title(record, declaration)
        }
        let who: Phrase =
            switch silence.side {
            case .sent: Phrase(fr: "envoyée à \(organisation)", en: "sent to \(organisation)")
            case .received: Phrase(fr: "reçue de \(organisation)", en: "from \(organisation)")
            }
        var text = who.text(context.language)
        if let day = silence.answerBy.map(context.show.date) {
            let until = Phrase(
                fr: silence.isExpired
                    ? "sans réponse depuis le \(day) : à relancer" : "réponse attendue au \(day)",
                en: silence.isExpired
                    ? "no answer since \(day): to ask again" : "answer expected by \(day)")
            text += ", " + until.text(context.language)
        }
        let identity = silence.referral.description + "  "
        let margin = String(repeating: " ", count: identity.count)
        for (index, line) in Columns.wrap(text, width: Columns.width - identity.count).enumerated()
        {
            context.output.line((index == 0 ? identity : margin) + line)
        }
    }
}

enum ReferralShowCommand: Command {
    static let specification = CommandSpecification(
        ["referral", "show"],
        summary: Phrase(
            fr: "Montre une orientation, et le dossier d'ici qu'elle concerne.",
            en: "Shows a referral, and the file of one's own that it is about."),
        positionals: PositionalSpecification(
            "ID", minimum: 1, maximum: 1,
            help: Phrase(fr: "L'orientation.", en: "The referral.")),
        example: "referral show 0192f0c1-2b3c-7def-8123-456789abcdef")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let store = try context.store()
        let id = try context.recordID(context.argument(0))
        let collection = try context.collection("referral")
        guard let record = try store.record("referral", id) else {
            throw StoreErrors.notFound("referral", id)
        }
        let person = try Referrals(store).person(of: id)
        context.output.document(
            .object(["referral": record.json(collection), "person": .optional(person)]))
        let rows = collection.fields.compactMap { field in
            record.fields[field.name].map {
                (
                    term: context.show.name(field.name, of: collection),
                    text: context.show.value($0, field)
                )
            }
        }
        for line in Columns.pairs(rows, indent: 0) { context.output.line(line) }
        if let person {
            context.output.rows(
                [(Phrase(fr: "dossier d'ici", en: "file of one's own"), person.description)])
        }
        return 0
    }
}
