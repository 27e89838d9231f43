// What a compaction leaves where it is: what no backup holds, what is not as old as it seems, what
// somebody has changed since it was found, and what cannot be read.

import ClientCore
import Server
import Shared
import Testing

struct CompactionBoundsTests: Years {
    let world: World

    init() throws { world = try World() }

    /// Whether the history still tells what was accepted there.
    private func isTold(_ sequence: UInt64) throws -> Bool {
        try world.administration.storage.read { reader in
            try reader.journal(sequence)?.body.isEmpty == false
        }
    }

    @Test func historyThatNoBackupHoldsIsKept() async throws {
        let anna = try await world.device()
        let (gone, _) = (try plot(anna, "Nord"), try plot(anna, "Sud"))
        try await anna.sync()
        let position = try Backup.make(
            world.data, territory: "garden", to: world.folder + "/first"
        ).position
        #expect(position.sequence == 2)
        try await delete(gone, by: anna)
        pass(days: 500)
        #expect(try compact().transactions == 2)
        #expect(try !isTold(2))
        #expect(try isTold(3))
    }

    /// The server's clock was years ahead when one record was deleted, and was set right.
    @Test func whatWasDeletedByAClockThatWasAheadWaitsForIt() async throws {
        let anna = try await world.device()
        let (early, late) = (try plot(anna, "Nord"), try plot(anna, "Sud"))
        let kept = try plot(anna, "Est")
        try await anna.sync()
        pass(days: 1_000)
        try await delete(early, by: anna)
        world.clock.goBack(by: 1_000 * Self.day)
        try await delete(late, by: anna)
        for name in ["a", "b", "c"] { try anna.set(kept, "name", name) }
        try await anna.sync()
        pass(days: 401)
        var compaction = compaction()
        let planned = try compaction.plan()
        let summary = try compaction.run()
        #expect(planned == summary)
        #expect(summary.records == 1)
        // All but the fourth of the eight.
        #expect(summary.transactions == 7)
        #expect(try isTold(4))
        #expect(try tombstone(late) != nil && tombstone(early) == nil)
        // The same compaction goes on with it once its day has come.
        pass(days: 1_000)
        #expect(try compaction.run().records == 1)
        #expect(try tombstone(early) != nil)
        try await anna.sync()
        #expect(try await anna.engine.verify().differences.isEmpty)
    }

    @Test func compactionThatHasLookedLooksAtWhatIsNew() async throws {
        let anna = try await world.device()
        let ids = try ["Nord", "Sud", "Est"].map { try plot(anna, $0) }
        var compaction = compaction()
        for id in ids.dropLast() {
            try await delete(id, by: anna)
            pass(days: 181)
            #expect(try compaction.run().records == 1)
            #expect(try compaction.run() == CompactionSummary())
        }
        #expect(try ids.map { try tombstone($0) != nil } == [true, true, false])
    }

    @Test func recordThatWasChangedSinceItWasFoundStays() async throws {
        let (anna, badr) = (try await world.device(), try await world.device())
        let id = try plot(anna, "Nord")
        try await anna.sync()
        try await badr.sync()
        try badr.set(id, "soil", "argile")
        try await delete(id, by: anna)
        let found = try #require(
            try world.administration.storage.read { try $0.record(key(id)) })
        try await badr.sync()
        let count = try world.administration.storage.write { writer in
            try Compactor(writer, schema: world.schema, ports: world.data.ports)
                .compact([found])
        }
        #expect(count == 0)
        #expect(try tombstone(id) == nil)
        #expect(try world.serverState("plot", id)?.field("soil") != nil)
    }

    @Test func recordThatCannotBeReadIsLeft() async throws {
        let anna = try await world.device()
        let (damaged, gone) = (try plot(anna, "Nord"), try plot(anna, "Sud"))
        try await delete(damaged, by: anna)
        try await delete(gone, by: anna)
        try world.damageRecord(damaged, like: nil)
        pass(days: 181)
        #expect(try compaction().plan().records == 1)
        #expect(try compact().records == 1)
        #expect(try tombstone(damaged) == nil && tombstone(gone) != nil)
        #expect(try world.administration.storage.read { try $0.record(key(damaged)) } != nil)
    }

    /// A device that is away for less is told what is gone, and is sent nothing anew.
    @Test(arguments: [(399, false), (401, true)] as [(UInt64, Bool)])
    func announcementsLastAsLongAsTheyAreDeclaredTo(days: UInt64, isOver: Bool) async throws {
        let anna = try await world.device()
        let (gone, kept) = (try plot(anna, "Nord"), try plot(anna, "Sud"))
        try await delete(gone, by: anna)
        pass(days: 181)
        try compact()
        let sequence = try #require(try tombstone(gone)).sequence
        pass(days: days)
        try anna.set(kept, "soil", "argile")
        try await anna.sync()
        #expect(try compact().tombstones == (isOver ? 1 : 0))
        let horizon = try world.administration.storage.read { try $0.tombstoneHorizon() }
        // Whoever is at it knows of it, and of all that came after it.
        #expect(horizon == (isOver ? sequence : 0))
    }

    @Test func whatIsCompactedLeavesTheSumOfItsScope() async throws {
        let anna = try await world.device()
        let (gone, _) = (try plot(anna, "Nord"), try plot(anna, "Sud"))
        try await delete(gone, by: anna)
        pass(days: 181)
        #expect(try compact().records == 1)
        try world.administration.storage.read { reader in
            var sum = Digest.zero
            try reader.eachRecord(scope: "territory") { record, _ in
                sum.add(Digest(record.key, state: record.state))
            }
            let kept = try reader.digest(scope: "territory")
            #expect(kept.sum == sum && kept.count == 1)
        }
    }

    /// That a file has left a scope is told for as long as that a record is gone; whoever comes
    /// back later is sent the scope anew, and does not keep what they may no longer see.
    @Test func whoComesBackTooLateKeepsNothingThatLeftTheirScope() async throws {
        let (anna, badr) = (try await world.device(), try await world.device())
        let list = try world.administration.createPortfolio(
            organisation: world.organisation, name: "List",
            holder: try anna.store.enrolment()?.user
        ).id
        let file = try anna.create("gardener", ["name": .assign(.text("Zuleikha"))])
        let note = try anna.create("diary", ["text": .assign(.text("pluie"))])
        try await anna.sync()
        try await badr.sync()
        #expect(try badr.store.record("gardener", file) != nil)
        try anna.store.write {
            $0.edit("gardener", file, ["list": .assign(.text(list.description))])
            $0.delete("diary", note)
        }
        try await anna.sync()
        pass(days: 181)
        #expect(try compact().records == 1)
        pass(days: 401)
        #expect(try compact().tombstones == 1)
        let report = try await badr.sync()
        #expect(report.mended == 0)
        #expect(try badr.store.record("gardener", file) == nil)
        #expect(try badr.store.record("diary", note) == nil)
        #expect(try anna.store.record("gardener", file) != nil)
    }
}
