// A synchronisation that is cut at any byte: the store stays consistent, and what was delivered is
// not delivered again.

import ClientCore
import CurlTransport
import SQLite
import Server
import Shared
import Testing

@Suite("A synchronisation may be cut at any byte")
struct InterruptionTests {
    /// The line does not even notice that something is missing: the message itself must.
    @Test func everyPrefixOfAnAnswerIsRefusedAndChangesNothing() async throws {
        let world = try World()
        let (anna, badr) = (try await world.device(), try await world.device())
        for name in ["a", "b"] {
            _ = try anna.create(
                "plot", ["name": .assign(.text(name)), "visits": .increment(1)])
        }
        try await anna.sync()
        _ = try badr.create("plot", ["name": .assign(.text("c"))])
        let before = try StoreContents(badr).everything()
        for count in 0..<1_000 {
            badr.line.fail([.answerCut(count)])
            let report = try? await badr.engine.sync()
            if report?.state == .upToDate { break }
            #expect(report == nil)
            #expect(try StoreContents(badr).everything() == before, "\(count) bytes")
        }
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
        for count in 0..<1_000 {
            anna.line.fail([.requestCut(count), .requestCut(count)])
            let report = try? await anna.engine.sync()
            if report?.state == .upToDate { break }
            #expect(try anna.store.status().pending == 1, "\(count) bytes")
            #expect(try world.serverState("plot", plot) == nil, "\(count) bytes")
        }
        try await anna.sync()
        #expect(try anna.store.record(Plot.self, plot)?.visits == 1)
        #expect(try await anna.engine.verify().differences.isEmpty)
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
        try await cutUntilDone(anna, live)
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

    @discardableResult
    private func cutUntilDone(
        _ device: TestDevice, _ live: LiveServer
    ) async throws -> (records: Int, cuts: Int) {
        var random = SeededGenerator(seed: 7)
        var records = 0
        var cuts = 0
        for _ in 0..<400 {
            let bytes = Int.random(in: 0...500_000, using: &random)
            let proxy = try CuttingProxy(to: live.port, after: bytes)
            let transport = try CurlTransport(
                baseURL: "http://127.0.0.1:\(proxy.port)", options: .init())
            let engine = SyncEngine(
                store: device.store, transport: transport,
                policy: RetryPolicy(attempts: 1, firstDelay: 0, longestDelay: 0))
            let report = try await engine.sync()
            records += report.pulled
            #expect(try StoreContents(device).integrity() == "ok")
            if report.state == .upToDate { return (records, cuts) }
            cuts += 1
        }
        Issue.record("the synchronisation does not come to its end")
        return (records, cuts)
    }
}
