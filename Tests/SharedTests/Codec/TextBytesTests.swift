// Which bytes are a text: those that the standard library takes as they are.

import Shared
import Testing

@Suite("Bytes of texts")
struct TextBytesTests {
    @Test("bytes are a text where the library reads them without mending them")
    func validity() {
        var random = SeededGenerator(seed: 81)
        // The bounds of every range of the standard, and letters between them.
        let bytes: [UInt8] = [
            0x00, 0x41, 0x7A, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF,
            0xE0, 0xE1, 0xEC, 0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF,
        ]
        var valid = 0
        for _ in 0..<40_000 {
            let length = Int.random(in: 0...6, using: &random)
            let text = (0..<length).map { _ in bytes.randomElement(using: &random) ?? 0 }
            let expected = String(validating: text, as: UTF8.self)
            let read = text.withUnsafeBufferPointer { String(validUTF8: $0) }
            #expect(read == expected && (read == nil) == (expected == nil))
            if expected != nil { valid += 1 }
        }
        #expect(valid > 1_000)
    }

    @Test("equality and order are those of the bytes, however many there are")
    func order() {
        var random = SeededGenerator(seed: 82)
        for _ in 0..<20_000 {
            let left = (0..<Int.random(in: 0...20, using: &random)).map { _ in
                UInt8.random(in: 0x61...0x62, using: &random)
            }
            var right = left
            if Bool.random(using: &random), let index = right.indices.randomElement(using: &random)
            {
                right[index] ^= 3
            }
            if Int.random(in: 0..<4, using: &random) == 0 { right += [0x61] }
            let texts = [left, right].map { String(decoding: $0, as: UTF8.self) }
            #expect(texts[0].hasSameBytes(as: texts[1]) == (left == right))
            #expect(
                texts[0].precedesInBytes(texts[1]) == left.lexicographicallyPrecedes(right))
        }
    }
}
