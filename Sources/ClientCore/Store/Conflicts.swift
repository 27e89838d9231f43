// Conflicts: what two people wrote without knowing of each other, and how a person settles it.

import SQLite
public import Shared

/// One value of a conflict, and where it comes from.
public struct Alternative: Hashable, Sendable {
    /// The value.
    public let value: FieldValue
    /// The identity of who wrote it; `nil` before this device has heard of them.
    public let user: String?
    /// Their name.
    public let userName: String?
    /// The replica number of the device it was written on; 0 before that device is enrolled.
    public let device: UInt32
    /// When its author's clock said it was; clocks may be wrong.
    public let claimedAt: Instant
    /// Whether that clock had been found right: compared with the server's within a week, and off
    /// by no more than a minute. Otherwise the time is only about right.
    public let isClockVerified: Bool
    /// A bound, when its author's clock was so far ahead that the server corrected it: it was
    /// written before this, by the server's clock.
    public let correctedAt: Instant?

    init(
        _ value: FieldValue, _ write: Write, _ people: [Replica: (user: String, name: String)]
    ) {
        self.value = value
        user = people[write.replica]?.user
        userName = people[write.replica]?.name
        device = write.replica
        claimedAt = Instant(write.claimed)
        isClockVerified = write.isClockVerified
        correctedAt = write.correctedAt
    }
}

extension Write {
    /// When it was written at the latest, if its author's clock was too far ahead to be believed.
    /// A stamp that was only moved past another one of the same moment says nothing of a clock.
    var correctedAt: Instant? {
        stamp.milliseconds < claimed.milliseconds ? Instant(stamp) : nil
    }
}

extension Instant {
    init(_ stamp: Stamp) { self.init(milliseconds: Int64(stamp.milliseconds)) }
}

/// A field, or a whole record, that several people wrote without knowing of each other: for a
/// person to settle, or only to know.
public struct Conflict: Hashable, Sendable {
    /// The collection's name.
    public let collection: String
    /// The record's identity.
    public let id: RecordID
    /// The field; `nil` when somebody changed the record while somebody else deleted it.
    public let field: String?
    /// What both sides began from, when it is known.
    public let base: FieldValue?
    /// The values, the shown one first. For a whole record: `true` by who changed it last, then
    /// `false` by whoever deleted it.
    public let values: [Alternative]
}

extension Store {
    /// Everything that waits to be settled, by collection and record.
    public func conflicts() throws(RelaisError) -> [Conflict] {
        try withCore { core in
            var keys: [(collection: Int64, id: RecordID, field: String)] = []
            try core.connection.rows(
                "SELECT collection, id, field FROM relais_conflict ORDER BY collection, id, field",
                []
            ) { row in
                guard let id = RecordID(bytes: row.bytes(1)) else { return }
                keys.append((row.int64(0), id, row.string(2)))
            }
            let device = try DeviceState(core.connection)
            let people = try core.people(device)
            return try keys.map { key in
                let table = try core.table(key.collection)
                let state = try core.shownState(table, key.id, device)
                return core.conflict(table, key.id, key.field, state, device, people)
            }
        }
    }

    /// What asks nothing of anybody and should still be known: fields that several people wrote
    /// without knowing of each other, where the rule shows one value. All values are told, the
    /// shown one first; a later, knowing write ends it.
    public func parallelEdits() throws(RelaisError) -> [Conflict] {
        try withCore { core in
            let device = try DeviceState(core.connection)
            let people = try core.people(device)
            return try core.parallelRecords().flatMap { table, id in
                let state = try core.shownState(table, id, device)
                return RecordView(table.declaration, state).disagreements
                    .filter { $0.disagreement == .parallel }
                    .map { core.conflict(table, id, $0.key, state, device, people) }
            }
        }
    }

