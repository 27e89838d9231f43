// A device that comes back long after a restore: what it alone still holds of the line that was
// lost is not lost for the wait, nor for the backups that were made since.

import ClientCore
import Server
import Shared
import Testing

struct LateReturnTests {
    private static let day: UInt64 = 24 * 3600 * 1000

    private func head(_ world: World) throws -> UInt64 {
        try world.administration.storage.read { try $0.info().head }
    }

    /// That the server has the late plot once, as its author wrote it, beside the other one.
    private func checkOnce(_ world: World, _ late: RecordID, by author: Replica) throws {
        let state = try #require(try world.serverState("plot", late))
        let siblings = state.fields.flatMap(\.siblings)
        #expect(state.fields.map(\.name) == ["name", "soil", "visits"])
        #expect(siblings.count == 3 && siblings.allSatisfy { $0.write.replica == author })
        #expect(state.field("visits")?.siblings.map(\.content) == [.increment(3)])
        let count = try world.administration.storage.read {
            try $0.digest(scope: "territory").count
        }
        #expect(count == 2)
    }

    @Test func whatOneDeviceAloneHoldsComesBackWithItWeeksAfterTheRestore() async throws {
        let world = try World()
        let (author, badr) = (try await world.device(), try await world.device())
        let carla = try await world.device()
        let plot = try carla.create("plot", ["name": .assign(.text("first"))])
        for device in [carla, author, badr] { try await device.sync() }
        try world.backup("one")
        let late = try author.create(
            "plot", ["name": .assign(.text("late")), "visits": .increment(3)])
        try author.set(late, "soil", "sable")
        try author.set(plot, "soil", "argile")
        try await author.sync()
        try await badr.sync()
        // The author's store is gone, and nobody but Badr had pulled what it wrote.
        let replica = try #require(try author.store.enrolment()).replica
        try world.restore("one")
        try await carla.sync()
        try carla.set(plot, "name", "second")
        try await carla.sync()
        world.clock.advance(by: 60 * Self.day)
        try world.backup("two")
        try carla.store.write { $0.edit("plot", plot, ["visits": .increment(1)]) }
        try await carla.sync()
        #expect(try world.serverState("plot", late) == nil)

        try await badr.sync()
        try checkOnce(world, late, by: replica)
        let head = try head(world)
        let dora = try await world.device()
        for _ in 0..<2 { for device in [carla, dora, badr] { try await device.sync() } }
        #expect(try self.head(world) == head)
        try checkOnce(world, late, by: replica)
        for device in [badr, carla, dora] {
            #expect(try device.text(late, "name") == "late")
            #expect(try device.text(late, "soil") == "sable")
            #expect(try device.store.record(Plot.self, late)?.visits == 3)
            #expect(try device.text(plot, "name") == "second")
            #expect(try device.text(plot, "soil") == "argile")
            #expect(try device.store.record(Plot.self, plot)?.visits == 1)
            #expect(try device.store.records(Plot.self).count == 2)
            #expect(try device.store.conflicts().isEmpty)
            #expect(try await device.engine.verify().differences.isEmpty)
        }
        #expect(try StoreContents(badr).count("relais_return") == 0)
    }
}
