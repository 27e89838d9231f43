// One connection to one SQLite file: runs scripts, prepares statements, counts what changed. It
// belongs to one thread at a time, and whoever owns it decides which.

import CSQLite

/// A connection to a SQLite file. It closes with its last statement.
package final class Connection {
    /// How a file is opened.
    package enum Mode: Sendable {
        /// Reads and writes; creates the file, for its owner only, when there is none.
        case readWriteCreate
        /// Reads and writes a file that must exist.
        case readWrite
        /// Reads a file that must exist.
        case readOnly

        var flags: Int32 {
            switch self {
            case .readWriteCreate: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
            case .readWrite: SQLITE_OPEN_READWRITE
            case .readOnly: SQLITE_OPEN_READONLY
            }
        }
    }

    let handle: Handle
    private var cache = StatementCache(capacity: 128)
    /// What commits survive.
    package internal(set) var durability = Durability.full

    /// Opens the file at `path`, or a database in memory for `:memory:`.
    ///
    /// A lock of another connection is awaited for `busyTimeoutMilliseconds` before `isBusy` is
    /// thrown. The file itself is first read by the first statement.
    ///
    /// - Parameter cipher: what seals the file, which begins with a `FileHead`; to be made, it has
    ///   nothing else.
    package init(
        path: String, mode: Mode, busyTimeoutMilliseconds: Int32 = 5000,
        cipher: PageCipher? = nil
    ) throws(SQLiteError) {
        handle = try Handle(
            path: path, mode: mode, busyTimeoutMilliseconds: busyTimeoutMilliseconds,
            cipher: cipher)
        if cipher != nil { try prepareSealed() }
    }

    /// Runs all the statements of `script`, and drops the rows they give. The first error ends it;
    /// what ran before stays, unless a transaction is around it.
    package func execute(_ script: String) throws(SQLiteError) {
        try handle.refuseIfLost()
        var rest = script[...]
        while let statement = try compile(&rest, flags: 0) { try statement.run() }
    }

    /// Prepares one statement, which the caller keeps and reuses.
    package func prepare(_ sql: String) throws(SQLiteError) -> Statement {
        var rest = sql[...]
        let first = try compile(&rest, flags: UInt32(SQLITE_PREPARE_PERSISTENT))
        guard let first else { throw misuse("there is no statement", sql) }
        guard try compile(&rest, flags: 0) == nil else {
            throw misuse("there is more than one statement", sql)
        }
        return first
    }

    /// A statement for a literal, reset and free to use, from a cache of the 128 used last.
    ///
    /// Reset it after use: left in the middle of its rows it holds a read transaction open until
    /// it is handed out again.
    package func cached(_ sql: StaticString) throws(SQLiteError) -> Statement {
        try cache.statement(StatementCache.Key(sql)) { () throws(SQLiteError) in
            try prepare(sql.description)
        }
    }

    /// The same for a text that was put together, and is looked for as a whole.
    package func cached(text sql: String) throws(SQLiteError) -> Statement {
        try cache.statement(.text(sql)) { () throws(SQLiteError) in try prepare(sql) }
    }

    /// Runs one statement, as many values as it has parameters bound to them.
    package func run(_ sql: StaticString, _ values: [Value] = []) throws(SQLiteError) {
        try bound(try cached(sql), values).run()
    }

    /// The same for a text that was put together. A literal is never meant by it: that is looked
    /// for by its address, and a text by all of its bytes.
    @_disfavoredOverload
    package func run(_ sql: String, _ values: [Value] = []) throws(SQLiteError) {
        try bound(try cached(text: sql), values).run()
    }

    /// Runs one statement and calls `each` for each of its rows.
    package func rows(
        _ sql: StaticString, _ values: [Value] = [], _ each: (Statement) throws -> Void
    ) throws {
        try rows(of: try bound(try cached(sql), values), each)
    }

    /// The same for a text that was put together.
    @_disfavoredOverload
    package func rows(
        _ sql: String, _ values: [Value] = [], _ each: (Statement) throws -> Void
    ) throws {
        try rows(of: try bound(try cached(text: sql), values), each)
    }

    private func rows(of statement: Statement, _ each: (Statement) throws -> Void) throws {
        defer { statement.reset() }
        while try statement.step() { try each(statement) }
    }

    /// How many rows the last INSERT, UPDATE or DELETE changed, without triggers.
    package var changes: Int { Int(sqlite3_changes64(handle.pointer)) }

    /// How many rows have changed since the connection was opened, with triggers.
    package var totalChanges: Int { Int(sqlite3_total_changes64(handle.pointer)) }

    /// The row id of the last successful INSERT; 0 when there was none.
    package var lastInsertRowID: Int64 { sqlite3_last_insert_rowid(handle.pointer) }

    /// Whether a transaction is open.
    package var isInTransaction: Bool { !handle.isAutocommitting }

    /// How many prepared statements exist, those of the cache and of full-text tables included.
    package var statementCount: Int {
        var count = 0
        var statement = sqlite3_next_stmt(handle.pointer, nil)
        while statement != nil {
            count += 1
            statement = sqlite3_next_stmt(handle.pointer, statement)
        }
        return count
    }

    private func bound(
        _ statement: Statement, _ values: [Value]
    ) throws(SQLiteError) -> Statement {
        guard statement.parameterCount == values.count else {
            throw SQLiteError(
                extendedCode: SQLITE_RANGE,
                message: "\(values.count) values for \(statement.parameterCount) parameters",
                sql: statement.sql)
        }
        for (index, value) in values.enumerated() { try statement.bind(index + 1, value) }
        return statement
    }

    /// Compiles the first statement of `sql` and removes it from there; nil when there is only
    /// white space and comments.
    private func compile(
        _ sql: inout Substring, flags: UInt32
    ) throws(SQLiteError) -> Statement? {
        while !sql.isEmpty {
            var compiled: OpaquePointer?
            var text = sql
            let (code, used) = text.withUTF8 { utf8 in
                utf8.withMemoryRebound(to: CChar.self) { text in
                    var tail: UnsafePointer<CChar>?
                    let code = sqlite3_prepare_v3(
                        handle.pointer, text.baseAddress, Int32(clamping: text.count), flags,
                        &compiled, &tail)
                    guard let start = text.baseAddress, let tail else { return (code, 0) }
                    return (code, tail - start)
                }
            }
            guard code == SQLITE_OK else { throw handle.error(code, sql: String(sql)) }
            // Nothing was read although there is something: SQLite stops at a NUL.
            if used == 0 { throw misuse("there is a NUL in the statement", String(sql)) }
            sql = sql[sql.utf8.index(sql.startIndex, offsetBy: used)...]
            if let compiled { return Statement(compiled, on: handle) }
        }
        return nil
    }

    private func misuse(_ message: String, _ sql: String) -> SQLiteError {
        SQLiteError(extendedCode: SQLITE_MISUSE, message: message, sql: sql)
    }
}

@available(*, unavailable, message: "A connection belongs to one thread at a time; keep it there.")
extension Connection: Sendable {}