    /// Settles a conflict: an ordinary write whose author has seen every value.
    ///
    /// - Parameters:
    ///   - keeping: one of the values, or a third.
    public func resolve(
        _ collection: String, _ id: RecordID, field: String, keeping value: FieldValue
    ) throws(RelaisError) {
        try write { $0.edit(collection, id, [field: .assign(value)]) }
    }

    /// Settles whether a record stays that somebody changed while somebody else deleted it.
    public func resolve(
        _ collection: String, _ id: RecordID, keepingRecord: Bool
    ) throws(RelaisError) {
        try write { transaction in
            if keepingRecord {
                transaction.keep(collection, id)
            } else {
                transaction.delete(collection, id)
            }
        }
    }
}

extension StoreCore {
    /// Who writes under which replica number, this device included.
    func people(_ device: DeviceState) throws -> [Replica: (user: String, name: String)] {
        var people: [Replica: (user: String, name: String)] = [:]
        try connection.rows("SELECT replica, user, name FROM relais_replica", []) { row in
            people[Replica(truncatingIfNeeded: row.int64(0))] = (row.string(1), row.string(2))
        }
        if let user = device.user { people[device.replica] = (user, device.userName ?? user) }
        return people
    }

    /// A record's state as the device shows it, with its own transactions.
    func shownState(
        _ table: CollectionTable, _ id: RecordID, _ device: DeviceState
    ) throws -> RecordState {
        let bytes = try table.row(id)?.state
        return merged(
            try bytes.map(RecordState.init(bytes:)) ?? RecordState(),
            try overlay.transactions(table.number, id, journal),
            RecordKey(collection: table.name, id: id), device)
    }

    /// The records that show one of several parallel values, by collection and identity.
    fileprivate func parallelRecords() throws -> [(table: CollectionTable, id: RecordID)] {
        var tables: [CollectionTable] = []
        var numbers: [Int64] = []
        try connection.rows("SELECT number FROM relais_collection ORDER BY number", []) {
            numbers.append($0.int64(0))
        }
        for number in numbers { tables.append(try table(number)) }
        var result: [(table: CollectionTable, id: RecordID)] = []
        for table in tables {
            let condition = table.declaration == nil ? "collection = ?1" : "?1 IS NOT NULL"
            try connection.rows(
                """
                SELECT id FROM \(CollectionTable.table(table.declaration))
                WHERE _flags & \(RecordFlags.parallel.rawValue)
                    AND NOT _flags & \(RecordFlags.deleted.rawValue) AND \(condition) ORDER BY id
                """, [.integer(table.number)]
            ) { row in
                if let id = RecordID(bytes: row.bytes(0)) { result.append((table, id)) }
            }
        }
        return result
    }

    fileprivate func conflict(
        _ table: CollectionTable, _ id: RecordID, _ key: String, _ state: RecordState,
        _ device: DeviceState, _ people: [Replica: (user: String, name: String)]
    ) -> Conflict {
        let field = state.field(key)
        var base: FieldValue?
        if case .value(let value)? = field?.ancestors.first?.content { base = value }
        let declared = table.declaration?.fieldByKey(key)
        let values =
            key.isEmpty
            ? state.sides(device.lineage) : field?.alternatives(declared?.merge) ?? []
        return Conflict(
            collection: table.name, id: id,
            field: key.isEmpty ? nil : declared?.name ?? key, base: base,
            values: values.map { Alternative($0.value, $0.write, people) })
    }
}

extension RecordState {
    /// The two sides of a deletion that somebody else's change survived: whether the record stays.
    fileprivate func sides(_ lineage: Lineage) -> [(value: FieldValue, write: Write)] {
        let survivors = fields.flatMap(\.siblings).map(\.write).filter { write in
            !deletions.contains { $0.knowledge.includes(write, lineage) }
        }
        let last = survivors.max(by: Write.shownBefore)
        return [last].compactMap(\.self).map { (.bool(true), $0) }
            + deletions.map { (.bool(false), $0.write) }
    }
}
