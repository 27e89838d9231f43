// `relais agenda [add|kept|missed|cancel]`: appointments and events of a day or a week.

import ClientCore
import Console
import Shared

enum AgendaCommand: Command {
    static let specification = CommandSpecification(
        ["agenda"],
        summary: Phrase(
            fr: "Montre les rendez-vous et les événements d'un jour ou d'une semaine, sans réseau.",
            en: "Shows the appointments and events of a day or a week, without a network."),
        options: [
            .value(
                "day", "YYYY-MM-DD",
                help: Phrase(
                    fr: "Le premier jour ; sinon aujourd'hui.",
                    en: "The first day; otherwise today.")),
            .value(
                "days", "N",
                help: Phrase(
                    fr: "Combien de jours ; 1 sans autre indication.",
                    en: "How many days; 1 unless told otherwise.")),
            .flag(
                "week",
                help: Phrase(fr: "La semaine de ce jour.", en: "The week of that day.")),
            .flag(
                "mine",
                help: Phrase(
                    fr: "Seulement les rendez-vous de l'utilisateur de l'appareil.",
                    en: "Only the appointments of the device's user.")),
        ],
        example: "agenda --week")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let store = try context.store()
        let clock = try store.clock()
        let asked = try context.day("day")
        var first = if let asked { asked } else { try store.today() }
        var days = min(try context.count("days") ?? 1, 366)
        if context.invocation.flag("week") {
            (first, days) = (first.monday, 7)
        }
        let end = first.adding(days: days)
        let user = context.invocation.flag("mine") ? try store.enrolment()?.user : nil
        let entries = try Agenda(store).entries(from: first, before: end, user: user)
        let collection = try context.collection(Person.collectionName)
        var names: [RecordID: String] = [:]
        for person in Set(entries.compactMap(\.person)) {
            if let record = try store.record(Person.collectionName, person) {
                names[person] = context.show.title(record, collection)
            }
        }
        context.output.document(
            .object([
                "from": .string(clock.instant(first).description),
                "before": .string(clock.instant(end).description),
                "entries": .array(entries.map { json($0, names) }),
            ]))
        for entry in entries { write(entry, names, clock, context) }
        if entries.isEmpty {
            context.output.line(Phrase(fr: "Rien de prévu.", en: "Nothing is planned."))
        }
        return 0
    }

    private static func json(_ entry: Agenda.Entry, _ names: [RecordID: String]) -> JSON {
        .object([
            "collection": .string(entry.collection), "id": .string(entry.id.description),
            "startsAt": .string(entry.startsAt.description),
            "wholeDay": .bool(entry.isWholeDay), "person": .optional(entry.person),
            "personName": .optional(entry.person.flatMap { names[$0] }),
            "title": .string(entry.title), "place": .string(entry.place),
            "state": .optional(entry.state),
        ])
    }

    private static func write(
        _ entry: Agenda.Entry, _ names: [RecordID: String], _ clock: WallClock, _ context: Context
    ) {
        let show = context.show
        let when =
            entry.isWholeDay
            ? show.date(clock.day(entry.startsAt)) : clock.text(entry.startsAt, context.language)
        let declaration =
            entry.collection == Event.collectionName
            ? Event.shared.state.declaration : Appointment.shared.state.declaration
        let state = entry.state.map { show.word($0, declaration) }
        let label = context.schema.collection(entry.collection)?.label.text(context.language)
        let parts = [
            entry.person.flatMap { names[$0] } ?? label, entry.title, entry.place, state,
        ]
        let text = parts.compactMap(\.self).filter { !$0.isEmpty }.joined(separator: ", ")
        for line in Columns.wrap("\(when)  \(text)", hanging: 2) { context.output.line(line) }
        context.output.line("  \(entry.id)")
    }
}

