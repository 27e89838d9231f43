// RecordID: the identity of a record, a UUID made on the device that creates the record.
//
// Two kinds are made here: version 7 (time-ordered, so that rows created together lie together in
// an index) and version 8 (deterministic, from a hash, for facts that two devices may both note).

/// The identity of a record: a 128-bit UUID (RFC 9562), written in lower case with hyphens.
public struct RecordID: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The first eight bytes, most significant first.
    package let high: UInt64
    /// The last eight bytes, most significant first.
    package let low: UInt64

    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Reads the 36-character text form; `nil` for anything else.
    public init?(_ text: String) {
        var words: (UInt64, UInt64) = (0, 0)
        var digits = 0
        var index = 0
        for byte in text.utf8 {
            if index == 8 || index == 13 || index == 18 || index == 23 {
                guard byte == UInt8(ascii: "-") else { return nil }
            } else {
                guard let digit = RecordID.nibble(byte) else { return nil }
                if digits < 16 {
                    words.0 = words.0 << 4 | digit
                } else {
                    words.1 = words.1 << 4 | digit
                }
                digits += 1
            }
            index += 1
            if index > 36 { return nil }
        }
        guard index == 36 else { return nil }
        self.init(high: words.0, low: words.1)
    }

    /// The 16 bytes in network order; `nil` when there are not exactly 16.
    package init?(bytes: [UInt8]) {
        guard let id = bytes.withUnsafeBytes({ RecordID(bytes: $0) }) else { return nil }
        self = id
    }

    /// The 16 bytes in network order; `nil` when there are not exactly 16.
    package init?(bytes: UnsafeRawBufferPointer) {
        guard bytes.count == 16 else { return nil }
        self.init(
            high: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
            low: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
    }

    /// Makes a version 7 identity.
    ///
    /// - Parameters:
    ///   - milliseconds: Unix time in milliseconds; only the low 48 bits are used.
    ///   - random: where the 74 random bits come from.
    public static func make(
        milliseconds: UInt64, random: inout some RandomNumberGenerator
    ) -> RecordID {
        let first = random.next()
        let second = random.next()
        return RecordID(
            high: milliseconds << 16 | 0x7000 | (first & 0x0FFF),
            low: 0x8000_0000_0000_0000 | (second & 0x3FFF_FFFF_FFFF_FFFF))
    }

    /// Makes the version 8 identity of a fact: the same scope, kind and parts always give the same
    /// identity, so two devices that note the same fact note one record.
    ///
    /// - Parameters:
    ///   - scope: the audience that the fact belongs to; facts of two scopes never meet.
    ///   - collection: the collection's name.
    ///   - parts: what makes the fact what it is, for example an event's and a person's identity.
    public static func deterministic(
        scope: String, collection: String, parts: [String]
    ) -> RecordID {
        var bytes: [UInt8] = []
        for part in [scope, collection] + parts {
            let utf8 = Array(part.utf8)
            for shift in stride(from: 24, through: 0, by: -8) {
                bytes.append(UInt8(truncatingIfNeeded: utf8.count >> shift))
            }
            bytes += utf8
        }
        let digest = SHA256.hash(bytes)
        var high: UInt64 = 0
        var low: UInt64 = 0
        for index in 0..<8 {
            high = high << 8 | UInt64(digest[index])
            low = low << 8 | UInt64(digest[index + 8])
        }
        return RecordID(
            high: high & 0xFFFF_FFFF_FFFF_0FFF | 0x8000,
            low: low & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000)
    }

    /// The 16 bytes in network order.
    package var bytes: [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 16) { buffer, count in
            for index in 0..<8 {
                let shift = UInt64(56 - 8 * index)
                buffer[index] = UInt8(truncatingIfNeeded: high >> shift)
                buffer[index + 8] = UInt8(truncatingIfNeeded: low >> shift)
            }
            count = 16
        }
    }

    /// The text form, for example `0192f0c1-2b3c-7def-8123-456789abcdef`.
    public var description: String {
        String(unsafeUninitializedCapacity: 36) { buffer in
            var position = 0
            for digit in 0..<32 {
                if digit == 8 || digit == 12 || digit == 16 || digit == 20 {
                    buffer[position] = UInt8(ascii: "-")
                    position += 1
                }
                let word = digit < 16 ? high : low
                let value = UInt8(truncatingIfNeeded: word >> UInt64(60 - 4 * (digit % 16))) & 0xF
                buffer[position] =
                    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
                position += 1
            }
            return position
        }
    }

    /// Order of the bytes; for version 7 that is the order of creation, to the millisecond.
    public static func < (left: RecordID, right: RecordID) -> Bool {
        left.high != right.high ? left.high < right.high : left.low < right.low
    }

    private static func nibble(_ byte: UInt8) -> UInt64? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(byte - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt64(byte - UInt8(ascii: "A") + 10)
        default: nil
        }
    }
}
