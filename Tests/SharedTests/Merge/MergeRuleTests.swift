// The rules of merging one by one, each in the smallest history that shows it.

import Shared
import Testing

@Suite("Merge rules")
struct MergeRuleTests {
    private static let years: Int64 = 50 * 365 * 24 * 3600 * 1000

    private func assign(_ field: String, _ value: String) -> RecordChange.Action {
        .write([.init(field: field, change: .assign(.text(value)))])
    }

    private func edit(_ add: [String], _ remove: [String]) -> RecordChange.Action {
        .write([.init(field: "s", change: .edit(add: add, remove: remove))])
    }

    private func synchronise(_ world: inout MergeWorld, _ replicas: Int...) {
        for index in replicas {
            world.push(index)
            world.pull(index)
        }
    }

    private func values(_ world: MergeWorld, _ field: String) -> [FieldValue] {
        (world.server.field(field)?.alternatives(nil) ?? []).map(\.value)
    }

    @Test(
        "a knowing write replaces, however far the clocks contradict it",
        arguments: [years, -years], ["a", "r"])
    func knowingWriteReplaces(offset: Int64, field: String) {
        var world = MergeWorld(replicas: 2)
        world.replicas[0].clockOffset = offset
        world.replicas[1].clockOffset = -offset
        world.write(0, assign(field, "first"))
        synchronise(&world, 0, 1)
        world.write(1, assign(field, "second"))
        synchronise(&world, 1)
        #expect(values(world, field) == [.text("second")])
        synchronise(&world, 0)
        world.write(0, assign(field, "third"))
        world.write(0, assign(field, "fourth"))
        #expect(world.shown(0).field(field)?.shown(nil) == .single(.text("fourth")))
        synchronise(&world, 0)
        #expect(values(world, field) == [.text("fourth")])
        #expect(world.server.field(field)?.disagreement(.review) == Disagreement.none)
    }

    @Test("of concurrent writes the later one by effective stamp is shown, and both are kept")
    func concurrentWritesAreOrderedByStamp() {
        var world = MergeWorld(replicas: 2)
        world.replicas[1].clockOffset = -60_000
        world.write(0, assign("a", "later"))
        world.write(1, assign("a", "earlier"))
        synchronise(&world, 0, 1)
        #expect(values(world, "a") == [.text("later"), .text("earlier")])
        #expect(world.server.field("a")?.disagreement(.latest) == .parallel)
        #expect(world.server.field("a")?.disagreement(.review) == .conflict)
    }

    @Test("a clock years ahead wins no argument but that of its five minutes")
    func futureClockIsBroughtBack() {
        var world = MergeWorld(replicas: 2)
        world.replicas[0].clockOffset = Self.years
        world.write(0, assign("a", "from the future"))
        synchronise(&world, 0)
        world.now += Stamp.tolerance + 1
        world.write(1, assign("a", "now"))
        synchronise(&world, 1)
        #expect(values(world, "a") == [.text("now"), .text("from the future")])
        let write = world.server.field("a")?.siblings.first { $0.write.replica == 1 }?.write
        #expect((write?.claimed.milliseconds ?? 0) > (write?.stamp.milliseconds ?? .max))
    }

    @Test("writers of one value do not contradict each other")
    func sameValueIsNoConflict() {
        var world = MergeWorld(replicas: 2)
        world.write(0, assign("r", "same"))
        world.write(1, assign("r", "same"))
        synchronise(&world, 0, 1)
        #expect(world.server.field("r")?.siblings.count == 2)
        #expect(world.server.field("r")?.disagreement(.review) == Disagreement.none)
    }

