// Agenda: the appointments and events of some days, and what becomes of appointments.
//
// Where an accepted referral for coordination ties the person to another organisation, that one is
// told the days of their appointments here, and nothing else (row 16).

public import Shared

/// Reads and keeps an agenda.
public struct Agenda: Sendable {
    let store: Store

    /// - Parameter store: where it is kept.
    public init(_ store: Store) { self.store = store }

    /// Something that takes place.
    public struct Entry: Hashable, Sendable {
        /// `appointment` or `event`.
        public let collection: String
        /// The record.
        public let id: RecordID
        /// When it begins; for an event of whole days, the beginning of its first one there.
        public let startsAt: Instant
        /// Whether only its day is known.
        public let isWholeDay: Bool
        /// Who comes to an appointment.
        public let person: RecordID?
        /// What it is about.
        public let title: String
        /// Where, as far as it is known in words.
        public let place: String
        /// A code of the collection's list of states.
        public let state: String?
    }

    /// What begins on some days, the first to begin first; what was cancelled is left out. Days
    /// are those that people write there, wherever the device believes to be.
    ///
    /// - Parameters:
    ///   - first: the first day.
    ///   - end: the day after the last one.
    ///   - user: only the appointments with this account; `nil` for all.
    public func entries(
        from first: CalendarDate, before end: CalendarDate, user: String? = nil
    ) throws(RelaisError) -> [Entry] {
        let clock = try store.clock()
        let (start, end) = (clock.instant(first), clock.instant(end))
        let fields = Appointment.shared
        var entries: [Entry] = []
        for appointment in try store.glances(
            Appointment.self,
            [
                fields.person, fields.startsAt, fields.subject, fields.place, fields.state,
                fields.user,
            ])
        {
            guard let at = appointment.startsAt, at >= start, at < end,
                appointment.state != "annule", user == nil || appointment.user == user
            else { continue }
            entries.append(
                Entry(
                    collection: Appointment.collectionName, id: appointment.id, startsAt: at,
                    isWholeDay: false, person: appointment.person,
                    title: appointment.subject ?? "", place: try place(appointment.place),
                    state: appointment.state))
        }
        try add(events: start, end, clock, &entries)
        return entries.sorted {
            ($0.startsAt, $0.collection, $0.id) < ($1.startsAt, $1.collection, $1.id)
        }
    }

    private func add(
        events start: Instant, _ end: Instant, _ clock: WallClock, _ entries: inout [Entry]
    ) throws(RelaisError) {
        let fields = Event.shared
        for event in try store.glances(
            Event.self,
            [
                fields.name, fields.startsAt, fields.startsOn, fields.place, fields.placeName,
                fields.state,
            ])
        {
            guard let at = event.startsAt ?? event.startsOn.map({ clock.instant($0) }), at >= start,
                at < end, event.state != "annule"
            else { continue }
            let place = if let name = event.placeName { name } else { try place(event.place) }
            entries.append(
                Entry(
                    collection: Event.collectionName, id: event.id, startsAt: at,
                    isWholeDay: event.startsAt == nil, person: nil, title: event.name ?? "",
                    place: place, state: event.state))
        }
    }

    private func place(_ id: RecordID?) throws(RelaisError) -> String {
        guard let id, let name = try store.record(Place.self, id)?.name else { return "" }
        return name
    }

    // MARK: Appointments

    /// Makes an appointment.
    ///
    /// - Throws: `not_found`.
    @discardableResult
    public func add(
        _ person: RecordID, at: Instant, _ edits: [String: FieldEdit] = [:]
    ) throws(RelaisError) -> RecordID {
        guard try store.record(Person.collectionName, person) != nil else {
            throw StoreErrors.notFound(Person.collectionName, person)
        }
        let fields = Appointment.shared
        var all: [String: FieldEdit] = [
            fields.person.name: .assign(.text(person.description)),
            fields.startsAt.name: .assign(.text(at.description)),
            fields.state.name: .assign(.text("prevu")),
        ]
        if let enrolment = try store.enrolment() {
            all[fields.user.name] = .assign(.text(enrolment.user))
            all[fields.organisation.name] = .assign(.text(enrolment.organisation))
        }
        all.merge(edits) { $1 }
        let day = try store.clock().day(at)
        let days = try Coordination(store).days(of: person).union([day])
        let told = try Coordination(store).telling(days, of: person)
        let edits = all
        return try store.write { transaction in
            transaction.tell(told)
            return transaction.create(Appointment.collectionName, edits)
        }
    }

    /// Notes what became of an appointment.
    ///
    /// - Parameter state: a code of the list `appointment-state`.
    /// - Throws: `not_found`; `invalid` for a code that the list lacks.
    public func set(_ id: RecordID, to state: String) throws(RelaisError) {
        guard let appointment = try store.record(Appointment.self, id) else {
            throw StoreErrors.notFound(Appointment.collectionName, id)
        }
        var told: [Coordination.Told] = []
        if let person = appointment.person {
            let coordination = Coordination(store)
            var days = try coordination.days(of: person, without: id)
            if let at = appointment.startsAt, Coordination.standing.contains(state) {
                days.insert(try store.clock().day(at))
            }
            told = try coordination.telling(days, of: person)
        }
        let all = told
        try store.write { transaction in
            transaction.tell(all)
            transaction.edit(appointment) { $0.state = state }
        }
    }
}

extension WriteTransaction {
    /// Tells the other sides of referrals the days of a person's appointments.
    fileprivate mutating func tell(_ told: [Coordination.Told]) {
        for referral in told {
            edit(
                Referral.collectionName, referral.id,
                [referral.field: .edit(add: referral.added, remove: referral.removed)])
        }
    }
}
