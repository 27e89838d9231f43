// Segments that were packed apart are one member when they are joined.

import Gzip
import Testing

@Suite struct GzipSegmentTests {
    private func segments(_ chance: inout SplitMix) -> (content: [UInt8], [GzipSegment]) {
        var content: [UInt8] = []
        var segments: [GzipSegment] = []
        for _ in 0..<chance.next() % 6 {
            let size = [0, 1, 900, 70_000, 140_000][Int(chance.next() % 5)]
            let part = chance.bytes(size, symbols: [1, 3, 60, 256][Int(chance.next() % 4)])
            let level = Int32(chance.next() % 10)
            segments.append(
                chance.next() % 3 == 0
                    ? GzipSegment(storing: part) : GzipSegment(packing: part, level: level))
            content += part
        }
        return (content, segments)
    }

    @Test(arguments: 1...40)
    func joinedTheySayTheirContentsInTurn(_ seed: UInt64) throws {
        var chance = SplitMix(state: seed)
        let (content, segments) = segments(&chance)
        let member = Gzip.join(segments)
        #expect(try Gzip.decompress(member, limit: content.count) == content)
        #expect(segments.reduce(0) { $0 + $1.count } == content.count)
        #expect(segments.flatMap(\.content) == content)
        // Again, and in another order: a segment refers to nothing around it.
        let turned = Gzip.join(segments.reversed() + segments)
        let expected = segments.reversed().flatMap(\.content) + content
        #expect(try Gzip.decompress(turned, limit: expected.count) == expected)
    }

    @Test func whatIsDamagedIsNoticed() throws {
        var chance = SplitMix(state: 7)
        let part = chance.bytes(3_000, symbols: 40)
        let member = Gzip.join([GzipSegment(storing: part), GzipSegment(packing: part)])
        for index in stride(from: 0, to: member.count, by: 97) where !(4...9).contains(index) {
            var damaged = member
            damaged[index] ^= 0x10
            #expect(throws: GzipError.self) { try Gzip.decompress(damaged, limit: 6_000) }
        }
    }
}
