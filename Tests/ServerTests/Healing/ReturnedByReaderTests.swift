// What devices give back of records that their user may only read: nobody can prove what the line
// held that was lost, so it is kept for the coordinator and changes nothing.

import ClientCore
import Server
import Shared
import Testing

struct ReturnedByReaderTests {
    @Test(arguments: Role.allCases)
    func whoMayOnlyReadIsNotBelievedAboutWhatTheServerLost(_ role: Role) async throws {
        let world = try World()
        let (anna, reader) = (try await world.device(), try await world.device(role: role))
        let plot = try anna.create("plot", ["name": .assign(.text("p"))])
        for device in [anna, reader] { try await device.sync() }
        try world.backup()
        try anna.set(plot, "soil", "argile")
        let late = try anna.create("plot", ["name": .assign(.text("late"))])
        for device in [anna, reader] { try await device.sync() }
        try world.restore()
        try await reader.sync()
        let mayWrite = role != .observer && role != .volunteer
        #expect((try world.serverState("plot", plot)?.field("soil") != nil) == mayWrite)
        #expect((try world.serverState("plot", late) != nil) == mayWrite)
        let sealed = try world.administration.storage.read { try $0.sealedRecords() }
        #expect(
            sealed.map(\.code) == (mayWrite ? [] : ["returned_by_reader", "returned_by_reader"]))
        #expect(Set(sealed.map(\.key.id)) == (mayWrite ? [] : [plot, late]))
        // What the server has is what the device shows, and its author brings the rest back.
        #expect(try reader.text(plot, "soil") == (mayWrite ? "argile" : nil))
        #expect(try await reader.engine.verify().differences.isEmpty)
        for device in [anna, reader] { try await device.sync() }
        for device in [anna, reader] {
            #expect(try device.text(plot, "soil") == "argile")
            #expect(try device.text(late, "name") == "late")
            #expect(try await device.engine.verify().differences.isEmpty)
        }
    }

    /// Who was a mediator when they wrote, and may only read when the server has lost it.
    @Test func whatAFormerRoleWroteWaitsForADecision() async throws {
        let world = try World()
        let anna = try await world.device()
        try await anna.sync()
        try world.backup()
        let plot = try anna.create("plot", ["name": .assign(.text("p"))])
        try await anna.sync()
        let user = try #require(try anna.store.enrolment()).user
        _ = try world.administration.setRole(.observer, of: user)
        try world.restore()
        for _ in 0..<2 { try await anna.sync() }
        #expect(try world.serverState("plot", plot) == nil)
        #expect(try anna.store.quarantine().map(\.reason) == ["not_allowed"])
        try world.quarantines.accept(try #require(try world.waiting().first))
        for _ in 0..<2 { try await anna.sync() }
        #expect(try anna.text(plot, "name") == "p")
    }
}
