// Printing: what goes on paper, gathered from what the device holds: a person's half-page, the
// referent's guide, and a day. Nothing is written, and no network is needed.

public import Shared

/// Gathers pages.
public struct Printing: Sendable {
    private let store: Store

    /// - Parameter store: where people and the directory are.
    public init(_ store: Store) { self.store = store }

    /// A person's half-page.
    ///
    /// - Parameters:
    ///   - doors: where to go; `nil` for the best of each kind that are open to the person.
    ///   - count: of those, at most this many.
    ///   - askFor: whom to ask for at the first door.
    /// - Throws: `not_found`.
    public func page(
        for person: RecordID, doors: [(collection: String, id: RecordID)]? = nil, count: Int = 3,
        askFor: String? = nil
    ) throws(RelaisError) -> PersonPage {
        guard let typed = try store.record(Person.self, person) else {
            throw StoreErrors.notFound(Person.collectionName, person)
        }
        var page = PersonPage(day: try store.today())
        page.givenName = typed.givenName
        page.doors = try self.doors(for: person, doors, count)
        if let askFor, !page.doors.isEmpty { page.doors[0].askFor = askFor }
        page.appointments = try appointments(of: person)
        let about: [Condition] = [
            .equals(field: Objective.shared.person.name, value: .text(person.description))
        ]
        page.agreed = try store.records(Objective.self, where: about)
            .filter { !["atteint", "abandonne"].contains($0.state) }
            .sorted { ($0.dueOn?.description ?? "~") < ($1.dueOn?.description ?? "~") }
            .compactMap { objective in
                guard let text = objective.action ?? objective.name else { return nil }
                guard let due = objective.dueOn else { return Phrase(fr: text, en: text) }
                return Phrase(
                    fr: "\(text) (\(due.text(.french)))", en: "\(text) (\(due.text(.english)))")
            }
        if let enrolment = try store.enrolment() {
            page.author = enrolment.userName
            if let id = RecordID(enrolment.organisation),
                let own = try store.record(Organisation.self, id)
            {
                page.organisation = own.name
                page.phone = own.phone
            }
        }
        return page
    }

    /// The referent's guide.
    ///
    /// - Parameters:
    ///   - commune: only what is in this commune, by name or INSEE code.
    ///   - theme: only what answers this need.
    ///   - audience: only what is for this public, or for everybody.
    ///   - choice: what was chosen, in words, for the head of the page.
    public func guide(
        commune: String? = nil, theme: String? = nil, audience: String? = nil, choice: String = ""
    ) throws(RelaisError) -> GuideSheet {
        let doors = Doors(store)
        let wanted = commune.map(FoldedWords.fold)
        var entries: [GuideSheet.Entry] = []
        for name in [
            Organisation.collectionName, Service.collectionName, Place.collectionName,
        ] {
            guard let declaration = store.schema.collection(name) else { continue }
            for record in try store.records(name) where Printing.isPublished(record) {
                if let theme, !Printing.elements(record, "themes").contains(theme) { continue }
                if let audience {
                    let publics = Printing.elements(record, "audiences")
                    let isFor =
                        publics.isEmpty || publics.contains(audience)
                        || publics.contains("tout-public")
                    if !isFor { continue }
                }
                let town = Doors.text(record, "commune_name") ?? ""
                if let wanted, FoldedWords.fold(town) != wanted,
                    Doors.text(record, "commune") != commune
                {
                    continue
                }
                entries.append(
                    GuideSheet.Entry(
                        commune: town, kind: declaration.label, door: try doors.door(of: record),
                        description: Doors.text(record, "description")
                            ?? Doors.text(record, "actions")))
            }
        }
        return GuideSheet(
            territory: try store.enrolment()?.territoryName ?? "", choice: choice,
            day: try store.today(),
            entries: entries)
    }

