// What the owner of a database does now and then: look at its versions, bound it, fold its log in,
// copy it while it is in use, check that it is sound.

import CSQLite

extension Connection {
    /// A number that differs from its last value when another connection has committed since.
    /// Commits of this connection do not change it.
    package func dataVersion() throws(SQLiteError) -> Int {
        Int(try pragma("data_version")) ?? 0
    }

    /// The number that the program keeps in the file; 0 in a new one.
    package var userVersion: Int {
        get throws(SQLiteError) { Int(try pragma("user_version")) ?? 0 }
    }

    /// Sets `userVersion`, which must fit in 32 bits. It belongs to the transaction around it.
    package func setUserVersion(_ version: Int) throws(SQLiteError) {
        try execute("PRAGMA user_version = \(Int32(version))")
    }

    /// Lets this connection grow the file to `count` pages of 4 KiB; beyond, it throws `isFull`.
    /// A count below the present size means the present size.
    package func setMaximumPageCount(_ count: Int) throws(SQLiteError) {
        try execute("PRAGMA max_page_count = \(count)")
    }

    /// Moves the whole write-ahead log into the file and empties it. Throws `isBusy` when another
    /// connection still reads from the log after the busy timeout.
    package func checkpoint() throws(SQLiteError) {
        // A connection that has not read the file yet does not know that there is a log, and SQLite
        // would report success without having done anything.
        _ = try userVersion
        try handle.check(
            sqlite3_wal_checkpoint_v2(
                handle.pointer, "main", SQLITE_CHECKPOINT_TRUNCATE, nil, nil))
    }

    /// Lets `shrink` give pages back. Only a file without tables, or the next `scrub`, takes it in;
    /// a file that was made otherwise stays as it is until then.
    package func letShrink() throws(SQLiteError) {
        try execute("PRAGMA auto_vacuum = INCREMENTAL")
    }

    /// Cuts pages that nothing uses off the end of the file, at most so many, moving others to
    /// their place.
    ///
    /// - Returns: how many it cut off; 0 when none is free, or the file was not made for it.
    package func shrink(pages: Int) throws(SQLiteError) -> Int {
        let before = Int(try pragma("page_count")) ?? 0
        // It gives a row for each page, and works as long as it is asked for the next.
        try execute("PRAGMA incremental_vacuum(\(pages))")
        return before - (Int(try pragma("page_count")) ?? before)
    }

    /// Whether the file is sealed.
    package var isSealed: Bool { handle.isSealed }

    /// Leaves nothing in the file or in its log of what was deleted. What is deleted is overwritten
    /// at once, but pages keep remains of rows that were moved between them: all of the file is
    /// written anew. Throws `isBusy` when another connection still reads or writes after the busy
    /// timeout.
    package func scrub() throws(SQLiteError) {
        // On disk: a file of any size is copied on the way, without what was deleted. Of a sealed
        // one nothing may stand there in the clear: its copy is in memory.
        let place = handle.isSealed ? "MEMORY" : "FILE"
        try execute("PRAGMA temp_store = \(place); PRAGMA secure_delete = ON; VACUUM;")
        try checkpoint()
    }

    /// Copies the database, as of now, to a file that only its owner may read. Others may go on
    /// writing meanwhile; this connection must not be in a write transaction.
    ///
    /// A database that stands at `path` already is replaced, in one transaction: after an error it
    /// is what it was. A sealed copy needs a file that has a head and nothing else; after an error
    /// it is of no use.
    /// https://www.sqlite.org/c3ref/backup_finish.html
    ///
    /// - Parameter cipher: what seals the copy; without one it is in the clear, whatever this is.
    package func backup(to path: String, cipher: PageCipher? = nil) throws(SQLiteError) {
        try handle.refuseIfLost()
        let copy = try Connection(path: path, mode: .readWriteCreate, cipher: cipher).handle
        guard let backup = sqlite3_backup_init(copy.pointer, "main", handle.pointer, "main") else {
            throw copy.error(sqlite3_extended_errcode(copy.pointer), sql: nil)
        }
        let step = sqlite3_backup_step(backup, -1)
        let end = sqlite3_backup_finish(backup)
        guard step == SQLITE_DONE, end == SQLITE_OK else {
            let code = step == SQLITE_DONE ? end : step
            throw SQLiteError(code, on: copy.pointer, sql: nil, hidingMessage: true)
        }
    }

    /// What is wrong with the file, in the words of SQLite; empty when it is sound. It reads all of
    /// it. Throws `isCorrupt` when the damage is such that it cannot even be read.
    package func integrityCheck() throws(SQLiteError) -> [String] {
        let check = try cached("PRAGMA integrity_check")
        defer { check.reset() }
        var answers: [String] = []
        while try check.step() { answers.append(check.string(0)) }
        return answers == ["ok"] ? [] : answers
    }
}
