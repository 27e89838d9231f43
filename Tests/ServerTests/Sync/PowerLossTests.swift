// PowerLossTests: what a device writes waits for the disk, what it is told need not. A loss of
// power takes it back to before an answer, never to before a writing, and all of it comes again.

import ClientCore
import FoundationEssentials
import Server
import Shared
import Testing

/// A line that asks something before each synchronisation.
private final class Asking: Transport {
    let box: RouterBox
    let ask = Locked<(@Sendable () -> Bool)?>(nil)
    let answers = Locked<[Bool]>([])

    init(_ box: RouterBox) { self.box = box }

    func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
        if let answer = ask.withLock({ $0 })?() { answers.withLock { $0.append(answer) } }
        let response = box.current.withLock { $0 }.handle(
            HTTPRequest(
                method: request.method, path: request.path,
                headers: request.headers.map { ($0.name.lowercased(), $0.value) },
                body: request.body))
        return TransportResponse(status: response.status, body: response.body)
    }
}

struct PowerLossTests {
    private let world: World

    init() throws { world = try World() }

    /// What the disk holds of a store while it is in use, as after a loss of power.
    private func keep(_ device: TestDevice, _ name: String) throws -> String {
        let place = world.folder + "/" + name
        try FileManager.default.createDirectory(
            atPath: place, withIntermediateDirectories: true)
        for suffix in ["", "-wal"] {
            let file = "/relais.sqlite" + suffix
            try FileManager.default.copyItem(
                atPath: device.folder + file, toPath: place + file)
        }
        return place
    }

    @Test func writingWaitsForTheDiskAndAnAnswerDoesNot() async throws {
        let device = try await world.device()
        // A first pull is kept as it comes.
        try await device.sync()
        #expect(!device.store.isUnsynced)
        let id = try device.create("plot", ["name": .assign(.text("Plot"))])
        #expect(!device.store.isUnsynced)
        try await device.sync()
        #expect(device.store.isUnsynced)
        try device.set(id, "soil", "clay")
        #expect(!device.store.isUnsynced)
    }

    @Test func lossOfPowerAfterSeveralAnswersLosesNothing() async throws {
        let device = try await world.device()
        let other = try await world.device()
        try await device.sync()
        let replica = try #require(try device.store.enrolment()).replica
        let ids = try (0..<3).map { try device.create("plot", ["name": .assign(.text("\($0)"))]) }
        let disk = try keep(device, "disk")
        for name in ["a", "b"] {
            try await device.sync()
            _ = try other.create("plot", ["name": .assign(.text(name))])
            try await other.sync()
        }
        try await device.sync()
        #expect(device.store.isUnsynced)
        try device.rollBack(to: disk)
        #expect(try device.store.status().pending == 3)
        let report = try await device.sync()
        #expect(report.state == .upToDate && report.status.pending == 0 && report.mended == 0)
        // It is the same device, and nothing was taken in twice.
        #expect(try device.store.enrolment()?.replica == replica)
        #expect(try world.administration.storage.read { try $0.info().head } == 5)
        for id in ids { #expect(try device.store.record("plot", id) != nil) }
        #expect(try device.store.records("plot").count == 5)
    }

    @Test func erasureAndDepartureWaitForTheDisk() async throws {
        let device = try await world.device()
        let other = try await world.device(role: .coordinator)
        let id = try device.create("gardener", ["name": .assign(.text("Ada"))])
        try await device.sync()
        try await other.sync()
        _ = try device.create("plot", [:])
        try await device.sync()
        try other.store.write { $0.erase("gardener", id) }
        try await other.sync()
        // What is told after the erasure is told by a device that cannot go back before it.
        let line = Asking(world.box)
        line.ask.withLock { [store = device.store] in $0 = { store.isUnsynced } }
        _ = try await SyncEngine(store: device.store, transport: line).sync()
        #expect(try device.store.record("gardener", id) == nil)
        #expect(line.answers.withLock { $0 } == [true, false])
    }
}
