// StateCursor: goes through the canonical bytes of a state where they lie. It checks what
// `RecordState.init(bytes:)` checks, and makes nothing of what it passes.

/// Reads canonical primitives from bytes that are lent.
struct StateCursor {
    private let bytes: UnsafeBufferPointer<UInt8>
    private(set) var offset = 0
    /// Which of the first 64 epochs and writes of the tables were referred to.
    private(set) var usedEpochs: UInt64 = 0
    private(set) var usedWrites: UInt64 = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    private var remaining: Int { bytes.count - offset }

    func failure(_ reason: ByteError.Reason) -> ByteError {
        ByteError(reason: reason, offset: offset)
    }

    func finish() throws(ByteError) {
        if remaining > 0 { throw failure(.trailingBytes) }
    }

    @inline(__always)
    mutating func byte() throws(ByteError) -> UInt8 {
        guard offset < bytes.count else { throw failure(.truncated) }
        offset += 1
        return bytes[offset - 1]
    }

    @inline(__always)
    mutating func unsigned() throws(ByteError) -> UInt64 {
        let first = try byte()
        return first < 0x80 ? UInt64(first) : try longUnsigned(UInt64(first & 0x7F))
    }

    private mutating func longUnsigned(_ first: UInt64) throws(ByteError) -> UInt64 {
        var value = first
        var shift: UInt64 = 7
        while true {
            let next = try byte()
            if shift == 63 && next > 1 { throw failure(.badNumber) }
            value |= UInt64(next & 0x7F) << shift
            if next < 0x80 {
                if next == 0 { throw failure(.notCanonical) }
                return value
            }
            shift += 7
            if shift > 63 { throw failure(.badNumber) }
        }
    }

    mutating func signed() throws(ByteError) -> Int64 {
        Int64(zigZag: try unsigned())
    }

    mutating func fixed() throws(ByteError) -> UInt64 {
        guard remaining >= 8 else { throw failure(.truncated) }
        offset += 8
        return UInt64(
            bigEndian: UnsafeRawBufferPointer(bytes).loadUnaligned(
                fromByteOffset: offset - 8, as: UInt64.self))
    }

    /// A count of things that take at least `size` bytes each.
    mutating func count(of size: Int) throws(ByteError) -> Int {
        let value = try unsigned()
        guard value <= UInt64(remaining / size) else { throw failure(.tooMany) }
        return Int(value)
    }

    /// A reference to one of so many writes.
    mutating func write(below count: Int) throws(ByteError) -> Int {
        let value = try unsigned()
        guard value < UInt64(count) else { throw failure(.badTag) }
        usedWrites |= 1 &<< value
        return Int(value)
    }

    /// The bytes of a text, which are not looked at.
    mutating func slice() throws(ByteError) -> UnsafeBufferPointer<UInt8> {
        let length = try count(of: 1)
        offset += length
        return UnsafeBufferPointer(rebasing: bytes[offset - length..<offset])
    }

    func requireText(_ slice: UnsafeBufferPointer<UInt8>) throws(ByteError) {
        guard slice.isUTF8 else { throw failure(.badText) }
    }

    /// Passes a position.
    ///
    /// - Parameter epochs: how many the table of epochs has.
    /// - Returns: whether there is one.
    @discardableResult
    mutating func position(_ epochs: Int) throws(ByteError) -> Bool {
        let index = try unsigned()
        if index == 0 { return false }
        guard index <= UInt64(epochs) else { throw failure(.badTag) }
        usedEpochs |= 1 &<< (index - 1)
        _ = try unsigned()
        return true
    }

    /// A position.
    mutating func place(_ epochs: [Epoch]) throws(ByteError) -> Position? {
        let index = try unsigned()
        if index == 0 { return nil }
        guard index <= UInt64(epochs.count) else { throw failure(.badTag) }
        return Position(epoch: epochs[Int(index) - 1], sequence: try unsigned())
    }

    /// Passes the table of epochs, and says how many it has.
    mutating func epochs() throws(ByteError) -> Int {
        let count = try count(of: 8)
        var last: UInt64 = 0
        for index in 0..<count {
            let epoch = try fixed()
            if index > 0 && epoch <= last { throw failure(.notCanonical) }
            last = epoch
        }
        return count
    }

    /// Passes what a write contributes, which is not looked at.
    mutating func passContent() throws(ByteError) {
        switch try byte() {
        case 0, 1, 2: break
        case 3, 7: _ = try unsigned()
        case 4: _ = try fixed()
        case 5, 6: _ = try slice()
        default: throw failure(.badTag)
        }
    }

    /// A value, as it lies here.
    mutating func slice(ofValue tag: UInt8) throws(ByteError) -> ShownSlices.Slice {
        switch tag {
        case 0: return .null
        case 1: return .bool(false)
        case 2: return .bool(true)
        case 3: return .integer(try signed())
        case 4:
            let number = Double(bitPattern: try fixed())
            guard number.isFinite else { throw failure(.badNumber) }
            return .real(number)
        case 5:
            let text = try slice()
            try requireText(text)
            return .text(text)
        default: throw failure(.badTag)
        }
    }
}
