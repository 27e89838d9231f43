// The canonical bytes of a state that are kept as they came: what is read must be what would be
// written.

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
}
