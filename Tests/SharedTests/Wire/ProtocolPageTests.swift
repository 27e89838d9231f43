// What docs/PROTOCOL.md says is what the code does: its examples are read, and nothing of them is
// passed over; what it computes is computed so; what it reads aloud are the bytes.

import Foundation
import Shared
import Testing

@Suite("The page of the protocol")
struct ProtocolPageTests {
    /// The messages of each path that has any.
    private static let paths: [String: [AnyMessage.Kind]] = [
        "/v1/enrol": [.enrolRequest, .enrolResponse],
        "/v1/sync": [.syncRequest, .syncResponse],
        "/v1/verify": [.verifyRequest, .verifyResponse],
        "/v1/records": [.recordsRequest, .recordsResponse],
        "/v1/history": [.historyRequest, .historyResponse],
        "/v1/receipt": [.receiptRequest, .receipt],
        "/v1/return": [.returnRequest, .returnResponse],
        "/v1/mend": [.mendRequest, .mendResponse],
        "/v1/fork": [.forkRequest, .forkResponse],
    ]
    /// Those whose messages are JSON only, and no codec's.
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
            let kinds = paths.flatMap { Self.paths[$0] ?? [] }
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
        #expect(found == Set(Self.paths.values.joined()), "each message has an example")
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

/// The page, in the parts that can be tried.
private struct ProtocolPage {
    /// What stands between two lines of three backquotes.
    struct Block {
        let section: String
        /// `json`, or nothing.
        let language: String
        /// The paragraph before it.
        let lead: String
        var lines: [String] = []

        var spans: [String] { ProtocolPage.spans(lead) }

        /// The bytes that it reads aloud, in digits, with `…` where it leaves some out.
        var aloud: String {
            var digits = ""
            for line in lines {
                for word in line.split(separator: " ") {
                    guard word.allSatisfy({ "0123456789ABCDEF…".contains($0) }) else { break }
                    digits.append(contentsOf: word)
                }
            }
            return digits
        }

        /// Whether it reads these bytes aloud.
        func readsAloud(_ bytes: [UInt8]) -> Bool {
            let parts = aloud.lowercased().split(separator: "…", omittingEmptySubsequences: false)
            var rest = Hex.encode(bytes)[...]
            guard let first = parts.first, rest.hasPrefix(first) else { return false }
            rest = rest.dropFirst(first.count)
            guard let last = parts.dropFirst().last else { return rest.isEmpty }
            for part in parts.dropFirst().dropLast() {
                guard let range = rest.firstRange(of: part) else { return false }
                rest = rest[range.upperBound...]
            }
            return rest.hasSuffix(last)
        }

        /// What stands at the left, and then what stands beside it at the right.
        var columns: [String] {
            var (left, right) = ("", "")
            for line in lines {
                let body = line.drop { $0 == " " }
                let isAside = line.count - body.count >= 20
                var gap = body.firstRange(of: "  ")
                if isAside { gap = body.startIndex..<body.startIndex }
                left += "\(body[..<(gap?.lowerBound ?? body.endIndex)])\n"
                if let gap { right += "\(body[gap.upperBound...])\n" }
            }
            return [left, right]
        }
    }

    private(set) var sections: [String] = []
    private(set) var paragraphs: [String] = []
    private(set) var blocks: [Block] = []

    init() throws {
        let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
            .deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let data = try Data(contentsOf: root.appendingPathComponent("docs/PROTOCOL.md"))
        let text = String(decoding: data, as: UTF8.self)
        var open: Block?
        var isNew = true
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("```") {
                if let block = open {
                    blocks.append(block)
                    open = nil
                } else {
                    open = Block(
                        section: sections.last ?? "", language: String(line.dropFirst(3)),
                        lead: paragraphs.last ?? "")
                }
                isNew = true
            } else if open != nil {
                open?.lines.append(String(line))
            } else if line.isEmpty {
                isNew = true
            } else {
                if line.hasPrefix("## ") { sections.append(String(line.dropFirst(3))) }
                if isNew { paragraphs.append("") }
                paragraphs[paragraphs.count - 1] += "\(line)\n"
                isNew = false
            }
        }
    }

    /// What stands between backquotes in a paragraph.
    static func spans(_ paragraph: String) -> [String] {
        paragraph.split(separator: "`", omittingEmptySubsequences: false).enumerated()
            .filter { !$0.offset.isMultiple(of: 2) }.map { String($0.element) }
    }

