// Texts as bytes: the order of canonical forms, which is that of UTF-8 bytes and of nothing else,
// and texts that are read only if they are UTF-8.

extension String {
    /// A text of these bytes; `nil` unless they are UTF-8.
    ///
    /// The library's `String(validating:as:)` looks its generic types up at each call, which costs
    /// more than all the rest of reading a record.
    package init?(validUTF8 bytes: UnsafeBufferPointer<UInt8>) {
        guard bytes.isUTF8 else { return nil }
        self = String(decoding: bytes, as: UTF8.self)
    }

    /// Whether another text has the same bytes: two texts that only look the same are two.
    package func hasSameBytes(as other: String) -> Bool {
        let (left, right) = (utf8, other.utf8)
        let isSame = left.withContiguousStorageIfAvailable { left in
            right.withContiguousStorageIfAvailable { right in left.isSame(as: right) }
        }
        return (isSame ?? nil) ?? left.elementsEqual(right)
    }

    /// Whether the bytes of this text stand before those of another.
    package func precedesInBytes(_ other: String) -> Bool {
        let (left, right) = (utf8, other.utf8)
        let order = left.withContiguousStorageIfAvailable { left in
            right.withContiguousStorageIfAvailable { right in left.precedes(right) }
        }
        return (order ?? nil) ?? left.lexicographicallyPrecedes(right)
    }
}
