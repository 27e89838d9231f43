// Packing and unpacking: what goes in comes out, and nothing that a stranger sends does harm.

import FoundationEssentials
import Glibc
import Gzip
import Testing

/// SplitMix64: the same seed gives the same numbers on every machine.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// Bytes that compress well (few symbols) or not at all (256 of them).
    mutating func bytes(_ count: Int, symbols: UInt64) -> [UInt8] {
        (0..<count).map { _ in UInt8(next() % symbols) }
    }
}

@Suite struct GzipTests {
    private func refusal(_ bytes: [UInt8], limit: Int = 1 << 20) -> GzipError? {
        do throws(GzipError) {
            _ = try Gzip.decompress(bytes, limit: limit)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: 1...40)
    func whatGoesInComesOut(_ seed: UInt64) throws {
        var chance = SplitMix(state: seed)
        let size = seed < 20 ? Int(seed) - 1 : Int(chance.next() % 200_000)
        let bytes = chance.bytes(size, symbols: [1, 2, 40, 256][Int(seed % 4)])
        for level: Int32 in [0, 1, 6, 9] {
            let packed = Gzip.compress(bytes, level: level)
            #expect(try Gzip.decompress(packed, limit: bytes.count) == bytes)
            #expect(try Gzip.decompress(packed, limit: .max) == bytes)
        }
    }

    @Test func equalInputGivesEqualOutput() {
        let bytes = [UInt8]("le même".utf8)
        #expect(Gzip.compress(bytes) == Gzip.compress(bytes))
    }

    @Test(arguments: [1, 2, 100, 16_384, 16_385, 100_000])
    func theLimitIsExact(_ size: Int) throws {
        var chance = SplitMix(state: 3)
        for symbols: UInt64 in [1, 256] {
            let packed = Gzip.compress(chance.bytes(size, symbols: symbols))
            #expect(refusal(packed, limit: size) == nil)
            #expect(refusal(packed, limit: size - 1) == .tooLarge(limit: size - 1))
            #expect(refusal(packed, limit: 0) == .tooLarge(limit: 0))
        }
    }

    @Test(arguments: [0, 1, 60, 3000])
    func everyTruncationIsRefused(_ size: Int) {
        var chance = SplitMix(state: 4)
        for symbols: UInt64 in [3, 256] {
            let packed = Gzip.compress(chance.bytes(size, symbols: symbols))
            for length in 0..<packed.count {
                #expect(refusal(Array(packed.prefix(length))) == .truncated)
            }
        }
    }

    @Test func whatFollowsTheMemberIsRefused() {
        let packed = Gzip.compress([1, 2, 3])
        for tail in [[0], [0x1F], packed, [UInt8](repeating: 0, count: 100)] {
            #expect(refusal(packed + tail) == .corrupt)
        }
    }

    @Test func everyBitFlipIsRefusedOrHarmless() {
        var chance = SplitMix(state: 5)
        let bytes = chance.bytes(300, symbols: 20)
        let packed = Gzip.compress(bytes)
        var harmless = 0
        for position in 0..<packed.count * 8 {
            var damaged = packed
            damaged[position / 8] ^= 1 << UInt8(position % 8)
            // Some bits say nothing about the content: the time in the header, for one.
            if let content = try? Gzip.decompress(damaged, limit: 100_000) {
                #expect(content == bytes)
                harmless += 1
            }
        }
        #expect(harmless < 80, "the header has 80 bits")
    }

    @Test(arguments: 1...200)
    func noiseIsRefused(_ seed: UInt64) {
        var chance = SplitMix(state: seed)
        let noise = chance.bytes(Int(seed * 7), symbols: 256)
        #expect(refusal(noise) != nil)
        #expect(refusal([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3] + noise) != nil)
    }

    @Test func theOtherFormatsOfZlibAreRefused() {
        // "a", as zlib (RFC 1950) and as bare DEFLATE (RFC 1951).
        #expect(refusal([0x78, 0x9C, 0x4B, 0x04, 0x00, 0x00, 0x62, 0x00, 0x62]) == .corrupt)
        #expect(refusal([0x4B, 0x04, 0x00]) == .corrupt)
    }

    @Test func aLengthThatLiesIsRefused() {
        var chance = SplitMix(state: 6)
        let packed = Gzip.compress(chance.bytes(50_000, symbols: 256))
        for claim: [UInt8] in [[0, 0, 0, 0], [1, 0, 0, 0], [255, 255, 255, 255]] {
            #expect(refusal(packed.dropLast(4) + claim) == .corrupt)
        }
    }

    @Test func aBombOfOneGibibyteIsRefusedAtOnce() async {
        // In a process of its own, for the other tests of this one take memory and time too.
        await #expect(processExitsWith: .success) {
            let script = "head -c 1073741824 /dev/zero | gzip -1"
            let bomb = [UInt8](try external("/bin/sh", "-c", script))
            let before = try peakMemory()
            let start = clock()
            let refused = GzipError.tooLarge(limit: 1 << 20)
            #expect(throws: refused) { try Gzip.decompress(bomb, limit: 1 << 20) }
            try #require(clock() - start < 100_000, "in microseconds of this process")
            try #require(try peakMemory() - before < 8 << 10, "in KiB")
        }
    }

    @Test(arguments: [0, 1, 5, 100_000])
    func theGzipProgramAgrees(_ size: Int) throws {
        var chance = SplitMix(state: 8)
        let bytes = chance.bytes(size, symbols: 50)
        let file = try TemporaryFile(Gzip.compress(bytes))
        #expect(try [UInt8](external("/bin/sh", "-c", "gzip -dc < \(file.path)")) == bytes)
        let plain = try TemporaryFile(bytes)
        for options in ["-1n", "-9n", "-6"] {
            // With a name and a time in its header when there is no `n`.
            let packed = try external("/bin/sh", "-c", "gzip -c \(options) \(plain.path)")
            #expect(try Gzip.decompress([UInt8](packed), limit: size) == bytes)
        }
    }
}
