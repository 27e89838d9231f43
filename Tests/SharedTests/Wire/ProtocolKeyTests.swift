// Every key of a message that docs/PROTOCOL.md names stands in an example that others can run, and
// no example has a key that the page does not name.

import Shared
import Testing

@Suite("The keys of the page of the protocol")
struct ProtocolKeyTests {
    /// Which messages have what the page's table names, and where in them.
    private static let holders: [String: (kinds: [AnyMessage.Kind], place: String)] = [
        "request": ([.syncRequest], ""),
        "scope": ([.syncRequest, .syncResponse], "scopes."),
        "transaction": ([.syncRequest], "transactions."),
        "record change": ([.syncRequest], "transactions.records."),
        "response": ([.syncResponse], ""),
        "record": ([.syncResponse], "records."),
        "field": ([.syncResponse], "records.fields.*."),
    ]

    private let page: ProtocolPage
    /// By message, where in its examples keys stand: `records.fields.*.changed`.
    private let places: [AnyMessage.Kind: Set<String>]

    init() throws {
        page = try ProtocolPage()
        var places: [AnyMessage.Kind: Set<String>] = [:]
        for name in try goldenNames() where !["canonical", "merge"].contains(name) {
            let parts = name.split(separator: "-")
            // `verify-scopes-request` is a `verify-request`.
            let kind = parts.count > 1 ? "\(parts[0])-\(parts[parts.count - 1])" : name
            let message = try #require(AnyMessage.Kind(rawValue: kind), "\(name)")
            let json = try JSON.parse(goldenFile(name + ".json"))
            places[message, default: []].formUnion(Self.places(in: json, ""))
        }
        self.places = places
    }

    private static func places(in json: JSON, _ place: String) -> Set<String> {
        switch json {
        case .object(let object):
            var all: Set<String> = []
            // There each key is a field.
            let isFields = place.hasSuffix("write.") || place.hasSuffix("fields.")
            for member in object.members {
                let inner = place + (isFields ? "*" : member.key)
                all.insert(inner)
                all.formUnion(places(in: member.value, inner + "."))
            }
            return all
        case .array(let elements):
            return elements.reduce(into: []) { $0.formUnion(places(in: $1, place)) }
        default: return []
        }
    }

    /// The last keys of the places of some messages.
    private func keys(_ kinds: some Sequence<AnyMessage.Kind>) -> Set<String> {
        let all = kinds.flatMap { places[$0] ?? [] }
        return Set(all.compactMap { $0.split(separator: ".").last.map(String.init) })
    }

    @Test("what an example of the page has stands in the examples of one of its messages")
    func examples() throws {
        var count = 0
        for section in page.sections {
            let kinds = page.paths(of: section).flatMap { ProtocolPage.messages[$0] ?? [] }
            for example in try page.examples(of: section) where !kinds.isEmpty {
                let told = Self.places(in: example.json, "")
                let lacking = kinds.map { told.subtracting(places[$0] ?? []) }
                let text = String(decoding: example.json.bytes, as: UTF8.self)
                #expect(lacking.contains([]), "\(section): \(text) lacks one of \(lacking)")
                count += told.count
            }
        }
        #expect(count > 100)
    }

    @Test("so does what stands only when it has something to say")
    func table() throws {
        let table = try #require(page.paragraphs.first { $0.hasPrefix("| where | key |") })
        var (holder, count) = ("", 0)
        for line in table.split(separator: "\n").dropFirst(2) {
            let cells = line.split(separator: "|", omittingEmptySubsequences: false)
                .map { $0.drop { $0 == " " } }
            // An empty cell means the one above.
            let words = cells[1].split(separator: " ").joined(separator: " ")
            if !words.isEmpty { holder = words }
            let place = try #require(Self.holders[holder], "\(holder)")
            for span in ProtocolPage.spans(String(cells[2])) {
                let key = span.prefix { $0 != ":" }.filter { $0 != "\"" }
                let isThere = place.kinds.contains {
                    places[$0]?.contains(place.place + key) == true
                }
                #expect(isThere, "\(key) of a \(holder) is in no example")
                count += 1
            }
        }
        #expect(count > 20)
    }

    @Test("so does what the page tells with its value, and the shape of errors")
    func words() throws {
        var count = 0
        for section in page.sections {
            let kinds = page.paths(of: section).flatMap { ProtocolPage.messages[$0] ?? [] }
            guard !kinds.isEmpty else { continue }
            let known = keys(kinds)
            for span in ProtocolPage.spans(page.words[section] ?? "") where span.hasPrefix("\"") {
                let parts = span.split(separator: "\"", omittingEmptySubsequences: false)
                guard parts.count > 2, parts[2].hasPrefix(":") else { continue }
                #expect(known.contains(String(parts[1])), "\(section): \(span)")
                count += 1
            }
        }
        #expect(count > 3)
        let spans = ProtocolPage.spans(page.words["Errors"] ?? "")
        let shape = try #require(spans.first { $0.hasPrefix("{") })
        let named = shape.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
            .filter { !$0.offset.isMultiple(of: 2) }.map { String($0.element) }
        #expect(Set(named) == keys([.failure]))
    }

    @Test("an example has no key that the page does not name")
    func named() {
        let words = page.words.values.flatMap(ProtocolPage.spans)
        let blocks = page.blocks.flatMap(\.lines)
        let told = (words + blocks).joined(separator: "\n")
        for key in keys(AnyMessage.Kind.allCases) where key != "*" {
            #expect(told.contains("\"\(key)\"") || words.contains(key), "\(key)")
        }
    }
}
