// That base64 without padding comes back, and that a text has one meaning and bytes one text.

import Shared
import Testing

@Suite("Base64")
struct Base64Tests {
    @Test(
        "the examples of RFC 4648, section 10, without their padding",
        arguments: [
            ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"),
            ("fooba", "Zm9vYmE"), ("foobar", "Zm9vYmFy"), ("ûïþ", "w7vDr8O+"),
            ("Óÿ?", "w5PDvz8"),
        ])
    func examples(plain: String, text: String) {
        #expect(Base64.encode(plain.utf8) == text)
        #expect(Base64.decode(text.utf8, of: plain.utf8.count) == Array(plain.utf8))
    }

    @Test("any bytes come back, and no other text stands for them")
    func roundTrip() {
        var random = SeededGenerator(seed: 211)
        let characters = (0..<128).map { String(UnicodeScalar(UInt8($0))) } + ["é", "日"]
        for _ in 0..<300 {
            let bytes = (0..<random.below(40)).map { _ in UInt8(random.below(256)) }
            let text = Base64.encode(bytes)
            #expect(Base64.decode(text.utf8, of: bytes.count) == bytes)
            for count in 0..<50 where count != bytes.count {
                #expect(Base64.decode(text.utf8, of: count) == nil)
            }
            guard !text.isEmpty else { continue }
            let place = text.index(text.startIndex, offsetBy: random.below(text.count))
            for other in characters where other != String(text[place]) {
                var changed = text
                changed.replaceSubrange(place...place, with: other)
                #expect(Base64.decode(changed.utf8, of: bytes.count) != bytes)
            }
        }
    }
}
