// How values come out of the current row of a statement. A column that does not exist, or a row
// before the first `step`, reads as NULL; NULL reads as zero, the empty text or no bytes.

import CSQLite

extension Statement {
    /// How many columns a row has.
    package var columnCount: Int { Int(sqlite3_column_count(pointer)) }

    /// The name of the column `index`, counted from 0; empty when there is no such column.
    package func columnName(_ index: Int) -> String {
        sqlite3_column_name(pointer, Int32(clamping: index)).map { String(cString: $0) } ?? ""
    }

    /// Whether the column is NULL.
    package func isNull(_ index: Int) -> Bool {
        sqlite3_column_type(pointer, Int32(clamping: index)) == SQLITE_NULL
    }

    /// The column as a 64-bit integer.
    package func int64(_ index: Int) -> Int64 {
        sqlite3_column_int64(pointer, Int32(clamping: index))
    }

    /// The column as an integer.
    package func int(_ index: Int) -> Int { Int(int64(index)) }

    /// The column as a floating-point number.
    package func double(_ index: Int) -> Double {
        sqlite3_column_double(pointer, Int32(clamping: index))
    }

    /// The column as text. Each sequence that is not UTF-8 becomes U+FFFD.
    package func string(_ index: Int) -> String {
        let column = Int32(clamping: index)
        // The order matters: the length is that of the last conversion.
        // https://www.sqlite.org/c3ref/column_blob.html
        guard let text = sqlite3_column_text(pointer, column) else { return "" }
        let count = Int(sqlite3_column_bytes(pointer, column))
        return String(decoding: UnsafeBufferPointer(start: text, count: count), as: UTF8.self)
    }

    /// A copy of the bytes of the column.
    package func bytes(_ index: Int) -> [UInt8] {
        withBytes(index) { bytes in [UInt8](bytes) }
    }

    /// Lends the bytes of the column without a copy. They are gone when `body` has returned.
    package func withBytes<Result, Failure: Error>(
        _ index: Int, _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let column = Int32(clamping: index)
        let start = sqlite3_column_blob(pointer, column)
        let count = start == nil ? 0 : Int(sqlite3_column_bytes(pointer, column))
        return try body(UnsafeRawBufferPointer(start: start, count: count))
    }

    /// The column as what it was stored as.
    package func value(_ index: Int) -> Value {
        switch sqlite3_column_type(pointer, Int32(clamping: index)) {
        case SQLITE_INTEGER: .integer(int64(index))
        case SQLITE_FLOAT: .real(double(index))
        case SQLITE_TEXT: .text(string(index))
        case SQLITE_BLOB: .blob(bytes(index))
        default: .null
        }
    }
}
