// The rows that let a territory heal, in its file.

import SQLite
import Shared

// MARK: Digests

extension SQLiteSession {
    func eachRecord(scope name: String, _ body: (StoredRecord, Digest) throws -> Void) throws {
        guard let scope = try scope(name) else { return }
        let rows = try connection.cached(
            """
            SELECT r.collection, r.id, r.entered, r.sequence, r.state, r.digest, r.root, r.scope,
                r.guests
            FROM feed AS f JOIN record AS r ON r.row = f.record AND r.sequence = f.sequence
            WHERE f.scope = ?
            """)
        defer { rows.reset() }
        try rows.bind(1, scope)
        while try rows.step() {
            let (record, digest) = try stored(rows)
            guard let digest else { throw StorageDamage("record") }
            try body(record, digest)
        }
    }

    func digest(_ key: RecordKey) throws -> Digest? {
        guard let collection = try collection(key.collection) else { return nil }
        var digest: Digest?
        try connection.rows(
            "SELECT digest FROM record WHERE collection = ? AND id = ?",
            [.integer(collection), .blob(key.id.bytes)]
        ) { digest = Digest(bytes: $0.bytes(0)) }
        return digest
    }

    func digest(scope name: String) throws -> (sum: Digest, count: Int) {
        var result = (sum: Digest.zero, count: 0)
        try connection.rows("SELECT high, low, count FROM scope WHERE name = ?", [.text(name)]) {
            let sum = Digest(
                high: UInt64(bitPattern: $0.int64(0)), low: UInt64(bitPattern: $0.int64(1)))
            result = (sum, $0.int(2))
        }
        return result
    }

    func digestOfRows(scope name: String) throws -> (sum: Digest, count: Int) {
        var result = (sum: Digest.zero, count: 0)
        guard let scope = try scope(name) else { return result }
        try connection.rows(
            """
            SELECT r.digest FROM feed AS f
            JOIN record AS r ON r.row = f.record AND r.sequence = f.sequence WHERE f.scope = ?
            """,
            [.integer(scope)]
        ) { row in
            result.sum.add(row.withBytes(0) { Digest(bytes: $0) } ?? .zero)
            result.count += 1
        }
        return result
    }

    func settleDigest(of damaged: StoredRecord) throws {
        // What the transaction has changed of the sums so far is in them first.
        try flush()
        guard let noted = try digest(damaged.key) else { return }
        let bytes = Digest(damaged.key, state: damaged.state)
        var rows = try digestOfRows(scope: damaged.scope)
        rows.sum.subtract(noted)
        rows.sum.add(bytes)
        if try digest(scope: damaged.scope) == rows {
            try mend(damaged.key, state: damaged.state)
        }
    }

    func mend(_ key: RecordKey, state: [UInt8]) throws {
        guard let collection = try collection(key.collection) else { return }
        try connection.run(
            "UPDATE record SET state = ?, digest = ? WHERE collection = ? AND id = ?",
            [
                .blob(state), .blob(Digest(key, state: state).bytes), .integer(collection),
                .blob(key.id.bytes),
            ])
        forgetStandings()
    }
}

// MARK: Backups, epochs, families

extension SQLiteSession {
    func put(_ mark: BackupMark) throws {
        try connection.run(
            "INSERT INTO backup VALUES (?, ?, ?, ?)",
            [
                .integer(Int64(bitPattern: mark.position.epoch.rawValue)),
                .integer(Int64(bitPattern: mark.position.sequence)),
                .integer(Int64(bitPattern: mark.madeAt)), .integer(mark.kind.rawValue),
            ])
    }

    func put(_ lineage: Lineage) throws {
        var known = try info().lineage
        let before = known
        known.merge(lineage)
        guard known != before else { return }
        try connection.run("UPDATE territory SET forks = ?", [.blob(known.bytes)])
    }

