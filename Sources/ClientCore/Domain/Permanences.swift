// Permanences: holding one, as a mediator does it. Everything works without a network.

public import Shared

/// Opens permanences, notes who comes, and closes them.
public struct Permanences: Sendable {
    private let store: Store

    /// - Parameter store: where they are noted.
    public init(_ store: Store) { self.store = store }

    /// What was noted in a permanence.
    public struct Count: Hashable, Sendable {
        /// Visits with a record of their own.
        public let visits: Int
        /// Those of them without a person.
        public let anonymous: Int
        /// Visits that were only counted.
        public let counted: Int
    }

    /// Opens a permanence now; its team has the device's user.
    ///
    /// - Parameters:
    ///   - planned: the one that was planned; `nil` for a new one.
    ///   - edits: what else is known of it, by field.
    /// - Throws: code `permanence_not_planned` when the one that was planned is open, closed or
    ///   cancelled already, `not_found` when there is none.
    public func open(
        planned: RecordID? = nil, _ edits: [String: FieldEdit] = [:]
    ) throws(RelaisError) -> RecordID {
        let fields = Permanence.shared
        var all: [String: FieldEdit] = [
            fields.state.name: .assign(.text("ouverte")), fields.openedAt.name: .assign(now),
        ]
        if let name = try store.enrolment()?.userName {
            all[fields.team.name] = .edit(add: [name], remove: [])
        }
        all.merge(edits) { $0.followed(by: $1) }
        guard let planned else { return try store.write { $0.create("permanence", all) } }
        let record = try permanence(planned)
        let state = Permanences.state(record)
        guard state == nil || state == "prevue" else {
            throw PermanenceErrors.notPlanned(planned)
        }
        try store.write { $0.edit("permanence", planned, all, basis: record.basis) }
        return planned
    }

    /// Notes a visit now; anonymous when no person is given.
    ///
    /// - Parameter edits: what else is known of it, by field.
    /// - Throws: code `permanence_not_open` unless the permanence is open.
    public func note(
        in permanence: RecordID, person: RecordID? = nil, _ edits: [String: FieldEdit] = [:]
    ) throws(RelaisError) -> RecordID {
        try requireOpen(permanence)
        let fields = Visit.shared
        var all: [String: FieldEdit] = [
            fields.permanence.name: .assign(.text(permanence.description)),
            fields.at.name: .assign(now), fields.anonymous.name: .assign(.bool(person == nil)),
            fields.state.name: .assign(.text("recue")),
        ]
        if let person {
            guard try store.record("person", person) != nil else {
                throw StoreErrors.notFound("person", person)
            }
            all[fields.person.name] = .assign(.text(person.description))
        }
        all.merge(edits) { $0.followed(by: $1) }
        return try store.write { $0.create("visit", all) }
    }

    /// Adds visits of which nothing but the number is noted.
    ///
    /// - Throws: code `permanence_not_open` unless the permanence is open.
    public func count(_ visits: Int64, in permanence: RecordID) throws(RelaisError) {
        try requireOpen(permanence)
        try store.write {
            $0.edit(
                "permanence", permanence,
                [Permanence.shared.anonymousVisits.name: .increment(visits)])
        }
    }

    /// Closes a permanence now. The next synchronisations bring a receipt of it and of everything
    /// that was noted in it.
    ///
    /// - Parameter edits: what else is known of it, by field.
    /// - Throws: code `permanence_not_open` unless the permanence is open.
    public func close(
        _ permanence: RecordID, _ edits: [String: FieldEdit] = [:]
    ) throws(RelaisError) {
        let record = try requireOpen(permanence)
        let fields = Permanence.shared
        var all: [String: FieldEdit] = [
            fields.state.name: .assign(.text("fermee")), fields.closedAt.name: .assign(now),
        ]
        all.merge(edits) { $0.followed(by: $1) }
        try store.write { transaction in
            transaction.edit("permanence", permanence, all, basis: record.basis)
            transaction.awaitReceipt(for: "permanence", permanence)
        }
    }

    /// What was noted so far, on this device and on those it has heard of.
    public func count(of permanence: RecordID) throws(RelaisError) -> Count {
        let record = try self.permanence(permanence)
        let visits = try store.records(
            "visit",
            where: [
                .equals(
                    field: Visit.shared.permanence.name, value: .text(permanence.description))
            ])
        var counted: Int64 = 0
        if case .single(.integer(let number))? =
            record.fields[Permanence.shared.anonymousVisits.name]
        {
            counted = number
        }
        return Count(
            visits: visits.count,
            anonymous: visits.count { $0.fields[Visit.shared.person.name] == nil },
            counted: Int(clamping: counted))
    }

    private var now: FieldValue {
        .text(Instant(milliseconds: Int64(clamping: store.ports.now())).description)
    }

    private func permanence(_ id: RecordID) throws(RelaisError) -> Record {
        guard let record = try store.record("permanence", id) else {
            throw StoreErrors.notFound("permanence", id)
        }
        return record
    }

    @discardableResult
    private func requireOpen(_ id: RecordID) throws(RelaisError) -> Record {
        let record = try permanence(id)
        guard Permanences.state(record) == "ouverte" else { throw PermanenceErrors.notOpen(id) }
        return record
    }

    private static func state(_ record: Record) -> String? {
        guard case .single(.text(let state))? = record.fields[Permanence.shared.state.name] else {
            return nil
        }
        return state
    }
}

/// What a permanence cannot do in its state.
enum PermanenceErrors {
    static func notOpen(_ id: RecordID) -> RelaisError {
        RelaisError(
            code: "permanence_not_open",
            message: Phrase(
                fr: "Cette permanence n'est pas ouverte.", en: "This drop-in session is not open."),
            remedy: Phrase(
                fr: "`relais permanence open` en ouvre une ; après la fermeture, notez avec "
                    + "`relais put visit permanence=\(id) …`.",
                en: "`relais permanence open` opens one; after it was closed, note with "
                    + "`relais put visit permanence=\(id) …`."))
    }

    static func notPlanned(_ id: RecordID) -> RelaisError {
        RelaisError(
            code: "permanence_not_planned",
            message: Phrase(
                fr: "Cette permanence est déjà ouverte, fermée ou annulée.",
                en: "This drop-in session is open, closed or cancelled already."),
            remedy: Phrase(
                fr: "`relais get permanence \(id)` montre où elle en est ; sans --id, "
                    + "`relais permanence open` en ouvre une autre.",
                en: "`relais get permanence \(id)` shows how it stands; without --id, "
                    + "`relais permanence open` opens another."))
    }
}