    @Test(
        "a set removes the additions that were seen, and an unseen one stays, whoever is first",
        arguments: [true, false])
    func observedRemove(removalFirst: Bool) {
        var world = MergeWorld(replicas: 2)
        world.write(0, edit(["k", "l"], []))
        synchronise(&world, 0, 1)
        world.write(0, edit([], ["k", "l"]))
        world.write(1, edit(["k"], []))
        #expect(world.shown(0).field("s")?.siblings.isEmpty == true)
        if removalFirst { synchronise(&world, 0, 1, 0) } else { synchronise(&world, 1, 0) }
        #expect(world.server.field("s")?.siblings.map(\.write.replica) == [2])
        #expect(world.shown(0).field("s")?.shown(nil) == .set(["k"]))
        world.write(0, edit([], ["k"]))
        synchronise(&world, 0)
        #expect(world.server.field("s")?.siblings.isEmpty == true)
    }

    @Test("elements that only look the same are two elements")
    func elementsAreBytes() {
        var world = MergeWorld(replicas: 1)
        world.write(0, edit(["\u{E9}", "e\u{301}"], []))
        world.write(0, edit([], ["\u{E9}"]))
        synchronise(&world, 0)
        let left = world.server.field("s")?.siblings.map(\.content) ?? []
        #expect(left.count == 1)
        #expect(left.first == .element("e\u{301}"))
        #expect(left.first != .element("\u{E9}"))
    }

    @Test("increments add up exactly, once each")
    func countersAddUp() {
        var world = MergeWorld(replicas: 3)
        var random = SeededGenerator(seed: 5)
        var sum: Int64 = 0
        for _ in 0..<40 {
            let index = Int.random(in: 0..<3, using: &random)
            let amount = Int64.random(in: -1_000_000_000...1_000_000_000, using: &random)
            sum += amount
            world.write(index, .write([.init(field: "c", change: .increment(amount))]))
            if Bool.random(using: &random) { synchronise(&world, index) }
        }
        synchronise(&world, 0, 1, 2)
        #expect(world.server.field("c")?.shown(nil) == .single(.integer(sum)))
    }

    @Test("a sum beyond what a number can hold stops at the greatest, whatever comes after")
    func countersSaturate() {
        var world = MergeWorld(replicas: 1)
        for amount in [Int64.max, .max, .max] {
            world.write(0, .write([.init(field: "c", change: .increment(amount))]))
        }
        #expect(world.shown(0).field("c")?.shown(nil) == .single(.integer(.max)))
    }

    @Test("a concurrent update beats a deletion, whoever is heard first", arguments: [true, false])
    func updateBeatsDeletion(deletionFirst: Bool) {
        var world = MergeWorld(replicas: 2)
        world.write(0, assign("a", "x"))
        synchronise(&world, 0, 1)
        world.write(0, .delete)
        world.write(1, assign("r", "y"))
        #expect(world.shown(0).isDeleted(Lineage()))
        if deletionFirst { synchronise(&world, 0, 1) } else { synchronise(&world, 1, 0) }
        #expect(!world.server.isDeleted(Lineage()))
        #expect(world.server.survivesDeletion(Lineage()))
    }

    @Test("a record is dead when its deletions together knew every surviving write")
    func deletionsCoverTogether() {
        var world = MergeWorld(replicas: 2)
        world.write(0, assign("a", "x"))
        world.write(1, assign("r", "y"))
        world.write(0, .delete)
        world.write(1, .delete)
        synchronise(&world, 0)
        #expect(world.server.isDeleted(Lineage()))
        synchronise(&world, 1)
        #expect(world.server.deletions.count == 2)
        #expect(world.server.isDeleted(Lineage()))
    }

    @Test("writing in knowledge of a deletion revives the record whole")
    func knowingWriteRevives() {
        var world = MergeWorld(replicas: 2)
        let both: [RecordChange.Edit] = [
            .init(field: "a", change: .assign(.text("x"))),
            .init(field: "r", change: .assign(.text("y"))),
        ]
        world.write(0, .write(both))
        world.write(0, .delete)
        synchronise(&world, 0, 1)
        #expect(world.shown(1).isDeleted(Lineage()))
        world.write(1, assign("a", "again"))
        synchronise(&world, 1, 0)
        #expect(!world.shown(0).isDeleted(Lineage()))
        #expect(world.shown(0).deletions.isEmpty)
        #expect(!world.shown(0).survivesDeletion(Lineage()))
        #expect(world.shown(0).field("r")?.shown(nil) == .single(.text("y")))
    }

