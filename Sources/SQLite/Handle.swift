// The open file: owns the sqlite3 pointer, turns result codes into errors, and knows when a
// transaction that somebody believes in is gone. A connection and its statements share it, so that
// the file closes after the last statement, in whatever order they are dropped.

import CSQLite
#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

final class Handle {
    let pointer: OpaquePointer
    /// How many bodies of `Connection.transaction` are running, one inside the other.
    var depth = 0
    /// Whether SQLite rolled back a transaction whose body still runs. Until that body has ended,
    /// nothing more may run: each statement would be committed on its own.
    private(set) var isLost = false
    /// What reads and writes the files when they are sealed; it must outlive `pointer`.
    private let vfs: SealedVFS?
    var isSealed: Bool { vfs != nil }

    /// Counting memory takes a process-wide mutex at each allocation, for a figure nobody reads.
    /// https://www.sqlite.org/c3ref/c_config_covering_index_scan.html
    private static let withoutMemoryStatistics: Int32 = relais_sqlite3_config_memstatus(0)
    /// What a savepoint changed stays in memory: on the disk it would be in the clear.
    private static let savepointsInMemory: Int32 = relais_sqlite3_config_stmtjrnl_spill(-1)

    init(
        path: String, mode: Connection.Mode, busyTimeoutMilliseconds: Int32,
        cipher: PageCipher? = nil
    ) throws(SQLiteError) {
        _ = Self.withoutMemoryStatistics
        _ = Self.savepointsInMemory
        if path.utf8.contains(0) { throw Self.cannotOpen("the path contains a NUL", EINVAL) }
        if mode == .readWriteCreate, path != ":memory:" { try Self.createPrivately(path) }

        var opened: OpaquePointer?
        let flags = mode.flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        let vfs = try cipher.map(Self.vfs)
        let code = sqlite3_open_v2(Self.plain(path), &opened, flags, vfs?.name)
        guard let opened else { throw Self.cannotOpen("out of memory", ENOMEM) }
        guard code == SQLITE_OK else {
            let error = SQLiteError(code, on: opened, sql: nil)
            sqlite3_close(opened)
            throw error
        }
        pointer = opened
        self.vfs = vfs
        sqlite3_busy_timeout(opened, busyTimeoutMilliseconds)
        try check(relais_sqlite3_db_config_defensive(opened, 1))
    }

    deinit {
        let code = sqlite3_close(pointer)
        assert(code == SQLITE_OK, "a statement or a backup outlived its connection")
    }

    /// Whether no transaction is open.
    var isAutocommitting: Bool { sqlite3_get_autocommit(pointer) != 0 }

    /// Throws unless `code` is `SQLITE_OK`.
    func check(_ code: Int32, sql: String? = nil) throws(SQLiteError) {
        if code != SQLITE_OK { throw error(code, sql: sql) }
    }

    /// The error for a code that a call on this connection has just returned.
    func error(_ code: Int32, sql: String?, hidingMessage: Bool = false) -> SQLiteError {
        // A full disk, an I/O error or a lack of memory may roll the whole transaction back.
        // https://www.sqlite.org/lang_transaction.html#response_to_errors_within_a_transaction
        if depth > 0, isAutocommitting { isLost = true }
        return SQLiteError(code, on: pointer, sql: sql, hidingMessage: hidingMessage)
    }

    /// Throws when the transaction in which the caller believes to be is gone.
    @inline(__always)
    func refuseIfLost() throws(SQLiteError) {
        if isLost { throw Self.lostTransaction }
    }

    /// Gives the whole transaction up, after something in it could not be undone on its own.
    func abandon() {
        sqlite3_exec(pointer, "ROLLBACK", nil, nil, nil)
        isLost = true
    }

    /// Ends the outermost transaction. A connection stays refused when even ROLLBACK failed: what
    /// is written after that would never be committed.
    func leaveTransaction() {
        depth -= 1
        if depth == 0, isAutocommitting { isLost = false }
    }

    static let lostTransaction = SQLiteError(
        extendedCode: SQLiteError.abortRollback,
        message: "SQLite rolled the transaction back after an earlier error")

    /// Makes the file readable by its owner only; SQLite gives its mode to `-wal` and `-shm`.
    ///
    /// `mknod`, not `open`: closing a descriptor would drop the POSIX locks that another connection
    /// of this process may have taken on the file in the meantime.
    /// https://www.sqlite.org/howtocorrupt.html, section 2.2
    static func createPrivately(_ path: String) throws(SQLiteError) {
        #if canImport(Darwin)
            // There mknod needs privileges. A file that O_EXCL has just made has no locks yet.
            let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            let isReady = descriptor >= 0 || errno == EEXIST
            if descriptor >= 0 { close(descriptor) }
        #else
            let isReady = mknod(path, S_IFREG | 0o600, 0) == 0 || errno == EEXIST
        #endif
        if !isReady { throw cannotOpen("unable to create the database file", errno) }
    }

    /// Debian compiles URI file names on: a file whose name begins with `file:` is still a file.
    private static func plain(_ path: String) -> String {
        path.hasPrefix("file:") ? "./" + path : path
    }

    private static func vfs(_ cipher: PageCipher) throws(SQLiteError) -> SealedVFS {
        guard let vfs = SealedVFS(cipher: cipher) else { throw cannotOpen("no VFS", ENOMEM) }
        return vfs
    }

    private static func cannotOpen(_ message: String, _ systemCode: Int32) -> SQLiteError {
        SQLiteError(extendedCode: SQLITE_CANTOPEN, message: message, systemCode: systemCode)
    }
}
