// That hexadecimal text comes back, and that comparing secrets looks at every bit.

import Shared
import Testing

@Suite("Hexadecimal and comparison")
struct HexTests {
    @Test("every byte comes back from its two digits, in either case")
    func roundTrip() {
        let bytes = (0...255).map { UInt8($0) }
        let text = Hex.encode(bytes)
        #expect(text.hasPrefix("000102") && text.hasSuffix("fdfeff") && text.utf8.count == 512)
        #expect(Hex.decode(text) == bytes)
        #expect(Hex.decode(text.uppercased()) == bytes)
        #expect(Hex.encode([]).isEmpty)
        #expect(Hex.decode("") == [])
    }

    @Test(
        "half bytes and other characters are refused",
        arguments: [
            "0", "000", "0g", "g0", "0x", " 00", "0 ", "é", "-1", "+1", "/0", ":0", "@0", "`0",
        ])
    func refused(text: String) {
        #expect(Hex.decode(text) == nil)
    }

    @Test("equal means the same bytes and the same length")
    func constantTime() {
        #expect(constantTimeEquals([], []))
        #expect(constantTimeEquals([1, 2, 3], [1, 2, 3]))
        #expect(!constantTimeEquals([1, 2, 3], [1, 2]))
        #expect(!constantTimeEquals([], [0]))
        let secret = SHA256.hash("secret".utf8)
        for bit in 0..<256 {
            var guess = secret
            guess[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(!constantTimeEquals(secret, guess))
        }
    }
}
