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
}

/// A field, or a whole record, that a person must settle.
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
                try core.conflict(key.collection, key.id, key.field, device, people)
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
                transaction.edit(collection, id, [:])
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

    fileprivate func conflict(
        _ collection: Int64, _ id: RecordID, _ key: String, _ device: DeviceState,
        _ people: [Replica: (user: String, name: String)]
    ) throws -> Conflict {
        let table = try table(collection)
        let state = try shownState(table, id, device)
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
            values: values.map { alternative in
                Alternative(
                    value: alternative.value, user: people[alternative.write.replica]?.user,
                    userName: people[alternative.write.replica]?.name,
                    device: alternative.write.replica,
                    claimedAt: Instant(
                        milliseconds: Int64(alternative.write.claimed.milliseconds)))
            })
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
