// ProtocolPage: docs/PROTOCOL.md in the parts that can be tried: its sections and paragraphs, what
// it reads aloud, and its examples as messages.

import Foundation
import Shared

/// The page, in the parts that can be tried.
struct ProtocolPage {
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

    /// The messages of each path that has any.
    static let messages: [String: [AnyMessage.Kind]] = [
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

    private(set) var sections: [String] = []
    private(set) var paragraphs: [String] = []
    /// What stands in each section outside of the blocks.
    private(set) var words: [String: String] = [:]
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
                words[sections.last ?? "", default: ""] += "\(line)\n"
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
struct PageExample {
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
