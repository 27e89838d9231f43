// EchoTests: a device is not told again what it has just written, and makes of it what the server
// has made, byte for byte; whatever it could not know, it is told.

import ClientCore
import SQLite
import Shared
import Testing

@testable import Server

/// A line that looks at the answers to synchronisations, and may change them.
private final class WatchedLine: Transport {
    let box: RouterBox
    let answers = Locked<[SyncResponse]>([])
    let reads = Locked<Abilities?>(nil)
    let change = Locked<(@Sendable (inout SyncResponse) -> Void)?>(nil)
    let losesNext = Locked(false)

    init(_ box: RouterBox) { self.box = box }

    func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
        var body = request.body
        if request.path == "/v1/sync", let reads = reads.withLock({ $0 }),
            var message = try? BinaryCodec().syncRequest(body)
        {
            message.reads = reads
            body = BinaryCodec().encode(message)
        }
        let response = box.current.withLock { $0 }.handle(
            HTTPRequest(
                method: request.method, path: request.path,
                headers: request.headers.map { ($0.name.lowercased(), $0.value) }, body: body))
        var answer = TransportResponse(status: response.status, body: response.body)
        if request.path == "/v1/sync", response.status == 200,
            var message = try? BinaryCodec().syncResponse(response.body, to: body)
        {
            if let change = change.withLock({ $0 }) {
                change(&message)
                answer.body = BinaryCodec().encode(message)
            }
            answers.withLock { $0.append(message) }
            let isLost = losesNext.withLock { isLost in
                defer { isLost = false }
                return isLost
            }
            if isLost { throw TransportError(kind: .interrupted, detail: "test") }
        }
        return answer
    }
}

struct EchoTests {
    private let world: World

    init() throws { world = try World() }

    /// A device that holds everything, and its line.
    private func device() async throws -> (TestDevice, WatchedLine, SyncEngine) {
        let device = try await world.device()
        try await device.sync()
        let line = WatchedLine(world.box)
        return (device, line, SyncEngine(store: device.store, transport: line))
    }

    /// The canonical bytes that a device holds as confirmed.
    private func held(_ device: TestDevice, _ id: RecordID) throws -> [UInt8]? {
        let connection = try Connection(
            path: device.folder + "/relais.sqlite", mode: .readOnly)
        var bytes: [UInt8]?
        try connection.rows("SELECT _state FROM plot WHERE id = ?", [.blob(id.bytes)]) {
            bytes = $0.isNull(0) ? nil : $0.bytes(0)
        }
        return bytes
    }

    private func expectSame(_ device: TestDevice, _ ids: [RecordID]) throws {
        for id in ids {
            let state = try #require(try world.serverState("plot", id))
            #expect(try held(device, id) == state.bytes)
        }
    }

    @Test(arguments: [false, true])
    func ownWritingIsNotToldAgain(isBackedUp: Bool) async throws {
        let (device, line, engine) = try await device()
        let old = try device.create("plot", ["name": .assign(.text("Old"))])
        _ = try await engine.sync()
        // From then on records remember what they have taken in.
        if isBackedUp { try world.backup() }
        try device.set(old, "soil", "clay")
        let new = try device.create("plot", ["name": .assign(.text("New"))])
        try device.set(old, "name", "Older")
        try device.set(new, "soil", "sand")
        let report = try await engine.sync()
        #expect(report.pulled == 2 && report.mended == 0 && report.state == .upToDate)
        let answer = try #require(line.answers.withLock { $0.last })
        #expect(answer.records.isEmpty && answer.isComplete)
        let places = answer.echoes?.runs.map { [$0.count: $0.place?.isNew] }
        #expect(places == [[1: false], [1: true]])
        try expectSame(device, [old, new])
        #expect(try device.text(old, "name") == "Older")
        #expect(try device.text(new, "soil") == "sand")
        let other = try await world.device()
        try await other.sync()
        #expect(try held(other, old) == held(device, old))
    }

    @Test func whatOthersHaveWrittenIsTold() async throws {
        let (device, line, engine) = try await device()
        let (other, _, _) = try await self.device()
        let mine = try device.create("plot", ["name": .assign(.text("Mine"))])
        let ours = try device.create("plot", ["name": .assign(.text("Ours"))])
        _ = try await engine.sync()
        try await other.sync()
        try other.set(ours, "soil", "clay")
        try await other.sync()
        try device.set(ours, "name", "Ours still")
        try device.set(mine, "name", "Mine still")
        _ = try await engine.sync()
        let answer = try #require(line.answers.withLock { $0.last })
        #expect(answer.records.map(\.id) == [ours])
        #expect(answer.echoes?.runs.map(\.count) == [1, 1])
        #expect(answer.echoes?.runs.first?.place == nil)
        try expectSame(device, [mine, ours])
        #expect(try device.text(ours, "soil") == "clay")
    }