    /// A day: permanences, appointments and events. It goes through all of them, once a day: no
    /// index knows the local day of a moment.
    ///
    /// - Parameter day: today unless told.
    public func day(_ day: CalendarDate? = nil) throws(RelaisError) -> DaySheet {
        let clock = try store.clock()
        let today = try store.today()
        let day = day ?? today
        var sheet = DaySheet(day: day, author: try store.enrolment()?.userName)
        for permanence in try store.records(Permanence.self)
        where !["fermee", "annulee"].contains(permanence.state) {
            guard
                let time = Printing.time(
                    permanence.startsAt ?? permanence.openedAt, day, clock)
            else {
                continue
            }
            sheet.permanences.append(
                DaySheet.Item(
                    minute: time.minute,
                    text: try name(permanence.place, permanence.placeName)
                        + (permanence.neighbourhood.map { ", \($0)" } ?? "")))
        }
        for appointment in try store.records(Appointment.self)
        where ["prevu", "confirme", nil].contains(appointment.state) {
            guard let time = Printing.time(appointment.startsAt, day, clock) else { continue }
            let person = try appointment.person.flatMap { id throws(RelaisError) in
                try store.record(Person.self, id)
            }
            let who = [person?.givenName, person?.familyName].compactMap(\.self)
            let parts = [
                who.joined(separator: " "), appointment.subject ?? "",
                try name(appointment.place, nil),
            ]
            sheet.appointments.append(
                DaySheet.Item(
                    minute: time.minute,
                    text: parts.filter { !$0.isEmpty }.joined(separator: ", ")))
        }
        for event in try store.records(Event.self) where event.state != "annule" {
            let time = Printing.time(event.startsAt, day, clock)
            let first = event.startsOn
            let isWholeDay = first.map { $0 <= day && day <= event.endsOn ?? $0 } ?? false
            guard time != nil || isWholeDay else { continue }
            sheet.events.append(
                DaySheet.Item(
                    minute: time?.minute,
                    text: [event.name ?? "", try name(event.place, event.placeName)]
                        .filter { !$0.isEmpty }.joined(separator: ", ")))
        }
        return sheet
    }

    // MARK: Parts

    private var now: Instant { Instant(milliseconds: Int64(clamping: store.ports.now())) }

    private func doors(
        for person: RecordID, _ chosen: [(collection: String, id: RecordID)]?, _ count: Int
    ) throws(RelaisError) -> [Door] {
        let doors = Doors(store)
        if let chosen {
            var result: [Door] = []
            for (collection, id) in chosen { result.append(try doors.door(collection, id)) }
            return result
        }
        let orientation = FirstOrientation(store)
        let matches = try orientation.matches(for: try orientation.profile(of: person))
        var result: [Door] = []
        // One of each kind: three offers of one job are one answer.
        var kinds: Set<MatchCandidate.Kind> = []
        for match in matches where match.standing == .eligible && result.count < count {
            guard kinds.insert(match.candidate.kind).inserted else { continue }
            result.append(try doors.door(of: match))
        }
        return result
    }

    /// Appointments to come, the next first.
    private func appointments(of person: RecordID) throws(RelaisError) -> [Phrase] {
        let (now, clock) = (self.now, try store.clock())
        let coming = try store.records(
            Appointment.self,
            where: [
                .equals(
                    field: Appointment.shared.person.name, value: .text(person.description))
            ]
        ).filter { appointment in
            ["prevu", "confirme", nil].contains(appointment.state)
                && appointment.startsAt.map { $0 >= now } ?? false
        }.sorted { ($0.startsAt ?? now) < ($1.startsAt ?? now) }
        var lines: [Phrase] = []
        for appointment in coming {
            guard let start = appointment.startsAt else { continue }
            let time = clock.time(start)
            let place = try name(appointment.place, nil)
            let who = try name(appointment.organisation, nil)
            let parts = [time.time, place, who].filter { !$0.isEmpty }.joined(separator: ", ")
            lines.append(
                Phrase(
                    fr: "\(time.day.text(.french)) \(parts)",
                    en: "\(time.day.text(.english)) \(parts)"))
        }
        return lines
    }

    /// The name of a place or an organisation that a record refers to.
    private func name(_ id: RecordID?, _ text: String?) throws(RelaisError) -> String {
        if let text, !text.isEmpty { return text }
        guard let id else { return "" }
        for collection in [Place.collectionName, Organisation.collectionName] {
            if let record = try store.record(collection, id), let name = Doors.text(record, "name")
            {
                return name
            }
        }
        return ""
    }

    /// The time of day of a moment, if it is on this day.
    private static func time(
        _ moment: Instant?, _ day: CalendarDate, _ clock: WallClock
    ) -> FrenchTime? {
        moment.map(clock.time).flatMap { $0.day == day ? $0 : nil }
    }

    private static func isPublished(_ record: Record) -> Bool {
        !["brouillon", "archive"].contains(Doors.text(record, "state"))
            && Doors.text(record, "kind") != "commune"
    }

    private static func elements(_ record: Record, _ name: String) -> [String] {
        if case .set(let elements)? = record.fields[name] { elements } else { [] }
    }
}
