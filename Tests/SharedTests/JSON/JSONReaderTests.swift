// The reader as its callers use it, and as they misuse it.

import Shared
import Testing

@Suite("JSON reader")
struct JSONReaderTests {
    private func reader(_ text: String) throws -> JSONReader {
        try JSONReader(Array(text.utf8))
    }

    @Test("reads each value where its caller asks for it")
    func pull() throws {
        var reader = try reader(
            #"""
            {"s":"é\n","i":-5,"u":18446744073709551615,"d":1.5,"b":[true,false],"n":null,
            "x":{"y":[]}}
            """#
        )
        var keys: [String] = []
        try reader.beginObject()
        while let key = try reader.nextKey() {
            keys.append(key)
            switch key {
            case "s": #expect(try reader.string() == "é\n")
            case "i": #expect(try reader.int64() == -5)
            case "u": #expect(try reader.uint64() == .max)
            case "d": #expect(try reader.double() == 1.5)
            case "b":
                var values: [Bool] = []
                try reader.beginArray()
                while try reader.nextElement() { values.append(try reader.bool()) }
                #expect(values == [true, false])
            case "n": #expect(try reader.isNull())
            default: #expect(try Array(reader.rawValue()) == Array(#"{"y":[]}"#.utf8))
            }
        }
        try reader.finish()
        #expect(keys == ["s", "i", "u", "d", "b", "n", "x"])
    }

    @Test("a value of another kind is told apart and stays to be read")
    func wrongType() throws {
        let values: [(String, JSONKind)] = [
            ("{}", .object), ("[]", .array), ("\"a\"", .string), ("1", .number), ("true", .bool),
            ("false", .bool), ("null", .null),
        ]
        let reads: [(JSONKind, (inout JSONReader) throws -> Void)] = [
            (.object, { try $0.beginObject() }), (.array, { try $0.beginArray() }),
            (.string, { _ = try $0.string() }), (.number, { _ = try $0.int64() }),
            (.number, { _ = try $0.uint64() }), (.number, { _ = try $0.int(in: 0...9) }),
            (.number, { _ = try $0.double() }), (.number, { _ = try $0.number() }),
            (.bool, { _ = try $0.bool() }),
        ]
        for (text, kind) in values {
            for (expected, read) in reads where expected != kind {
                var reader = try reader(" " + text)
                #expect(throws: JSONError.wrongType(expected: expected, offset: 1)) {
                    try read(&reader)
                }
                #expect(try reader.peekKind() == kind)
                #expect(try reader.isNull() == (kind == .null))
                if kind != .null { try reader.skipValue() }
                try reader.finish()
            }
        }
    }

    @Test("looking does not count as a value")
    func peekIsFree() throws {
        var reader = try JSONReader(Array("1".utf8), limits: JSONLimits(maximumElements: 1))
        for _ in 0..<5 {
            #expect(try reader.peekKind() == .number)
            #expect(try !reader.isNull())
        }
        #expect(try reader.int64() == 1)
    }

    @Test("a call that is out of order throws and does not mistake a key for a value")
    func outOfOrder() throws {
        func expectRefusal(_ text: String, _ body: (inout JSONReader) throws -> Void) throws {
            var reader = try reader(text)
            #expect(throws: JSONError.self) { try body(&reader) }
        }
        try expectRefusal("{\"a\":1}") {
            try $0.beginObject(); _ = try $0.string()
        }
        try expectRefusal("{\"a\":1}") {
            try $0.beginObject(); _ = try $0.peekKind()
        }
        try expectRefusal("{\"a\":1}") {
            try $0.beginObject(); _ = try $0.nextElement()
        }
        try expectRefusal("{\"a\":\"b\"}") {
            try $0.beginObject()
            _ = try $0.nextKey()
            _ = try $0.nextKey()
        }
        try expectRefusal("[\"a\",1]") {
            try $0.beginArray(); _ = try $0.string()
        }
        try expectRefusal("[\"a\",1]") {
            try $0.beginArray(); _ = try $0.nextKey()
        }
        try expectRefusal("[[],1]") {
            try $0.beginArray()
            _ = try $0.nextElement()
            _ = try $0.nextElement()
        }
        // The end where a value is due is no end, even for a caller that does not read the value.
        try expectRefusal("{\"a\":}") {
            try $0.beginObject()
            _ = try $0.nextKey()
            _ = try $0.nextKey()
        }
        try expectRefusal("[]]") {
            try $0.beginArray()
            _ = try $0.nextElement()
            _ = try $0.nextElement()
        }
        var unread = try reader("[1,]")
        try unread.beginArray()
        #expect(try unread.nextElement() && unread.int64() == 1 && unread.nextElement())
        #expect(throws: JSONError.self) { try unread.nextElement() }
        try expectRefusal("[1,2]") {
            try $0.beginArray()
            _ = try $0.nextElement()
            _ = try $0.int64()
            _ = try $0.int64()
        }
        try expectRefusal("1 ") {
            _ = try $0.int64(); try $0.skipValue()
        }
        try expectRefusal("1 ") { _ = try $0.nextKey() }
        try expectRefusal("1 ") { try $0.finish() }
        try expectRefusal("[1]") {
            try $0.beginArray(); try $0.finish()
        }
        try expectRefusal("  ") { try $0.finish() }
    }

    @Test(
        "whatever is asked, in whatever order, of whatever bytes, it never traps", arguments: 0..<20
    )
    func randomCalls(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let calls: [(inout JSONReader) throws -> Void] = [
            { try $0.beginObject() }, { _ = try $0.nextKey() }, { try $0.beginArray() },
            { _ = try $0.nextElement() }, { _ = try $0.string() }, { _ = try $0.int64() },
            { _ = try $0.uint64() }, { _ = try $0.int(in: -3...3) }, { _ = try $0.double() },
            { _ = try $0.bool() }, { _ = try $0.isNull() }, { _ = try $0.number() },
            { _ = try $0.peekKind() }, { try $0.skipValue() }, { _ = try $0.rawValue() },
            { try $0.finish() },
        ]
        var successes = 0
        for _ in 0..<300 {
            var document = generator.container(depth: 3).bytes
            if Bool.random(using: &generator) { document = generator.mutated(document) }
            var reader = try JSONReader(document)
            for _ in 0..<60 {
                let call = try #require(calls.randomElement(using: &generator))
                // Going on after an error is a misuse too, and must be as harmless.
                if (try? call(&reader)) != nil { successes += 1 }
            }
        }
        #expect(successes > 300)
    }
}
