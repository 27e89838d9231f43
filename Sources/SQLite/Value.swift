// A value of any kind that SQLite stores, for callers that do not know the kind beforehand.

/// One value of SQLite, by storage class.
package enum Value: Sendable, Hashable {
    /// The absence of a value.
    case null
    /// A signed 64-bit integer.
    case integer(Int64)
    /// A floating-point number. SQLite stores NaN as NULL.
    case real(Double)
    /// Text; it may contain NUL.
    case text(String)
    /// Bytes.
    case blob([UInt8])
}
