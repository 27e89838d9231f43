// SHA-256 (FIPS 180-4) in Swift alone, because the client core must run where no cryptographic
// library exists. Names of variables are those of the standard, sections 4.1.2 and 6.2.2.

/// A hash in the making, by this file alone.
package struct PortableSHA256: Sendable {
    private var state = initialState
    /// The bytes after the last whole block: fewer than 64.
    private var pending: [UInt8] = []
    private var byteCount: UInt64 = 0

    private static let blockSize = 64

    /// The hash of nothing yet.
    package init() {}

    /// Appends bytes to what is hashed.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        absorb(bytes.bytes)
    }

    /// The 32 bytes of the hash of everything so far; more can be appended afterwards.
    package func finalize() -> [UInt8] {
        var last = pending
        last.append(0x80)
        // The length in bits ends the last block, so there may be one block more.
        let used = last.count + 8
        let padding = (Self.blockSize - used % Self.blockSize) % Self.blockSize
        last.append(contentsOf: repeatElement(0, count: padding))
        let bitCount = byteCount &<< 3
        for shift in stride(from: UInt64(56), through: 0, by: -8) {
            last.append(UInt8(truncatingIfNeeded: bitCount &>> shift))
        }
        var state = state
        let bytes = last.span.bytes
        for offset in stride(from: 0, to: bytes.byteCount, by: Self.blockSize) {
            Self.compress(&state, bytes, at: offset)
        }
        var digest: [UInt8] = []
        digest.reserveCapacity(32)
        for index in state.indices {
            for shift in stride(from: UInt32(24), through: 0, by: -8) {
                digest.append(UInt8(truncatingIfNeeded: state[index] &>> shift))
            }
        }
        return digest
    }

    private mutating func absorb(_ bytes: borrowing RawSpan) {
        byteCount += UInt64(bytes.byteCount)
        var offset = 0
        if !pending.isEmpty {
            offset = min(Self.blockSize - pending.count, bytes.byteCount)
            keep(bytes, 0..<offset)
            guard pending.count == Self.blockSize else { return }
            // A copy, because the span keeps all of `self` borrowed.
            var next = state
            Self.compress(&next, pending.span.bytes, at: 0)
            state = next
            pending.removeAll(keepingCapacity: true)
        }
        while bytes.byteCount - offset >= Self.blockSize {
            Self.compress(&state, bytes, at: offset)
            offset += Self.blockSize
        }
        keep(bytes, offset..<bytes.byteCount)
    }

    private mutating func keep(_ bytes: borrowing RawSpan, _ range: Range<Int>) {
        bytes.withUnsafeBytes {
            pending.append(contentsOf: UnsafeRawBufferPointer(rebasing: $0[range]))
        }
    }
}
