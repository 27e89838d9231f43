// Sealing: the vectors of the standards, and that nothing that was changed opens.

import Cryptography
import Shared
import Testing

@Suite struct SealingTests {
    private let sealing = LibcryptoSealing()

    private func seal(_ plain: [UInt8], _ context: [UInt8], key: [UInt8]) throws -> [UInt8] {
        let sealer = try #require(sealing.sealer(key: key))
        var sealed = [UInt8](repeating: 0, count: plain.count + 28)
        let isSealed = sealed.withUnsafeMutableBytes { sealed in
            plain.withUnsafeBytes { plain in
                context.withUnsafeBytes { sealer.seal(plain, for: $0, into: sealed) }
            }
        }
        #expect(isSealed)
        return sealed
    }

    private func open(_ sealed: [UInt8], _ context: [UInt8], key: [UInt8]) throws -> [UInt8]? {
        let sealer = try #require(sealing.sealer(key: key))
        var plain = [UInt8](repeating: 0, count: max(0, sealed.count - 28))
        let isOpened = plain.withUnsafeMutableBytes { plain in
            sealed.withUnsafeBytes { sealed in
                context.withUnsafeBytes { sealer.open(sealed, for: $0, into: plain) }
            }
        }
        return isOpened ? plain : nil
    }

    /// RFC 7914, section 12, the vectors whose cost is within bounds.
    @Test func scryptIsThatOfTheStandard() throws {
        let cost = try #require(ScryptCost(log2N: 14, r: 8, p: 1))
        let key = sealing.key(
            from: Array("pleaseletmein".utf8), salt: Array("SodiumChloride".utf8), cost: cost)
        #expect(
            key.map(Hex.encode)
                == "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2")
    }

    /// Test case 16 of the GCM specification (McGrew and Viega), in the form that is stored.
    @Test func sealedBytesAreThoseOfTheStandard() throws {
        let bytes = { (hex: String) throws in try #require(Hex.decode(hex)) }
        let key = try bytes("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308")
        let sealed = try bytes(
            "cafebabefacedbaddecaf888522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd"
                + "2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
                + "76fc6ece0f4e1768cddf8853bb2d551b")
        let plain = try bytes(
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c9595680953"
                + "2fcf0e2449a6b525b16aedf5aa0de657ba637b39")
        let context = try bytes("feedfacedeadbeeffeedfacedeadbeefabaddad2")
        #expect(try open(sealed, context, key: key) == plain)
    }

    @Test(arguments: [0, 1, 24, 4096])
    func noBitOfWhatIsSealedCanChange(length: Int) throws {
        var generator = SeededGenerator(seed: UInt64(length))
        let key = (0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) }
        let plain = (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
        let context = Array("place".utf8)
        let sealed = try seal(plain, context, key: key)
        #expect(try open(sealed, context, key: key) == plain)
        for _ in 0..<200 {
            var altered = sealed
            altered[Int.random(in: altered.indices, using: &generator)] ^=
                1 << UInt8.random(in: 0..<8, using: &generator)
            #expect(try open(altered, context, key: key) == nil)
        }
        #expect(try open(sealed, Array("other".utf8), key: key) == nil)
        #expect(try open(Array(sealed.dropLast()), context, key: key) == nil)
        var other = key
        other[31] ^= 1
        #expect(try open(sealed, context, key: other) == nil)
    }

    @Test func theSameIsNeverSealedTwiceAlike() throws {
        let key = [UInt8](repeating: 7, count: 32)
        let once = try seal([1, 2, 3], [], key: key)
        #expect(try seal([1, 2, 3], [], key: key) != once)
    }

    @Test func aKeyHasThirtyTwoBytes() {
        #expect(sealing.sealer(key: [1, 2, 3]) == nil)
    }
}
