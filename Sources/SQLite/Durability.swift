// The settings that every database of the product has, and the one that differs: whether a commit
// waits for the disk.

import CSQLite

/// What survives a loss of power. Both survive the death of the process.
package enum Durability: Sendable {
    /// Everything that was committed.
    case full
    /// Everything up to some recent commit; the file is sound in any case.
    case normal

    var synchronous: String {
        switch self {
        case .full: "FULL"
        case .normal: "NORMAL"
        }
    }
}

extension Connection {
    /// Sets the connection up: write-ahead log, foreign keys enforced, a schema that is not trusted
    /// to call dangerous functions, what is deleted overwritten, a checkpoint each 4,000 pages.
    ///
    /// SQLite 3.40 counts full-text tables among what is dangerous: triggers and views cannot use
    /// them, only statements can.
    ///
    /// Call it first, outside of transactions. Throws when the write-ahead log cannot be had, as on
    /// a file system without shared memory. A database in memory has no journal to speak of.
    ///
    /// - Parameter cache: how many KiB of pages are kept in memory.
    package func configure(
        durability: Durability, cache: Int = 16_384
    ) throws(SQLiteError) {
        let journal = try writeAheadLog()
        guard journal == "wal" || journal == "memory" else {
            throw SQLiteError(
                extendedCode: SQLITE_ERROR,
                message: "the journal mode is \(journal), not wal")
        }
        try execute(
            """
            PRAGMA synchronous = \(durability.synchronous);
            PRAGMA foreign_keys = ON;
            PRAGMA trusted_schema = OFF;
            PRAGMA temp_store = MEMORY;
            PRAGMA secure_delete = ON;
            PRAGMA cache_size = -\(cache);
            PRAGMA wal_autocheckpoint = 4000;
            """)
        self.durability = durability
    }

    /// Changes what the commits from here on survive. Outside of transactions.
    package func setDurability(_ durability: Durability) throws(SQLiteError) {
        if durability == self.durability { return }
        try execute("PRAGMA synchronous = \(durability.synchronous)")
        self.durability = durability
    }

    /// Keeps everything but the database and its log in memory, and no page that was only freed:
    /// a sealed file has no holes.
    ///
    /// A new file is made without a journal on the disk; until it is in the mode of the log, there
    /// is nothing in it to lose.
    func prepareSealed() throws(SQLiteError) {
        try execute("PRAGMA temp_store = MEMORY; PRAGMA secure_delete = ON")
        if try pragma("journal_mode") != "wal" { _ = try pragma("journal_mode = MEMORY") }
    }

    /// Switches to the write-ahead log.
    ///
    /// Two connections that open a new file at once both hold a shared lock and both want the
    /// exclusive one: SQLite then answers « busy » at once, without its busy handler, since waiting
    /// would never end. The one that let go tries again.
    private func writeAheadLog() throws(SQLiteError) -> String {
        var attempts: Int32 = 0
        while true {
            do {
                return try pragma("journal_mode = WAL")
            } catch  where error.isBusy && attempts < 500 {
                attempts += 1
                sqlite3_sleep(2 + attempts % 13)
            }
        }
    }

    /// The first column of the first row that a pragma answers with; empty when it has no answer.
    func pragma(_ text: String) throws(SQLiteError) -> String {
        let statement = try cached(text: "PRAGMA " + text)
        defer { statement.reset() }
        return try statement.step() ? statement.string(0) : ""
    }
}
