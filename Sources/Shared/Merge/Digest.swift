// Digest: proof that two parties hold the same records, as a sum that does not depend on order.

/// The digest of a record, or the sum of the digests of many.
package struct Digest: Hashable, Sendable {
    package private(set) var high: UInt64
    package private(set) var low: UInt64

    /// The digest of no record.
    package static let zero = Digest(high: 0, low: 0)

    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// The digest of one record's confirmed state.
    ///
    /// - Parameter state: the canonical bytes of its state.
    package init(_ key: RecordKey, state: [UInt8]) {
        self = state.withUnsafeBytes { Digest(key, state: $0) }
    }

    /// The digest of one record's confirmed state.
    package init(_ key: RecordKey, state: UnsafeRawBufferPointer) {
        var writer = ByteWriter(capacity: 48)
        writer.text(key.collection)
        writer.id(key.id)
        var hash = SHA256()
        hash.update(writer.bytes)
        hash.update(state)
        let bytes = hash.finalize()
        (high, low) = bytes.withUnsafeBytes {
            (
                UInt64(bigEndian: $0.loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
                UInt64(bigEndian: $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            )
        }
    }

    /// Adds a record, or a set of records; the order does not matter.
    package mutating func add(_ other: Digest) {
        let (sum, overflow) = low.addingReportingOverflow(other.low)
        low = sum
        high = high &+ other.high &+ (overflow ? 1 : 0)
    }

    /// Takes a record, or a set of records, away again.
    package mutating func subtract(_ other: Digest) {
        let (difference, underflow) = low.subtractingReportingOverflow(other.low)
        low = difference
        high = high &- other.high &- (underflow ? 1 : 0)
    }

    /// The 16 bytes, most significant first.
    package var bytes: [UInt8] {
        var writer = ByteWriter()
        writer.fixed(high)
        writer.fixed(low)
        return writer.bytes
    }

    /// Reads `bytes`; `nil` unless there are 16.
    package init?(bytes: [UInt8]) {
        guard let digest = bytes.withUnsafeBytes({ Digest(bytes: $0) }) else { return nil }
        self = digest
    }

    /// Reads `bytes`; `nil` unless there are 16.
    package init?(bytes: UnsafeRawBufferPointer) {
        guard let id = RecordID(bytes: bytes) else { return nil }
        self.init(high: id.high, low: id.low)
    }

    /// The bucket of a record: the last byte of its identity, which is random.
    package static func bucket(of id: RecordID) -> Int { Int(id.low & 0xFF) }

    package static let bucketCount = 256
}
