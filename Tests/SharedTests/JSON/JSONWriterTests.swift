// The bytes that the writer and the tree give, and what a tree answers.

import Shared
import Testing

@Suite("JSON writer and tree")
struct JSONWriterTests {
    @Test("puts commas between, and nowhere else")
    func commas() {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("a")
        writer.beginArray()
        writer.endArray()
        writer.key("b")
        writer.beginArray()
        writer.int(-1)
        writer.uint(2 as UInt64)
        writer.beginObject()
        writer.endObject()
        writer.beginArray()
        writer.null()
        writer.endArray()
        writer.bool(true)
        writer.raw(Array("{ }".utf8)[...])
        writer.bool(false)
        writer.endArray()
        writer.key("c")
        writer.string("")
        writer.key("d")
        writer.double(2)
        writer.endObject()
        let expected = #"{"a":[],"b":[-1,2,{},[null],true,{ },false],"c":"","d":2.0}"#
        #expect(String(decoding: writer.bytes, as: UTF8.self) == expected)
    }

    @Test(
        "escapes what must be and leaves the rest",
        arguments: [
            ("", ""), ("a/b", "a/b"), ("\"", "\\\""), ("\\", "\\\\"), ("\n\r\t", "\\n\\r\\t"),
            ("\0\u{8}\u{C}\u{1F}", "\\u0000\\u0008\\u000c\\u001f"), ("\u{7F}é😀", "\u{7F}é😀"),
            ("\u{2027}\u{2028}\u{2029}\u{202A}", "\u{2027}\\u2028\\u2029\u{202A}"),
            ("a\"b\"", "a\\\"b\\\""), ("\u{A8}\u{2068}\u{2128}", "\u{A8}\u{2068}\u{2128}"),
        ])
    func escapes(text: String, written: String) {
        #expect(JSON.string(text).bytes == Array("\"\(written)\"".utf8))
        let object = JSON.object(JSONObject(members: [.init(key: text, value: .null)]))
        #expect(object.bytes == Array("{\"\(written)\":null}".utf8))
    }

    @Test("a tree answers for keys and indices that it has, and for no other")
    func subscripts() throws {
        let tree = try JSON.parse(Array(#"{"a":[1,{"b":2.0}],"":null}"#.utf8))
        #expect(tree["a"]?[0] == .integer(1))
        #expect(tree["a"]?[1]?["b"] == .real(2))
        #expect(tree[""] == .null)
        #expect(tree["b"] == nil)
        #expect(tree["a"]?[2] == nil)
        #expect(tree["a"]?[-1] == nil)
        #expect(tree[0] == nil)
        #expect(tree["a"]?["a"] == nil)
    }

    @Test("members keep their order, and integers are not reals")
    func identity() {
        let tree: JSON = .object(["b": .integer(1), "a": .real(1)])
        #expect(tree.bytes == Array(#"{"b":1,"a":1.0}"#.utf8))
        #expect(tree != .object(["a": .real(1), "b": .integer(1)]))
        #expect(JSON.integer(1) != .real(1))
        #expect(Set([tree, tree, .null]).count == 2)
    }
}
