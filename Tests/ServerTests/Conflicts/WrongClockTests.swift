// Clocks that are years wrong: they change the order of display, and nothing of who conflicts with
// whom.

import ClientCore
import Shared
import Testing

@Suite("Wrong clocks")
struct WrongClockTests {
    @Test(arguments: [-20 * year, 0, 20 * year], [-20 * year, 0, 20 * year])
    func whoConflictsWithWhomDoesNotDependOnClocks(anna: Int64, badr: Int64) async throws {
        let pair = try await Pair(annaOff: anna, badrOff: badr)
        // Known to the other: replaces, whatever the clocks say.
        try pair.badr.set(pair.id, "name", "badr 1")
        try await pair.settle()
        try pair.expectSettled("badr 1")
        try pair.anna.set(pair.id, "name", "anna 1")
        try await pair.settle()
        try pair.expectSettled("anna 1")
        // Unknown to the other: asked, whatever the clocks say.
        try pair.anna.set(pair.id, "name", "anna 2")
        try pair.badr.set(pair.id, "name", "badr 2")
        try await pair.settle()
        let conflict = try pair.conflict()
        #expect(Set(conflict.values.map(\.value)) == [.text("anna 2"), .text("badr 2")])
        #expect(conflict.base == .text("anna 1"))
        try pair.badr.store.resolve("plot", pair.id, field: "name", keeping: .text("third"))
        try await pair.settle()
        try pair.expectSettled("third")
    }

    @Test func timeOfAClockThatIsWrongOrWasNotComparedIsToldAsSuch() async throws {
        let pair = try await Pair(annaOff: -2 * 60_000)
        try pair.anna.set(pair.id, "name", "wrong by two minutes")
        // What was compared more than a week ago is worth nothing.
        pair.world.clock.advance(by: 8 * 24 * 3600 * 1000)
        try pair.badr.set(pair.id, "name", "not compared")
        let local = try pair.badr.store.history("plot", pair.id).changes.first
        #expect(local?.isClockVerified == false)
        try await pair.settle()
        #expect(try pair.conflict().values.map(\.isClockVerified) == [false, false])
        // The synchronisation has compared the clocks.
        try pair.anna.store.resolve("plot", pair.id, field: "name", keeping: .text("by anna"))
        try await pair.settle()
        try pair.badr.set(pair.id, "name", "by badr")
        try await pair.settle()
        for device in [pair.anna, pair.badr] {
            let changes = try await device.engine.history("plot", pair.id).changes
            let flags = changes.filter { $0.field == "name" }.map(\.isClockVerified)
            #expect(flags.first == true && flags.dropFirst().allSatisfy { !$0 })
            #expect(flags.count == 5)
        }
    }

    @Test func claimFarInTheFutureIsToldWithTheBoundThatTheServerPut() async throws {
        let pair = try await Pair(annaOff: 20 * year)
        try pair.anna.set(pair.id, "name", "anna")
        try pair.badr.set(pair.id, "name", "badr")
        let now = Int64(pair.world.clock.now())
        try await pair.settle()
        let users = try #require(try pair.anna.store.enrolment()?.user)
        let side = try #require(try pair.conflict().values.first { $0.user == users })
        #expect(side.claimedAt.milliseconds >= now + 20 * year)
        let bound = try #require(side.correctedAt?.milliseconds)
        #expect(bound >= now && bound < now + 3600 * 1000)
        for device in [pair.anna, pair.badr] {
            // Without the server, and with it; the author's own journal included.
            let known = try device.store.history("plot", pair.id)
            let told = try await device.engine.history("plot", pair.id)
            for history in [known, told] {
                let change = history.changes.first { $0.content == .value(.text("anna")) }
                #expect(change?.correctedAt?.milliseconds == bound)
                let other = history.changes.first { $0.content == .value(.text("badr")) }
                #expect(other != nil && other?.correctedAt == nil)
            }
        }
    }
}
