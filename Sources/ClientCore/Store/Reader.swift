// Reader: reads rows as records, and says what their reader knows.

import SQLite
import Shared

/// Reads records.
struct Reader {
    let core: StoreCore

    /// One record; `nil` when it is missing or deleted.
    func record(_ table: CollectionTable, _ id: RecordID) throws -> Record? {
        let found = try records(table, where: "id = ?", [.blob(id.bytes)], suffix: "LIMIT 1")
        return found.first
    }

    /// The records that a condition selects, with their basis.
    func records(
        _ table: CollectionTable, where condition: String, _ values: [Value],
        suffix: String
    ) throws -> [Record] {
        guard let declaration = table.declaration else { return [] }
        let columns = declaration.fields.map { ", \(StoreSchema.quoted($0.name))" }.joined()
        let statement = try core.connection.cached(
            text:
                """
                SELECT id, _flags, _scope, _state\(columns)
                FROM \(CollectionTable.table(declaration))
                WHERE NOT _flags & \(RecordFlags.deleted.rawValue) AND (\(condition)) \(suffix)
                """)
        defer { statement.reset() }
        for (index, value) in values.enumerated() { try statement.bind(index + 1, value) }
        let device = try DeviceState(core.connection)
        let scopes = try ScopeRow.all(core.connection)
        // Read when the first record asks: few records were ever joined.
        var joined: JoinedRecords?
        var result: [Record] = []
        while try statement.step() {
            guard let id = RecordID(bytes: statement.bytes(0)) else { continue }
            let row = CollectionTable.Row(
                row: 0, flags: RecordFlags(rawValue: statement.int64(1)),
                scope: statement.isNull(2) ? nil : statement.int64(2),
                state: statement.isNull(3) ? nil : statement.bytes(3))
            var fields: [String: ShownValue] = [:]
            for (index, field) in declaration.fields.enumerated() {
                if statement.isNull(index + 4) { continue }
                let shown = CollectionTable.shown(statement.value(index + 4), of: field)
                if !shown.isEmpty { fields[field.name] = shown }
            }
            var standing: RecordID?
            if fields[CollectionDeclaration.joiningField] != nil && declaration.joinsDuplicates {
                let known = try joined ?? core.joinedRecords(table)
                joined = known
                standing = try known.standing(for: id)
            }
            result.append(
                Record(
                    collection: declaration.name, id: id, fields: fields,
                    state: Reader.state(row.flags),
                    hasParallelEdits: row.flags.contains(.parallel),
                    mergedInto: standing == id ? nil : standing,
                    basis: try basis(table, id, row, scopes: scopes, device)))
        }
        return result
    }

    /// What the device knows of a record that it shows.
    func basis(
        _ table: CollectionTable, _ id: RecordID, _ row: CollectionTable.Row?,
        scopes: [ScopeRow], _ device: DeviceState
    ) throws -> RecordBasis {
        var own: [OwnTransaction] = []
        if row?.flags.contains(.overlaid) ?? false {
            own = try core.overlay.transactions(table.number, id, core.journal)
        }
        return Reader.basis(
            try row?.state.map(RecordState.init(bytes:)), of: id, in: table, row: row, own: own,
            scopes: scopes, device)
    }

    /// What a device knows that holds this of a record.
    ///
    /// - Parameters:
    ///   - state: what the server confirmed; `nil` while it knows nothing.
    ///   - row: its row, which may say that the server has another state of it.
    ///   - own: the own transactions that are shown over it.
    static func basis(
        _ state: RecordState?, of id: RecordID, in table: CollectionTable,
        row: CollectionTable.Row?, own waiting: [OwnTransaction], scopes: [ScopeRow],
        _ device: DeviceState
    ) -> RecordBasis {
        let key = RecordKey(collection: table.name, id: id)
        var own = waiting.known(of: key)
        guard let state else {
            return RecordBasis(base: absence(table, scopes) ?? waiting.base(of: key), own: own)
        }
        let floor = scopes.first { $0.number == row?.scope }?.floor
        // The copy is complete through its scope's floor, or through its own last change when it
        // was delivered in a pull that has not reached the head yet.
        if !DeliberateBug.returnedIsKnownByPlaceAlone.isOn {
            let returned = state.cameBack
            if !returned.isEmpty { own += returned.subtracting(own).sorted() }
        }
        guard let last = state.changed else { return RecordBasis(base: nil, own: own) }
        if let floor, row?.flags.contains(.behind) != true,
            device.lineage.covers(floor, last) || DeliberateBug.baseIsTheFloor.isOn
        {
            return RecordBasis(base: floor, own: own)
        }
        return RecordBasis(base: last, own: own)
    }

    /// Through where a record that is not held is known not to be there: whoever sees all that the
    /// collection has knows also what was deleted and forgotten. A record of another collection may
    /// stand where the device does not see it.
    private static func absence(_ table: CollectionTable, _ scopes: [ScopeRow]) -> Position? {
        guard table.declaration?.access == .territory else { return nil }
        let territory = ScopeName.territory.description
        return scopes.first { $0.name == territory }?.floor
    }

    /// The position through which the device's view is complete in its furthest scope.
    static func seen(_ scopes: [ScopeRow], _ device: DeviceState) -> Position? {
        scopes.compactMap(\.floor).reduce(nil) { best, floor in
            guard let best else { return floor }
            return device.lineage.covers(floor, best) ? floor : best
        }
    }

    private static func state(_ flags: RecordFlags) -> Record.State {
        if flags.contains(.conflict) { return .conflict }
        if flags.contains(.quarantined) { return .quarantined }
        return flags.contains(.overlaid) ? .pending : .synced
    }
}