    @Test("a record that was created without a value can be deleted")
    func emptyRecordIsDeleted() {
        var world = MergeWorld(replicas: 1)
        world.write(0, .write([]))
        #expect(!world.shown(0).isDeleted(Lineage()))
        world.write(0, .delete)
        #expect(world.shown(0).isDeleted(Lineage()))
    }

    @Test("what a conflict began from is shown when both sides had seen it")
    func ancestorOfAConflict() {
        var world = MergeWorld(replicas: 2)
        world.write(0, assign("r", "base"))
        world.write(0, assign("a", "base"))
        synchronise(&world, 0, 1)
        world.write(0, assign("r", "mine"))
        world.write(1, assign("r", "theirs"))
        world.write(0, assign("a", "mine"))
        world.write(1, assign("a", "theirs"))
        synchronise(&world, 0, 1)
        #expect(world.server.field("r")?.ancestors.first?.content == .value(.text("base")))
        #expect(world.server.field("a")?.ancestors == [], "only where the schema asks for it")
        world.pull(0)
        world.write(0, assign("r", "settled"))
        synchronise(&world, 0)
        #expect(world.server.field("r")?.disagreement(.review) == Disagreement.none)
    }

    @Test(
        "what a conflict began from is shown though one side wrote several times", arguments: 1...4)
    func ancestorOfSeveralWrites(count: Int) {
        for interleaved in [false, true] {
            var world = MergeWorld(replicas: 2)
            world.write(0, assign("r", "base"))
            synchronise(&world, 0, 1)
            for number in 0..<count {
                world.write(0, assign("r", "mine \(number)"))
                if interleaved { synchronise(&world, 0) }
            }
            world.write(1, assign("r", "theirs"))
            synchronise(&world, 0, 1, 0)
            for state in [world.server, world.shown(0), world.shown(1)] {
                let field = state.field("r")
                #expect(field?.disagreement(.review) == .conflict)
                #expect(field?.ancestors.map(\.content) == [.value(.text("base"))])
            }
        }
    }

    @Test("what nobody of the other side had seen is not told as what both began from")
    func ancestorMustBeSeenByAll() {
        var world = MergeWorld(replicas: 2)
        world.write(0, assign("r", "never heard"))
        synchronise(&world, 0)
        world.write(0, assign("r", "mine"))
        world.write(1, assign("r", "theirs"))
        synchronise(&world, 0, 1)
        #expect(world.server.field("r")?.siblings.count == 2)
        #expect(world.server.field("r")?.ancestors == [])
    }

    @Test("an ancestor is a value, whatever stood in the field before")
    func ancestorIsAValue() {
        var world = MergeWorld(replicas: 1)
        let shapes: [FieldChange] = [
            .edit(add: ["k"], remove: []), .assign(.text("x")), .assign(.text("y")),
        ]
        for shape in shapes { world.write(0, .write([.init(field: "r", change: shape)])) }
        #expect(world.shown(0).field("r")?.ancestors.first?.content == .value(.text("x")))
        world = MergeWorld(replicas: 1)
        for shape in shapes.prefix(2) {
            world.write(0, .write([.init(field: "r", change: shape)]))
        }
        #expect(world.shown(0).field("r")?.ancestors == [])
    }

    @Test("applying own writes needs `own`: without it a device contradicts itself")
    func ownWritesAreKnown() {
        let write = { (id: UInt64) in
            Write(
                transaction: TransactionID(id), stamp: Stamp(id), claimed: Stamp(id), replica: 1,
                position: nil)
        }
        let lineage = Lineage()
        #expect(Knowledge(base: nil, own: [TransactionID(7)]).includes(write(7), lineage))
        #expect(!Knowledge(base: nil, own: [TransactionID(7)]).includes(write(8), lineage))
        let far = Position(epoch: Epoch(1), sequence: .max)
        #expect(!Knowledge(base: far).includes(write(7), lineage))
    }
}
