// Two devices and a server, over the real code of all three, named by what happens in which order.

import ClientCore
import Shared
import Testing

struct SynchronisationTests {
    @Test func aWriteReachesTheOtherDevice() async throws {
        let world = try World()
        let (anna, badr) = (try await world.device(), try await world.device())
        let id = try anna.create("plot", ["name": .assign(.text("Nord"))])
        #expect(try anna.store.record("plot", id)?.state == .pending)
        let report = try await anna.sync()
        #expect(report.pushed == 1)
        #expect(try anna.store.record("plot", id)?.state == .synced)
        try await badr.sync()
        #expect(try badr.text(id, "name") == "Nord")
        #expect(try await badr.engine.verify().differences.isEmpty)
        #expect(try await anna.engine.verify().differences.isEmpty)
    }

    @Test func differentFieldsEditedAtTheSameTimeAreBothKept() async throws {
        let world = try World()
        let (anna, badr, id) = try await sharedPlot(world)
        try anna.set(id, "name", "Sud")
        try badr.set(id, "soil", "argile")
        try await settle(anna, badr)
        for device in [anna, badr] {
            #expect(try device.text(id, "name") == "Sud")
            #expect(try device.text(id, "soil") == "argile")
            #expect(try device.store.conflicts().isEmpty)
        }
    }

    @Test func sameReviewFieldEditedAtTheSameTimeIsAConflictUntilSettled() async throws {
        let world = try World()
        let (anna, badr, id) = try await sharedPlot(world)
        try anna.set(id, "name", "Sud")
        world.clock.advance(by: 1_000)
        try badr.set(id, "name", "Est")
        try await settle(anna, badr)
        for device in [anna, badr] {
            let conflict = try #require(try device.store.conflicts().first)
            #expect(conflict.field == "name")
            #expect(conflict.base == .text("Nord"))
            #expect(conflict.values.map(\.value) == [.text("Est"), .text("Sud")])
            #expect(Set(conflict.values.compactMap(\.userName)) == ["User 1", "User 2"])
            #expect(try device.store.record("plot", id)?.state == .conflict)
        }
        try badr.store.resolve("plot", id, field: "name", keeping: .text("Sud-Est"))
        #expect(try badr.store.conflicts().isEmpty)
        try await settle(badr, anna)
        for device in [anna, badr] {
            #expect(try device.store.conflicts().isEmpty)
            #expect(try device.text(id, "name") == "Sud-Est")
            #expect(try await device.engine.verify().differences.isEmpty)
        }
    }

    @Test func knowingWriteReplacesWhateverItsClockSays() async throws {
        let world = try World()
        let (anna, badr, id) = try await sharedPlot(world)
        world.clock.advance(by: 3600 * 24 * 365 * 1000)
        try anna.set(id, "soil", "sable")
        try await settle(anna, badr)
        // Badr's clock cannot go back here, so the law is shown on the stamp: see MergeTests.
        try badr.set(id, "soil", "limon")
        try await settle(badr, anna)
        #expect(try anna.text(id, "soil") == "limon")
        #expect(try world.serverState("plot", id)?.field("soil")?.siblings.count == 1)
    }

    @Test func lostResponseIsAskedForAgainAndHasItsEffectOnce() async throws {
        let world = try World()
        let (anna, badr, id) = try await sharedPlot(world)
        try anna.store.write { $0.edit("plot", id, ["visits": .increment(1)]) }
        anna.line.fail([.responseLost, .requestLost])
        let report = try await anna.sync()
        #expect(report.state == .upToDate)
        try await badr.sync()
        #expect(try badr.store.record("plot", id)?.fields["visits"] == .single(.integer(1)))
        #expect(try anna.store.record("plot", id)?.fields["visits"] == .single(.integer(1)))
    }

    @Test func counterIncrementsOfTwoDevicesAddUp() async throws {
        let world = try World()
        let (anna, badr, id) = try await sharedPlot(world)
        for device in [anna, badr, badr] {
            try device.store.write { $0.edit("plot", id, ["visits": .increment(2)]) }
        }
        try await settle(anna, badr)
        for device in [anna, badr] {
            #expect(try device.store.record("plot", id)?.fields["visits"] == .single(.integer(6)))
        }
    }

    @Test func addingToASetWinsOverARemovalThatDidNotSeeIt() async throws {
        let world = try World()
        let (anna, badr, id) = try await sharedPlot(world)
        try anna.store.write { $0.edit("plot", id, ["tags": .edit(add: ["a", "b"], remove: [])]) }
        try await settle(anna, badr)
        try anna.store.write { $0.edit("plot", id, ["tags": .edit(add: [], remove: ["a", "b"])]) }
        try badr.store.write { $0.edit("plot", id, ["tags": .edit(add: ["b", "c"], remove: [])]) }
        try await settle(anna, badr)
        for device in [anna, badr] {
            #expect(try device.store.record("plot", id)?.fields["tags"] == .set(["b", "c"]))
        }
    }

