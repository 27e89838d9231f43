// Permanences: holding one, as a mediator does it. Everything works without a network.

public import Shared

/// Opens permanences, notes who comes, and closes them.
public struct Permanences: Sendable {
    let store: Store

    /// - Parameter store: where they are noted.
    public init(_ store: Store) { self.store = store }

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
    /// - Throws: code `permanence_closed` when it is closed already, `permanence_not_open` when it
    ///   was not opened.
    public func close(
        _ permanence: RecordID, _ edits: [String: FieldEdit] = [:]
    ) throws(RelaisError) {
        if Permanences.state(try self.permanence(permanence)) == "fermee" {
            throw PermanenceErrors.closedAlready(permanence)
        }
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

    private var now: FieldValue {
        .text(Instant(milliseconds: Int64(clamping: store.ports.now())).description)
    }

    func permanence(_ id: RecordID) throws(RelaisError) -> Record {
        guard let record = try store.record("permanence", id) else {
            throw StoreErrors.notFound("permanence", id)
        }
        return record
    }

    @discardableResult
    func requireOpen(_ id: RecordID) throws(RelaisError) -> Record {
        let record = try permanence(id)
        guard Permanences.state(record) == "ouverte" else { throw PermanenceErrors.notOpen(id) }
        return record
    }

    static func state(_ record: Record) -> String? { record[Permanence.shared.state] }
}
