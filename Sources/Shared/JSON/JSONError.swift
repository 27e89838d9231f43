// What reading JSON can meet and what it may cost: the failures, the limits and the kinds of value
// shared by the reader and the tree. Nothing here is a sentence for people; callers make those.

/// Why a document was refused.
///
/// Offsets count bytes from the start of the document. The last three cases are never thrown by
/// the reader: they are for callers, which know what the keys of an object mean.
package enum JSONError: Error, Sendable, Hashable {
    /// A byte that the grammar does not allow there.
    case unexpected(UInt8, expected: String, offset: Int)
    /// The document ends in the middle of a value.
    case truncated
    /// More containers are open at once than `JSONLimits.maximumDepth`.
    case tooDeep
    /// The document is longer than `JSONLimits.maximumBytes`.
    case tooLarge
    /// The document holds more values than `JSONLimits.maximumElements`.
    case tooManyValues
    /// A string or key is longer than `JSONLimits.maximumStringBytes`.
    case stringTooLong
    /// A backslash that begins no escape of RFC 8259, or half of a surrogate pair.
    case badEscape
    /// A string or key that is not well-formed UTF-8.
    case badUTF8
    /// A number against the grammar, or one that the type asked for cannot hold.
    case badNumber
    /// Something other than white space follows the value.
    case trailingBytes
    /// A value of another kind than the one asked for; the reader has not moved past it.
    case wrongType(expected: JSONKind, offset: Int)
    /// A key that an object must have and has not.
    case missing(String)
    /// A key that an object has twice.
    case duplicateKey(String)
    /// A value that its key does not allow.
    case badValue(String, reason: String)
}

/// What one document may cost, so that hostile input is refused before it does harm.
package struct JSONLimits: Sendable, Hashable {
    /// How many arrays and objects may be open at once.
    package var maximumDepth: Int
    /// How long a document may be, in bytes.
    package var maximumBytes: Int
    /// How long a string or key may be, in bytes as written between its quotes.
    package var maximumStringBytes: Int
    /// How many values a document may hold; arrays and objects count, keys do not.
    package var maximumElements: Int

    /// The limits for everything that comes over the network.
    package static let standard = JSONLimits()

    /// The standard limits, except those given.
    package init(
        maximumDepth: Int = 32, maximumBytes: Int = 16 << 20, maximumStringBytes: Int = 1 << 20,
        maximumElements: Int = 4_000_000
    ) {
        self.maximumDepth = maximumDepth
        self.maximumBytes = maximumBytes
        self.maximumStringBytes = maximumStringBytes
        self.maximumElements = maximumElements
    }
}

/// The kinds of value, as the first byte of a value tells them.
package enum JSONKind: Sendable, Hashable {
    case object, array, string, number, bool, null

    /// `nil` when no value begins with that byte.
    init?(firstByte: UInt8) {
        switch firstByte {
        case UInt8(ascii: "{"): self = .object
        case UInt8(ascii: "["): self = .array
        case UInt8(ascii: "\""): self = .string
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): self = .number
        case UInt8(ascii: "t"), UInt8(ascii: "f"): self = .bool
        case UInt8(ascii: "n"): self = .null
        default: return nil
        }
    }
}

/// A number as its text tells it: JSON itself knows no difference.
package enum JSONNumber: Sendable, Hashable {
    /// A text without `.`, `e` and `E` that an `Int64` can hold.
    case integer(Int64)
    /// Any other number, rounded to the nearest `Double`; always finite.
    case real(Double)
}
