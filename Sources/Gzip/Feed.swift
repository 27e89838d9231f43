// Bytes in memory handed to zlib, whose counters have 32 bits, piece by piece.

import CZlib

/// What zlib has not been given yet.
struct Feed {
    private var rest: UnsafeBufferPointer<UInt8>.SubSequence

    init(_ bytes: UnsafeBufferPointer<UInt8>) { rest = bytes[...] }

    /// Whether the stream holds the last piece, or nothing is left of it.
    var isExhausted: Bool { rest.isEmpty }

    /// Gives the next piece to a stream that has used its last one up.
    mutating func refill(_ stream: UnsafeMutablePointer<z_stream>) {
        guard stream.pointee.avail_in == 0, !rest.isEmpty else { return }
        let piece = UnsafeBufferPointer(rebasing: rest.prefix(Int(UInt32.max)))
        // zlib's header predates const; it does not write to its input.
        stream.pointee.next_in = UnsafeMutablePointer(mutating: piece.baseAddress)
        stream.pointee.avail_in = UInt32(piece.count)
        rest = rest.dropFirst(piece.count)
    }
}

/// Runs `body` with a stream of zlib. It has an address of its own, because zlib remembers where a
/// stream is and refuses one that has moved.
func withStream<Result>(_ body: (UnsafeMutablePointer<z_stream>) -> Result) -> Result {
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    stream.initialize(to: z_stream())
    defer { stream.deallocate() }
    return body(stream)
}

/// The greatest window (15 bits), and 16 for the gzip format and no other.
let gzipWindow: Int32 = 15 + 16

/// What the `_Init2_` functions compare with their own idea of a stream.
let streamSize = Int32(MemoryLayout<z_stream>.size)
