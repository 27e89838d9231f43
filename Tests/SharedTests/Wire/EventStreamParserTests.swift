// Event streams: what the standard says is read, however the bytes are cut, and from anybody.

import Shared
import Testing

@Suite("Event streams")
struct EventStreamParserTests {
    private func read(_ text: String) -> [EventStreamItem] {
        var parser = EventStreamParser()
        return parser.read(text.utf8)
    }

    @Test("the examples of the standard are read as it says")
    func standard() {
        #expect(
            read("data: YHOO\ndata: +2\ndata: 10\n\n")
                == [.event(name: "message", data: "YHOO\n+2\n10")])
        let stream = ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\n"
        #expect(
            read(stream + "data:  third event\n\n") == [
                .comment, .event(name: "message", data: "first event"),
                .event(name: "message", data: "second event"),
                .event(name: "message", data: " third event"),
            ])
        // Two events with empty data, and one that the end of the stream cuts off.
        #expect(
            read("data\n\ndata\ndata\n\ndata:")
                == [.event(name: "message", data: ""), .event(name: "message", data: "\n")])
        #expect(
            read("data:test\n\ndata: test\n\n")
                == Array(repeating: .event(name: "message", data: "test"), count: 2))
    }

    @Test("every way to end a line is one, and a mark of byte order is passed over")
    func lines() {
        let expected: [EventStreamItem] = [.event(name: "changed", data: "a\nb"), .comment]
        for end in ["\n", "\r", "\r\n"] {
            let text = ["event: changed", "data: a", "data: b", "", ":", ""].joined(separator: end)
            #expect(read(text) == expected)
            #expect(read("\u{FEFF}" + text) == expected)
        }
        #expect(read("data: x\n\n\u{FEFF}data: y\n\n").count == 1)
    }

    @Test("an event without data is none, and its name does not pass to the next")
    func empty() {
        #expect(
            read("event: changed\n\ndata: x\n\nretry: 5\nunknown: 1\n\n")
                == [.event(name: "message", data: "x")])
    }

    @Test("bytes that are no text are replaced, and do not end the stream")
    func invalid() {
        var parser = EventStreamParser()
        let bytes = Array("data: ".utf8) + [0xFF, 0x00] + Array("\n\n".utf8)
        #expect(parser.read(bytes) == [.event(name: "message", data: "\u{FFFD}\0")])
        #expect(parser.failure == nil)
    }

    @Test("what the server writes is read")
    func head() throws {
        let head = LiveHead(epoch: Epoch(0xFEDC_BA98_7654_3210), sequence: .max)
        let items = read(String(decoding: LiveHead.heartbeat + head.event, as: UTF8.self))
        guard case .event("changed", let data)? = items.last else {
            Issue.record("\(items)")
            return
        }
        #expect(items.first == .comment && items.count == 2)
        #expect(try LiveHead(json: Array(data.utf8)) == head)
        #expect(data == "{\"epoch\":\"fedcba9876543210\",\"head\":18446744073709551615}")
    }

    @Test(
        "a head that says too little, or something else, is refused",
        arguments: [
            "", "{}", "[]", "null", "{\"epoch\":\"fedcba9876543210\"}", "{\"head\":1}",
            "{\"epoch\":\"\",\"head\":1}", "{\"epoch\":\"fedcba9876543210\",\"head\":-1}",
            "{\"epoch\":\"fedcba9876543210\",\"head\":1}1",
            "{\"epoch\":\"fedcba9876543210\",\"head\":1,\"head\":2}",
        ])
    func badHead(text: String) {
        #expect(throws: WireError.self) { try LiveHead(json: Array(text.utf8)) }
    }

    @Test("a head with more in it is read")
    func newerHead() throws {
        let text = "{\"epoch\":\"fedcba9876543210\",\"head\":1,\"scope\":{\"a\":[1]}}"
        #expect(try LiveHead(json: Array(text.utf8)).sequence == 1)
    }

    @Test("how the bytes are cut makes no difference", arguments: 0..<200 as Range<UInt64>)
    func splits(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let bytes = Self.stream(&random)
        var whole = EventStreamParser()
        let expected = whole.read(bytes)
        var pieces = EventStreamParser()
        var items: [EventStreamItem] = []
        var rest = bytes[...]
        let longest = Int.random(in: 1...40, using: &random)
        while !rest.isEmpty {
            let count = min(rest.count, Int.random(in: 0...longest, using: &random))
            items += pieces.read(rest.prefix(count))
            rest = rest.dropFirst(count)
        }
        #expect(items == expected)
        #expect(pieces.failure == whole.failure)
    }

    @Test("the streams of the law above say something, and some of them fail")
    func coverage() {
        var items = 0
        var failures = 0
        for seed in 0..<200 as Range<UInt64> {
            var random = SeededGenerator(seed: seed)
            var parser = EventStreamParser()
            items += parser.read(Self.stream(&random)).count
            failures += parser.failure == nil ? 0 : 1
        }
        #expect(items > 300)
        #expect((6..<150).contains(failures))
    }

    @Test("a line or an event without an end is given up, and nothing is read after it")
    func endless() {
        for unit in ["x", "data: x\n", ":"] {
            var parser = EventStreamParser()
            let part = Array(String(repeating: unit, count: 1_000).utf8)
            for _ in 0..<100 where parser.failure == nil { #expect(parser.read(part).isEmpty) }
            #expect(parser.failure != nil)
            #expect(parser.read("\n\ndata: x\n\n".utf8).isEmpty)
        }
    }

    @Test("the longest line and the longest event are read")
    func longest() {
        let line = "data:" + String(repeating: "x", count: EventStreamParser.maximumLineBytes - 5)
        #expect(read(line + "\n\n").count == 1)
        #expect(read(line + "x\n\n").isEmpty)
    }

    /// Bytes that are likely to mean something.
    private static func stream(_ random: inout SeededGenerator) -> [UInt8] {
        let words = [
            "data", "event", "id", ":", ": ", " ", "\n", "\r", "\r\n", "\n\n", "x", "é", "\u{FEFF}",
            "data: 1\n", "event: changed\n", "\0",
        ]
        var bytes: [UInt8] = []
        for _ in 0..<Int.random(in: 1...120, using: &random) {
            bytes += words[Int.random(in: 0..<words.count, using: &random)].utf8
            if random.next() % 40 == 0 { bytes.append(UInt8(truncatingIfNeeded: random.next())) }
            if random.next() % 700 == 0 { bytes += [UInt8](repeating: 0x61, count: 5_000) }
        }
        return bytes
    }
}
