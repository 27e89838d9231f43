// `relais report`: what was done in a period, for whoever pays for it; figures only.

import ClientCore
import Console
import Shared

enum ReportCommand: Command {
    static let specification = CommandSpecification(
        ["report"],
        summary: Phrase(
            fr: "Rapport d'activité d'une période : passages, personnes, orientations, résultats ; "
                + "aucun chiffre sous 5.",
            en: "Activity of a period: visits, people, referrals, outcomes; no figure below 5."),
        options: [
            .value(
                "from", "YYYY-MM-DD",
                help: Phrase(
                    fr: "Le premier jour ; sinon le 1er janvier de l'année.",
                    en: "The first day; otherwise 1 January of the year.")),
            .value(
                "until", "YYYY-MM-DD",
                help: Phrase(
                    fr: "Le dernier jour ; sinon aujourd'hui.",
                    en: "The last day; otherwise today.")),
            .value(
                "csv", "FILE",
                help: Phrase(
                    fr: "L'écrit aussi dans un fichier pour tableur.",
                    en: "Also writes it to a file for a spreadsheet.")),
        ],
        example: "report --from 2026-01-01 --until 2026-06-30 --csv rapport.csv")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let store = try context.store()
        let today = try store.today()
        let last = try context.day("until") ?? today
        let first =
            try context.day("from") ?? CalendarDate(year: last.year, month: 1, day: 1) ?? last
        let report = try Activity(store).report(from: first, through: last)
        let lines = lines(report, context.language)
        try store.noteAct(.report, of: "activity")
        if let path = context.invocation.option("csv") {
            try ReportFile.write(csv(lines, first, last, context), to: path)
        }
        context.output.document(
            .object(
                JSONObject(
                    members: [
                        JSONObject.Member(key: "from", value: .string(first.description)),
                        JSONObject.Member(key: "until", value: .string(last.description)),
                    ] + members(report))))
        let period = Phrase(
            fr: "du \(context.show.date(first)) au \(context.show.date(last))",
            en: "\(context.show.date(first)) to \(context.show.date(last))")
        context.output.rows(
            [(Phrase(fr: "période", en: "period"), period.text(context.language))]
                + lines.map { line in
                    (
                        Phrase(
                            fr: String(repeating: "  ", count: line.depth) + line.label.french,
                            en: String(repeating: "  ", count: line.depth) + line.label.english),
                        line.figure.text(context.language)
                    )
                })
        return 0
    }

    private struct Line {
        let label: Phrase
        let figure: Figure
        var depth = 0
    }

    private static func lines(_ report: ActivityReport, _ language: Language) -> [Line] {
        func parts(_ parts: [ActivityReport.Part], _ list: CodeList) -> [Line] {
            parts.map { Line(label: list.phrase($0.code), figure: $0.figure, depth: 1) }
        }
        return [
            Line(
                label: Phrase(fr: "permanences tenues", en: "sessions held"),
                figure: .count(report.permanences)),
            Line(label: Phrase(fr: "passages", en: "visits"), figure: report.visits),
        ] + parts(report.needs, CodeLists.need) + [
            Line(
                label: Phrase(fr: "personnes identifiées", en: "people identified"),
                figure: report.people),
            Line(
                label: Phrase(fr: "nouvelles personnes", en: "new people"),
                figure: report.newPeople),
            Line(label: Phrase(fr: "entretiens", en: "interviews"), figure: report.interviews),
            Line(
                label: Phrase(fr: "orientations envoyées", en: "referrals sent"),
                figure: report.sent.total),
        ] + parts(report.sent.parts, CodeLists.referralState) + [
            Line(
                label: Phrase(fr: "orientations reçues", en: "referrals received"),
                figure: report.received.total)
        ] + parts(report.received.parts, CodeLists.referralState) + [
            Line(label: Phrase(fr: "résultats", en: "outcomes"), figure: report.outcomes.total)
        ] + parts(report.outcomes.parts, CodeLists.outcome)
    }

    private static func members(_ report: ActivityReport) -> [JSONObject.Member] {
        func json(_ breakdown: ActivityReport.Breakdown) -> JSON {
            .object([
                "total": breakdown.total.json, "parts": json(breakdown.parts),
            ])
        }
        func json(_ parts: [ActivityReport.Part]) -> JSON {
            .object(
                JSONObject(
                    members: parts.map { JSONObject.Member(key: $0.code, value: $0.figure.json) }))
        }
        let object: JSONObject = [
            "permanences": .count(report.permanences), "visits": report.visits.json,
            "people": report.people.json, "newPeople": report.newPeople.json,
            "interviews": report.interviews.json, "needs": json(report.needs),
            "sent": json(report.sent), "received": json(report.received),
            "outcomes": json(report.outcomes),
        ]
        return object.members
    }

    private static func csv(
        _ lines: [Line], _ first: CalendarDate, _ last: CalendarDate, _ context: Context
    ) -> [UInt8] {
        var writer = CSVWriter()
        let language = context.language
        writer.row([
            Phrase(fr: "indicateur", en: "indicator").text(language),
            "\(context.show.date(first)) – \(context.show.date(last))",
        ])
        for line in lines {
            writer.row([line.label.text(language), line.figure.text(language)])
        }
        return Array(writer.text.utf8)
    }
}

extension Figure {
    /// The count, or null for one that is not told.
    fileprivate var json: JSON {
        switch self {
        case .count(let count): .count(count)
        case .suppressed: .null
        }
    }

    fileprivate func text(_ language: Language) -> String {
        switch self {
        case .count(let count): String(count)
        case .suppressed: Phrase(fr: "non publié (secret)", en: "not told (privacy)").text(language)
        }
    }
}
