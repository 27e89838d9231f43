// The feed of a scope as it is passed on: rows that nobody takes apart.

import SQLite
import Shared

extension SQLiteSession {
    func rows(
        scope name: String, after sequence: UInt64,
        _ body: (RecordKey, UInt64, UnsafeRawBufferPointer?) throws -> Bool
    ) throws {
        guard let scope = try scope(name) else { return }
        let rows = try connection.cached(
            """
            SELECT r.collection, r.id, r.sequence, r.state, r.digest
            FROM feed AS f JOIN record AS r ON r.row = f.record AND r.sequence = f.sequence
            WHERE f.scope = ? AND f.sequence > ? ORDER BY f.sequence, f.record
            """)
        defer { rows.reset() }
        try rows.bind(1, scope)
        try rows.bind(2, Int64(clamping: sequence))
        while try rows.step() {
            guard let id = rows.withBytes(1, { RecordID(bytes: $0) }) else {
                throw StorageDamage("record id")
            }
            let key = RecordKey(collection: try collectionName(rows.int64(0)), id: id)
            let sequence = UInt64(bitPattern: rows.int64(2))
            let digest = rows.withBytes(4) { Digest(bytes: $0) }
            let goesOn = try rows.withBytes(3) { state in
                try body(key, sequence, Digest(key, state: state) == digest ? state : nil)
            }
            if !goesOn { return }
        }
    }

    /// A record, and the digest that is kept with it, of a statement that asks for its collection,
    /// id, entered, sequence, state, digest, root, scope and guests, in this order.
    func stored(_ row: Statement) throws -> (record: StoredRecord, digest: Digest?) {
        guard let id = row.withBytes(1, { RecordID(bytes: $0) }) else {
            throw StorageDamage("record id")
        }
        let key = RecordKey(collection: try collectionName(row.int64(0)), id: id)
        let state = row.bytes(4)
        let digest = row.withBytes(5) { Digest(bytes: $0) }
        let record = StoredRecord(
            key: key, scope: try scopeName(row.int64(7)),
            entered: UInt64(bitPattern: row.int64(2)),
            sequence: UInt64(bitPattern: row.int64(3)), state: state,
            root: row.isNull(6) ? nil : row.withBytes(6) { RecordID(bytes: $0) },
            guests: row.isNull(8) ? [] : try guests(row.bytes(8)).map(guest),
            isAltered: Digest(key, state: state) != digest)
        return (record, digest)
    }

    func feedCount(scope name: String, after sequence: UInt64, through last: UInt64) throws -> Int {
        guard let scope = try scope(name) else { return 0 }
        let row = try connection.cached(
            "SELECT count(*) FROM feed WHERE scope = ? AND sequence > ? AND sequence <= ?")
        defer { row.reset() }
        try row.bind(1, scope)
        try row.bind(2, Int64(clamping: sequence))
        try row.bind(3, Int64(clamping: last))
        return try row.step() ? Int(row.int64(0)) : 0
    }

    func feedEnd(scope name: String) throws -> UInt64 {
        guard let scope = try scope(name) else { return 0 }
        let row = try connection.cached("SELECT max(sequence) FROM feed WHERE scope = ?")
        defer { row.reset() }
        try row.bind(1, scope)
        return try row.step() && !row.isNull(0) ? UInt64(bitPattern: row.int64(0)) : 0
    }
}
