// A synchronisation that is cut at any byte: the store stays consistent, and what was delivered is
// not delivered again.

import ClientCore
import CurlTransport
import SQLite
import Server
import Shared
import Testing

/// A line to a server that reads JSON alone.
private struct PlainLine: Transport {
    let line: TestLine

    func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
        if WireForm(of: request.body) == .binary { return TransportResponse(status: 415, body: []) }
        return try await line.send(request)
    }
}

@Suite("A synchronisation may be cut at any byte")
struct InterruptionTests {
    private static let once = RetryPolicy(attempts: 1, firstDelay: 0, longestDelay: 0)

    /// The line does not even notice that something is missing: the message itself must.
    @Test(arguments: WireForm.allCases)
    func everyPrefixOfAnAnswerIsRefusedAndChangesNothing(_ form: WireForm) async throws {
        let world = try World()
        let (anna, badr) = (try await world.device(), try await world.device())
        for name in ["a", "b"] {
            _ = try anna.create(
                "plot", ["name": .assign(.text(name)), "visits": .increment(1)])
        }
        try await anna.sync()
        _ = try badr.create("plot", ["name": .assign(.text("c"))])
        let contents = try StoreContents(badr)
        let before = try contents.everything()
        let engine =
            form == .binary
            ? badr.engine : SyncEngine(store: badr.store, transport: PlainLine(line: badr.line))
        var taken: Int?
        for count in 0..<5_000 {
            let exchange = badr.line.lengths.count
            badr.line.fail([.answerCut(count)])
            let report = try? await engine.sync()
            if report?.state == .upToDate {
                // Nothing less than the whole answer.
                #expect(count == badr.line.lengths.dropFirst(exchange).first?.answer)
                taken = count
                break
            }
            #expect(report == nil)
            #expect(try contents.everything() == before, "\(count) bytes")
        }
        #expect(taken != nil)
        try await badr.sync()
        try await anna.sync()
        for device in [anna, badr] {
            #expect(try await device.engine.verify().differences.isEmpty)
            #expect(try device.store.records(Plot.self).count == 3)
        }
    }

    @Test func everyPrefixOfAPushIsRefusedAndChangesNothing() async throws {
        let world = try World()
        let anna = try await world.device()
        try await anna.sync()
        let plot = try anna.create("plot", ["visits": .increment(1)])
        var taken: Int?
        for count in 0..<1_000 {
            let exchange = anna.line.lengths.count
            // A request that is not read is said in three manners, the longest last.
            anna.line.fail(Array(repeating: .requestCut(count), count: 3))
            let engine = SyncEngine(store: anna.store, transport: anna.line)
            let report = try? await engine.sync()
            anna.line.heal()
            if report?.state == .upToDate {
                #expect(count == anna.line.lengths.dropFirst(exchange).first?.request)
                taken = count
                break
            }
            #expect(try anna.store.status().pending == 1, "\(count) bytes")
            #expect(try world.serverState("plot", plot) == nil, "\(count) bytes")
        }
        // The head frame and the transaction.
        #expect(taken ?? 0 > 80)
        try await anna.sync()
        #expect(try anna.store.record(Plot.self, plot)?.visits == 1)
        #expect(try await anna.engine.verify().differences.isEmpty)
    }

    /// A push of several requests of which one is lost, or its answer: what the server has answered
    /// for is not sent again.
    @Test(arguments: [false, true], [0, 1, 3])
    func pushGoesOnAfterItsLastRequest(_ isAnswerLost: Bool, _ at: Int) async throws {
        let world = try World()
        let anna = try await world.device()
        try await anna.sync()
        let text = FieldValue.text(String(repeating: "x", count: 4_900))
        for _ in 0..<12 {
            try anna.store.write { transaction in
                for _ in 0..<60 { transaction.create("diary", ["text": .assign(text)]) }
            }
        }
        let line = NotingLine(anna.line)
        let engine = SyncEngine(store: anna.store, transport: line, policy: Self.once)
        anna.line.fail(
            Array(repeating: nil, count: at) + [isAnswerLost ? .responseLost : .requestLost])
        #expect(try await engine.sync().error != nil)
        let sent = line.sent
        #expect(sent.count == at + 1)
        let acknowledged = sent.dropLast().last?.upperBound ?? 0
        #expect(try anna.store.status().pending == 12 - Int(acknowledged))
        #expect(try await engine.sync().state == .upToDate)
        let again = Array(line.sent.dropFirst(sent.count))
        #expect(again.first?.lowerBound == acknowledged)
        #expect(at + again.count >= 4)
        // Each request begins where the one before it ended.
        for (first, second) in zip(again, again.dropFirst()) {
            #expect(second.lowerBound == first.upperBound)
        }
        #expect(again.last?.upperBound == 12)
        #expect(try anna.store.status().pending == 0)
        #expect(try world.administration.storage.read { try $0.info().head } == 12)
    }

    /// Over a socket that is closed after some bytes, in either direction, wherever that is: a
    /// first pull of several pages, and a push of several requests, go on from the last one.
    @Test func pullAndPushOverASocketGoOnFromTheLastPage() async throws {
        let live = try LiveServer()
        defer { live.stop() }
        let anna = try await live.world.device()
        // Text that no compression makes small, so that there are several pages.
        var random = SeededGenerator(seed: 3)
        for _ in 0..<10 {
            try anna.store.write { transaction in
                for _ in 0..<100 {
                    let words = (0..<80).map { _ in hexadecimal(random.next()) }
                    transaction.create("diary", ["text": .assign(.text(words.joined()))])
                }
            }
        }
        let pushed = try await cutUntilDone(anna, live)
        // However it is packed, it is more than any one way lets through.
        #expect(pushed.cuts > 0)
        // Each is answered for once: what was answered for is not sent again.
        #expect(pushed.transactions == 10)
        #expect(try anna.store.status().pending == 0)
        let badr = try await live.world.device()
        let pulled = try await cutUntilDone(badr, live)
        // What a cut costs is the page that it hit, never what came before.
        #expect(pulled.records == 1_000)
        #expect(pulled.cuts > 0)
        for device in [anna, badr] {
            #expect(try await device.engine.verify().differences.isEmpty)
            #expect(try device.store.records("diary").count == 1_000)
        }
    }

    private func cutUntilDone(
        _ device: TestDevice, _ live: LiveServer
    ) async throws -> (transactions: Int, records: Int, cuts: Int) {
        var random = SeededGenerator(seed: 7)
        var transactions = 0
        var records = 0
        var cuts = 0
        for _ in 0..<400 {
            let bytes = Int.random(in: 0...500_000, using: &random)
            let proxy = try CuttingProxy(to: live.port, after: bytes)
            let transport = try CurlTransport(
                baseURL: "http://127.0.0.1:\(proxy.port)", options: .init())
            let engine = SyncEngine(
                store: device.store, transport: transport,
                policy: Self.once)
            let report = try await engine.sync()
            transactions += report.pushed
            records += report.pulled
            #expect(try StoreContents(device).integrity() == "ok")
            if report.state == .upToDate { return (transactions, records, cuts) }
            cuts += 1
        }
        Issue.record("the synchronisation does not come to its end")
        return (transactions, records, cuts)
    }
}
