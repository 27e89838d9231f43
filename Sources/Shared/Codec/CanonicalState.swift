// The canonical bytes of a state that are kept as they came: what is read must be what would be
// written. And what can be said of them without reading them all.

extension RecordState {
    /// Reads canonical bytes that are to be kept beside the state, or in its place: bytes that
    /// `bytes` would write otherwise are refused.
    package init(exactly bytes: [UInt8]) throws(ByteError) {
        let state = try RecordState(bytes: bytes)
        guard state.isAllOf(bytes) || state.bytes == bytes else {
            throw ByteError(reason: .notCanonical, offset: bytes.count)
        }
        self = state
    }

    /// Whether nothing stands in the tables of the bytes that the state does not refer to: reading
    /// them has left no other choice. `false` when it is not known without writing them.
    private func isAllOf(_ bytes: [UInt8]) -> Bool {
        // The counts of the tables, while each takes one byte: the format, and epochs of 8 bytes.
        guard bytes.count > 2, bytes[1] <= 1 else { return false }
        let hasEpoch = bytes[1] == 1
        guard changed != nil || !hasEpoch, bytes.count > 10 || !hasEpoch else { return false }
        let count = bytes[hasEpoch ? 10 : 2]
        guard count < 0x80 else { return false }
        if hasOneWrite { return count == (isWithoutWrites ? 0 : 1) }
        return Int(count) == writes.count
    }

    private var isWithoutWrites: Bool {
        erasure == nil && deletions.isEmpty
            && fields.allSatisfy { $0.siblings.isEmpty && $0.ancestors.isEmpty }
    }

    /// Calls `body` with the replica of each write in canonical bytes; `false` when their beginning
    /// cannot be read.
    package static func eachReplica(
        in bytes: UnsafeRawBufferPointer, _ body: (Replica) -> Void
    ) -> Bool {
        var scan = ByteScan(bytes)
        guard let format = scan.byte(), format == 2 || format == 3, let epochs = scan.unsigned(),
            scan.skip(epochs, of: 8), let writes = scan.unsigned(),
            writes <= UInt64(bytes.count)
        else { return false }
        for _ in 0..<writes {
            // Its transaction, its two stamps; who wrote it; where, and where it was formerly.
            guard scan.skip(8, of: 1), scan.unsigned() != nil, scan.unsigned() != nil,
                let author = scan.unsigned(), let replica = Replica(exactly: author >> 1),
                scan.skipPosition(), let former = scan.unsigned(), former <= UInt64(bytes.count)
            else { return false }
            for _ in 0..<former {
                guard scan.skipPosition() else { return false }
            }
            body(replica)
        }
        return true
    }
}

/// Looks through bytes that are not copied; every step is checked.
private struct ByteScan {
    private let bytes: UnsafeRawBufferPointer
    private var offset = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    mutating func byte() -> UInt8? {
        guard offset < bytes.count else { return nil }
        offset += 1
        return bytes[offset - 1]
    }

    mutating func unsigned() -> UInt64? {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), through: 63, by: 7) {
            guard let next = byte() else { return nil }
            value |= UInt64(next & 0x7F) << shift
            if next < 0x80 { return value }
        }
        return nil
    }

    mutating func skip(_ count: UInt64, of size: Int) -> Bool {
        guard count <= UInt64((bytes.count - offset) / size) else { return false }
        offset += Int(count) * size
        return true
    }

    /// An epoch's index, and a sequence when there is one.
    mutating func skipPosition() -> Bool {
        guard let epoch = unsigned() else { return false }
        return epoch == 0 || unsigned() != nil
    }
}
