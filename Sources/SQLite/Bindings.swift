// How values go into a statement: copied by SQLite, with explicit lengths, because a C string
// would end at the first NUL.

import CSQLite

extension Statement {
    /// Binds NULL to the parameter `index`, counted from 1.
    package func bindNull(_ index: Int) throws(SQLiteError) {
        try check(sqlite3_bind_null(pointer, Int32(clamping: index)))
    }

    /// Binds an integer.
    package func bind(_ index: Int, _ value: Int64) throws(SQLiteError) {
        try check(sqlite3_bind_int64(pointer, Int32(clamping: index), value))
    }

    /// Binds an integer.
    package func bind(_ index: Int, _ value: Int) throws(SQLiteError) {
        try bind(index, Int64(value))
    }

    /// Binds a floating-point number; NaN becomes NULL.
    package func bind(_ index: Int, _ value: Double) throws(SQLiteError) {
        try check(sqlite3_bind_double(pointer, Int32(clamping: index), value))
    }

    /// Binds text, which may contain NUL.
    package func bind(_ index: Int, _ value: String) throws(SQLiteError) {
        let parameter = Int32(clamping: index)
        let encoding = UInt8(SQLITE_UTF8)
        var value = value
        let code = value.withUTF8 { text in
            // Without an address SQLite would bind NULL in place of the empty text.
            guard let address = text.baseAddress, !text.isEmpty else {
                return sqlite3_bind_text64(pointer, parameter, "", 0, transient, encoding)
            }
            return address.withMemoryRebound(to: CChar.self, capacity: text.count) { address in
                sqlite3_bind_text64(
                    pointer, parameter, address, UInt64(text.count), transient, encoding)
            }
        }
        try check(code)
    }

    /// Binds a copy of a text whose bytes are UTF-8.
    package func bind(_ index: Int, utf8 text: UnsafeRawBufferPointer) throws(SQLiteError) {
        let address = text.bindMemory(to: CChar.self).baseAddress
        let code = sqlite3_bind_text64(
            pointer, Int32(clamping: index), address, UInt64(text.count), transient,
            UInt8(SQLITE_UTF8))
        // Without an address it is NULL, and is not what was meant.
        try check(address == nil ? SQLITE_MISUSE : code)
    }

    /// Binds bytes.
    package func bind(_ index: Int, _ value: [UInt8]) throws(SQLiteError) {
        try check(value.withUnsafeBytes { bytes in bindBlob(index, bytes) })
    }

    /// Binds a copy of the bytes that the buffer points to.
    package func bind(_ index: Int, _ value: UnsafeRawBufferPointer) throws(SQLiteError) {
        try check(bindBlob(index, value))
    }

    /// Binds a value of any kind.
    package func bind(_ index: Int, _ value: Value) throws(SQLiteError) {
        switch value {
        case .null: try bindNull(index)
        case .integer(let integer): try bind(index, integer)
        case .real(let real): try bind(index, real)
        case .text(let text): try bind(index, text)
        case .blob(let bytes): try bind(index, bytes)
        }
    }

    /// Binds a value, or NULL for nil.
    package func bind(_ index: Int, _ value: (some Bindable)?) throws(SQLiteError) {
        if let value { try value.bind(to: self, at: index) } else { try bindNull(index) }
    }

    /// Binds NULL; what a literal `nil` means.
    package func bind(_ index: Int, _ value: Never?) throws(SQLiteError) {
        try bindNull(index)
    }

    private func bindBlob(_ index: Int, _ bytes: UnsafeRawBufferPointer) -> Int32 {
        guard let address = bytes.baseAddress, !bytes.isEmpty else {
            // Without an address SQLite would bind NULL in place of the empty blob.
            return sqlite3_bind_zeroblob(pointer, Int32(clamping: index), 0)
        }
        return sqlite3_bind_blob64(
            pointer, Int32(clamping: index), address, UInt64(bytes.count), transient)
    }

    private func check(_ code: Int32) throws(SQLiteError) {
        if code != SQLITE_OK { throw failed(code) }
    }
}

/// A type whose optional values can be bound.
package protocol Bindable {
    /// Binds the value to the parameter `index` of `statement`.
    func bind(to statement: Statement, at index: Int) throws(SQLiteError)
}

extension Int64: Bindable {
    package func bind(to statement: Statement, at index: Int) throws(SQLiteError) {
        try statement.bind(index, self)
    }
}

extension Int: Bindable {
    package func bind(to statement: Statement, at index: Int) throws(SQLiteError) {
        try statement.bind(index, self)
    }
}

extension Double: Bindable {
    package func bind(to statement: Statement, at index: Int) throws(SQLiteError) {
        try statement.bind(index, self)
    }
}

extension String: Bindable {
    package func bind(to statement: Statement, at index: Int) throws(SQLiteError) {
        try statement.bind(index, self)
    }
}

extension [UInt8]: Bindable {
    package func bind(to statement: Statement, at index: Int) throws(SQLiteError) {
        try statement.bind(index, self)
    }
}

/// Tells SQLite to copy what it is given before the call returns.
/// https://www.sqlite.org/c3ref/c_static.html
private var transient: sqlite3_destructor_type {
    // SQLITE_TRANSIENT is the address -1, a cast that Swift does not import.
    unsafeBitCast(-1, to: sqlite3_destructor_type.self)
}
