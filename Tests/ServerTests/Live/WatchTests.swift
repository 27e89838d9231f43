// Watching, whole: real stores, the real transport, a real server. Waiting ends as soon as what is
// waited for has come; nothing here depends on how fast.

import ClientCore
import Glibc
import Shared
import Testing

@testable import Server

@Suite(.timeLimit(.minutes(2))) struct WatchTests {
    private static let hasty = WatchPolicy(
        firstDelay: 20, longestDelay: 200, silentSeconds: 45, spread: 5)

    @Test func changeOnOneDeviceComesToTheOther() async throws {
        let live = try LiveServer()
        let (anna, annaEngine, _) = try await live.store("anna")
        let (badr, badrEngine, transport) = try await live.store("badr")
        let watch = Watch(badrEngine, transport, Self.hasty)
        await watch.wait { $0.connections == 1 }
        for number in 0..<5 {
            let id = try anna.write { $0.create("plot", ["name": .assign(.text("\(number)"))]) }
            _ = try await annaEngine.sync()
            await watch.wait { $0.pulled == number + 1 }
            #expect(try badr.record("plot", id) != nil)
        }
        #expect(try badr.records("plot").count == 5)
        // One stream told of all of it.
        #expect(watch.seen.connections == 1 && watch.seen.failures == 0)
        #expect(await watch.end() == .cancelled)
    }

    @Test func changeOfAnotherProcessOfTheServerComesToo() async throws {
        let live = try LiveServer()
        let (_, engine, transport) = try await live.store("anna")
        let watch = Watch(engine, transport, Self.hasty)
        await watch.wait { $0.connections == 1 }
        let pusher = try Pusher(live.world)
        pusher.add(pusher.make(live.world.data.ports.makeRecordID()))
        _ = try pusher.push(after: 0, through: 1)
        await watch.wait { $0.pulled == 1 }
        _ = await watch.end()
    }

    @Test func whatAnotherProgramWritesToTheStoreIsSent() async throws {
        let live = try LiveServer()
        let (anna, engine, transport) = try await live.store("anna")
        let watch = Watch(engine, transport, Self.hasty)
        await watch.wait { $0.connections == 1 }
        let other = try Store(folder: anna.folder, schema: live.world.schema)
        try other.write { _ = $0.create("plot", ["name": .assign(.text("Nord"))]) }
        await watch.wait { $0.pushed == 1 }
        #expect(try anna.status().pending == 0)
        _ = await watch.end()
    }

    @Test func ownPushIsNotFetchedAgain() async throws {
        let live = try LiveServer()
        let (anna, engine, transport) = try await live.store("anna")
        let watch = Watch(engine, transport, Self.hasty)
        await watch.wait { $0.connections == 1 }
        try anna.write { _ = $0.create("plot", ["name": .assign(.text("Nord"))]) }
        await watch.wait { $0.pushed == 1 }
        let count = watch.seen.synchronisations
        // Time for the news of that push to come back; a slow machine only makes this say less.
        await blocking { _ = usleep(300_000) }
        try anna.write { _ = $0.create("plot", ["name": .assign(.text("Sud"))]) }
        await watch.wait { $0.pushed == 2 }
        #expect(watch.seen.synchronisations == count + 1)
        _ = await watch.end()
    }

    @Test func serverThatGoesAwayAndComesBackIsFoundAgainAndNothingIsMissed() async throws {
        let live = try LiveServer()
        let (anna, annaEngine, _) = try await live.store("anna")
        let (_, engine, transport) = try await live.store("badr")
        let watch = Watch(engine, transport, Self.hasty)
        await watch.wait { $0.connections == 1 }
        for round in 1...3 {
            await live.stopAway()
            await watch.wait { $0.failures >= round }
            try live.start()
            try anna.write { _ = $0.create("plot", ["name": .assign(.text("\(round)"))]) }
            _ = try await annaEngine.sync()
            await watch.wait { $0.pulled == round && $0.connections == round + 1 }
        }
        #expect(await watch.end() == .cancelled)
    }

    @Test func deviceWhoseAccessIsWithdrawnIsToldAndEnds() async throws {
        let live = try LiveServer()
        let (anna, engine, transport) = try await live.store("anna")
        let watch = Watch(engine, transport, Self.hasty)
        await watch.wait { $0.connections == 1 }
        let replica = try #require(try anna.enrolment()?.replica)
        _ = try live.world.administration.revoke(replica)
        #expect(await watch.ended() == .revoked)
    }

    @Test func storeThatIsNotEnrolledCannotWatch() async throws {
        let live = try LiveServer()
        let store = try Store(folder: live.world.folder + "/new", schema: live.world.schema)
        let transport = try live.transport()
        let engine = SyncEngine(store: store, transport: transport)
        let error = await #expect(throws: RelaisError.self) {
            _ = try await engine.watch(over: transport)
        }
        #expect(error?.code == "not_enrolled")
    }

    @Test func cancellingActsAtOnceWhateverTheWatchIsDoing() async throws {
        let live = try LiveServer()
        let (_, engine, transport) = try await live.store("anna")
        for round in 0..<20 {
            let watch = Watch(engine, transport, Self.hasty)
            if round.isMultiple(of: 4) { await watch.wait { $0.connections == 1 } }
            if round.isMultiple(of: 3) { await watch.wait { $0.synchronisations == 1 } }
            #expect(await watch.end() == .cancelled)
        }
        // And while it waits for a server that is away.
        await live.stopAway()
        let patient = WatchPolicy(
            firstDelay: 3_600_000, longestDelay: 3_600_000, silentSeconds: 45, spread: 0)
        let watch = Watch(engine, transport, patient)
        await watch.wait { $0.failures == 1 }
        #expect(await watch.end() == .cancelled)
        #expect(live.world.router.live.count == 0)
    }

    @Test func streamThatIsNoneIsTriedAgainAndAgain() async throws {
        let live = try LiveServer()
        let (_, engine, _) = try await live.store("anna")
        let answers = [
            "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nhi",
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
                + "event: changed\ndata: {}\n\n",
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Encoding: gzip\r\n\r\nx",
            "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 200 OK\r\n\r\n" + String(repeating: "x", count: 100_000),
            "",
        ]
        for answer in answers {
            let stub = try ScriptedServer { connection in
                _ = connection.readHead()
                connection.send(answer)
            }
            let transport = try curlLine(port: stub.port)
            let watch = Watch(engine, transport, Self.hasty)
            await watch.wait { $0.failures >= 3 }
            #expect(watch.seen.connections == 0, "\(answer.prefix(60))")
            #expect(await watch.end() == .cancelled)
        }
    }
}
