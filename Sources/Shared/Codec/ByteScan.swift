// ByteScan: looks through canonical bytes that are lent, where only some of them are wanted.
//
// Every step is checked against what is left; it says `nil` and not why: whoever needs to know
// reads the bytes with `ByteReader`.

/// Reads canonical primitives from bytes that are not copied.
struct ByteScan {
    private let bytes: UnsafeRawBufferPointer
    private(set) var offset = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    var remaining: Int { bytes.count - offset }

    mutating func byte() -> UInt8? {
        guard offset < bytes.count else { return nil }
        offset += 1
        return bytes[offset - 1]
    }

    /// The shortest form is not asked for.
    mutating func unsigned() -> UInt64? {
        guard let first = byte() else { return nil }
        if first < 0x80 { return UInt64(first) }
        var value = UInt64(first & 0x7F)
        for shift in stride(from: UInt64(7), through: 63, by: 7) {
            guard let next = byte() else { return nil }
            value |= UInt64(next & 0x7F) << shift
            if next < 0x80 { return value }
        }
        return nil
    }

    /// Passes what is left.
    mutating func skipRest() { offset = bytes.count }

    mutating func signed() -> Int64? {
        unsigned().map(Int64.init(zigZag:))
    }

    mutating func fixed() -> UInt64? {
        guard remaining >= 8 else { return nil }
        offset += 8
        return UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: offset - 8, as: UInt64.self))
    }

    mutating func skip(_ count: UInt64, of size: Int = 1) -> Bool {
        guard count <= UInt64(remaining / size) else { return false }
        offset += Int(count) * size
        return true
    }

    /// The bytes behind a length.
    mutating func slice() -> UnsafeRawBufferPointer? {
        guard let length = unsigned(), length <= UInt64(remaining) else { return nil }
        offset += Int(length)
        return UnsafeRawBufferPointer(rebasing: bytes[offset - Int(length)..<offset])
    }

    /// The text that bytes are; `nil` when they are not UTF-8.
    static func text(_ bytes: UnsafeRawBufferPointer) -> String? {
        String(validUTF8: bytes.bindMemory(to: UInt8.self))
    }
}