    func open(_ fork: Lineage.Fork, replicas: Replica) throws {
        var lineage = try info().lineage
        lineage.merge(Lineage(forks: [fork]))
        try connection.run(
            "UPDATE territory SET epoch = ?, forks = ?, last_replica = ?",
            [
                .integer(Int64(bitPattern: fork.epoch.rawValue)), .blob(lineage.bytes),
                .integer(Int64(replicas)),
            ])
    }

    func familySequence(_ family: Replica, _ id: TransactionID) throws -> UInt64? {
        let row = try connection.cached("SELECT sequence FROM family WHERE family = ? AND id = ?")
        defer { row.reset() }
        try row.bind(1, Int64(family))
        try row.bind(2, Int64(bitPattern: id.rawValue))
        return try row.step() ? UInt64(bitPattern: row.int64(0)) : nil
    }

    func put(family: Replica, _ id: TransactionID, sequence: UInt64) throws {
        try connection.run(
            "INSERT OR IGNORE INTO family VALUES (?, ?, ?)",
            [
                .integer(Int64(family)), .integer(Int64(bitPattern: id.rawValue)),
                .integer(Int64(bitPattern: sequence)),
            ])
    }

    /// The number of a collection, which is made when it is new.
    func number(ofCollection name: String) throws -> Int64 {
        let number = try made(
            "INSERT INTO collection (name) VALUES (?)", name, try collection(name))
        collections[name] = number
        return number
    }

    func receiptKey() throws -> [UInt8]? {
        var key: [UInt8]?
        try connection.rows("SELECT receipt_key FROM territory", []) { row in
            if !row.isNull(0) { key = row.bytes(0) }
        }
        return key
    }

    func put(receiptKey: [UInt8]) throws {
        try connection.run("UPDATE territory SET receipt_key = ?", [.blob(receiptKey)])
    }

    func note(_ entry: LedgerEntry) throws { try ledger?.note(entry) }
}

// MARK: What is gone, and what could not be joined

extension SQLiteSession {
    func tombstone(_ key: RecordKey) throws -> Tombstone? {
        guard try mayHaveTombstones(), let collection = try collection(key.collection) else {
            return nil
        }
        let row = try connection.cached(
            "SELECT scope, sequence FROM tombstone WHERE collection = ? AND id = ?")
        defer { row.reset() }
        try row.bind(1, collection)
        try row.bind(2, key.id.bytes)
        guard try row.step() else { return nil }
        return Tombstone(
            key: key, scope: try scopeName(row.int64(0)),
            sequence: UInt64(bitPattern: row.int64(1)))
    }

    func tombstones(scope name: String, after sequence: UInt64) throws -> [Tombstone] {
        guard let scope = try scope(name) else { return [] }
        var result: [Tombstone] = []
        try connection.rows(
            """
            SELECT collection, id, sequence FROM tombstone WHERE scope = ? AND sequence > ?
            ORDER BY sequence, collection, id
            """, [.integer(scope), .integer(Int64(clamping: sequence))]
        ) { row in
            guard let id = RecordID(bytes: row.bytes(1)) else { throw StorageDamage("tombstone") }
            let key = RecordKey(collection: try collectionName(row.int64(0)), id: id)
            result.append(
                Tombstone(key: key, scope: name, sequence: UInt64(bitPattern: row.int64(2))))
        }
        return result
    }

    func departures(scope name: String, after sequence: UInt64) throws -> [Tombstone] {
        guard let scope = try scope(name) else { return [] }
        var result: [Tombstone] = []
        try connection.rows(
            """
            SELECT d.collection, d.id, d.sequence FROM departure AS d
            WHERE d.scope = ?1 AND d.sequence > ?2 AND NOT EXISTS (
                SELECT 1 FROM record AS r JOIN feed AS f
                    ON f.scope = ?1 AND f.sequence = r.sequence AND f.record = r.row
                WHERE r.collection = d.collection AND r.id = d.id)
            ORDER BY d.sequence, d.collection, d.id
            """, [.integer(scope), .integer(Int64(clamping: sequence))]
        ) { row in
            guard let id = RecordID(bytes: row.bytes(1)) else { throw StorageDamage("departure") }
            let key = RecordKey(collection: try collectionName(row.int64(0)), id: id)
            result.append(
                Tombstone(key: key, scope: name, sequence: UInt64(bitPattern: row.int64(2))))
        }
        return result
    }

