// Signing: the vectors of RFC 8032, and that no bit of what was signed can change.

import Cryptography
import Testing

/// The bytes that pairs of hexadecimal digits stand for.
private func bytes(_ hex: String) -> [UInt8] {
    let digits = hex.compactMap(\.hexDigitValue)
    return stride(from: 0, to: digits.count, by: 2).map {
        UInt8(digits[$0] << 4 | digits[$0 + 1])
    }
}

@Suite struct SigningKeyTests {
    /// RFC 8032, section 7.1, test 2.
    private let seed = bytes("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
    private let publicKey = bytes(
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
    private let signature = bytes(
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")

    @Test func theVectorOfTheStandard() throws {
        let key = try SigningKey(seed: seed)
        #expect(key.publicKey == publicKey)
        #expect(try key.signature(over: [0x72]) == signature)
        #expect(SigningKey.isValid(signature: signature, over: [0x72], by: publicKey))
    }

    @Test func anEmptyMessageIsSignedToo() throws {
        let key = try SigningKey(seed: seed)
        let signature = try key.signature(over: [])
        #expect(SigningKey.isValid(signature: signature, over: [], by: key.publicKey))
        #expect(!SigningKey.isValid(signature: signature, over: [0], by: key.publicKey))
    }

    @Test func everyBitOfASignatureCounts() {
        for bit in 0..<signature.count * 8 {
            var changed = signature
            changed[bit / 8] ^= 1 << (bit % 8)
            #expect(!SigningKey.isValid(signature: changed, over: [0x72], by: publicKey))
        }
    }

    @Test func anotherKeyOrMessageIsRefused() throws {
        let other = try SigningKey(seed: [UInt8](repeating: 7, count: 32))
        #expect(!SigningKey.isValid(signature: signature, over: [0x72], by: other.publicKey))
        #expect(!SigningKey.isValid(signature: signature, over: [0x73], by: publicKey))
    }

    @Test(arguments: [0, 1, 31, 33, 64, 1000])
    func otherLengthsAreRefused(_ length: Int) {
        let some = [UInt8](repeating: 1, count: length)
        #expect(throws: SigningError.seedLength(length)) { try SigningKey(seed: some) }
        #expect(!SigningKey.isValid(signature: signature, over: [0x72], by: some))
        if length != SigningKey.signatureLength {
            #expect(!SigningKey.isValid(signature: some, over: [0x72], by: publicKey))
        }
    }
}
