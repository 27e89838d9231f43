// Scrubbing: what an erasure takes out of a device beside the record itself.
//
// The device's own transactions keep what it wrote until every backup has it; of an erased record
// they keep nothing. One that still waits is left as it is until the server has answered it, for
// its number is tied to its bytes; the answer is a refusal, which is told to its author without the
// text. Pages of the file are overwritten and the log is emptied before the server is told that the
// device has erased.

import SQLite
import Shared

extension StoreCore {
    /// Whether the device knows a record as erased.
    func isErased(_ collection: Int64, _ id: RecordID) throws -> Bool {
        let find = try connection.cached(
            "SELECT 1 FROM relais_erased WHERE collection = ? AND id = ?")
        defer { find.reset() }
        try find.bind(1, collection)
        try find.bind(2, id)
        return try find.step()
    }

    /// Whether a change is of an erased record, or says that its record is about an erased file.
    func isAboutErased(_ change: RecordChange) throws -> Bool {
        if try isErased(try table(change.collection).number, change.id) { return true }
        return try schema.files(namedBy: change).contains {
            try isErased(try table($0.collection).number, $0.id)
        }
    }

    /// Notes that the server confirmed a record as erased, and which own transactions tell of it.
    func noteErased(_ table: CollectionTable, _ id: RecordID) throws {
        try connection.run(
            "INSERT OR IGNORE INTO relais_erased VALUES (?, ?)",
            [.integer(table.number), .blob(id.bytes)])
        guard connection.changes == 1 else { return }
        try connection.run("UPDATE relais_device SET has_erased = 1")
        try connection.run(
            """
            INSERT OR IGNORE INTO relais_scrub
            SELECT row FROM relais_journal
            WHERE instr(body, ?) > 0 OR instr(body, CAST(? AS BLOB)) > 0
            """, [.blob(id.bytes), .text(id.description)])
    }

    /// Takes what was erased out of the own transactions that the server has answered for.
    func scrubJournal() throws {
        var rows: [(row: UInt64, isRefused: Bool)] = []
        try connection.rows(
            """
            SELECT s.row, EXISTS (SELECT 1 FROM relais_quarantine AS q WHERE q.number = s.row)
            FROM relais_scrub AS s LEFT JOIN relais_journal AS j ON j.row = s.row
            WHERE j.row IS NULL OR j.answered IS NOT NULL ORDER BY s.row
            """, []
        ) { rows.append((UInt64(bitPattern: $0.int64(0)), $0.int64(1) != 0)) }
        for (row, isRefused) in rows {
            if let own = try journal.transaction(row: row) {
                try isRefused ? maskRefused(own) : dropErased(own)
            }
            try connection.run(
                "DELETE FROM relais_scrub WHERE row = ?", [.integer(Int64(bitPattern: row))])
        }
    }

    /// What was refused stays told, without what it said.
    private func maskRefused(_ own: OwnTransaction) throws {
        guard let masked = try own.transaction.masking(where: isAboutErased) else { return }
        try journal.rewrite(row: own.row, masked)
        try connection.run(
            "UPDATE relais_quarantine SET code = ?, french = ?, english = ? WHERE number = ?",
            [
                .text(PrivacyErrors.erased.code), .text(PrivacyErrors.erased.message.french),
                .text(PrivacyErrors.erased.message.english),
                .integer(Int64(bitPattern: own.row)),
            ])
    }

    /// Of what was accepted, only what concerns other records may be asked for again.
    private func dropErased(_ own: OwnTransaction) throws {
        var rest = own.transaction
        rest.records = try rest.records.filter { change in
            try !isErased(try table(change.collection).number, change.id)
        }
        guard rest.records.count < own.transaction.records.count else { return }
        try journal.rewrite(row: own.row, rest.records.isEmpty ? nil : rest)
    }
}

extension Journal {
    /// Puts less in the place of what a row said. Its chain hash stays: it tells what was sent.
    func rewrite(row: UInt64, _ transaction: Transaction?) throws {
        try connection.run(
            "UPDATE relais_journal SET body = ? WHERE row = ?",
            [
                transaction.map { .blob($0.bytes) } ?? .null,
                .integer(Int64(bitPattern: row)),
            ])
    }

    /// Whether any row after one no longer has the bytes that its chain hash was made of: it cannot
    /// be sent again under its number.
    func isRewritten(afterRow row: UInt64, _ device: DeviceState) throws -> Bool {
        guard var chain = try chain(at: row - device.journalOffset, device) else { return true }
        var isSame = true
        try connection.rows(
            "SELECT chain, body FROM relais_journal WHERE row > ? ORDER BY row",
            [.integer(Int64(bitPattern: row))]
        ) { statement in
            guard isSame, !statement.isNull(1) else { return isSame = false }
            chain = chain.appending(SHA256.hash(statement.bytes(1)))
            if ChainHash(statement.bytes(0)) != chain { isSame = false }
        }
        return !isSame
    }
}

extension Store {
    /// Overwrites what an erasure has left in the file and in its log.
    ///
    /// - Returns: whether there was something to overwrite, and nothing is left of it. When the
    ///   file is in use elsewhere or the disk is full, it is tried again the next time.
    func scrubFile() throws(RelaisError) -> Bool {
        try withCore { core in
            var hasErased = false
            try core.connection.rows("SELECT has_erased FROM relais_device", []) {
                hasErased = $0.int64(0) != 0
            }
            guard hasErased else { return false }
            do {
                // Words of an index stay in it until its parts are merged.
                try core.write {
                    try core.connection.run(
                        "INSERT INTO relais_search (relais_search) VALUES ('optimize')")
                }
                // A locked one has its key in the store's own connection, and nowhere else.
                let isLocked = core.connection.isSealed
                let connection =
                    try isLocked
                    ? core.connection
                    : Connection(path: folder + "/relais.sqlite", mode: .readWrite)
                try connection.scrub()
                try core.write {
                    try core.connection.run("UPDATE relais_device SET has_erased = 0")
                }
                return true
            } catch is SQLiteError {
                return false
            }
        }
    }
}
