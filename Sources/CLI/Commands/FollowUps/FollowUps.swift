// `relais follow-ups [done|snooze]`: who is to be followed up, and what was done about it.

import ClientCore
import Console
import Shared

enum FollowUpsCommand: Command {
    static let specification = CommandSpecification(
        ["follow-ups"],
        summary: Phrase(
            fr: "Liste les relances, la plus urgente d'abord, avec pourquoi et quoi faire ; sans "
                + "réseau.",
            en: "Lists the follow-ups, the most urgent first, with why and what to do; without a "
                + "network."),
        options: [
            .value(
                "kind", "CODE", isRepeatable: true,
                help: Phrase(
                    fr: "Seulement ce motif (`relais schema follow_up`).",
                    en: "Only this reason (`relais schema follow_up`).")),
            .value(
                "limit", "N",
                help: Phrase(fr: "Au plus N lignes.", en: "At most N lines.")),
        ],
        example: "follow-ups --limit 10")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let store = try context.store()
        let kinds = Set(context.invocation.options("kind"))
        for kind in kinds.sorted()
        where !CodeLists.followUpKind.entries.contains(where: {
            $0.code == kind
        }) {
            throw unknown(kind)
        }
        let all = try FollowUps(store).list().filter { kinds.isEmpty || kinds.contains($0.kind) }
        let lines = all.prefix(try context.count("limit") ?? .max)
        var names: [RecordID: String] = [:]
        let collection = try context.collection(Person.collectionName)
        for person in Set(lines.compactMap(\.person)) {
            if let record = try store.record(Person.collectionName, person) {
                names[person] = context.show.title(record, collection)
            }
        }
        context.output.document(
            .object([
                "followUps": .array(lines.map { json($0, names, context) }),
                "total": .count(all.count),
            ]))
        write(Array(lines), names, context)
        if lines.isEmpty {
            context.output.line(Phrase(fr: "Rien à relancer.", en: "Nothing to follow up."))
        } else if lines.count < all.count {
            context.output.line(
                Phrase(
                    fr: "\(lines.count) lignes sur \(all.count).",
                    en: "\(lines.count) of \(all.count) lines."))
        }
        return 0
    }

    private static func unknown(_ kind: String) -> RelaisError {
        let codes = CodeLists.followUpKind.entries.map(\.code).joined(separator: ", ")
        return .usage(
            Phrase(
                fr: "« \(kind) » n'est pas un motif de relance.",
                en: "\"\(kind)\" is not a reason for a follow-up."),
            remedy: Phrase(fr: "Choisissez parmi : \(codes).", en: "Choose among: \(codes)."))
    }

    private static func json(
        _ line: FollowUpLine, _ names: [RecordID: String], _ context: Context
    ) -> JSON {
        .object([
            "subject": .string(line.subject.description), "kind": .string(line.kind),
            "urgency": .string(line.urgency.code), "dueOn": .string(line.dueOn.description),
            "person": .optional(line.person),
            "personName": .optional(line.person.flatMap { names[$0] }),
            "why": .string(line.why.text(context.language)),
            "next": .string(line.next.text(context.language)),
        ])
    }

    /// One block a line of the list, under what it says of urgency in words.
    private static func write(
        _ lines: [FollowUpLine], _ names: [RecordID: String], _ context: Context
    ) {
        var last: FollowUpLine.Urgency?
        for line in lines {
            if line.urgency != last {
                if last != nil { context.output.line("") }
                context.output.line(line.urgency.phrase)
                last = line.urgency
            }
            let name = line.person.flatMap { names[$0] } ?? ""
            let why = line.why.text(context.language)
            let named = Phrase(
                fr: "\(name) : \(line.why.french)", en: "\(name): \(line.why.english)")
            let head = name.isEmpty ? why : named.text(context.language)
            for text in Columns.wrap("- " + head, hanging: 2) { context.output.line(text) }
            for text in Columns.wrap(
                line.next.text(context.language), width: Columns.width - 2)
            {
                context.output.line("  " + text)
            }
            let reference = Phrase(
                fr: "référence : \(line.subject)", en: "reference: \(line.subject)")
            context.output.line("  " + reference.text(context.language))
        }
    }
}

/// What the commands that answer a follow-up have in common.
private enum FollowUpAnswer {
    static let positionals = PositionalSpecification(
        "REFERENCE", minimum: 1, maximum: 1,
        help: Phrase(
            fr: "La référence que montre `relais follow-ups`.",
            en: "The reference that `relais follow-ups` shows."))

    static let comment = OptionSpecification.value(
        "comment", "TEXT",
        help: Phrase(fr: "Ce qui en est sorti.", en: "What came of it."))

    static func subject(_ context: Context) throws(RelaisError) -> FollowUpSubject {
        let text = context.argument(0)
        guard let subject = FollowUpSubject(text) else {
            throw .usage(
                Phrase(
                    fr: "« \(text) » n'est pas la référence d'une relance.",
                    en: "\"\(text)\" is not the reference of a follow-up."),
                remedy: Phrase(
                    fr: "Recopiez la référence que montre `relais follow-ups`.",
                    en: "Copy the reference that `relais follow-ups` shows."))
        }
        return subject
    }

