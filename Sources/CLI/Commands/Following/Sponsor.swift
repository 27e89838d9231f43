// `relais sponsor pair|met|list`: pairs of volunteers, and their weekly meetings.

import ClientCore
import Console
import Shared

enum SponsorPairCommand: Command {
    static let specification = CommandSpecification(
        ["sponsor", "pair"],
        summary: Phrase(
            fr: "Confie une personne à un binôme de parrains, qui verra son prénom et son "
                + "téléphone.",
            en: "Entrusts a person to a pair of sponsors, who see the given name and telephone."),
        options: [
            .value(
                "sponsor", "USER", isRequired: true, isRepeatable: true,
                help: Phrase(
                    fr: "Le compte d'un parrain, une ou deux fois.",
                    en: "A sponsor's account, once or twice."))
        ],
        positionals: PositionalSpecification(
            "PERSON field=value…", minimum: 1, maximum: nil,
            help: Phrase(
                fr: "La personne, et ce qui est dit de plus : `goal=…`, `sponsor_names+=…`, "
                    + "`next_meeting_at=…`, `person_phone=` pour ne pas donner le numéro.",
                en: "The person, and what else is said: `goal=…`, `sponsor_names+=…`, "
                    + "`next_meeting_at=…`, `person_phone=` so as not to give the number.")),
        example: "sponsor pair 0192f0c1-2b3c-7def-8123-456789abcdef "
            + "--sponsor 0192f0c1-2b3c-7def-8123-456789abcd00 'goal=Préparer un entretien'")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let store = try context.store()
        let person = try context.person(context.argument(0), store)
        let sponsors = try context.invocation.options("sponsor").map {
            text throws(RelaisError) in try context.recordID(text).description
        }
        let edits = try context.edits(of: Sponsorship.collectionName, from: 1, store)
        let id = try Sponsorships(store).pair(person, with: sponsors, edits)
        context.output.document(.object(["id": .string(id.description)]))
        context.output.rows([(Sponsorship.header.label, id.description)])
        return 0
    }
}

enum SponsorMetCommand: Command {
    static let specification = CommandSpecification(
        ["sponsor", "met"],
        summary: Phrase(
            fr: "Note que le binôme et la personne se sont vus.",
            en: "Notes that the pair and the person met."),
        options: [
            .value(
                "on", "YYYY-MM-DD",
                help: Phrase(
                    fr: "Quel jour ; sinon aujourd'hui.", en: "Which day; otherwise today.")
            ),
            .value(
                "next", "WHEN",
                help: Phrase(
                    fr: "La prochaine rencontre : 2026-12-04T10:00:00Z.",
                    en: "The next meeting: 2026-12-04T10:00:00Z.")),
        ],
        positionals: PositionalSpecification(
            "ID", minimum: 1, maximum: 1,
            help: Phrase(
                fr: "Le parrainage (`relais sponsor list`).",
                en: "The sponsorship (`relais sponsor list`).")),
        example: "sponsor met 0192f0c1-2b3c-7def-8123-456789abcdef --on 2026-11-27")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let store = try context.store()
        let id = try context.recordID(context.argument(0))
        let collection = try context.collection(Sponsorship.collectionName)
        var day: CalendarDate?
        if let text = context.invocation.option("on"),
            case .text(let read) = try FieldText.value(
                text, try context.field("last_met_on", of: collection))
        {
            day = CalendarDate(read)
        }
        var next: Instant?
        if let text = context.invocation.option("next"),
            case .text(let read) = try FieldText.value(
                text, try context.field("next_meeting_at", of: collection))
        {
            next = Instant(read)
        }
        try Sponsorships(store).met(id, on: day, next: next)
        let now = try store.record(Sponsorship.self, id)
        context.output.document(
            .object([
                "id": .string(id.description),
                "meetings": .integer(now?.meetingsCount ?? 0),
                "lastMetOn": .optional(now?.lastMetOn),
                "nextMeetingAt": .optional(now?.nextMeetingAt),
            ]))
        context.output.rows([
            (Phrase(fr: "rencontres", en: "meetings"), String(now?.meetingsCount ?? 0)),
            (
                Phrase(fr: "dernière", en: "last"),
                now?.lastMetOn.map(context.show.date) ?? ""
            ),
        ])
        return 0
    }
}

enum SponsorListCommand: Command {
    static let specification = CommandSpecification(
        ["sponsor", "list"],
        summary: Phrase(
            fr: "Les parrainages en cours, ceux qui attendent une rencontre d'abord.",
            en: "The sponsorships that go on, those that wait for a meeting first."),
        example: "sponsor list")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let standing = try Sponsorships(try context.store()).standing()
        context.output.document(
            .object([
                "sponsorships": .array(
                    standing.map { line in
                        .object([
                            "id": .string(line.sponsorship.record.id.description),
                            "person": .optional(line.sponsorship.person),
                            "personName": .optional(line.sponsorship.personName),
                            "meetings": .integer(line.sponsorship.meetingsCount ?? 0),
                            "lastMetOn": .optional(line.sponsorship.lastMetOn),
                            "nextMeetingAt": .optional(line.sponsorship.nextMeetingAt),
                            "daysWithout": line.daysWithout.map(JSON.count) ?? .null,
                            "due": .bool(line.isDue),
                        ])
                    })
            ]))
        for line in standing { write(line, context) }
        if standing.isEmpty {
            context.output.line(
                Phrase(fr: "Aucun parrainage en cours.", en: "No sponsorship goes on."))
        }
        return 0
    }

    private static func write(_ line: Sponsorships.Standing, _ context: Context) {
        let sponsorship = line.sponsorship
        context.output.line(sponsorship.personName ?? sponsorship.record.id.description)
        var rows: [(label: Phrase, value: String)] = []
        if let names = sponsorship.sponsorNames, !names.isEmpty {
            rows.append(
                (Phrase(fr: "parrains", en: "sponsors"), names.sorted().joined(separator: ", ")))
        }
        if let phone = sponsorship.personPhone {
            rows.append((Phrase(fr: "téléphone", en: "telephone"), phone))
        }
        rows.append(
            (Phrase(fr: "rencontres", en: "meetings"), String(sponsorship.meetingsCount ?? 0)))
        if let last = sponsorship.lastMetOn {
            rows.append((Phrase(fr: "dernière", en: "last"), context.show.date(last)))
        }
        if let next = sponsorship.nextMeetingAt {
            rows.append((Phrase(fr: "prochaine", en: "next"), context.show.instant(next)))
        }
        if line.isDue {
            let days = line.daysWithout ?? 0
            rows.append(
                (
                    Phrase(fr: "à faire", en: "to do"),
                    Phrase(
                        fr: "se voir : \(days) jours sans rencontre (une par semaine)",
                        en: "meet: \(days) days without a meeting (one a week)"
                    ).text(context.language)
                ))
        }
        rows.append(
            (Phrase(fr: "parrainage", en: "sponsorship"), sponsorship.record.id.description))
        context.output.rows(rows, indent: 2)
    }
}
