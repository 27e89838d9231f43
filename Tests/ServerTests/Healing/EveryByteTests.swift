// Pulls and pushes of several pages that are cut at every byte of each: they go on with the page
// that was cut, whatever came before it.

import ClientCore
import Server
import Shared
import Testing

/// One step of a synchronisation, as it is when nothing is cut.
private struct Leg {
    /// What the device held before it.
    let before: [String]
    let request: SyncRequest
    let lengths: (request: Int, answer: Int)
    let pulled: Int
}

@Suite("Every byte of every page")
struct EveryByteTests {
    private static let once = RetryPolicy(attempts: 1, firstDelay: 0, longestDelay: 0)

    /// Goes to the end, one exchange in each synchronisation.
    private func legs(_ device: TestDevice) async throws -> [Leg] {
        let line = NotingLine(device.line)
        let engine = SyncEngine(store: device.store, transport: line, policy: Self.once)
        var legs: [Leg] = []
        for _ in 0..<20 {
            let before = try StoreContents(device).everything()
            device.line.fail([nil, .requestLost])
            let report = try await engine.sync()
            device.line.heal()
            legs.append(
                Leg(
                    before: before,
                    request: try #require(line.requests.withLock { $0.dropLast().last }),
                    lengths: try #require(device.line.lengths.last), pulled: report.pulled))
            if report.state == .upToDate { break }
        }
        return legs
    }

    /// Of several pages each is cut at every byte, in the midst of a pull and at its beginning:
    /// what was held before the page is held, and the next synchronisation asks for that page.
    @Test(arguments: [false, true])
    func everyByteOfEveryPage(_ wasThereBefore: Bool) async throws {
        let world = try World()
        let router = Router(data: world.data, schema: world.schema, pageBytes: 60)
        world.box.current.withLock { $0 = router }
        let (anna, badr) = (try await world.device(), try await world.device())
        let old = try (0..<3).map { try anna.create("plot", ["name": .assign(.text("old \($0)"))]) }
        try await anna.sync()
        if wasThereBefore { try await badr.sync() }
        for id in old { try anna.set(id, "soil", "clay") }
        try anna.store.write { $0.delete("plot", old[1]) }
        for index in 0..<3 {
            _ = try anna.create("plot", ["visits": .increment(1)])
            _ = try anna.create("diary", ["text": .assign(.text("day \(index)"))])
        }
        try await anna.sync()
        // Taken from a copy of the device: every other one hears of it in the answers that are cut.
        let own = wasThereBefore ? old[0] : try badr.create("plot", [:])
        try badr.store.write { $0.edit("plot", own, ["visits": .increment(1)]) }
        try await badr.clone(to: world.folder + "/first").sync()

        let whole = try badr.clone(to: world.folder + "/whole")
        let legs = try await legs(whole)
        #expect(legs.count >= 5)
        #expect(try await whole.engine.verify().differences.isEmpty)
        let end = try StoreContents(whole).everything()
        for page in legs.indices {
            let device = try badr.clone(to: world.folder + "/page\(page)")
            let line = NotingLine(device.line)
            let engine = SyncEngine(store: device.store, transport: line, policy: Self.once)
            let contents = try StoreContents(device)
            for count in 0..<legs[page].lengths.answer {
                let first = count == 0 ? 0 : page
                device.line.fail(Array(repeating: nil, count: page - first) + [.answerCut(count)])
                try await #require(throws: RelaisError.self, "page \(page), \(count) bytes") {
                    try await engine.sync()
                }
                try #require(try contents.everything() == legs[page].before)
                try #require(
                    line.takeRequests() == legs[first...page].map(\.request),
                    "page \(page), \(count) bytes")
            }
            // Its own change is shown all the time, and once.
            #expect(try device.store.record(Plot.self, own)?.visits == 1)
            let report = try await engine.sync()
            #expect(report.state == .upToDate && report.mended == 0)
            #expect(try device.store.record(Plot.self, own)?.visits == 1)
            #expect(report.pulled == legs[page...].reduce(0) { $0 + $1.pulled })
            #expect(line.takeRequests() == legs[page...].map(\.request))
            #expect(try contents.everything() == end)
            #expect(try await device.engine.verify().differences.isEmpty)
        }
    }