    static func warnings(_ context: Context) throws(RelaisError) -> JSON {
        guard let comment = context.invocation.option("comment") else { return .array([]) }
        return context.warn(
            of: [FollowUp.shared.comment.name: .assign(.text(comment))],
            in: try context.collection(FollowUp.collectionName))
    }
}

enum FollowUpDoneCommand: Command {
    static let specification = CommandSpecification(
        ["follow-ups", "done"],
        summary: Phrase(
            fr: "Note qu'une relance est faite : elle quitte la liste.",
            en: "Notes that a follow-up is done: it leaves the list."),
        options: [FollowUpAnswer.comment], positionals: FollowUpAnswer.positionals,
        example: "follow-ups done 0192f0c1-2b3c-7def-8123-456789abcdef --comment 'Viendra mardi.'")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let subject = try FollowUpAnswer.subject(context)
        let store = try context.store()
        let warnings = try FollowUpAnswer.warnings(context)
        let id = try FollowUps(store).done(
            subject, comment: context.invocation.option("comment"))
        context.output.document(
            .object([
                "id": .string(id.description), "subject": .string(subject.description),
                "warnings": warnings,
            ]))
        context.output.rows([(Phrase(fr: "relance faite", en: "followed up"), id.description)])
        return 0
    }
}

enum FollowUpSnoozeCommand: Command {
    static let specification = CommandSpecification(
        ["follow-ups", "snooze"],
        summary: Phrase(
            fr: "Reporte une relance : elle revient le jour dit.",
            en: "Postpones a follow-up: it comes back on the day given."),
        options: [
            .value(
                "until", "YYYY-MM-DD",
                help: Phrase(fr: "Jusqu'à quel jour.", en: "Until which day.")),
            .value(
                "days", "N",
                help: Phrase(
                    fr: "De combien de jours ; 7 sans autre indication.",
                    en: "By how many days; 7 unless told otherwise.")),
            FollowUpAnswer.comment,
        ],
        positionals: FollowUpAnswer.positionals,
        example: "follow-ups snooze 0192f0c1-2b3c-7def-8123-456789abcdef --days 14")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let subject = try FollowUpAnswer.subject(context)
        let store = try context.store()
        let days = try context.count("days") ?? 7
        guard days <= 3650 else { throw tooLong }
        let today = try store.today()
        let until = try context.day("until") ?? today.adding(days: days)
        let warnings = try FollowUpAnswer.warnings(context)
        let id = try FollowUps(store).snooze(
            subject, until: until, comment: context.invocation.option("comment"))
        context.output.document(
            .object([
                "id": .string(id.description), "subject": .string(subject.description),
                "until": .string(until.description), "warnings": warnings,
            ]))
        context.output.rows([
            (Phrase(fr: "relance reportée", en: "postponed"), id.description),
            (Phrase(fr: "jusqu'au", en: "until"), context.show.date(until)),
        ])
        return 0
    }

    private static let tooLong = RelaisError.usage(
        Phrase(
            fr: "--days attend au plus 3650 jours.", en: "--days takes at most 3650 days."),
        remedy: Phrase(
            fr: "Donnez un jour avec `--until`, ou moins de jours.",
            en: "Give a day with `--until`, or fewer days."))
}

extension Context {
    /// A day that an option gives, as data or as people write it.
    func day(_ option: String) throws(RelaisError) -> CalendarDate? {
        guard let text = invocation.option(option) else { return nil }
        let parts = text.split(separator: "/").map(String.init)
        let isFrench = parts.count == 3 && parts[2].count == 4
        guard
            let day = CalendarDate(text)
                ?? (isFrench
                    ? CalendarDate(
                        year: Int(parts[2]) ?? 0, month: Int(parts[1]) ?? 0,
                        day: Int(parts[0]) ?? 0) : nil)
        else {
            throw .usage(
                Phrase(fr: "« \(text) » n'est pas une date.", en: "\"\(text)\" is not a date."),
                remedy: Phrase(
                    fr: "Écrivez `--\(option) AAAA-MM-JJ` ou `--\(option) JJ/MM/AAAA`.",
                    en: "Write `--\(option) YYYY-MM-DD` or `--\(option) DD/MM/YYYY`."))
        }
        return day
    }
}

extension FollowUpLine.Urgency {
    /// What scripts read.
    fileprivate var code: String {
        switch self {
        case .today: "today"
        case .week: "week"
        case .later: "later"
        }
    }

    fileprivate var phrase: Phrase {
        switch self {
        case .today: Phrase(fr: "Aujourd'hui :", en: "Today:")
        case .week: Phrase(fr: "Cette semaine :", en: "This week:")
        case .later: Phrase(fr: "Dès que possible :", en: "As soon as possible:")
        }
    }
}
