// What devices gave back after a restore and could not be joined, in a territory's file.

import SQLite
import Shared

extension SQLiteSession {
    func put(_ sealed: SealedRecord) throws {
        if let number = try number(of: sealed) {
            // Each reader of a record holds the same bytes of it: they are one thing to decide.
            try connection.run(
                """
                INSERT OR IGNORE INTO sealed_copy
                SELECT number, ?1 FROM sealed WHERE number = ?2 AND replica != ?1
                """, [.integer(Int64(sealed.replica)), .integer(number)])
            return
        }
        try connection.run(
            """
            INSERT OR IGNORE INTO sealed (replica, collection, id, scope, base_epoch, base_sequence,
                code, french, english, state, received_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .integer(Int64(sealed.replica)), .text(sealed.key.collection),
                .blob(sealed.key.id.bytes), .text(sealed.scope),
                .integer(Int64(bitPattern: sealed.base.epoch.rawValue)),
                .integer(Int64(bitPattern: sealed.base.sequence)), .text(sealed.code),
                .text(sealed.message.french), .text(sealed.message.english), .blob(sealed.state),
                .integer(Int64(bitPattern: sealed.receivedAt)),
            ])
    }

    /// Where the same bytes of the same record are sealed already.
    private func number(of sealed: SealedRecord) throws -> Int64? {
        var number: Int64?
        try connection.rows(
            "SELECT number FROM sealed WHERE collection = ? AND id = ? AND state = ?",
            [.text(sealed.key.collection), .blob(sealed.key.id.bytes), .blob(sealed.state)]
        ) { number = $0.int64(0) }
        return number
    }

    func sealedRecords() throws -> [SealedRecord] {
        var copies: [UInt64: [Replica]] = [:]
        try connection.rows("SELECT number, replica FROM sealed_copy ORDER BY number, replica", [])
        {
            copies[UInt64(bitPattern: $0.int64(0)), default: []]
                .append(Replica(truncatingIfNeeded: $0.int64(1)))
        }
        var result: [SealedRecord] = []
        try connection.rows(
            """
            SELECT replica, collection, id, scope, base_epoch, base_sequence, code, french,
                english, state, received_at, number, decision
            FROM sealed ORDER BY received_at, number
            """, []
        ) { row in
            guard let id = RecordID(bytes: row.bytes(2)) else { throw StorageDamage("sealed") }
            let number = UInt64(bitPattern: row.int64(11))
            result.append(
                SealedRecord(
                    number: number, replica: Replica(truncatingIfNeeded: row.int64(0)),
                    key: RecordKey(collection: row.string(1), id: id), scope: row.string(3),
                    base: Position(
                        epoch: Epoch(UInt64(bitPattern: row.int64(4))),
                        sequence: UInt64(bitPattern: row.int64(5))),
                    code: row.string(6), message: Phrase(fr: row.string(7), en: row.string(8)),
                    state: row.bytes(9), receivedAt: UInt64(bitPattern: row.int64(10)),
                    copies: copies[number] ?? [],
                    decision: row.isNull(12) ? nil : Decision.Kind(rawValue: row.string(12))))
        }
        return result
    }

    func decide(sealed number: UInt64, _ decision: Decision.Kind) throws {
        try connection.run(
            "UPDATE sealed SET decision = ? WHERE number = ?",
            [.text(decision.rawValue), .integer(Int64(bitPattern: number))])
    }

    func removeSealed(_ key: RecordKey) throws {
        let record: [Value] = [.text(key.collection), .blob(key.id.bytes)]
        try connection.run(
            """
            DELETE FROM sealed_copy
            WHERE number IN (SELECT number FROM sealed WHERE collection = ? AND id = ?)
            """, record)
        try connection.run("DELETE FROM sealed WHERE collection = ? AND id = ?", record)
    }
}

extension SQLiteSchema {
    /// Numbers are never used again: the audit names them.
    static let sealedNumbers = """
        ALTER TABLE sealed RENAME TO sealed_before;
        CREATE TABLE sealed (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            replica INTEGER NOT NULL, collection TEXT NOT NULL, id BLOB NOT NULL,
            scope TEXT NOT NULL, base_epoch INTEGER NOT NULL, base_sequence INTEGER NOT NULL,
            code TEXT NOT NULL, french TEXT NOT NULL, english TEXT NOT NULL,
            state BLOB NOT NULL, received_at INTEGER NOT NULL, decision TEXT,
            UNIQUE (replica, collection, id, base_epoch, base_sequence)
        ) STRICT;
        INSERT INTO sealed SELECT rowid, *, NULL FROM sealed_before ORDER BY rowid;
        DROP TABLE sealed_before;
        CREATE INDEX sealed_record ON sealed (collection, id);
        -- The other devices that gave back the same bytes.
        CREATE TABLE sealed_copy (
            number INTEGER NOT NULL, replica INTEGER NOT NULL, PRIMARY KEY (number, replica)
        ) STRICT, WITHOUT ROWID;
        """
}
