// The gzip format (RFC 1952) in memory, over zlib: packing what is ours, and unpacking what a
// stranger sent without spending more memory than was decided beforehand.

import CZlib

/// Packs and unpacks one gzip member.
package enum Gzip {
    /// Packs `bytes`. The level goes from 0, stored, to 9, smallest; equal bytes and level give
    /// equal output, because no time is noted in it.
    package static func compress(_ bytes: [UInt8], level: Int32 = 6) -> [UInt8] {
        precondition((0...9).contains(level), "the level goes from 0 to 9")
        return withStream { stream in
            let code = deflateInit2_(
                stream, level, Z_DEFLATED, gzipWindow, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
                streamSize)
            precondition(code == Z_OK, "zlib has no memory")
            defer { deflateEnd(stream) }
            // Enough for any content of this length, so that one buffer does.
            let bound = Int(deflateBound(stream, UInt(bytes.count)))
            return [UInt8](unsafeUninitializedCapacity: bound) { output, count in
                bytes.withUnsafeBufferPointer { input in
                    count = deflateAll(stream, input, into: output)
                }
            }
        }
    }

    /// Unpacks one gzip member that is all of `bytes`, to at most `limit` bytes and never more than
    /// 4 GiB - 1. The memory it takes is that of the content, the window of zlib and one chunk.
    ///
    /// Throws `tooLarge` as soon as the content passes the limit, `truncated` when the bytes end
    /// too early, and `corrupt` for anything else that is not one sound member, such as bytes
    /// after it.
    package static func decompress(
        _ bytes: [UInt8], limit: Int
    ) throws(GzipError) -> [UInt8] {
        precondition(limit >= 0, "the limit is a number of bytes")
        let limit = min(limit, Int(UInt32.max))
        var failure: GzipError?
        let capacity = min(limit, claimedSize(bytes))
        let content = [UInt8](unsafeUninitializedCapacity: capacity) { output, count in
            bytes.withUnsafeBufferPointer { input in
                withStream { stream in
                    failure = Inflation(stream, limit: limit).run(input, into: output)
                    count = min(Int(stream.pointee.total_out), capacity)
                }
            }
        }
        if let failure { throw failure }
        return content
    }

    /// How long the content claims to be in its last four bytes, so that one allocation does; but
    /// never more than DEFLATE can make of so few bytes, 1032 for each (RFC 1951: 258 bytes for two
    /// bits), because a stranger may claim anything.
    private static func claimedSize(_ bytes: [UInt8]) -> Int {
        guard bytes.count >= 18 else { return 0 }
        let claim = bytes.suffix(4).reversed().reduce(0) { size, byte in size << 8 | Int(byte) }
        let (greatest, isBeyond) = bytes.count.multipliedReportingOverflow(by: 1032)
        return isBeyond ? claim : min(claim, greatest)
    }

    /// Packs all of `input`; the number of bytes written.
    private static func deflateAll(
        _ stream: UnsafeMutablePointer<z_stream>, _ input: UnsafeBufferPointer<UInt8>,
        into output: UnsafeMutableBufferPointer<UInt8>
    ) -> Int {
        var feed = Feed(input)
        var code = Z_OK
        while code != Z_STREAM_END {
            feed.refill(stream)
            let written = Int(stream.pointee.total_out)
            stream.pointee.next_out = output.baseAddress.map { $0 + written }
            stream.pointee.avail_out = UInt32(clamping: output.count - written)
            code = deflate(stream, feed.isExhausted ? Z_FINISH : Z_NO_FLUSH)
            precondition(code == Z_OK || code == Z_STREAM_END, "deflate's bound was too small")
        }
        return Int(stream.pointee.total_out)
    }
}
