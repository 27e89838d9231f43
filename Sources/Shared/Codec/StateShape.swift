// The shape of a state's canonical bytes: all of them but what differs from record to record. Most
// records of a collection that were written at once have one shape, which needs to be told once.
//
// A shape is literal bytes with holes between them, and knows nothing of what they mean: putting
// the contents in gives the bytes again, whatever they were.

/// What stands in a hole of a shape.
enum ShapeHole: UInt8 {
    /// No hole: the end of the shape.
    case end = 0
    /// Eight bytes.
    case fixed
    /// An unsigned integer.
    case number
    /// A length and so many bytes.
    case text
    /// The sequence of the record's last change, which stands beside it.
    case sequence
    /// A length, which is not part of the state, and so many bytes.
    case rest
}

/// Takes the canonical bytes of states apart. It is used again and again, and owns its memory.
final class ShapeSplitter {
    /// For each hole the length of the literal bytes before it, those, and its kind.
    private(set) var shape = Scratch()
    /// What is in the holes.
    private(set) var content = Scratch()
    private var scan = ByteScan(UnsafeRawBufferPointer(start: nil, count: 0))
    private var bytes = UnsafeRawBufferPointer(start: nil, count: 0)
    private var literal = 0

    /// Takes a state apart; `false` when its bytes cannot be read that far.
    ///
    /// - Parameters:
    ///   - sequence: of the record's last change.
    ///   - author: called with the replica of each write.
    func split(
        _ state: UnsafeRawBufferPointer, sequence: UInt64, author: (Replica) -> Void
    ) -> Bool {
        bytes = state
        scan = ByteScan(state)
        literal = 0
        // A hole adds a length and its kind; there are no more holes than bytes.
        shape.clear(capacity: 6 * state.count + 16)
        content.clear(capacity: state.count + 16)
        guard let format = scan.byte(),
            format == RecordState.format || format == RecordState.fullFormat,
            let epochs = scan.unsigned(),
            scan.skip(epochs, of: 8), let writes = scan.unsigned()
        else { return false }
        for _ in 0..<writes {
            guard write(sequence, author) else { return false }
        }
        guard let fields = scan.unsigned() else { return false }
        for _ in 0..<fields {
            guard let name = scan.unsigned(), scan.skip(name), position(sequence), siblings(),
                siblings()
            else { return false }
        }
        guard position(sequence) else { return false }
        rest()
        return true
    }

    private func write(_ sequence: UInt64, _ author: (Replica) -> Void) -> Bool {
        var start = scan.offset
        guard scan.skip(8) else { return false }
        hole(.fixed, from: start)
        start = scan.offset
        guard scan.unsigned() != nil else { return false }
        hole(.number, from: start)
        start = scan.offset
        guard let claimed = scan.unsigned() else { return false }
        if claimed != 0 { hole(.number, from: start) }
        start = scan.offset
        guard let replica = scan.unsigned() else { return false }
        hole(.number, from: start)
        author(Replica(truncatingIfNeeded: replica >> 1))
        guard position(sequence), let former = scan.unsigned() else { return false }
        for _ in 0..<former {
            guard position(sequence) else { return false }
        }
        return true
    }

    private func position(_ sequence: UInt64) -> Bool {
        guard let epoch = scan.unsigned() else { return false }
        if epoch == 0 { return true }
        let start = scan.offset
        guard let found = scan.unsigned() else { return false }
        hole(found == sequence ? .sequence : .number, from: start)
        return true
    }

    private func siblings() -> Bool {
        guard let count = scan.unsigned() else { return false }
        for _ in 0..<count {
            guard scan.unsigned() != nil, let tag = scan.byte() else { return false }
            let start = scan.offset
            switch tag {
            case 0, 1, 2: break
            case 3, 7:
                guard scan.unsigned() != nil else { return false }
                hole(.number, from: start)
            case 4:
                guard scan.skip(8) else { return false }
                hole(.fixed, from: start)
            case 5, 6:
                guard let length = scan.unsigned(), scan.skip(length) else { return false }
                hole(.text, from: start)
            default: return false
            }
        }
        return true
    }

    /// What deletions, restores and erasures leave: nothing, as a rule.
    private func rest() {
        let start = scan.offset
        let isUsual = scan.remaining == 4 && bytes[start...].allSatisfy { $0 == 0 }
        scan.skipRest()
        if !isUsual {
            content.unsigned(UInt64(bytes.count - start))
            hole(.rest, from: start)
        }
        hole(.end, from: bytes.count)
    }

    private func hole(_ kind: ShapeHole, from start: Int) {
        shape.unsigned(UInt64(start - literal))
        shape.append(bytes, literal..<start)
        shape.byte(kind.rawValue)
        literal = scan.offset
        if kind != .sequence && kind != .end { content.append(bytes, start..<literal) }
    }
}

/// Bytes that are written again and again in one place.
struct Scratch: ~Copyable {
    private var start: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private(set) var count = 0

    init() {
        capacity = 4096
        start = .allocate(capacity: capacity)
    }

    deinit { start.deallocate() }

    /// What was written.
    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start, count: count) }

    /// Empties it, and makes room for all that will be written.
    mutating func clear(capacity needed: Int) {
        count = 0
        guard needed > capacity else { return }
        start.deallocate()
        capacity = needed
        start = .allocate(capacity: needed)
    }

    mutating func byte(_ value: UInt8) {
        precondition(count < capacity, "no room was made for so much")
        start[count] = value
        count += 1
    }

    mutating func unsigned(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            byte(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        byte(UInt8(truncatingIfNeeded: rest))
    }

    mutating func append(_ other: UnsafeRawBufferPointer, _ range: Range<Int>) {
        precondition(range.count <= capacity - count, "no room was made for so much")
        guard let source = other.baseAddress, !range.isEmpty else { return }
        UnsafeMutableRawPointer(start + count).copyMemory(
            from: source + range.lowerBound, byteCount: range.count)
        count += range.count
    }
}
