// StoreCore: the one connection of a store, and how a record's row is derived.
//
// A row always shows merge(confirmed, own): `_state` is what the server confirmed, the columns are
// that state with the device's own transactions that it does not cover yet. Both sides of that
// merge are the pure code of `Shared`.

import SQLite
import Shared

/// Everything behind the store's lock.
final class StoreCore {
    let connection: Connection
    let schema: Schema
    let ports: Ports
    let journal: Journal
    let overlay: Overlay
    let search: SearchIndex
    private var tables: [Int64: CollectionTable] = [:]
    private var numbers: [String: Int64] = [:]
    /// What changed since the last commit, for observers.
    var changed: [RecordKey] = []
    /// What the transaction adds to and takes from the digests of scopes, by number.
    private var digestChanges: [Int64: (added: Digest, removed: Digest, count: Int64)] = [:]

    init(_ connection: Connection, schema: Schema, ports: Ports) throws {
        self.connection = connection
        self.schema = schema
        self.ports = ports
        journal = Journal(connection: connection)
        overlay = Overlay(connection: connection)
        search = SearchIndex(connection: connection)
        try SchemaUpdate(core: self).run()
    }

    /// The table of a collection by name; one that is not declared is made for unknown records.
    func table(_ name: String) throws -> CollectionTable {
        if let number = numbers[name] { return try table(number) }
        // Looked for before it is made: who only reads must not wait for whoever writes.
        let find = try connection.cached("SELECT number FROM relais_collection WHERE name = ?")
        try find.bind(1, name)
        let found = try find.step() ? find.int64(0) : nil
        find.reset()
        if let found { return try table(found) }
        try connection.run("INSERT INTO relais_collection (name) VALUES (?)", [.text(name)])
        return try table(connection.lastInsertRowID)
    }

    /// The table of a collection by the number that engine tables know it by.
    func table(_ number: Int64) throws -> CollectionTable {
        if let table = tables[number] { return table }
        let find = try connection.cached("SELECT name FROM relais_collection WHERE number = ?")
        defer { find.reset() }
        try find.bind(1, number)
        guard try find.step() else { throw StoreErrors.damaged("collection \(number)") }
        let name = find.string(0)
        let table = try CollectionTable(
            number: number, name: name, declaration: schema.collection(name), connection)
        tables[number] = table
        numbers[name] = number
        return table
    }

    /// The table of a declared collection.
    func declaredTable(_ name: String) throws -> CollectionTable {
        guard schema.collection(name) != nil else { throw StoreErrors.unknownCollection(name) }
        return try table(name)
    }

    /// Runs `body` in one durable transaction.
    func write<R>(_ body: () throws -> R) throws -> R {
        changed = []
        digestChanges = [:]
        search.forget()
        do {
            return try connection.transaction(.immediate) {
                let result = try body()
                try search.flush()
                try scrubJournal()
                try flushDigests()
                return result
            }
        } catch {
            // What is undone may have been what numbered a collection.
            tables = [:]
            numbers = [:]
            throw error
        }
    }

    /// The state of a record with the device's own transactions, as people should see it.
    func merged(
        _ confirmed: RecordState, _ own: [OwnTransaction], _ key: RecordKey,
        _ device: DeviceState
    ) -> RecordState {
        var state = confirmed
        let keepsAncestors = schema.keepsAncestors(key.collection)
        for transaction in own {
            for change in transaction.transaction.records
            where change.id == key.id && change.collection == key.collection {
                state.apply(
                    change, by: transaction.write(replica: device.replica),
                    knowledge: transaction.transaction.knowledge(of: change),
                    lineage: device.lineage, keepsAncestors: keepsAncestors)
            }
        }
        return state
    }