    @Test func whoDoesNotSaySoIsToldEverything() async throws {
        let (device, line, engine) = try await device()
        for reads in [[], .rows, [.rows, .tables], .own] as [Abilities] {
            line.reads.withLock { $0 = reads }
            let id = try device.create("plot", ["name": .assign(.text("Plot"))])
            _ = try await engine.sync()
            let answer = try #require(line.answers.withLock { $0.last })
            #expect((answer.echoes == nil) == !reads.contains(.echoes))
            #expect(answer.records.map(\.id) == (reads.contains(.echoes) ? [] : [id]))
            try expectSame(device, [id])
        }
    }

    @Test func answerThatWasLostIsToldInFull() async throws {
        let (device, line, engine) = try await device()
        let id = try device.create("plot", ["name": .assign(.text("Plot"))])
        line.losesNext.withLock { $0 = true }
        let report = try await engine.sync()
        #expect(report.state == .upToDate)
        let answers = line.answers.withLock { $0 }
        #expect(answers.map { $0.echoes == nil } == [false, true])
        #expect(answers.last?.records.map(\.id) == [id])
        try expectSame(device, [id])
    }

    /// What was refused changes nothing, and what was accepted beside it is made of the rest.
    @Test func refusedChangeOfARecordIsLeftOut() async throws {
        let (device, line, _) = try await device()
        let id = try device.create("plot", ["name": .assign(.text("Plot"))])
        try await device.sync()
        // A program whose schema allows a state that the server's does not.
        try device.reopen(schema: GardenSchema.anyState)
        try device.store.write { $0.edit("plot", id, ["state": .assign(.text("flooded"))]) }
        try device.reopen()
        try device.set(id, "soil", "clay")
        let report = try await SyncEngine(store: device.store, transport: line).sync()
        #expect(report.status.quarantined == 1 && report.mended == 0)
        let answers = line.answers.withLock { $0 }
        #expect(answers.count == 1 && answers.first?.records.isEmpty == true)
        #expect(answers.first?.echoes?.runs.map(\.count) == [1])
        try expectSame(device, [id])
        #expect(try device.text(id, "soil") == "clay")
    }

    @Test func clockThatIsAheadIsTold() async throws {
        let (device, line, engine) = try await device()
        // The device writes an hour ahead of the server.
        world.clock.advance(by: 3_600_000)
        let id = try device.create("plot", ["name": .assign(.text("Plot"))])
        world.clock.goBack(by: 3_600_000)
        _ = try await engine.sync()
        let answer = try #require(line.answers.withLock { $0.last })
        #expect(answer.echoes == nil && answer.records.map(\.id) == [id])
        try expectSame(device, [id])
    }

    @Test func whatCannotBeMadeIsPulledAgain() async throws {
        let (device, line, engine) = try await device()
        let id = try device.create("plot", ["name": .assign(.text("Plot"))])
        // It says that the device held it.
        line.change.withLock {
            $0 = { answer in
                guard let run = answer.echoes?.runs.first, let place = run.place else { return }
                answer.echoes?.runs = [
                    Echoes.Run(
                        count: run.count, place: Echoes.Place(scope: place.scope, isNew: false))
                ]
            }
        }
        let report = try await engine.sync()
        #expect(report.state == .upToDate && report.status.pending == 0)
        #expect(line.answers.withLock { $0.count } > 1)
        try expectSame(device, [id])
    }

    @Test func moreThanWasWrittenIsRefusedAndLosesNothing() async throws {
        let (device, line, engine) = try await device()
        let id = try device.create("plot", ["name": .assign(.text("Plot"))])
        line.change.withLock {
            $0 = { answer in
                guard let run = answer.echoes?.runs.first else { return }
                answer.echoes?.runs = [Echoes.Run(count: 9, place: run.place)]
            }
        }
        await #expect(throws: RelaisError.self) { _ = try await engine.sync() }
        #expect(try device.store.status().pending == 1)
        #expect(try device.text(id, "name") == "Plot")
        line.change.withLock { $0 = nil }
        let report = try await engine.sync()
        #expect(report.state == .upToDate && report.status.pending == 0)
        try expectSame(device, [id])
    }
}
