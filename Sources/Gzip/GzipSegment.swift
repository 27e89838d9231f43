// A part of a gzip member that was packed by itself: it refers to nothing before it and ends at a
// byte, so parts that were packed at different times can be put behind each other in one member.

import CZlib

/// Some bytes as they stand in the middle of a gzip member.
package struct GzipSegment: Sendable {
    /// Blocks of DEFLATE (RFC 1951) of which none is the last.
    fileprivate let blocks: [UInt8]
    /// CRC-32 of the content.
    fileprivate let checksum: UInt
    /// How long the content is, in bytes.
    package let count: Int

    /// How much memory it takes.
    package var packedCount: Int { blocks.count }

    /// Packs `content`. The level goes from 0, stored, to 9, smallest.
    package init(packing content: [UInt8], level: Int32 = 6) {
        count = content.count
        checksum = GzipSegment.checksum(content)
        blocks = GzipSegment.deflated(content, level)
    }

    /// Takes `content` over as it is: what is short would hardly shrink.
    package init(storing content: [UInt8]) {
        count = content.count
        checksum = GzipSegment.checksum(content)
        var blocks: [UInt8] = []
        blocks.reserveCapacity(content.count + 5)
        // RFC 1951, section 3.2.4: a byte, the length and its complement.
        for start in stride(from: 0, to: content.count, by: 0xFFFF) {
            let part = content[start..<min(start + 0xFFFF, content.count)]
            let length = UInt16(part.count)
            blocks += [
                0, UInt8(truncatingIfNeeded: length), UInt8(length >> 8),
                UInt8(truncatingIfNeeded: ~length), UInt8(~length >> 8),
            ]
            blocks += part
        }
        self.blocks = blocks
    }

    /// What was packed.
    package var content: [UInt8] {
        do throws(GzipError) {
            return try Gzip.decompress(Gzip.join([self]), limit: count)
        } catch {
            preconditionFailure("a segment that was packed here is not read back")
        }
    }

    private static func checksum(_ content: [UInt8]) -> UInt {
        content.withUnsafeBufferPointer { crc32_z(0, $0.baseAddress, $0.count) }
    }

    private static func deflated(_ content: [UInt8], _ level: Int32) -> [UInt8] {
        precondition((0...9).contains(level), "the level goes from 0 to 9")
        return withStream { stream in
            // A negative window: DEFLATE without a head and an end.
            let code = deflateInit2_(
                stream, level, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, streamSize)
            precondition(code == Z_OK, "zlib has no memory")
            defer { deflateEnd(stream) }
            // The bound is that of a whole stream; the flush takes five bytes, and a bit more.
            let bound = Int(deflateBound(stream, UInt(content.count))) + 16
            return [UInt8](unsafeUninitializedCapacity: bound) { output, count in
                content.withUnsafeBufferPointer { input in
                    var feed = Feed(input)
                    repeat {
                        feed.refill(stream)
                        let written = Int(stream.pointee.total_out)
                        stream.pointee.next_out = output.baseAddress.map { $0 + written }
                        stream.pointee.avail_out = UInt32(clamping: output.count - written)
                        let code = deflate(
                            stream, feed.isExhausted ? Z_FULL_FLUSH : Z_NO_FLUSH)
                        precondition(code == Z_OK, "deflate's bound was too small")
                    } while !feed.isExhausted || stream.pointee.avail_in > 0
                    precondition(stream.pointee.avail_out > 0, "deflate's bound was too small")
                }
                count = Int(stream.pointee.total_out)
            }
        }
    }
}

extension Gzip {
    /// One gzip member of which the content is that of the segments, one behind the other.
    package static func join(_ segments: [GzipSegment]) -> [UInt8] {
        // RFC 1952, section 2.3: DEFLATE, no flags, no time, an unknown system.
        var member: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF]
        member.reserveCapacity(segments.reduce(20) { $0 + $1.blocks.count })
        var checksum: UInt = 0
        var count = 0
        for segment in segments {
            member += segment.blocks
            checksum = crc32_combine(checksum, segment.checksum, segment.count)
            count += segment.count
        }
        // The last block, with nothing in it.
        member += [3, 0]
        for value in [UInt32(truncatingIfNeeded: checksum), UInt32(truncatingIfNeeded: count)] {
            for shift in stride(from: UInt32(0), to: 32, by: 8) {
                member.append(UInt8(truncatingIfNeeded: value >> shift))
            }
        }
        return member
    }
}
