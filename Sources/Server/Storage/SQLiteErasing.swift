// The rows that an erasure reads and empties in a territory's file.

import SQLite
import Shared

extension Statement {
    /// The position in a column of epochs and the one after it; `nil` where there is none.
    func position(_ column: Int) -> Position? {
        if isNull(column) { return nil }
        return Position(
            epoch: Epoch(UInt64(bitPattern: int64(column))),
            sequence: UInt64(bitPattern: int64(column + 1)))
    }
}

extension SQLiteSession {
    func records(naming id: RecordID) throws -> [StoredRecord] {
        var keys: [RecordKey] = []
        try connection.rows(
            """
            SELECT collection, id FROM record
            WHERE root = ?1 OR instr(state, CAST(?2 AS BLOB)) > 0 ORDER BY collection, id
            """, [.blob(id.bytes), .text(id.description)]
        ) { row in
            guard let id = RecordID(bytes: row.bytes(1)) else { throw StorageDamage("record id") }
            keys.append(RecordKey(collection: try collectionName(row.int64(0)), id: id))
        }
        return try keys.compactMap { try record($0) }
    }

    func journal(through sequence: UInt64, _ body: (JournalEntry) throws -> Bool) throws {
        var sequences: [UInt64] = []
        try connection.rows(
            """
            SELECT sequence FROM journal WHERE sequence <= ? AND length(body) > 0
            ORDER BY sequence DESC
            """, [.integer(Int64(clamping: sequence))]
        ) { sequences.append(UInt64(bitPattern: $0.int64(0))) }
        for sequence in sequences {
            guard let entry = try journal(sequence), try body(entry) else { return }
        }
    }

    func rewriteJournal(_ sequence: UInt64, body: [UInt8]) throws {
        try connection.run(
            "UPDATE journal SET body = ? WHERE sequence = ?",
            [.blob(body), .integer(Int64(bitPattern: sequence))])
    }

    func rewrite(_ transaction: QuarantinedTransaction) throws {
        try connection.run(
            """
            UPDATE quarantine SET code = ?, french = ?, english = ?, body = ?
            WHERE replica = ? AND number = ?
            """,
            [
                .text(transaction.code), .text(transaction.message.french),
                .text(transaction.message.english), .blob(transaction.body),
                .integer(Int64(transaction.replica)),
                .integer(Int64(bitPattern: transaction.number)),
            ])
    }

    func noteErasure(at position: Position) throws {
        try connection.run(
            "UPDATE territory SET erased_epoch = ?, erased = ?, has_erased = 1",
            [
                .integer(Int64(bitPattern: position.epoch.rawValue)),
                .integer(Int64(bitPattern: position.sequence)),
            ])
    }

    /// Where something was last erased, while free pages may still hold some of it.
    func unscrubbed() throws -> Position? {
        var position: Position?
        try connection.rows(
            "SELECT erased_epoch, erased FROM territory WHERE has_erased", []
        ) { position = $0.position(0) }
        return position
    }

    /// Notes that nothing is left of what was erased through a position.
    func noteScrubbed(_ position: Position) throws {
        try connection.transaction(.immediate) {
            try connection.run(
                "UPDATE territory SET has_erased = 0 WHERE erased_epoch = ? AND erased = ?",
                [
                    .integer(Int64(bitPattern: position.epoch.rawValue)),
                    .integer(Int64(bitPattern: position.sequence)),
                ])
        }
    }

    func setting(_ name: String) throws -> String? {
        var value: String?
        try connection.rows("SELECT value FROM setting WHERE name = ?", [.text(name)]) {
            value = $0.string(0)
        }
        return value
    }

    func put(setting name: String, _ value: String) throws {
        try connection.run(
            "INSERT OR REPLACE INTO setting VALUES (?, ?)", [.text(name), .text(value)])
    }
}
