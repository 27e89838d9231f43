// Whole records as rows, in the binary form: the canonical bytes of their states, which the server
// stores and a device keeps. Nobody has to read or write a state to pass it on.
//
// Rows come in runs of one scope. A run touches no table and refers to nothing before it, so it is
// the same bytes whoever is told it: it may be packed once, and put behind others.

/// Writes a run of rows.
package struct RowWriter {
    private var out: ByteWriter
    private let splitter = ShapeSplitter()
    /// The shapes of the run, with the collections that they are for, by the hash of their bytes.
    private var shapes: [UInt64: Int] = [:]
    /// How each stands in the run.
    private var written: [[UInt8]] = []
    private let empty: Int

    /// - Parameters:
    ///   - scope: that the records are told of.
    ///   - capacity: how many bytes are likely to come.
    package init(scope: String, capacity: Int = 0) {
        out = ByteWriter(capacity: capacity)
        out.text(scope)
        empty = out.bytes.count
    }

    /// How long the run is so far, its end aside.
    package var count: Int { out.bytes.count }

    /// Adds a record; `false` when its bytes are not those of a state, and it was left out.
    ///
    /// - Parameters:
    ///   - sequence: of its last change.
    ///   - state: the canonical bytes of its state.
    ///   - author: called with the replica of each write.
    package mutating func add(
        _ key: RecordKey, sequence: UInt64, state: UnsafeRawBufferPointer,
        author: (Replica) -> Void = { _ in }
    ) -> Bool {
        guard splitter.split(state, sequence: sequence, author: author) else { return false }
        reference(key.collection)
        out.id(key.id)
        out.unsigned(sequence)
        out.raw(splitter.content.bytes)
        return true
    }

    /// The run, or nothing when no record is in it.
    package consuming func finish() -> [UInt8] {
        guard out.bytes.count > empty else { return [] }
        out.byte(0)
        return out.bytes
    }

    /// Tells the shape of the record that was taken apart last.
    private mutating func reference(_ collection: String) {
        let shape = splitter.shape.bytes
        let hash = RowWriter.hash(of: shape) &+ UInt64(collection.utf8.count)
        if let index = shapes[hash], RowWriter.isSame(written[index], collection, shape) {
            return out.count(index + 1)
        }
        var whole = ByteWriter(capacity: shape.count + 16)
        whole.text(collection)
        whole.raw(shape)
        shapes[hash] = written.count
        written.append(whole.bytes)
        out.count(written.count)
        out.raw(whole.bytes)
    }

    /// That two are the same is seen by their bytes: what hashes alike by chance is told again.
    private static func hash(of bytes: UnsafeRawBufferPointer) -> UInt64 {
        var hash = UInt64(bytes.count)
        for start in stride(from: 0, to: bytes.count & ~7, by: 8) {
            let word = bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self)
            hash = (hash ^ word) &* 0x9E37_79B9_7F4A_7C15
            hash ^= hash >> 29
        }
        for byte in bytes[(bytes.count & ~7)...] { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return hash
    }

    private static func isSame(
        _ written: [UInt8], _ collection: String, _ shape: UnsafeRawBufferPointer
    ) -> Bool {
        // Names of collections are short: their length takes one byte.
        let name = 1 + collection.utf8.count
        guard written.count == name + shape.count else { return false }
        return written.withUnsafeBytes { written in
            guard written[1..<name].elementsEqual(collection.utf8) else { return false }
            for start in stride(from: 0, to: shape.count & ~7, by: 8) {
                let word = written.loadUnaligned(fromByteOffset: name + start, as: UInt64.self)
                guard word == shape.loadUnaligned(fromByteOffset: start, as: UInt64.self) else {
                    return false
                }
            }
            return (shape.count & ~7..<shape.count).allSatisfy { written[name + $0] == shape[$0] }
        }
    }
}

extension BinaryCodec {
    /// The bytes of an answer before runs of rows that are put behind them; a zero byte is its end.
    ///
    /// - Parameter length: how long the runs are together; at least one byte.
    package func encode(_ message: SyncResponse, beforeRows length: Int) -> [UInt8] {
        var message = message
        message.records = message.records.map { record in
            var record = record
            record.canonical = nil
            return record
        }
        var head = ByteWriter()
        head.raw(encode(message).dropLast())
        head.byte(BinaryForm.Frame.rows.rawValue)
        head.count(length)
        return head.bytes
    }
}

