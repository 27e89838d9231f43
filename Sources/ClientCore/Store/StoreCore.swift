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
    /// Whether a loss of power would take the last of what was committed.
    private(set) var isUnsynced = false
    /// Whether any record is marked as quarantined; `nil` while that is not known.
    private var hasQuarantined: Bool?

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

    /// Runs `body` in one transaction.
    ///
    /// - Parameter durability: `normal` where all of it can be had again: a loss of power may then
    ///   take it, and leaves what was committed before.
    func write<R>(_ durability: Durability = .full, _ body: () throws -> R) throws -> R {
        let durability = DeliberateBug.writesAreNotDurable.isOn ? .normal : durability
        try connection.setDurability(durability)
        let before = connection.totalChanges
        changed = []
        digestChanges = [:]
        hasQuarantined = nil
        search.forget()
        do {
            let result = try connection.transaction(.immediate) {
                let result = try body()
                try search.flush()
                try scrubJournal()
                try flushDigests()
                return result
            }
            // What waits for the disk goes there with the next commit that does not wait.
            if connection.totalChanges != before { isUnsynced = durability == .normal }
            return result
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
    /// - Parameters:
    ///   - confirmed: `nil` when the server holds nothing of the record, and own transactions are
    ///     all that there is.
    ///   - row: the record's row, where it was read already.
    ///   - isNew: whether the record is most likely not here yet.
    ///   - isWhole: whether the state is all that the server has, whatever was held before.
    func confirm(
        _ table: CollectionTable, _ id: RecordID, _ confirmed: ConfirmedState?, scope: Int64?,
        own: [OwnTransaction], over row: CollectionTable.Row? = nil, isNew: Bool = false,
        isWhole: Bool = true, _ device: DeviceState
    ) throws {
        let key = RecordKey(collection: table.name, id: id)
        if let confirmed, let scope {
            noteDigest(Digest(key, state: confirmed.bytes), of: scope)
        }
        if isNew, own.isEmpty, let confirmed, let scope,
            try insert(table, key, confirmed, scope: scope)
        {
            return
        }
        let old = try row ?? table.row(id)
        noteDigest(of: old, key)
        if confirmed == nil && own.isEmpty {
            try removeRow(table, id, old)
            return
        }
        let derived = try DerivedRow(self, table, id, confirmed, own: own, device)
        if derived.isErased { try noteErased(table, id) }
        try show(
            table, key, derived, state: confirmed?.bytes, scope: confirmed == nil ? nil : scope,
            over: old, isWhole: isWhole)
    }

    /// Adds a record that is not here, and plain to read; `false` when it is neither.
    private func insert(
        _ table: CollectionTable, _ key: RecordKey, _ confirmed: ConfirmedState, scope: Int64
    ) throws -> Bool {
        guard let columns = table.columns else { return false }
        return try confirmed.bytes.withUnsafeBufferPointer { bytes in
            guard try columns.read(bytes, into: &table.slices) else { return false }
            let flags: RecordFlags =
                try isQuarantined(table.number, key.id) ? [.quarantined] : []
            let row = try table.insertSlices(
                key.id, flags: flags, scope: scope, state: confirmed.bytes)
            guard let row else { return false }
            search.add(table, row: row, table.slices)
            changed.append(key)
            return true
        }
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
            if DeliberateBug.coveredIsShownStill.isOn { continue }
            try refresh(try table(collection), id, device)
        }
    }

    private func noteDigest(_ digest: Digest, of scope: Int64) {
        digestChanges[scope, default: (.zero, .zero, 0)].added.add(digest)
        digestChanges[scope, default: (.zero, .zero, 0)].count += 1
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

    /// Writes a record's row as it was derived.
    ///
    /// - Parameters:
    ///   - isDoubted: whether the index of the search may say something else than the row.
    ///   - isWhole: whether the server has just told all that it has.
    private func show(
        _ table: CollectionTable, _ key: RecordKey, _ derived: DerivedRow, state: [UInt8]?,
        scope: Int64?, over old: CollectionTable.Row?, isDoubted: Bool = false,
        isWhole: Bool = false
    ) throws {
        var flags = derived.flags
        if try isQuarantined(table.number, key.id) { flags.insert(.quarantined) }
        if !isWhole, let old, old.flags.contains(.behind) { flags.insert(.behind) }
        try note(
            derived.conflicts, table, key.id, wereAny: old?.flags.contains(.conflict) ?? false)
        let row: Int64
        if let old {
            row = old.row
            try table.update(
                row: row, flags: flags, scope: scope, state: state, shown: derived.shown)
        } else {
            let inserted = try table.insert(
                key.id, flags: flags, scope: scope, state: state, shown: derived.shown)
            guard let inserted else { throw StoreErrors.damaged("\(table.name) \(key.id)") }
            row = inserted
        }
        changed.append(key)
        let isShown = !flags.contains(.deleted)
        if let old, !isDoubted, isShown, !old.flags.contains(.deleted),
            table.isFound(old, by: derived.shown)
        {
            return
        }
        search.update(table, row: row, shown: isShown ? derived.shown : nil)
    }

    /// Shows own transactions over what the server confirmed of a record, as both were read.
    func show(
        _ own: [OwnTransaction], over row: CollectionTable.Row?, _ confirmed: ConfirmedState?,
        _ table: CollectionTable, _ id: RecordID, _ device: DeviceState
    ) throws {
        let derived = try DerivedRow(self, table, id, confirmed, own: own, device)
        try show(
            table, RecordKey(collection: table.name, id: id), derived, state: confirmed?.bytes,
            scope: row?.scope, over: row)
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
        let derived: DerivedRow
        do throws(ByteError) {
            derived = try DerivedRow(
                self, table, id, row?.state.map { ConfirmedState(bytes: $0) }, own: own, device)
        } catch {
            return
        }
        try show(
            table, RecordKey(collection: table.name, id: id), derived, state: row?.state,
            scope: row?.scope, over: row, isDoubted: true)
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

    /// Notes what a person must settle of a record.
    private func note(
        _ conflicts: [String], _ table: CollectionTable, _ id: RecordID, wereAny: Bool
    ) throws {
        if wereAny {
            let clear = try connection.cached(
                "DELETE FROM relais_conflict WHERE collection = ? AND id = ?")
            try clear.bind(1, table.number)
            try clear.bind(2, id)
            try clear.run()
        }
        for field in conflicts {
            let insert = try connection.cached("INSERT INTO relais_conflict VALUES (?, ?, ?)")
            try insert.bind(1, table.number)
            try insert.bind(2, id)
            try insert.bind(3, field)
            try insert.run()
        }
    }

    /// A record is marked as quarantined, or no longer.
    func noteQuarantineChange() { hasQuarantined = nil }

    private func isQuarantined(_ collection: Int64, _ id: RecordID) throws -> Bool {
        if hasQuarantined == nil {
            let any = try connection.cached("SELECT 1 FROM relais_quarantined_record LIMIT 1")
            defer { any.reset() }
            hasQuarantined = try any.step()
        }
        if hasQuarantined == false { return false }
        let find = try connection.cached(
            "SELECT 1 FROM relais_quarantined_record WHERE collection = ? AND id = ? LIMIT 1")
        defer { find.reset() }
        try find.bind(1, collection)
        try find.bind(2, id)
        return try find.step()
    }
}
