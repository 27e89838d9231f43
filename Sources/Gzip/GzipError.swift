// Why some bytes are not a gzip member that may be unpacked.

/// A refusal to unpack.
package enum GzipError: Error, Equatable, Sendable {
    /// The content is longer than the limit, in bytes, that was set for it.
    case tooLarge(limit: Int)
    /// The bytes are not one gzip member, or its checksum or length is wrong, or more follows.
    case corrupt
    /// The bytes end before the member does.
    case truncated
}