    /// Puts a record's confirmed state in place of the one before, and derives its row.
    ///
    /// - Parameter confirmed: `nil` when the server holds nothing of the record, and own
    ///   transactions are all that there is.
    func confirm(
        _ table: CollectionTable, _ id: RecordID, _ confirmed: RecordState?, scope: Int64?,
        own: [OwnTransaction], _ device: DeviceState
    ) throws {
        let old = try table.row(id)
        noteDigest(of: old, RecordKey(collection: table.name, id: id))
        let bytes = confirmed?.bytes
        if let bytes, let scope {
            let digest = Digest(RecordKey(collection: table.name, id: id), state: bytes)
            digestChanges[scope, default: (.zero, .zero, 0)].added.add(digest)
            digestChanges[scope, default: (.zero, .zero, 0)].count += 1
        }
        if bytes == nil && own.isEmpty {
            try removeRow(table, id, old)
            return
        }
        if confirmed?.erasure != nil { try noteErased(table, id) }
        try show(
            table, id, confirmed: confirmed, bytes: bytes, scope: bytes == nil ? nil : scope,
            own: own, over: old, device)
    }

    /// Forgets what the server confirmed of a record. Own transactions that wait for its answer
    /// stay, and are shown.
    func forgetConfirmed(
        _ table: CollectionTable, _ id: RecordID, _ device: DeviceState
    ) throws {
        try confirm(
            table, id, nil, scope: nil, own: try overlay.waiting(table.number, id, journal), device)
    }

    /// Ends showing accepted transactions over what the server confirmed, where it covers them.
    func endOverlays(
        _ device: DeviceState, where isCovered: (Position) -> Bool
    ) throws {
        for (collection, id, row, position) in try overlay.settled() where isCovered(position) {
            try overlay.remove(collection, id, row: row)
            try refresh(try table(collection), id, device)
        }
    }

    /// Takes a row's confirmed state out of its scope's digest.
    private func noteDigest(of row: CollectionTable.Row?, _ key: RecordKey) {
        guard let row, let scope = row.scope, let state = row.state else { return }
        let digest = Digest(key, state: state)
        digestChanges[scope, default: (.zero, .zero, 0)].removed.add(digest)
        digestChanges[scope, default: (.zero, .zero, 0)].count -= 1
    }

    /// Brings the sums up to date with what the transaction has changed so far.
    func flushDigests() throws {
        for (scope, change) in digestChanges.sorted(by: { $0.key < $1.key }) {
            var (sum, count) = try digest(scope: scope)
            sum.add(change.added)
            sum.subtract(change.removed)
            count += change.count
            try setDigest(scope: scope, sum, count: count)
        }
        digestChanges = [:]
    }

    /// The sum of the digests of a scope's confirmed records, kept with every change.
    func digest(scope: Int64) throws -> (sum: Digest, count: Int64) {
        let row = try connection.cached(
            "SELECT high, low, count FROM relais_scope WHERE number = ?")
        defer { row.reset() }
        try row.bind(1, scope)
        guard try row.step() else { throw StoreErrors.damaged("scope \(scope)") }
        let sum = Digest(
            high: UInt64(bitPattern: row.int64(0)), low: UInt64(bitPattern: row.int64(1)))
        return (sum, row.int64(2))
    }

    /// Sets the sum to what it was found to be.
    func setDigest(scope: Int64, _ sum: Digest, count: Int64) throws {
        try connection.run(
            "UPDATE relais_scope SET high = ?, low = ?, count = ? WHERE number = ?",
            [
                .integer(Int64(bitPattern: sum.high)), .integer(Int64(bitPattern: sum.low)),
                .integer(count), .integer(scope),
            ])
    }

