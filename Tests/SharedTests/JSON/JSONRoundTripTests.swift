// What is written reads back, what is cut or broken is refused, and skipping judges as reading
// does.

import Shared
import Testing

@Suite("JSON round trips")
struct JSONRoundTripTests {
    @Test("a tree that is written reads back as itself, to the byte")
    func writtenTreesReadBack() throws {
        var generator = SeededGenerator(seed: 2)
        for _ in 0..<5_000 {
            let tree = generator.json()
            let bytes = tree.bytes
            let read = try JSON.parse(bytes)
            #expect(read == tree)
            // Texts that differ only in their normal form are equal to Swift, not to us.
            #expect(read.bytes == bytes)
        }
    }

    @Test("white space and escapes change nothing")
    func looseDocumentsReadBack() throws {
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<2_000 {
            let tree = generator.json()
            let loose = generator.looseDocument(tree)
            #expect(try JSON.parse(loose).bytes == tree.bytes)
        }
    }

    @Test("no strict prefix of a container is a document")
    func prefixesAreRefused() {
        var generator = SeededGenerator(seed: 4)
        for _ in 0..<300 {
            let tree = generator.container(depth: 3)
            let document = tree.bytes
            for length in 0..<document.count {
                let prefix = Array(document.prefix(length))
                // Cut inside a character, the string is still open: nothing but the end is amiss.
                #expect(throws: JSONError.truncated) { try JSON.parse(prefix) }
                #expect(throws: JSONError.truncated) { try skip(prefix) }
            }
        }
    }

    @Test("mutated documents are refused or mean something that reads back")
    func mutatedDocuments() throws {
        var generator = SeededGenerator(seed: 5)
        var accepted = 0
        for _ in 0..<20_000 {
            let tree = generator.container(depth: 3)
            let document = generator.mutated(
                Bool.random(using: &generator) ? tree.bytes : generator.looseDocument(tree))
            let skipped = Result { () throws(JSONError) in try skip(document) }
            let parsed = Result { () throws(JSONError) in try JSON.parse(document) }
            switch (skipped, parsed) {
            case (.success, .success(let tree)):
                accepted += 1
                #expect(try JSON.parse(tree.bytes).bytes == tree.bytes)
            case (.success, .failure(let error)):
                guard case .duplicateKey = error else {
                    Issue.record("skipped \(document), refused by the tree: \(error)")
                    continue
                }
            case (.failure(let first), .failure(let second)):
                if case .duplicateKey = second { continue }
                #expect(first == second)
            case (.failure(let error), .success):
                Issue.record("read by the tree, not skipped \(document): \(error)")
            }
        }
        // Neither all nor nothing, or the mutations would test only one side.
        #expect((2_000..<18_000).contains(accepted))
    }

    @Test("a raw value is kept as it was written and can be put in elsewhere")
    func rawValues() throws {
        var generator = SeededGenerator(seed: 6)
        for _ in 0..<1_000 {
            let tree = generator.json()
            let loose = generator.looseDocument(tree)
            var reader = try JSONReader(Array("[0, ".utf8) + loose + Array(",1]".utf8))
            try reader.beginArray()
            #expect(try reader.nextElement() && reader.int64() == 0 && reader.nextElement())
            let raw = try reader.rawValue()
            #expect(try reader.nextElement() && reader.int64() == 1 && !reader.nextElement())
            try reader.finish()
            var writer = JSONWriter()
            writer.beginObject()
            writer.key("a")
            writer.int(1)
            writer.key("b")
            writer.raw(raw)
            writer.key("c")
            writer.null()
            writer.endObject()
            let copy = try JSON.parse(writer.bytes)
            #expect(copy["b"]?.bytes == tree.bytes)
            #expect(copy["c"] == .null)
        }
    }

    private func skip(_ document: [UInt8]) throws(JSONError) {
        var reader = try JSONReader(document)
        try reader.skipValue()
        try reader.finish()
    }
}