    func parts(of root: RecordID) throws -> [StoredRecord] {
        var keys: [RecordKey] = []
        try connection.rows(
            "SELECT collection, id FROM record WHERE root = ? ORDER BY row", [.blob(root.bytes)]
        ) { row in
            guard let id = RecordID(bytes: row.bytes(1)) else { throw StorageDamage("record id") }
            keys.append(RecordKey(collection: try collectionName(row.int64(0)), id: id))
        }
        return try keys.compactMap { try record($0) }
    }

    func allScopes() throws -> [String] {
        var names: [String] = []
        try connection.rows("SELECT name FROM scope ORDER BY name", []) {
            names.append($0.string(0))
        }
        return names
    }

    func tombstoneHorizon() throws -> UInt64 {
        let row = try connection.cached("SELECT tombstone_horizon FROM territory")
        defer { row.reset() }
        return try row.step() ? UInt64(bitPattern: row.int64(0)) : 0
    }

    func put(_ tombstone: Tombstone) throws {
        guard let collection = try collection(tombstone.key.collection),
            let scope = try scope(tombstone.scope)
        else { throw StorageDamage("a tombstone of nothing") }
        forgetStandings()
        let id = Value.blob(tombstone.key.id.bytes)
        if let found = try audiences(collection, tombstone.key.id) {
            for audience in found.scopes {
                leaveDigest(found.digest, scope: audience)
                try leave(audience, found)
            }
            // The tombstone is told where the record belonged; the others hear that it left.
            for guest in found.scopes.dropFirst() {
                try depart(
                    tombstone.key.id, collection: collection, from: guest,
                    at: tombstone.sequence)
            }
        }
        try connection.run(
            "DELETE FROM record WHERE collection = ? AND id = ?", [.integer(collection), id])
        try connection.run(
            "INSERT OR REPLACE INTO tombstone VALUES (?, ?, ?, ?)",
            [
                .integer(collection), id, .integer(scope),
                .integer(Int64(bitPattern: tombstone.sequence)),
            ])
    }

    func trimTombstones(through sequence: UInt64) throws {
        try connection.run(
            "UPDATE territory SET tombstone_horizon = max(tombstone_horizon, ?)",
            [.integer(Int64(clamping: sequence))])
        try connection.run(
            "DELETE FROM departure WHERE sequence <= ?", [.integer(Int64(clamping: sequence))])
    }

    /// Rows are taken out and put back: one that is only made shorter keeps the room that it had.
    func trimJournal(before time: UInt64, in sequences: ClosedRange<UInt64>) throws {
        try connection.run(
            """
            CREATE TEMP TABLE IF NOT EXISTS trimmed (
                sequence INTEGER PRIMARY KEY, replica INTEGER, number INTEGER, previous BLOB,
                kind INTEGER, received_at INTEGER
            )
            """)
        try connection.run("DELETE FROM trimmed")
        try connection.run(
            """
            INSERT INTO trimmed SELECT sequence, replica, number, previous, kind, received_at
            FROM journal WHERE received_at < ? AND sequence BETWEEN ? AND ? AND body != x''
            """,
            [
                .integer(Int64(clamping: time)), .integer(Int64(clamping: sequences.lowerBound)),
                .integer(Int64(clamping: sequences.upperBound)),
            ])
        try connection.run("DELETE FROM journal WHERE sequence IN (SELECT sequence FROM trimmed)")
        try connection.run(
            """
            INSERT INTO journal (sequence, replica, number, previous, body, kind, received_at)
            SELECT sequence, replica, number, previous, x'', kind, received_at FROM trimmed
            """)
        try connection.run("DELETE FROM trimmed")
    }
}