enum AgendaAddCommand: Command {
    static let specification = CommandSpecification(
        ["agenda", "add"],
        summary: Phrase(
            fr: "Prend un rendez-vous pour une personne.",
            en: "Makes an appointment for a person."),
        positionals: PositionalSpecification(
            "PERSON DAY TIME field=value…", minimum: 3, maximum: nil,
            help: Phrase(
                fr: "La personne, le jour (31/03/2026 ou 2026-03-31), l'heure (14:00), puis "
                    + "`subject=…`, `place=ID` (`relais schema appointment`).",
                en: "The person, the day (2026-03-31 or 31/03/2026), the time (14:00), then "
                    + "`subject=…`, `place=ID` (`relais schema appointment`).")),
        example: "agenda add 0192f0c1-2b3c-7def-8123-456789abcdef 2026-03-31 14:00")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let store = try context.store()
        let person = try context.person(context.argument(0), store)
        let day = try day(context.argument(1))
        guard let minutes = AgendaAddCommand.minutes(context.argument(2)) else {
            throw badTime(context.argument(2))
        }
        let clock = try store.clock()
        let at = clock.instant(day, minute: minutes)
        let edits = try context.edits(of: "appointment", from: 3, store)
        let warnings = context.warn(of: edits, in: try context.collection("appointment"))
        let id = try Agenda(store).add(person, at: at, edits)
        context.output.document(
            .object([
                "id": .string(id.description), "startsAt": .string(at.description),
                "warnings": warnings,
            ]))
        context.output.rows([
            (Phrase(fr: "rendez-vous", en: "appointment"), id.description),
            (Phrase(fr: "début", en: "start"), clock.text(at, context.language)),
        ])
        return 0
    }

    private static func day(_ text: String) throws(RelaisError) -> CalendarDate {
        let field = Objective.shared.dueOn.declaration
        guard case .text(let stored) = try FieldText.value(text, field),
            let day = CalendarDate(stored)
        else { throw badTime(text) }
        return day
    }

    /// `14:00` or `14h00`, in minutes.
    private static func minutes(_ text: String) -> Int? {
        let parts = text.lowercased().split(
            omittingEmptySubsequences: false, whereSeparator: { $0 == ":" || $0 == "h" })
        guard (1...2).contains(parts.count), let hour = UInt8(parts[0]), hour < 24 else {
            return nil
        }
        let isRound = parts.count == 1 || parts[1].isEmpty
        guard let minute = isRound ? 0 : UInt8(parts[1]), minute < 60 else { return nil }
        return Int(hour) * 60 + Int(minute)
    }

    private static func badTime(_ text: String) -> RelaisError {
        .usage(
            Phrase(
                fr: "« \(text) » n'est pas une heure.", en: "\"\(text)\" is not a time."),
            remedy: Phrase(
                fr: "Écrivez un jour et une heure : `2026-03-31 14:00`.",
                en: "Write a day and a time: `2026-03-31 14:00`."))
    }
}

/// What became of an appointment.
private enum AgendaState {
    static let positionals = PositionalSpecification(
        "APPOINTMENT", minimum: 1, maximum: 1,
        help: Phrase(
            fr: "Le rendez-vous (`relais agenda`).", en: "The appointment (`relais agenda`)."))
    static let id = "0192f0c1-2b3c-7def-8123-456789abcdef"

    static func run(_ context: Context, _ state: String) throws(RelaisError) -> Int32 {
        let store = try context.store()
        let id = try context.recordID(context.argument(0))
        try Agenda(store).set(id, to: state)
        context.output.document(
            .object(["id": .string(id.description), "state": .string(state)]))
        context.output.rows([
            (
                Phrase(fr: "rendez-vous", en: "appointment"),
                context.show.word(state, Appointment.shared.state.declaration)
            )
        ])
        return 0
    }
}

enum AgendaKeptCommand: Command {
    static let specification = CommandSpecification(
        ["agenda", "kept"],
        summary: Phrase(
            fr: "Note que la personne est venue.", en: "Notes that the person came."),
        positionals: AgendaState.positionals, example: "agenda kept \(AgendaState.id)")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        try AgendaState.run(context, "honore")
    }
}

enum AgendaMissedCommand: Command {
    static let specification = CommandSpecification(
        ["agenda", "missed"],
        summary: Phrase(
            fr: "Note que la personne n'est pas venue.", en: "Notes that the person did not come."),
        positionals: AgendaState.positionals, example: "agenda missed \(AgendaState.id)")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        try AgendaState.run(context, "absent")
    }
}

enum AgendaCancelCommand: Command {
    static let specification = CommandSpecification(
        ["agenda", "cancel"],
        summary: Phrase(fr: "Annule un rendez-vous.", en: "Cancels an appointment."),
        positionals: AgendaState.positionals, example: "agenda cancel \(AgendaState.id)")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        try AgendaState.run(context, "annule")
    }
}
