// What docs/PROTOCOL.md says is what the code does: its examples are read, and nothing of them is
// passed over; what it computes is computed so; what it reads aloud are the bytes.

import Shared
import Testing

@Suite("The page of the protocol")
struct ProtocolPageTests {
    /// Those whose messages are JSON only, and no codec's: `PlainExampleTests` tries them.
    private static let plain: Set<String> = [
        "/v1/token", "/v1/access", "/v1/sign-out", "/v1/health",
    ]

    private let page: ProtocolPage

    init() throws { page = try ProtocolPage() }

    @Test("every example is one of its path's messages, and is written again with all its keys")
    func examples() throws {
        var found: Set<AnyMessage.Kind> = []
        for section in page.sections {
            let paths = page.paths(of: section)
            let kinds = paths.flatMap { ProtocolPage.messages[$0] ?? [] }
            let examples = try page.examples(of: section)
            if kinds.isEmpty {
                let isPlain = !Self.plain.isDisjoint(with: paths)
                #expect(examples.isEmpty || isPlain, "\(section): examples of what?")
                continue
            }
            var read: [JSON] = []
            for example in examples {
                // "As the first one, and": what is said of one key goes with what was said before.
                let wholes = example.isPart ? read.map(example.completing) : [example.json]
                var problems: [String] = []
                var isRead = false
                for whole in wholes {
                    for kind in kinds {
                        if let reason = problem(whole, as: kind) {
                            problems.append("\(kind): \(reason)")
                        } else {
                            isRead = true
                            found.insert(kind)
                        }
                    }
                }
                let text = String(decoding: example.json.bytes, as: UTF8.self)
                #expect(isRead, "\(section): \(text) is none of these: \(problems)")
                if isRead && !example.isPart { read.append(example.json) }
            }
        }
        #expect(found == Set(ProtocolPage.messages.values.joined()), "each message has an example")
    }

    /// What keeps an example from being a message of this kind; `nil` when it is one.
    private func problem(_ example: JSON, as kind: AnyMessage.Kind) -> String? {
        do {
            let written = try JSON.parse(kind.read(example.bytes).bytes)
            return lost(example, in: written, at: "").map { "\($0) is not read" }
        } catch {
            return "\(error)"
        }
    }

    /// Where something of an example is not in what was written of it, whatever the order of keys.
    private func lost(_ example: JSON, in written: JSON?, at path: String) -> String? {
        switch (example, written) {
        case (.object(let object), .object?):
            for member in object.members {
                let place = "\(path).\(member.key)"
                if let first = lost(member.value, in: written?[member.key], at: place) {
                    return first
                }
            }
            return nil
        case (.array(let elements), .array(let others)?) where elements.count == others.count:
            for (index, element) in elements.enumerated() {
                if let first = lost(element, in: others[index], at: "\(path)[\(index)]") {
                    return first
                }
            }
            return nil
        default: return example == written ? nil : path
        }
    }

    @Test("the transaction of the example of a push has the bytes and the hash that are told")
    func transaction() throws {
        let requests = try page.examples(of: "POST /v1/sync").compactMap {
            try? JSONCodec().syncRequest($0.json.bytes)
        }
        let transaction = try #require(requests.first?.transactions.first)
        let block = try #require(page.block(after: "e31f04fb"))
        #expect(block.spans.contains(Hex.encode(transaction.hash)))
        #expect(block.readsAloud(transaction.bytes))
        #expect(try Transaction(bytes: transaction.bytes) == transaction)
    }

    @Test("the state that is read aloud is that of the record of rows-response, and has its digest")
    func state() throws {
        let block = try #require(page.block(after: "3e60adab"))
        let bytes = try #require(Hex.decode(block.aloud))
        let response = try BinaryCodec().syncResponse(goldenBytes("rows-response"))
        let record = try #require(response.records.first)
        #expect(record.canonical == bytes)
        #expect(try RecordState(exactly: bytes) == record.state)
        #expect(block.lead.contains("\(bytes.count) bytes"))
        let key = RecordKey(collection: record.collection, id: record.id)
        #expect(block.spans.contains(Hex.encode(Digest(key, state: bytes).bytes)))
    }

    @Test("an identity follows from the texts that are told before it")
    func identity() throws {
        let paragraph = try #require(page.paragraphs.first { $0.contains("`f96c786c") })
        let spans = ProtocolPage.spans(paragraph)
        let index = try #require(spans.firstIndex { $0.hasPrefix("f96c786c") })
        try #require(index >= 4)
        let id = RecordID.deterministic(
            scope: spans[index - 4], collection: spans[index - 3],
            parts: [spans[index - 2], spans[index - 1]])
        #expect(id.description == spans[index])
    }

    @Test("the messages that are read aloud are those of the files")
    func readAloud() throws {
        var files: Set<String> = []
        for block in page.blocks where block.lead.contains("read aloud") {
            for span in block.spans where span.hasPrefix("golden/") && span.hasSuffix(".hex") {
                let name = String(span.dropFirst("golden/".count).dropLast(".hex".count))
                #expect(try block.readsAloud(goldenBytes(name)), "\(name)")
                files.insert(name)
            }
        }
        #expect(files.count >= 4, "\(files)")
    }

    @Test("the stream of events is what a server sends")
    func live() throws {
        let block = try #require(page.blocks.first { $0.lines.first == "event: changed" })
        let line = try #require(block.lines.first { $0.hasPrefix("data: ") })
        let head = try LiveHead(json: Array(line.dropFirst("data: ".count).utf8))
        let text = block.lines.joined(separator: "\n") + "\n\n"
        #expect(Array(text.utf8) == head.event + LiveHead.heartbeat)
    }
}