    /// What a server says that takes only short requests: after three of these fifteen transactions
    /// are sent at a time, after four three, after five each alone.
    private static let tooLarge = TestLine.Fault.answer(
        TransportResponse(
            status: 413,
            body: WireFailure(
                RelaisError(
                    code: "too_large", message: Phrase(fr: "", en: ""),
                    remedy: Phrase(fr: "", en: ""))
            ).json))

    /// Of a push of three requests each is cut at every byte: the server takes nothing of it, and
    /// what it has answered for is not sent again.
    @Test func everyByteOfEveryRequest() async throws {
        let world = try World()
        let anna = try await world.device()
        let plot = try anna.create("plot", ["visits": .increment(1)])
        try await anna.sync()
        for _ in 0..<9 { try anna.store.write { $0.edit("plot", plot, ["visits": .increment(1)]) } }
        let line = NotingLine(anna.line)
        let contents = try StoreContents(anna)
        var before: [String] = []
        for part in 0..<3 {
            let first = UInt64(1 + 3 * part)
            var (count, length) = (0, 1)
            while count < length {
                // The request before passes once, in the same synchronisation.
                let passing = part > 0 && count == 0 ? 1 : 0
                let exchange = anna.line.lengths.count + passing
                anna.line.fail(
                    Array(repeating: Self.tooLarge, count: 4)
                        + Array(repeating: nil, count: passing)
                        + Array(repeating: .requestCut(count), count: 3))
                let engine = SyncEngine(store: anna.store, transport: line, policy: Self.once)
                try await #require(throws: RelaisError.self, "\(part), \(count) bytes") {
                    try await engine.sync()
                }
                length = try #require(anna.line.lengths.dropFirst(exchange).first).request
                let sent = line.takeSent()
                try #require(sent.first?.lowerBound == first - 3 * UInt64(passing))
                // In the three manners, each of which was cut.
                try #require(
                    sent.dropFirst(4 + passing) == [
                        first..<first + 3, first..<first + 3, first..<first + 3,
                    ])
                if count == 0 { before = try contents.everything() }
                try #require(try contents.everything() == before, "\(part), \(count) bytes")
                try #require(try anna.store.status().pending == 9 - 3 * part)
                try #require(try end(of: world) == first)
                count += 1
            }
            #expect(length > 100)
        }
        let engine = SyncEngine(store: anna.store, transport: line, policy: Self.once)
        #expect(try await engine.sync().pushed == 3)
        #expect(line.takeSent() == [7..<10])
        #expect(try anna.store.record(Plot.self, plot)?.visits == 10)
        #expect(try end(of: world) == 10)
        #expect(try await anna.engine.verify().differences.isEmpty)
    }

    /// Of a push of three requests the answer to each is cut at every byte: the server has taken
    /// what the device does not know of, and it counts once.
    @Test func everyByteOfEveryAnswerToAPush() async throws {
        let world = try World()
        let anna = try await world.device()
        try await anna.sync()
        let line = NotingLine(anna.line)
        var head: UInt64 = 0
        for part in 0..<3 {
            var (count, length) = (0, 1)
            while count < length {
                let plot = try anna.create("plot", ["visits": .increment(1)])
                for _ in 0..<2 {
                    try anna.store.write { $0.edit("plot", plot, ["visits": .increment(1)]) }
                }
                let exchange = anna.line.lengths.count + part
                anna.line.fail(
                    Array(repeating: Self.tooLarge, count: 5) + Array(repeating: nil, count: part)
                        + [.answerCut(count)])
                let engine = SyncEngine(store: anna.store, transport: line, policy: Self.once)
                try await #require(throws: RelaisError.self, "\(part), \(count) bytes") {
                    try await engine.sync()
                }
                length = try #require(anna.line.lengths.dropFirst(exchange).first).answer
                try #require(try anna.store.status().pending == 3 - part)
                try #require(try end(of: world) == head + UInt64(part) + 1)
                try #require(try anna.store.record(Plot.self, plot)?.visits == 3)
                _ = line.takeSent()
                let report = try await engine.sync()
                try #require(report.state == .upToDate && report.mended == 0)
                try #require(line.takeSent() == [head + UInt64(part)..<head + 3])
                head += 3
                try #require(try end(of: world) == head)
                try #require(try anna.store.record(Plot.self, plot)?.visits == 3)
                count += 1
            }
            #expect(length > 30)
        }
        #expect(try await anna.engine.verify().differences.isEmpty)
    }

    private func end(of world: World) throws -> UInt64 {
        try world.administration.storage.read { try $0.info().head }
    }
}
