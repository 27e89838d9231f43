// ByteWriter and ByteReader: the primitives of the canonical binary forms.
//
// One value has one form: integers are the shortest LEB128, texts are UTF-8 behind their length.
// The reader takes hostile bytes: every read is checked, and a length is checked before it is used.

/// Appends canonical primitives to bytes.
package struct ByteWriter: Sendable {
    package private(set) var bytes: [UInt8] = []

    package init() {}

    /// - Parameter capacity: how many bytes are likely to come.
    package init(capacity: Int) { bytes.reserveCapacity(capacity) }

    package mutating func byte(_ value: UInt8) { bytes.append(value) }

    /// Bytes as they are, without their length.
    package mutating func raw(_ value: [UInt8]) { bytes.append(contentsOf: value) }

    /// Bytes that are lent, as they are.
    package mutating func raw(_ value: UnsafeRawBufferPointer) { bytes.append(contentsOf: value) }

    /// An unsigned integer, seven bits a byte, least significant first.
    package mutating func unsigned(_ value: UInt64) {
        if value < 0x80 { return bytes.append(UInt8(truncatingIfNeeded: value)) }
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    package mutating func count(_ value: Int) { unsigned(UInt64(value)) }

    /// A signed integer, zig-zag: small magnitudes are short.
    package mutating func signed(_ value: Int64) {
        unsigned(UInt64(bitPattern: value << 1 ^ value >> 63))
    }

    /// Eight bytes, most significant first.
    package mutating func fixed(_ value: UInt64) {
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }

    package mutating func text(_ value: String) {
        var value = value
        value.withUTF8 { utf8 in
            unsigned(UInt64(utf8.count))
            bytes.append(contentsOf: utf8)
        }
    }

    package mutating func id(_ value: RecordID) {
        fixed(value.high)
        fixed(value.low)
    }

    package mutating func value(_ value: FieldValue) {
        switch value {
        case .null: byte(0)
        case .bool(false): byte(1)
        case .bool(true): byte(2)
        case .integer(let number):
            byte(3)
            signed(number)
        case .real(let number):
            byte(4)
            fixed(number.bitPattern)
        case .text(let text):
            byte(5)
            self.text(text)
        }
    }
}

extension Int64 {
    /// The integer that `ByteWriter.signed` writes as this one.
    init(zigZag value: UInt64) {
        self = Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }
}

/// Why bytes are not a canonical form.
package struct ByteError: Error, Hashable, Sendable {
    package enum Reason: Hashable, Sendable {
        case truncated
        case badNumber
        case badText
        case badTag
        case tooMany
        case notCanonical
        case trailingBytes
        case newerFormat
    }

    /// The bytes can be read, and are not those that were written.
    package static let altered = ByteError(reason: .notCanonical, offset: 0)

    package let reason: Reason
    package let offset: Int
}

/// Reads canonical primitives from bytes that may be anything.
package struct ByteReader: Sendable {
    private let bytes: [UInt8]
    private var offset: Int
    /// Where reading ends: that of all the bytes, or of the part that is being read.
    private var end: Int

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
        offset = 0
        end = bytes.count
    }

    package var remaining: Int { end - offset }

    /// Reads a length and keeps to so many bytes, until `leave` is called with what this returns.
    package mutating func enter() throws(ByteError) -> Int {
        let length = try count()
        let outer = end
        end = offset + length
        return outer
    }

    /// Goes on behind the part that `enter` began, whether or not it was read.
    package mutating func leave(to outer: Int) {
        offset = end
        end = outer
    }

    package func failure(_ reason: ByteError.Reason) -> ByteError {
        ByteError(reason: reason, offset: offset)
    }

    package mutating func byte() throws(ByteError) -> UInt8 {
        guard offset < end else { throw failure(.truncated) }
        offset += 1
        return bytes[offset - 1]
    }

    /// The next byte, which stays to be read.
    package func peek() throws(ByteError) -> UInt8 {
        guard offset < end else { throw failure(.truncated) }
        return bytes[offset]
    }

    package mutating func unsigned() throws(ByteError) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let next = try byte()
            if shift == 63 && next > 1 { throw failure(.badNumber) }
            value |= UInt64(next & 0x7F) << shift
            if next < 0x80 {
                if next == 0 && shift > 0 { throw failure(.notCanonical) }
                return value
            }
            shift += 7
            if shift > 63 { throw failure(.badNumber) }
        }
    }

    /// A count of things that take at least `size` bytes each, so that it cannot ask for more
    /// memory than the input is long.
    package mutating func count(of size: Int = 1) throws(ByteError) -> Int {
        let value = try unsigned()
        guard value <= UInt64(remaining / max(size, 1)) else { throw failure(.tooMany) }
        return Int(value)
    }

    package mutating func signed() throws(ByteError) -> Int64 {
        Int64(zigZag: try unsigned())
    }

    package mutating func fixed() throws(ByteError) -> UInt64 {
        guard remaining >= 8 else { throw failure(.truncated) }
        let start = offset
        offset += 8
        return bytes.withUnsafeBytes {
            UInt64(bigEndian: $0.loadUnaligned(fromByteOffset: start, as: UInt64.self))
        }
    }

    package mutating func text() throws(ByteError) -> String {
        try text(length: try count())
    }

    /// A text whose length was read before.
    package mutating func text(length: Int) throws(ByteError) -> String {
        guard length >= 0, length <= remaining else { throw failure(.truncated) }
        let range = offset..<offset + length
        let valid = bytes.withUnsafeBufferPointer {
            String(validUTF8: UnsafeBufferPointer(rebasing: $0[range]))
        }
        guard let text = valid else { throw failure(.badText) }
        offset += length
        return text
    }

    /// So many bytes as they are.
    package mutating func raw(_ length: Int) throws(ByteError) -> [UInt8] {
        guard length >= 0, length <= remaining else { throw failure(.truncated) }
        offset += length
        return Array(bytes[offset - length..<offset])
    }

    /// Puts so many bytes, as they are, behind others.
    package mutating func copy(_ length: Int, to other: inout [UInt8]) throws(ByteError) {
        guard length >= 0, length <= remaining else { throw failure(.truncated) }
        other.append(contentsOf: bytes[offset..<offset + length])
        offset += length
    }

    /// Puts an unsigned integer behind others, in whatever form it is written.
    package mutating func copyUnsigned(to other: inout [UInt8]) throws(ByteError) {
        while true {
            let next = try byte()
            other.append(next)
            if next < 0x80 { return }
        }
    }

    package mutating func id() throws(ByteError) -> RecordID {
        RecordID(high: try fixed(), low: try fixed())
    }

    package mutating func value() throws(ByteError) -> FieldValue {
        switch try byte() {
        case 0: return .null
        case 1: return .bool(false)
        case 2: return .bool(true)
        case 3: return .integer(try signed())
        case 4:
            let number = Double(bitPattern: try fixed())
            guard number.isFinite else { throw failure(.badNumber) }
            return .real(number)
        case 5: return .text(try text())
        default: throw failure(.badTag)
        }
    }

    package func finish() throws(ByteError) {
        if remaining > 0 { throw failure(.trailingBytes) }
    }
}
