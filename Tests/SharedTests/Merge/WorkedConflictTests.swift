// The conflicts that `docs/MERGE.md` works through, as they stand there.

import Shared
import Testing

@Suite("Worked conflicts")
struct WorkedConflictTests {
    /// Anna, Karim and somebody who was there before, at position 4.
    private func world(_ action: RecordChange.Action) -> MergeWorld {
        var world = MergeWorld(replicas: 3)
        for _ in 0..<4 {
            world.write(2, .write([.init(field: "other", change: .assign(.integer(1)))]))
            world.push(2)
            world.pull(2)
        }
        world.write(2, action)
        for replica in [2, 0, 1] { synchronise(&world, replica) }
        return world
    }

    private func synchronise(_ world: inout MergeWorld, _ replica: Int) {
        world.push(replica)
        world.pull(replica)
    }

    private func assign(_ value: String) -> RecordChange.Action {
        .write([.init(field: "r", change: .assign(.text(value)))])
    }

    private func places(_ world: MergeWorld) -> [UInt64] {
        (world.server.field("r")?.siblings ?? []).compactMap(\.write.position?.sequence).sorted()
    }

    private func told(_ world: MergeWorld) -> Set<FieldValue> {
        Set((world.server.field("r")?.alternatives(nil) ?? []).map(\.value))
    }

    private func base(_ world: MergeWorld) -> FieldValue? {
        guard case .value(let value)? = world.server.field("r")?.ancestors.first?.content else {
            return nil
        }
        return value
    }

    @Test func reviewAndTwoSettlements() {
        var world = world(assign("01"))
        world.write(0, assign("06"))
        world.write(1, assign("07"))
        synchronise(&world, 0)
        #expect(places(world) == [6])
        synchronise(&world, 1)
        synchronise(&world, 0)
        #expect(places(world) == [6, 7] && told(world) == [.text("06"), .text("07")])
        #expect(base(world) == .text("01"))
        #expect(world.server.field("r")?.disagreement(.review) == .conflict)

        var settled = world
        settled.write(0, assign("07"))
        synchronise(&settled, 0)
        #expect(places(settled) == [8] && told(settled) == [.text("07")])

        world.write(0, assign("06"))
        world.write(1, assign("07"))
        synchronise(&world, 0)
        #expect(places(world) == [8])
        synchronise(&world, 1)
        #expect(places(world) == [8, 9] && told(world) == [.text("06"), .text("07")])
        #expect(world.server.field("r")?.disagreement(.review) == .conflict)
        #expect(base(world) == .text("07"))
    }

    @Test func stateThatExcludesAnother() {
        let rule = MergeRule.progress(ProgressOrders.referral)
        for (answer, shown, asked) in [
            ("acceptee", "acceptee", Disagreement.conflict), ("recue", "annulee", .parallel),
        ] {
            var world = world(assign("envoyee"))
            world.write(0, assign("annulee"))
            world.write(1, assign(answer))
            synchronise(&world, 0)
            synchronise(&world, 1)
            let declaration = Field<String>(
                "r", .text(maximum: 100, format: nil), rule, Phrase(fr: "", en: "")
            ).declaration
            #expect(places(world) == [6, 7])
            #expect(world.server.field("r")?.shown(declaration) == .single(.text(shown)))
            #expect(world.server.field("r")?.disagreement(rule) == asked)
            world.write(1, assign("terminee"))
            synchronise(&world, 1)
            #expect(places(world) == [8])
        }
    }

    @Test(arguments: [[0, 1], [1, 0]])
    func elementTakenOutAndPutIn(_ order: [Int]) {
        func edit(_ add: [String], _ remove: [String]) -> RecordChange.Action {
            .write([.init(field: "r", change: .edit(add: add, remove: remove))])
        }
        var world = world(edit(["logement"], []))
        world.write(0, edit([], ["logement"]))
        world.write(1, edit(["langue", "logement"], []))
        synchronise(&world, order[0])
        #expect(places(world) == (order[0] == 0 ? [] : [6, 6]))
        synchronise(&world, order[1])
        let declaration = Field<Set<String>>(
            "r", .tags, .set, Phrase(fr: "", en: "")
        ).declaration
        #expect(world.server.field("r")?.shown(declaration) == .set(["langue", "logement"]))
    }
}
