// ByteOrder: the order of canonical forms, which is that of UTF-8 bytes and of nothing else.

extension String {
    /// Whether the bytes of this text stand before those of another.
    package func precedesInBytes(_ other: String) -> Bool {
        let (left, right) = (utf8, other.utf8)
        let order = left.withContiguousStorageIfAvailable { left in
            right.withContiguousStorageIfAvailable { right in
                let common = min(left.count, right.count)
                for index in 0..<common where left[index] != right[index] {
                    return left[index] < right[index]
                }
                return left.count < right.count
            }
        }
        return (order ?? nil) ?? left.lexicographicallyPrecedes(right)
    }
}
