// `relais permanence visit`: notes who came.

import ClientCore
import Console
import Shared

enum PermanenceVisitCommand: Command {
    static let specification = CommandSpecification(
        ["permanence", "visit"],
        summary: Phrase(
            fr: "Note un passage dans une permanence ouverte, sans réseau.",
            en: "Notes a visit to an open drop-in session, without a network."),
        options: [
            .value(
                "person", "PERSON",
                help: Phrase(
                    fr: "Qui est venu : l'identifiant, ou le nom d'une seule personne d'ici ; "
                        + "sinon le passage est anonyme.",
                    en: "Who came: the id, or the name of one person alone here; otherwise the "
                        + "visit is anonymous.")),
            .value(
                "count", "N",
                help: Phrase(
                    fr: "Compte N passages anonymes, sans rien en noter d'autre.",
                    en: "Counts N anonymous visits and notes nothing else of them.")),
        ],
        positionals: PositionalSpecification(
            "[ID] field=value…", minimum: 0, maximum: nil,
            help: Phrase(
                fr: "La permanence, sinon celle ouverte ici ; et ce qui est su du passage : "
                    + "`needs+=mobilite`, "
                    + "`actions+=orientation`, `summary=…` (`relais schema visit`).",
                en: "The session, otherwise the one open here; and what is known of the visit: "
                    + "`needs+=mobilite`, "
                    + "`actions+=orientation`, `summary=…` (`relais schema visit`).")),
        example: "permanence visit needs+=mobilite")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let store = try context.store()
        let permanences = Permanences(store)
        let (permanence, next) = try context.permanence(permanences)
        let edits = try context.edits(of: "visit", from: next, store)
        let person = try context.invocation.option("person").map { text throws(RelaisError) in
            try context.person(text, store)
        }
        let warnings = context.warn(of: edits, in: try context.collection("visit"))
        let number = try context.count("count")
        var id: RecordID?
        if let number {
            guard person == nil && edits.isEmpty else { throw countedAndNoted }
            try permanences.count(Int64(number), in: permanence)
        } else {
            id = try permanences.note(in: permanence, person: person, edits)
        }
        let summary = try permanences.summary(of: permanence)
        context.output.document(
            .object(
                JSONObject(
                    members: [
                        JSONObject.Member(key: "id", value: .optional(id)),
                        JSONObject.Member(
                            key: "permanence", value: .string(permanence.description)),
                    ] + summary.members
                        + [JSONObject.Member(key: "warnings", value: warnings)])))
        if let id { context.output.rows([(Phrase(fr: "passage", en: "visit"), id.description)]) }
        context.output.rows(summary.rows(context.show))
        return 0
    }

    private static let countedAndNoted = RelaisError.usage(
        Phrase(
            fr: "--count compte des passages dont rien n'est noté.",
            en: "--count counts visits of which nothing is noted."),
        remedy: Phrase(
            fr: "Retirez --person et les champs, ou retirez --count.",
            en: "Remove --person and the fields, or remove --count."))
}