    @Test func updateWinsOverADeletionThatDidNotSeeItAndIsFlagged() async throws {
        let world = try World()
        let (anna, badr, id) = try await sharedPlot(world)
        try anna.store.write { $0.delete("plot", id) }
        #expect(try anna.store.record("plot", id) == nil)
        try badr.set(id, "soil", "humus")
        try await settle(anna, badr)
        for device in [anna, badr] {
            #expect(try device.text(id, "name") == "Nord")
            #expect(try device.store.conflicts().map(\.field) == [nil])
        }
        try anna.store.write { $0.delete("plot", id) }
        try await settle(anna, badr)
        for device in [anna, badr] {
            #expect(try device.store.record("plot", id) == nil)
            #expect(try device.store.conflicts().isEmpty)
            #expect(try await device.engine.verify().differences.isEmpty)
        }
    }

    @Test func recordsOfAnotherOrganisationNeverArrive() async throws {
        let world = try World()
        let anna = try await world.device()
        let other = try await world.device(organisation: try world.makeOrganisation())
        let id = try anna.create("diary", ["text": .assign(.text("secret"))])
        try await anna.sync()
        try await other.sync()
        #expect(try other.store.record("diary", id) == nil)
        // A write to a record that its author may not see is refused, and kept.
        try other.store.write {
            $0.edit("diary", id, ["text": .assign(.text("forged"))], mayCreate: true)
        }
        let report = try await other.sync()
        #expect(report.status.quarantined == 1)
        #expect(try world.serverState("diary", id)?.field("text")?.siblings.count == 1)
        #expect(try other.store.record("diary", id) == nil)
    }

    @Test func oneRefusedTransactionDoesNotBlockTheOthers() async throws {
        let world = try World()
        let anna = try await world.device()
        // The device's schema knows a state that the server's does not.
        try anna.reopen(schema: GardenSchema.anyState)
        let bad = try anna.create("plot", ["state": .assign(.text("flooded"))])
        try anna.reopen()
        let good = try anna.create("plot", ["name": .assign(.text("Nord"))])
        let report = try await anna.sync()
        #expect(report.status.quarantined == 1)
        #expect(report.status.pending == 0)
        #expect(try anna.store.record("plot", bad) == nil)
        #expect(try anna.text(good, "name") == "Nord")
    }

    @Test func newerProgramMayUseUnknownCodesButNotBreakKnownRules() async throws {
        let world = try World()
        let anna = try await world.device()
        let newer = Schema(
            version: 99,
            collections: [
                CollectionDeclaration(
                    "plot", Phrase(fr: "", en: ""), access: .territory,
                    fields: [
                        Field.text("state", fr: "", en: "").declaration,
                        Field.text("sown", fr: "", en: "").declaration,
                        Field.text("colour", fr: "", en: "").declaration,
                    ])
            ])
        try anna.reopen(schema: newer)
        let kept = try anna.create(
            "plot", ["state": .assign(.text("flooded")), "colour": .assign(.text("red"))])
        let refused = try anna.create("plot", ["sown": .assign(.text("tomorrow"))])
        let report = try await anna.sync()
        #expect(report.status.quarantined == 1)
        #expect(try world.serverState("plot", kept)?.field("colour") != nil)
        #expect(try world.serverState("plot", refused) == nil)
    }

    @Test func somethingElseThatAnswersIsNamedAndLosesNothing() async throws {
        let world = try World()
        let anna = try await world.device()
        _ = try anna.create("plot", ["name": .assign(.text("Nord"))])
        let page = TransportResponse(status: 200, body: Array("<html>Wi-Fi</html>".utf8))
        anna.line.fail([.answer(page)])
        await #expect(throws: RelaisError.self) { try await anna.engine.sync() }
        #expect(try anna.store.status().pending == 1)
        try await anna.sync()
        #expect(try anna.store.status().pending == 0)
    }

    /// Two devices that hold the same plot.
    private func sharedPlot(
        _ world: World
    ) async throws -> (TestDevice, TestDevice, RecordID) {
        let (anna, badr) = (try await world.device(), try await world.device())
        let id = try anna.create("plot", ["name": .assign(.text("Nord"))])
        try await settle(anna, badr)
        return (anna, badr, id)
    }

    private func settle(_ first: TestDevice, _ second: TestDevice) async throws {
        try await first.sync()
        try await second.sync()
        try await first.sync()
    }
}
