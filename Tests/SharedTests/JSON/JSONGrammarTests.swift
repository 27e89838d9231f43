// That the reader is as strict as RFC 8259, and says where a document goes wrong.

import Shared
import Testing

@Suite("JSON grammar")
struct JSONGrammarTests {
    @Test(
        "a document that ends too early is refused as such",
        arguments: [
            "", " ", "{", "[", "\"", "tru", "nul", "-", "1.", "1e", "1e+", "[1", "{\"a\"",
            "{\"a\":",
            "{\"a\":1,", "[1,", "\"\\", "\"\\u", "\"\\u12", "\"\\ud83d", "\"\\ud83d\\",
            "\"\\ud83d\\ude",
        ])
    func truncated(document: String) {
        expectError(.truncated, document)
    }

    @Test(
        "a number against the grammar is refused as such",
        arguments: [
            "01", "-01", "00", "-a", "--1", "1.a", "1..2", "1.e5", "1ee5", "1e+-5", "1e.5", "-.5",
        ])
    func numbers(document: String) {
        expectError(.badNumber, document)
    }

    @Test(
        "words of other notations are refused",
        arguments: [
            "NaN", ".5", "1e1.5", "Infinity", "-Infinity", "+1", "'a'", "True", "undefined",
            "/**/1", "0x10",
            "1_000",
            "nil", "[1;2]", "{a:1}", "{1:1}", "{'a':1}", "\u{A0}1", "\u{FEFF}1", "1\u{B}", "\u{0}",
        ])
    func otherNotations(document: String) {
        #expect(throws: JSONError.self) { try JSON.parse(Array(document.utf8)) }
    }

    @Test(
        "the byte that is out of place is named",
        arguments: [
            ("[1 2]", 3), ("[1,]", 3), ("[,1]", 1), ("{\"a\" 1}", 5), ("{\"a\":1 \"b\":2}", 7),
            ("{\"a\":1,}", 7), ("{,}", 1), ("{\"a\"::1}", 5), ("{\"a\":}", 5), ("[1}", 2),
            ("{]", 1),
            ("[1:2]", 2), ("{\"a\",1}", 4), ("nulL", 3), ("falsy", 4), ("]", 0), ("\u{FEFF}[]", 0),
            ("[\"a\nb\"]", 3), ("\"\u{0}\"", 1), ("\"\u{1F}\"", 1), ("[[1]]]", -1), ("1 1", -1),
            ("truee", -1), ("\"\"\"\"", -1), ("{}{}", -1), ("1]", -1),
        ])
    func offsets(document: String, offset: Int) throws {
        let error = #expect(throws: JSONError.self) { try JSON.parse(Array(document.utf8)) }
        switch try #require(error) {
        case .trailingBytes: #expect(offset == -1)
        case .unexpected(let byte, expected: _, offset: let found):
            #expect(found == offset)
            #expect(byte == Array(document.utf8)[found])
        case let other: Issue.record("\(document): \(other)")
        }
    }

    @Test(
        "escapes that mean nothing are refused",
        arguments: [
            "\\x", "\\a", "\\'", "\\0", "\\U0041", "\\u00g0", "\\u 041", "\\u+041", "\\u12",
            "\\ud800",
            "\\udc00", "\\udfff", "\\ud83dx", "\\ud83d\\n", "\\ud83d\\u0041", "\\ud83d\\ud83d",
            "\\ude00\\ud83d", "\\udc00\\udc00", "\\\n",
        ])
    func badEscapes(text: String) {
        expectError(.badEscape, "\"\(text)\"      ")
        expectError(.badEscape, "{\"\(text)\":1}         ")
    }

    @Test("each escape stands for its character")
    func goodEscapes() throws {
        let document = #""\"\\\/\b\f\n\r\t\u0000\u00e9\u00E9\ud83d\ude00\uDBFF\uDFFF\uffff""#
        let expected = "\"\\/\u{8}\u{C}\n\r\t\0éé😀\u{10FFFF}\u{FFFF}"
        #expect(try JSON.parse(Array(document.utf8)) == .string(expected))
    }

    @Test(
        "strings and keys that are not UTF-8 are refused, with escapes and without",
        arguments: [
            [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC3], [0xC3, 0x28], [0xE0, 0x80, 0x80],
            [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xF0, 0x80, 0x80, 0x80],
            [0xF0, 0x9F, 0x98], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFE], [0xFF],
            [0xC3, 0x5C, 0x74], [0xC3, 0x5C, 0x75, 0x30, 0x30, 0x61, 0x39],
        ] as [[UInt8]])
    func badUTF8(bytes: [UInt8]) {
        for text in [bytes, bytes + Array("\\n".utf8), Array("\\n".utf8) + bytes] {
            expectError(.badUTF8, [0x22] + text + [0x22])
            expectError(.badUTF8, Array("{\"".utf8) + text + Array("\":1}".utf8))
        }
    }

    @Test("white space of every kind is passed, everywhere")
    func whiteSpace() throws {
        let document = " \t\r\n{ \t\"a\"\r\n:\n[ \t]\r, \"b\" : [ 1 , 2 ] } \n"
        let expected = JSON.object(["a": .array([]), "b": .array([.integer(1), .integer(2)])])
        #expect(try JSON.parse(Array(document.utf8)) == expected)
    }

    @Test("a tree refuses two equal keys in one object, not in two")
    func duplicateKeys() throws {
        expectTreeError(.duplicateKey("a"), "{\"a\":1,\"b\":2,\"\\u0061\":3}")
        _ = try JSON.parse(Array("[{\"a\":{\"a\":1}},{\"a\":1}]".utf8))
    }

    private func expectTreeError(_ error: JSONError, _ document: String) {
        #expect(throws: error) { try JSON.parse(Array(document.utf8)) }
    }

    private func expectError(_ error: JSONError, _ document: String) {
        expectError(error, Array(document.utf8))
    }

    private func expectError(_ error: JSONError, _ document: [UInt8]) {
        #expect(throws: error) { try JSON.parse(document) }
        #expect(throws: error) {
            var reader = try JSONReader(document)
            try reader.skipValue()
        }
    }
}
