// SHA-256 (FIPS 180-4) in Swift alone, because the client core must run where no cryptographic
// library exists. Names of variables are those of the standard, sections 4.1.2 and 6.2.2.

/// A hash in the making, by this file alone.
package struct PortableSHA256: Sendable {
    private var state = initialState
    /// The bytes after the last whole block: the first `pendingCount` of these.
    private var pending = InlineArray<64, UInt8>(repeating: 0)
    private var pendingCount = 0
    private var byteCount: UInt64 = 0

    private static let blockSize = 64

    /// The hash of nothing yet.
    package init() {}

    /// Appends bytes to what is hashed.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        absorb(bytes)
    }

    /// The 32 bytes of the hash of everything so far; more can be appended afterwards.
    package func finalize() -> [UInt8] {
        let words = words
        return [UInt8](unsafeUninitializedCapacity: 32) { digest, count in
            for index in words.indices {
                for byte in 0..<4 {
                    digest[4 * index + byte] = UInt8(
                        truncatingIfNeeded: words[index] &>> UInt32(24 - 8 * byte))
                }
            }
            count = 32
        }
    }

    /// The hash of everything so far as the eight words that its bytes are made of.
    private var words: State {
        var state = state
        var last = InlineArray<128, UInt8>(repeating: 0)
        for index in 0..<pendingCount { last[index] = pending[index] }
        last[pendingCount] = 0x80
        // The length in bits ends the last block, so there may be one block more.
        let count = pendingCount + 9 > Self.blockSize ? 2 : 1
        let bitCount = byteCount &<< 3
        for byte in 0..<8 {
            last[count * Self.blockSize - 1 - byte] = UInt8(
                truncatingIfNeeded: bitCount &>> UInt64(8 * byte))
        }
        withUnsafeBytes(of: last) { last in
            if let start = last.baseAddress { Self.compress(&state, start, count: count) }
        }
        return state
    }

    private mutating func absorb(_ bytes: UnsafeRawBufferPointer) {
        guard var start = bytes.baseAddress else { return }
        var left = bytes.count
        byteCount += UInt64(left)
        if pendingCount > 0 {
            let taken = min(Self.blockSize - pendingCount, left)
            keep(UnsafeRawBufferPointer(start: start, count: taken))
            start += taken
            left -= taken
            guard pendingCount == Self.blockSize else { return }
            // A copy, because the closure keeps all of `self` borrowed.
            var next = state
            withUnsafeBytes(of: pending) { pending in
                if let block = pending.baseAddress { Self.compress(&next, block, count: 1) }
            }
            state = next
            pendingCount = 0
        }
        let blocks = left / Self.blockSize
        Self.compress(&state, start, count: blocks)
        keep(
            UnsafeRawBufferPointer(
                start: start + blocks * Self.blockSize, count: left - blocks * Self.blockSize))
    }

    /// Adds to what waits for its block to be whole: no more than is missing of it.
    private mutating func keep(_ bytes: UnsafeRawBufferPointer) {
        let count = pendingCount
        withUnsafeMutableBytes(of: &pending) { pending in
            UnsafeMutableRawBufferPointer(rebasing: pending[count...]).copyMemory(from: bytes)
        }
        pendingCount = count + bytes.count
    }
}
