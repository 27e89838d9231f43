// Questions to bytes that are lent: eight at a time where that is possible.

extension UnsafeBufferPointer<UInt8> {
    /// Whether all bytes are below 128: every such text is UTF-8.
    var isASCII: Bool {
        let raw = UnsafeRawBufferPointer(self)
        var all: UInt64 = 0
        var offset = 0
        while offset + 8 <= count {
            all |= raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            offset += 8
        }
        while offset < count {
            all |= UInt64(self[offset])
            offset += 1
        }
        return all & 0x8080_8080_8080_8080 == 0
    }

    /// Whether the bytes are UTF-8 (RFC 3629, section 4).
    var isUTF8: Bool {
        if isASCII { return true }
        var index = 0
        while index < count {
            let first = self[index]
            index += 1
            if first < 0x80 { continue }
            // How many bytes follow, and what the first of them may be.
            let more: Int
            var allowed: ClosedRange<UInt8> = 0x80...0xBF
            switch first {
            case 0xC2...0xDF: more = 1
            case 0xE0...0xEF:
                more = 2
                if first == 0xE0 { allowed = 0xA0...0xBF }
                if first == 0xED { allowed = 0x80...0x9F }
            case 0xF0...0xF4:
                more = 3
                if first == 0xF0 { allowed = 0x90...0xBF }
                if first == 0xF4 { allowed = 0x80...0x8F }
            default: return false
            }
            guard count - index >= more else { return false }
            for _ in 0..<more {
                guard allowed.contains(self[index]) else { return false }
                allowed = 0x80...0xBF
                index += 1
            }
        }
        return true
    }

    /// Whether the bytes are these.
    func isSame(as other: UnsafeBufferPointer<UInt8>) -> Bool {
        guard count == other.count else { return false }
        let (left, right) = (UnsafeRawBufferPointer(self), UnsafeRawBufferPointer(other))
        var different: UInt64 = 0
        var offset = 0
        while offset + 8 <= count {
            different |=
                left.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                ^ right.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            offset += 8
        }
        while offset < count {
            different |= UInt64(self[offset] ^ other[offset])
            offset += 1
        }
        return different == 0
    }

    /// Whether the bytes stand before others.
    func precedes(_ other: UnsafeBufferPointer<UInt8>) -> Bool {
        let common = Swift.min(count, other.count)
        for index in 0..<common where self[index] != other[index] {
            return self[index] < other[index]
        }
        return count < other.count
    }
}