extension BinaryWriter {
    /// The records of which the canonical bytes are known, which no other frame has: a run for each
    /// scope.
    mutating func rows(_ records: [RecordDelta]) {
        var rest = records[...]
        while let first = rest.first {
            var run = RowWriter(scope: first.scope)
            while let record = rest.first, record.scope == first.scope {
                rest = rest.dropFirst()
                (record.canonical ?? []).withUnsafeBytes { state in
                    _ = run.add(
                        RecordKey(collection: record.collection, id: record.id),
                        sequence: record.sequence, state: state)
                }
            }
            raw(run.finish())
        }
    }
}

/// A shape as it is filled.
private struct RowShape {
    let collection: String
    /// The literal bytes, one behind the other.
    var literals: [UInt8] = []
    /// Where the literal bytes before each hole end, and the hole.
    var parts: [(end: Int, hole: ShapeHole)] = []
}

extension BinaryReader {
    /// Whole records, with the bytes that they came in.
    ///
    /// - Returns: the records, and how many were passed over because theirs are not the bytes of a
    ///   state: a server leaves out what is damaged as well, and the digests tell.
    mutating func rows() throws(ByteError) -> (records: [RecordDelta], passedOver: Int) {
        var records: [RecordDelta] = []
        var passedOver = 0
        guard remaining > 0 else { throw failure(.notCanonical) }
        while remaining > 0 {
            let scope = try plain(limit: WireLimits.nameBytes)
            guard WireReader.isName(scope) else { throw failure(.badText) }
            var shapes: [RowShape] = []
            while case let reference = try unsigned(), reference > 0 {
                if reference == UInt64(shapes.count) + 1 { shapes.append(try shape()) }
                guard reference <= UInt64(shapes.count) else { throw failure(.badTag) }
                if let record = try row(shapes[Int(reference) - 1], scope) {
                    records.append(record)
                } else {
                    passedOver += 1
                }
            }
            guard !shapes.isEmpty else { throw failure(.notCanonical) }
        }
        return (records, passedOver)
    }

    private mutating func shape() throws(ByteError) -> RowShape {
        let collection = try plain(limit: WireLimits.nameBytes)
        guard WireReader.isName(collection) else { throw failure(.badText) }
        var shape = RowShape(collection: collection)
        while true {
            let length = try unsigned()
            guard length <= UInt64(remaining) else { throw failure(.truncated) }
            try copy(Int(length), to: &shape.literals)
            guard let hole = ShapeHole(rawValue: try byte()) else { throw failure(.badTag) }
            shape.parts.append((shape.literals.count, hole))
            // A part takes two bytes at least, and more than that in memory.
            try charge(16)
            if hole == .end { return shape }
        }
    }

    private mutating func row(
        _ shape: RowShape, _ scope: String
    ) throws(ByteError) -> RecordDelta? {
        let id = RecordID(high: try fixed(), low: try fixed())
        let sequence = try unsigned()
        let bytes = try filled(shape, sequence)
        try charge(100 + bytes.count)
        if StateColumns.areCanonical(bytes) {
            return RecordDelta(
                collection: shape.collection, id: id, scope: scope, sequence: sequence,
                canonical: bytes)
        }
        guard let state = try? RecordState(exactly: bytes) else { return nil }
        // In memory a write that is referred to takes more than its reference.
        for field in state.fields {
            try charge(16 + 8 * (field.siblings.count + field.ancestors.count))
        }
        return RecordDelta(
            collection: shape.collection, id: id, scope: scope, sequence: sequence, isWhole: true,
            state: state, canonical: bytes)
    }

    /// The bytes of a state, which are in the shape and behind the reference to it.
    private mutating func filled(
        _ shape: RowShape, _ sequence: UInt64
    ) throws(ByteError) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(shape.literals.count + 8 * shape.parts.count)
        var start = 0
        for (end, hole) in shape.parts {
            bytes.append(contentsOf: shape.literals[start..<end])
            start = end
            switch hole {
            case .end: break
            case .fixed: try copy(8, to: &bytes)
            case .number: try copyUnsigned(to: &bytes)
            case .text, .rest:
                let length = try unsigned()
                guard length <= UInt64(WireLimits.rowBytes) else { throw failure(.tooMany) }
                if hole == .text { BinaryReader.append(length, to: &bytes) }
                try copy(Int(length), to: &bytes)
            case .sequence: BinaryReader.append(sequence, to: &bytes)
            }
            guard bytes.count <= WireLimits.rowBytes else { throw failure(.tooMany) }
        }
        return bytes
    }

    private static func append(_ value: UInt64, to bytes: inout [UInt8]) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }
}
