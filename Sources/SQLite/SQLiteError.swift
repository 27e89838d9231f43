// What SQLite answered when it refused: matched by code, never by text, and free of bound values,
// which are people's data.

import CSQLite

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// An error of SQLite.
package struct SQLiteError: Error, Sendable {
    /// The extended result code, such as `SQLITE_CONSTRAINT_UNIQUE` (2067).
    /// https://www.sqlite.org/rescode.html
    package let extendedCode: Int32
    /// What SQLite says, for developers. It never quotes a bound value.
    package let message: String
    /// The statement that failed, with its parameters as `?`; nil outside of statements.
    package let sql: String?
    /// The `errno` behind an input-output error or a file that cannot be opened; otherwise 0.
    package let systemCode: Int32

    /// The primary result code, such as `SQLITE_CONSTRAINT` (19).
    package var code: Int32 { extendedCode & 0xFF }

    /// An error from its parts, for conditions that SQLite does not report itself.
    package init(
        extendedCode: Int32, message: String, sql: String? = nil, systemCode: Int32 = 0
    ) {
        self.extendedCode = extendedCode
        self.message = message
        self.sql = sql
        self.systemCode = systemCode
    }

    /// The error that a call on `connection` has just reported as `code`. The general message of
    /// the code takes the place of the particular one when that one could quote a value.
    init(_ code: Int32, on connection: OpaquePointer, sql: String?, hidingMessage: Bool = false) {
        let text = hidingMessage ? sqlite3_errstr(code) : sqlite3_errmsg(connection)
        let primary = code & 0xFF
        let isSystem = primary == SQLITE_IOERR || primary == SQLITE_CANTOPEN
        self.init(
            extendedCode: code, message: text.map { String(cString: $0) } ?? "unknown error",
            sql: sql, systemCode: isSystem ? sqlite3_system_errno(connection) : 0)
    }

    /// Whether there is no room: a full disk, an exhausted quota or the maximum page count.
    package var isFull: Bool {
        code == SQLITE_FULL || systemCode == ENOSPC || systemCode == EDQUOT
    }

    /// Whether another connection held a lock for longer than the busy timeout.
    package var isBusy: Bool { code == SQLITE_BUSY }

    /// Whether the file, its directory or the connection may not be written.
    package var isReadOnly: Bool { code == SQLITE_READONLY }

    /// Whether the file, or one that goes with it, could not be opened.
    package var isCannotOpen: Bool { code == SQLITE_CANTOPEN }

    /// Whether the file is damaged or is no database.
    package var isCorrupt: Bool { code == SQLITE_CORRUPT || code == SQLITE_NOTADB }

    /// Whether a page of a sealed file was changed, moved or cut off since it was sealed, or sealed
    /// with another key.
    package var isAltered: Bool { extendedCode == SealedCode.altered }

    /// Whether a constraint of the schema refused a value.
    package var isConstraint: Bool { code == SQLITE_CONSTRAINT }

    /// `SQLITE_ABORT_ROLLBACK`, whose macro Swift cannot import.
    static let abortRollback = SQLITE_ABORT | (2 << 8)
}

extension SQLiteError: CustomStringConvertible {
    /// One line for a log.
    package var description: String {
        "SQLite error \(extendedCode): \(message)" + (sql.map { " in \"\($0)\"" } ?? "")
    }
}
