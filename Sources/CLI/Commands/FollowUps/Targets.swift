// `relais targets`: how far the targets of the roadmap are.

import ClientCore
import Console
import Shared

enum TargetsCommand: Command {
    static let specification = CommandSpecification(
        ["targets"],
        summary: Phrase(
            fr: "Montre où en sont les objectifs chiffrés ; seul compte ce que le serveur a reçu.",
            en: "Shows how far the targets are; only what the server has received counts."),
        example: "targets")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let lines = try Targets(try context.store()).list()
        context.output.document(.object(["targets": .array(lines.map(json))]))
        for line in lines {
            let label = CodeLists.targetCount.label(line.kind, context.language)
            context.output.line(line.action.name ?? line.action.record.id.description)
            let show = context.show
            let (first, last) = (line.period.lowerBound, line.period.upperBound)
            context.output.rows(
                [
                    (Phrase(fr: "compte", en: "counts"), label),
                    (
                        Phrase(fr: "période", en: "period"),
                        Phrase(
                            fr: "du \(show.date(first)) au \(show.date(last))",
                            en: "\(show.date(first)) to \(show.date(last))"
                        ).text(context.language)
                    ),
                    (
                        Phrase(fr: "atteint", en: "reached"),
                        Phrase(
                            fr: "\(line.progress.acknowledged) sur \(line.target)",
                            en: "\(line.progress.acknowledged) of \(line.target)"
                        ).text(context.language)
                    ),
                    (
                        Phrase(fr: "pas encore reçu", en: "not received yet"),
                        String(line.progress.waiting)
                    ),
                ], indent: 2)
        }
        if lines.isEmpty {
            context.output.paragraph(
                Phrase(
                    fr: "Aucun objectif chiffré. Une action de la feuille de route en a un : "
                        + "`relais put roadmap_action name=… counted=passages target=200`.",
                    en: "No targets. An action of the roadmap may have one: "
                        + "`relais put roadmap_action name=… counted=passages target=200`."))
        }
        return 0
    }

    private static func json(_ line: Targets.Line) -> JSON {
        .object([
            "id": .string(line.action.record.id.description),
            "name": .optional(line.action.name), "counted": .string(line.kind),
            "target": .integer(line.target), "acknowledged": .count(line.progress.acknowledged),
            "waiting": .count(line.progress.waiting),
            "from": .string(line.period.lowerBound.description),
            "until": .string(line.period.upperBound.description),
        ])
    }
}
