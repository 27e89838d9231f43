// JSON against another implementation, so that both our halves cannot be wrong together.

import Shared
import Testing

/// Another implementation reads what we write, writes it its own way, and we read that.
@Suite("JSON against another implementation", .enabled(if: SystemProgram("python3") != nil))
struct JSONReferenceTests {
    private func rewritten(_ document: [UInt8], ascii: Bool) throws -> [UInt8] {
        let script = """
            import json, sys
            with open("in.json", "rb") as file: value = json.loads(file.read().decode("utf-8"))
            text = json.dumps(value, ensure_ascii=sys.argv[1] == "ascii", indent=1)
            sys.stdout.buffer.write(text.encode("utf-8"))
            """
        let python = try #require(SystemProgram("python3"))
        return try python.run(
            ["-c", script, ascii ? "ascii" : "utf8"], files: ["in.json": document])
    }

    @Test("trees survive the way there and back, escaped or not", arguments: [true, false])
    func trees(ascii: Bool) throws {
        var generator = SeededGenerator(seed: 9)
        let tree = JSON.array((0..<2_000).map { _ in generator.json() })
        #expect(try JSON.parse(rewritten(tree.bytes, ascii: ascii)).bytes == tree.bytes)
    }

    @Test(
        "every character survives the way there and back, escaped or not", arguments: [true, false])
    func characters(ascii: Bool) throws {
        let scalars =
            (0...0x3000).map { UInt32($0) } + stride(from: 0x3000, through: 0x10FFFF, by: 97)
        let tree = JSON.array(scalars.compactMap(Unicode.Scalar.init).map { .string(String($0)) })
        #expect(try JSON.parse(rewritten(tree.bytes, ascii: ascii)).bytes == tree.bytes)
    }

    @Test("a mutated document that we accept means the same to both")
    func mutatedDocuments() throws {
        var generator = SeededGenerator(seed: 10)
        var trees: [JSON] = []
        var writer = JSONWriter()
        writer.beginArray()
        for _ in 0..<5_000 {
            let document = generator.mutated(generator.looseDocument(generator.container(depth: 3)))
            guard let tree = try? JSON.parse(document) else { continue }
            trees.append(tree)
            writer.raw(document[...])
        }
        writer.endArray()
        #expect(trees.count > 500)
        let read = try JSON.parse(rewritten(writer.bytes, ascii: true))
        for (index, tree) in trees.enumerated() {
            #expect(read[index]?.bytes == tree.bytes)
        }
    }
}
