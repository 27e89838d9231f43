// Each limit is met exactly: at it a document passes, one beyond it is refused, and quickly.

import Shared
import Testing

@Suite("JSON limits")
struct JSONLimitsTests {
    /// Reads a document as a tree and by skipping, which must agree.
    private func verdict(_ document: [UInt8], _ limits: JSONLimits) -> JSONError? {
        func error(_ body: () throws(JSONError) -> Void) -> JSONError? {
            do {
                try body()
                return nil
            } catch {
                return error
            }
        }
        let tree = error { () throws(JSONError) in _ = try JSON.parse(document, limits: limits) }
        let skipped = error { () throws(JSONError) in
            var reader = try JSONReader(document, limits: limits)
            try reader.skipValue()
            try reader.finish()
        }
        #expect(tree == skipped)
        return tree
    }

    private func nested(_ depth: Int, objects: Bool) -> [UInt8] {
        let open = objects ? "{\"a\":" : "["
        let close = objects ? "}" : "]"
        return Array(
            (String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth))
                .utf8)
    }

    @Test("as many containers may be open as the limit says", arguments: [true, false])
    func depth(objects: Bool) {
        for depth in [0, 1, 5, 32] {
            let limits = JSONLimits(maximumDepth: depth)
            #expect(verdict(nested(depth, objects: objects), limits) == nil)
            #expect(verdict(nested(depth + 1, objects: objects), limits) == .tooDeep)
        }
        #expect(verdict(nested(32, objects: objects), .standard) == nil)
        #expect(verdict(nested(33, objects: objects), .standard) == .tooDeep)
    }

    @Test("containers side by side are not deep")
    func breadth() {
        let document = "[" + String(repeating: "[],{},", count: 100) + "[]]"
        #expect(verdict(Array(document.utf8), JSONLimits(maximumDepth: 2)) == nil)
        #expect(verdict(Array(document.utf8), JSONLimits(maximumDepth: 1)) == .tooDeep)
    }

    @Test(
        "a hundred thousand brackets neither take long nor exhaust the stack",
        .timeLimit(.minutes(1)))
    func hostileDepth() throws {
        for document in [nested(100_000, objects: true), nested(100_000, objects: false)] {
            #expect(verdict(document, .standard) == .tooDeep)
            let generous = JSONLimits(maximumDepth: 100_000)
            var reader = try JSONReader(document, limits: generous)
            try reader.skipValue()
            try reader.finish()
            // A tree is recursive, so its depth is bounded even when the limits are not.
            #expect(throws: JSONError.tooDeep) { try JSON.parse(document, limits: generous) }
        }
        let generous = JSONLimits(maximumDepth: 100_000)
        let deepest = try JSON.parse(nested(256, objects: true), limits: generous)
        #expect(deepest.bytes == nested(256, objects: true))
        #expect(throws: JSONError.tooDeep) {
            try JSON.parse(nested(257, objects: true), limits: generous)
        }
    }

    @Test("a document may be as long as the limit says")
    func size() {
        let document = Array("[1, 2]".utf8)
        #expect(verdict(document, JSONLimits(maximumBytes: 6)) == nil)
        #expect(verdict(document + [0x20], JSONLimits(maximumBytes: 6)) == .tooLarge)
        #expect(throws: JSONError.tooLarge) {
            try JSONReader([UInt8](repeating: 0x20, count: 16 << 20 + 1))
        }
    }

    @Test("strings and keys may be as long, as written, as the limit says")
    func strings() {
        let limits = JSONLimits(maximumStringBytes: 12)
        for text in [
            "abcdefghijkl", "éééééé", "\\u0041\\u0041", "\\ud83d\\ude00", "\\n\\n\\n\\n\\n\\n",
        ] {
            #expect(verdict(Array("[\"\(text)\"]".utf8), limits) == nil)
            #expect(verdict(Array("{\"\(text)\":1}".utf8), limits) == nil)
            #expect(verdict(Array("[\"\(text)x\"]".utf8), limits) == .stringTooLong)
            #expect(verdict(Array("{\"\(text)x\":1}".utf8), limits) == .stringTooLong)
        }
        let longest = [UInt8](repeating: 0x61, count: 1 << 20)
        #expect(verdict([0x22] + longest + [0x22], .standard) == nil)
        #expect(verdict([0x22, 0x61] + longest + [0x22], .standard) == .stringTooLong)
    }

    @Test("a document may hold as many values as the limit says, containers counted and keys not")
    func values() {
        for (document, count) in [
            ("1", 1), ("[]", 1), ("{}", 1), ("[1,2]", 3), ("{\"a\":null,\"b\":[true,\"c\"]}", 5),
        ] {
            let bytes = Array(document.utf8)
            #expect(verdict(bytes, JSONLimits(maximumElements: count)) == nil)
            #expect(verdict(bytes, JSONLimits(maximumElements: count - 1)) == .tooManyValues)
        }
    }

    @Test("megabytes of one token are refused at once", .timeLimit(.minutes(1)))
    func hostileTokens() throws {
        let megabytes = 4 << 20
        let documents: [(String, UInt8, JSONError)] = [
            ("", UInt8(ascii: "1"), .badNumber), ("0.", UInt8(ascii: "0"), .badNumber),
            ("1e", UInt8(ascii: "9"), .badNumber), ("\"", UInt8(ascii: "\\"), .truncated),
            ("\"", UInt8(ascii: "a"), .truncated), ("[", UInt8(ascii: " "), .truncated),
        ]
        for (start, repeated, error) in documents {
            let document = Array(start.utf8) + repeatElement(repeated, count: megabytes)
            #expect(verdict(document, .standard) == error)
        }
        let long = [0x22] + [UInt8](repeating: 0x61, count: megabytes) + [0x22]
        #expect(verdict(long, .standard) == .stringTooLong)
    }
}
