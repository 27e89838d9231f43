// A prepared statement: takes values (see Bindings.swift), steps through rows, gives columns (see
// Columns.swift). It belongs to its connection's thread and keeps the file open while it lives.

import CSQLite

/// A prepared statement. Bindings are numbered from 1 and columns from 0, as in SQLite.
package final class Statement {
    let pointer: OpaquePointer
    private let handle: Handle

    init(_ pointer: OpaquePointer, on handle: Handle) {
        self.pointer = pointer
        self.handle = handle
    }

    deinit { sqlite3_finalize(pointer) }

    /// The text that the statement was prepared from, with its parameters as written.
    package var sql: String { sqlite3_sql(pointer).map { String(cString: $0) } ?? "" }

    /// How many parameters the statement has.
    package var parameterCount: Int { Int(sqlite3_bind_parameter_count(pointer)) }

    /// Moves to the next row; false when there is none.
    ///
    /// After an error the statement is reset, bindings included.
    package func step() throws(SQLiteError) -> Bool {
        try handle.refuseIfLost()
        let code = sqlite3_step(pointer)
        if code == SQLITE_ROW { return true }
        if code == SQLITE_DONE { return false }
        throw failed(code)
    }

    /// Runs the statement to its end, drops the rows it gives, and resets it.
    package func run() throws(SQLiteError) {
        while try step() {}
        reset()
    }

    /// Makes the statement ready to run again: ends what it was reading and clears its bindings.
    ///
    /// A statement left in the middle of its rows holds a read transaction open.
    package func reset() {
        sqlite3_reset(pointer)
        sqlite3_clear_bindings(pointer)
    }

    /// Makes the statement ready to run again with the bindings that it has: for who binds every
    /// parameter anew each time.
    package func rewind() { sqlite3_reset(pointer) }

    /// The error for a code that a call on this statement has just returned.
    func failed(_ code: Int32) -> SQLiteError {
        // The messages of functions and virtual tables (a full-text query, a JSON path) quote
        // their arguments, and those are bound values.
        let mayQuote = code & 0xFF == SQLITE_ERROR && parameterCount > 0
        let error = handle.error(code, sql: sql, hidingMessage: mayQuote)
        reset()
        return error
    }
}

@available(*, unavailable, message: "A statement belongs to the thread of its connection.")
extension Statement: Sendable {}