    /// Derives a record's row from its confirmed state and the device's own transactions.
    func show(
        _ table: CollectionTable, _ id: RecordID, confirmed: RecordState?, bytes: [UInt8]?,
        scope: Int64?, own: [OwnTransaction], over old: CollectionTable.Row?,
        _ device: DeviceState
    ) throws {
        let key = RecordKey(collection: table.name, id: id)
        let state = merged(confirmed ?? RecordState(), own, key, device)
        var flags: RecordFlags = own.isEmpty ? [] : [.overlaid]
        if state.isDeleted(device.lineage) { flags.insert(.deleted) }
        let disagreements = try noteDisagreements(
            table, id, state, wereAny: old?.flags.contains(.conflict) ?? false, device)
        flags.formUnion(disagreements)
        if try isQuarantined(table.number, id) { flags.insert(.quarantined) }
        let isShown = !flags.contains(.deleted)
        let shown = RecordView(table.declaration, isShown ? state : table.remainder(of: state))
            .shown
        let row = try table.write(id, flags: flags, scope: scope, state: bytes, shown: shown)
        search.update(table, row: row, shown: isShown ? shown : nil)
        changed.append(key)
    }

    /// Derives a record's row anew from what is stored. A row whose state cannot be read stays as
    /// it is: the next verification, or a pull of the whole record, replaces it.
    func refresh(_ table: CollectionTable, _ id: RecordID, _ device: DeviceState) throws {
        let row = try table.row(id)
        let own = try overlay.transactions(table.number, id, journal)
        if row?.state == nil && own.isEmpty {
            // Nobody knows anything of it any more: its only transaction was refused.
            try remove(table, id)
            return
        }
        let confirmed: RecordState?
        do throws(ByteError) {
            confirmed = try row?.state.map(RecordState.init(bytes:))
        } catch {
            return
        }
        try show(
            table, id, confirmed: confirmed, bytes: row?.state, scope: row?.scope, own: own,
            over: row, device)
    }

    /// Removes every trace of a record but the journal.
    func remove(_ table: CollectionTable, _ id: RecordID) throws {
        let row = try table.row(id)
        noteDigest(of: row, RecordKey(collection: table.name, id: id))
        try removeRow(table, id, row)
    }

    private func removeRow(
        _ table: CollectionTable, _ id: RecordID, _ row: CollectionTable.Row?
    ) throws {
        guard let row else { return }
        if !DeliberateBug.purgeMissesTheIndex.isOn {
            search.update(table, row: row.row, shown: nil)
        }
        try connection.run(
            "DELETE FROM \(CollectionTable.table(table.declaration)) WHERE _row = ?",
            [.integer(row.row)])
        try connection.run(
            "DELETE FROM relais_conflict WHERE collection = ? AND id = ?",
            [.integer(table.number), .blob(id.bytes)])
        changed.append(RecordKey(collection: table.name, id: id))
    }

    private func noteDisagreements(
        _ table: CollectionTable, _ id: RecordID, _ state: RecordState, wereAny: Bool,
        _ device: DeviceState
    ) throws -> RecordFlags {
        var fields: [String] = []
        var flags: RecordFlags = []
        for (key, disagreement) in RecordView(table.declaration, state).disagreements {
            switch disagreement {
            case .none: break
            case .parallel: flags.insert(.parallel)
            case .conflict: fields.append(key)
            }
        }
        if state.survivesDeletion(device.lineage) { fields.append("") }
        if state.isDeleted(device.lineage) { fields = [] }
        if wereAny {
            let clear = try connection.cached(
                "DELETE FROM relais_conflict WHERE collection = ? AND id = ?")
            try clear.bind(1, table.number)
            try clear.bind(2, id.bytes)
            try clear.run()
        }
        for field in fields {
            let insert = try connection.cached("INSERT INTO relais_conflict VALUES (?, ?, ?)")
            try insert.bind(1, table.number)
            try insert.bind(2, id.bytes)
            try insert.bind(3, field)
            try insert.run()
        }
        if !fields.isEmpty { flags.insert(.conflict) }
        return flags
    }

    private func isQuarantined(_ collection: Int64, _ id: RecordID) throws -> Bool {
        let find = try connection.cached(
            "SELECT 1 FROM relais_quarantined_record WHERE collection = ? AND id = ? LIMIT 1")
        defer { find.reset() }
        try find.bind(1, collection)
        try find.bind(2, id.bytes)
        return try find.step()
    }
}