    /// The block behind the paragraph that tells a value which begins so.
    func block(after value: String) -> Block? {
        blocks.first { block in block.spans.contains { $0.hasPrefix(value) } }
    }

    /// The paths in the heading of a section.
    func paths(of section: String) -> [String] {
        section.split { $0 == " " || $0 == "," }.filter { $0.hasPrefix("/v1/") }
            .map { String($0) }
    }

    /// The examples of a section, the left column of each block before the right one.
    func examples(of section: String) throws -> [PageExample] {
        var examples: [PageExample] = []
        for block in blocks where block.section == section && block.language == "json" {
            for column in block.columns {
                var reader = ExampleReader(column)
                examples += try reader.examples()
            }
        }
        return examples
    }
}

/// A message of the page, or one key of one.
private struct PageExample {
    let json: JSON
    let isPart: Bool

    /// A message with what this says of one of its keys.
    func completing(_ message: JSON) -> JSON {
        guard case .object(let part) = json, case .object(let whole) = message else { return json }
        let kept = whole.members.filter { part[$0.key] == nil }
        return .object(JSONObject(members: kept + part.members))
    }
}

/// Reads messages among words. What a message leaves out, with `…` or in words, is made up.
private struct ExampleReader {
    private let text: [Character]
    private var position = 0

    init(_ text: String) { self.text = Array(text) }

    /// The objects that stand by themselves, and the arrays under the words before them.
    mutating func examples() throws -> [PageExample] {
        var examples: [PageExample] = []
        var name = ""
        while position < text.count {
            switch text[position] {
            case "{": examples.append(PageExample(json: try value(), isPart: false))
            case "[":
                let part = JSONObject(members: [.init(key: name, value: try value())])
                examples.append(PageExample(json: .object(part), isPart: true))
            case "\"": name = quoted()
            case let sign where sign.isLetter: name = word()
            default: position += 1
            }
        }
        return examples
    }

    /// An object or an array, as JSON that a codec can read.
    private mutating func value() throws -> JSON {
        var json = ""
        var depth = 0
        repeat {
            guard position < text.count else { break }
            let sign = text[position]
            switch sign {
            case "\"":
                let made = JSON.string(Self.whole(quoted()))
                json += String(decoding: made.bytes, as: UTF8.self)
            case "{", "[":
                depth += 1
                json.append(sign)
                position += 1
            case "}", "]":
                depth -= 1
                // What was left out at the end leaves a comma behind.
                if json.last == "," { json.removeLast() }
                json.append(sign)
                position += 1
            case ",", ":":
                json.append(sign)
                position += 1
            case let sign where sign.isWhitespace: position += 1
            default:
                let said = word()
                let isNumber = said.first.map { $0.isNumber || $0 == "-" } ?? false
                if isNumber || ["true", "false", "null"].contains(said) { json += said }
            }
        } while depth > 0
        return try JSON.parse(Array(json.utf8))
    }

    /// The text between two quotation marks; the position is behind it.
    private mutating func quoted() -> String {
        let rest = text[(position + 1)...].prefix { $0 != "\"" }
        position = min(rest.endIndex + 1, text.count)
        return String(rest)
    }

    /// What stands here up to the next sign of JSON.
    private mutating func word() -> String {
        let rest = text[position...].prefix { !$0.isWhitespace && !"{}[],:\"".contains($0) }
        position = rest.endIndex
        return String(rest)
    }

    /// A text of which nothing is left out: `<64 hex>` are digits; what ends or begins with `…` is
    /// the identity of a record, a stamp, an epoch or a transaction.
    private static func whole(_ text: String) -> String {
        if text.hasPrefix("<"), let count = Int(text.dropFirst().prefix { $0.isNumber }) {
            return String(repeating: "5", count: count)
        }
        if text == "…" { return "1000000000000009" }
        if text.hasPrefix("…") {
            let digits = text.dropFirst().prefix { $0.isHexDigit }
            let zeros = String(repeating: "0", count: max(0, 16 - digits.count))
            return "\(zeros)\(text.dropFirst())"
        }
        guard text.hasSuffix("…") else { return text }
        let start = String(text.dropLast())
        if start.suffix(4).hasPrefix("019") { return start + "f0c1-2b3c-7def-8123-456789abcdef" }
        guard start.allSatisfy(\.isNumber) else { return text }
        return start + String(repeating: "0", count: max(0, 18 - start.count))
    }
}
