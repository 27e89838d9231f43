// One unpacking under a limit: first into the memory that the content claims, then, when it claims
// too little, into a chunk that is thrown away, only to find out what is wrong.

import CZlib

/// The unpacking of one gzip member.
struct Inflation {
    private static let chunk = 16_384
    private let stream: UnsafeMutablePointer<z_stream>
    private let limit: Int

    init(_ stream: UnsafeMutablePointer<z_stream>, limit: Int) {
        self.stream = stream
        self.limit = limit
    }

    /// Unpacks `input` into `output`; why it may not be used, or nil. What was written to `output`
    /// is counted by the stream.
    func run(
        _ input: UnsafeBufferPointer<UInt8>, into output: UnsafeMutableBufferPointer<UInt8>
    ) -> GzipError? {
        let code = inflateInit2_(stream, gzipWindow, ZLIB_VERSION, streamSize)
        precondition(code == Z_OK, "zlib has no memory")
        defer { inflateEnd(stream) }
        var feed = Feed(input)
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Self.chunk) { scrap in
            var code = Z_OK
            while code == Z_OK {
                feed.refill(stream)
                let written = Int(stream.pointee.total_out)
                if written > limit { return .tooLarge(limit: limit) }
                let target = written < output.count ? output[written...] : scrap[...]
                stream.pointee.next_out = UnsafeMutableBufferPointer(rebasing: target).baseAddress
                stream.pointee.avail_out = UInt32(clamping: target.count)
                code = inflate(stream, Z_NO_FLUSH)
            }
            return verdict(code, feed, capacity: output.count)
        }
    }

    private func verdict(_ code: Int32, _ feed: Feed, capacity: Int) -> GzipError? {
        let isUsedUp = stream.pointee.avail_in == 0 && feed.isExhausted
        if Int(stream.pointee.total_out) > limit { return .tooLarge(limit: limit) }
        switch code {
        case Z_BUF_ERROR where isUsedUp: return .truncated
        case Z_STREAM_END where isUsedUp && stream.pointee.total_out <= capacity: return nil
        default: return .corrupt
        }
    }
}
