// Stores that were copied, and old copies that were put back: each finds a number of its own.

import ClientCore
import Server
import Shared
import Testing

@Suite("A copied store moves to a number of its own")
struct ForkTests {
    private func checkSame(_ devices: [TestDevice]) async throws {
        for _ in 0..<2 { for device in devices { try await device.sync() } }
        for device in devices {
            #expect(try await device.engine.verify().differences.isEmpty)
            #expect(try device.store.status().pending == 0)
            #expect(try StoreContents(device).count("relais_overlay") == 0)
        }
    }

    private func replica(_ device: TestDevice) throws -> UInt32 {
        try #require(try device.store.enrolment()).replica
    }

    @Test func copyThatWroteIsForkedAndLosesNothing() async throws {
        let world = try World()
        let anna = try await world.device()
        let plot = try anna.create("plot", ["name": .assign(.text("p"))])
        try await anna.sync()
        // Written before the copy, and not yet sent: both have it, and it counts once.
        try anna.store.write { $0.edit("plot", plot, ["visits": .increment(1)]) }
        let copy = try anna.clone(to: world.folder + "/copy")
        try anna.store.write { $0.edit("plot", plot, ["visits": .increment(10)]) }
        try copy.store.write { $0.edit("plot", plot, ["visits": .increment(100)]) }
        try await anna.sync()
        try await copy.sync()
        try await checkSame([anna, copy])
        #expect(try replica(anna) != replica(copy))
        for device in [anna, copy] {
            #expect(try device.store.record(Plot.self, plot)?.visits == 111)
        }
    }

    @Test func copyThatOnlyReadsIsForkedToo() async throws {
        let world = try World()
        let anna = try await world.device()
        let plot = try anna.create("plot", ["name": .assign(.text("p"))])
        try await anna.sync()
        let copy = try anna.clone(to: world.folder + "/copy")
        try anna.set(plot, "soil", "argile")
        try await anna.sync()
        try await copy.sync()
        #expect(try replica(anna) != replica(copy))
        try await checkSame([anna, copy])
        #expect(try copy.text(plot, "soil") == "argile")
    }

    @Test func oldCopyPutBackIsForkedAndGetsBackWhatItHadSent() async throws {
        let world = try World()
        let anna = try await world.device()
        let plot = try anna.create("plot", ["name": .assign(.text("p"))])
        try await anna.sync()
        try anna.copy(to: world.folder + "/old")
        try anna.set(plot, "soil", "argile")
        try await anna.sync()
        let before = try replica(anna)
        try anna.rollBack(to: world.folder + "/old")
        try anna.store.write { $0.edit("plot", plot, ["visits": .increment(1)]) }
        try await anna.sync()
        #expect(try replica(anna) != before)
        try await checkSame([anna])
        #expect(try anna.text(plot, "soil") == "argile")
        #expect(try anna.store.record(Plot.self, plot)?.visits == 1)
    }

    /// What was refused is nowhere but in the server's quarantine: a store that was put back gets
    /// it from there, so that a restore to before it loses nothing.
    @Test func oldCopyPutBackGetsBackWhatWasRefused() async throws {
        let world = try World()
        let anna = try await world.device(role: .volunteer)
        try await anna.sync()
        try world.backup()
        try anna.copy(to: world.folder + "/old")
        let plot = try anna.create("plot", ["name": .assign(.text("p"))])
        try anna.set(plot, "soil", "argile")
        try await anna.sync()
        try anna.rollBack(to: world.folder + "/old")
        try await anna.sync()
        #expect(try anna.store.quarantine().map(\.reason) == ["not_allowed", "not_allowed"])
        #expect(try anna.store.status().pending == 0)
        try world.restore()
        try await anna.sync()
        let kept = try world.administration.storage.read { try $0.quarantine() }
        #expect(kept.count == 2)
        #expect(try anna.store.quarantine().count == 2)
    }

    /// The answer to the question for a number, or to what was sent under it, is lost; or the store
    /// is put back to before it had taken the answer in.
    @Test(arguments: 0..<3)
    func forkThatIsCutIsTakenUpAgainAndCountsOnce(_ kind: Int) async throws {
        let world = try World()
        let anna = try await world.device()
        let plot = try anna.create("plot", ["name": .assign(.text("p"))])
        try await anna.sync()
        let copy = try anna.clone(to: world.folder + "/copy")
        try anna.store.write { $0.edit("plot", plot, ["visits": .increment(10)]) }
        try await anna.sync()
        for _ in 0..<3 {
            try copy.store.write { $0.edit("plot", plot, ["visits": .increment(1)]) }
        }
        switch kind {
        case 0: copy.line.fail([nil, .responseLost, .responseLost, .responseLost])
        case 1: copy.line.fail([nil, nil, .responseLost, .responseLost, .responseLost])
        default:
            try copy.copy(to: world.folder + "/before")
            try await copy.sync()
            try copy.rollBack(to: world.folder + "/before")
        }
        _ = try await copy.engine.sync()
        try await checkSame([anna, copy])
        for device in [anna, copy] {
            #expect(try device.store.record(Plot.self, plot)?.visits == 13)
        }
    }

    /// A store that never pulled is told, when it forks, that the server has its transaction; then
    /// the server is restored to before it. (Simulator, seed 25663.)
    @Test func forkedBeforeItsFirstPullThenServerRestored() async throws {
        let world = try World()
        let anna = try await world.device()
        try world.backup()
        let plot = try anna.create("plot", ["visits": .increment(1)])
        try anna.copy(to: world.folder + "/old")
        try anna.store.write { $0.edit("plot", plot, ["visits": .increment(10)]) }
        try await anna.sync()
        try anna.rollBack(to: world.folder + "/old")
        anna.line.fail([nil, nil, .responseLost, .responseLost, .responseLost])
        _ = try await anna.engine.sync()
        try world.restore()
        try await checkSame([anna])
        // What only the store before it was put back had, and the server lost, is gone with both.
        #expect(try anna.store.record(Plot.self, plot)?.visits == 1)
    }

    @Test func copiesOfCopies() async throws {
        let world = try World()
        let anna = try await world.device()
        let plot = try anna.create("plot", ["name": .assign(.text("p"))])
        try anna.store.write { $0.edit("plot", plot, ["visits": .increment(1)]) }
        var devices = [anna]
        for number in 1...4 {
            let copy = try devices[number - 1].clone(to: world.folder + "/copy\(number)")
            try copy.store.write { $0.edit("plot", plot, ["visits": .increment(1)]) }
            devices.append(copy)
        }
        for device in devices.reversed() { try await device.sync() }
        try await checkSame(devices)
        for device in devices {
            #expect(try device.store.record(Plot.self, plot)?.visits == 5)
        }
    }

    /// The corner: a copy, an old copy put back, a restored server and a deletion together.
    @Test func copyRollBackRestoreAndDeletionTogether() async throws {
        let world = try World()
        let (anna, badr) = (try await world.device(), try await world.device())
        let plot = try anna.create("plot", ["name": .assign(.text("p"))])
        try await anna.sync()
        try await badr.sync()
        try world.backup()
        let copy = try anna.clone(to: world.folder + "/copy")
        try anna.copy(to: world.folder + "/old")
        try anna.set(plot, "soil", "argile")
        try await anna.sync()
        try copy.store.write { $0.edit("plot", plot, ["visits": .increment(1)]) }
        try await copy.sync()
        try await badr.sync()
        try badr.store.write { $0.delete("plot", plot) }
        try await badr.sync()
        try world.restore()
        try anna.rollBack(to: world.folder + "/old")
        try anna.store.write { $0.edit("plot", plot, ["visits": .increment(10)]) }
        for device in [anna, copy, badr] { try await device.sync() }
        try await checkSame([anna, badr, copy])
        for device in [anna, badr, copy] {
            let record = try #require(try device.store.record(Plot.self, plot))
            #expect(record.visits == 11)
            #expect(record.soil == "argile")
            #expect(try device.store.conflicts().map(\.field) == [nil])
        }
    }
}
