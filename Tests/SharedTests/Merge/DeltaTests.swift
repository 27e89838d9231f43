// The law of deltas: a state at any floor, replaced by what changed since, is the whole state.

import Shared
import Testing

@Suite("Deltas")
struct DeltaTests {
    @Test("a copy at any floor, and any later one, become the whole state by the floor's delta")
    func deltaLaw() {
        for seed in 1...UInt64(150) {
            var history = RandomHistory(seed: seed &+ 3 << 40)
            var past: [(floor: Position, state: RecordState)] = []
            for _ in 0..<24 {
                _ = history.step()
                past.append((history.world.headPosition, history.world.server))
            }
            let whole = history.world.server
            let lineage = history.world.lineage
            for (index, moment) in past.enumerated() {
                let delta = whole.delta(since: moment.floor, lineage)
                // What was delivered past the floor, in a pull that was cut, is no hindrance.
                for later in [index, (index + past.count) / 2, past.count - 1] {
                    var copy = past[later].state
                    copy.replace(by: delta)
                    #expect(copy == whole && copy.bytes == whole.bytes, "seed \(seed)")
                }
                // A delta costs no more than what changed.
                for field in delta.fields {
                    #expect(moment.state.field(field.name)?.changed != field.changed)
                }
            }
            var empty = RecordState()
            empty.replace(by: whole.delta(since: nil, lineage))
            #expect(empty == whole)
            // What the record took in and when stands in every delta, even in one of nothing.
            #expect(
                whole.delta(since: past.last?.floor, lineage)
                    == RecordState(
                        changed: whole.changed, applied: whole.applied,
                        replacements: whole.replacements))
        }
    }

    @Test("a removed deletion and an emptied set are delivered like any change")
    func absenceIsDelivered() {
        var world = MergeWorld(replicas: 2)
        world.write(0, .write([.init(field: "s", change: .edit(add: ["k"], remove: []))]))
        world.write(0, .delete)
        world.push(0)
        world.pull(1)
        let held = world.shown(1)
        #expect(held.isDeleted(Lineage()))
        world.write(1, .write([.init(field: "s", change: .edit(add: [], remove: ["k"]))]))
        world.push(1)
        var copy = held
        copy.replace(by: world.server.delta(since: world.replicas[1].floor, Lineage()))
        #expect(copy == world.server)
        #expect(copy.deletions.isEmpty && copy.field("s")?.siblings.isEmpty == true)
    }

    @Test("a floor on an abandoned line does not hide what the new line did since the fork")
    func abandonedFloor() {
        let (old, new) = (Epoch(1), Epoch(2))
        let lineage = Lineage(forks: [.init(epoch: new, parent: old, sequence: 10)])
        let at = { (epoch: Epoch, sequence: UInt64) in Position(epoch: epoch, sequence: sequence) }
        let state = RecordState(
            fields: [
                FieldState(name: "a", changed: at(old, 9)),
                FieldState(name: "b", changed: at(new, 12)),
            ], deletionsChanged: at(new, 13))
        let names = { (floor: Position) in state.delta(since: floor, lineage).fields.map(\.name) }
        #expect(names(at(old, 15)) == ["b"])
        #expect(state.delta(since: at(old, 15), lineage).deletionsChanged == at(new, 13))
        #expect(names(at(old, 8)) == ["a", "b"])
        #expect(names(at(new, 11)) == ["b"])
        #expect(names(at(new, 12)).isEmpty)
        #expect(names(at(Epoch(3), 99)) == ["a", "b"])
    }

    @Test("a record changed last where its last transaction stands, whatever that did")
    func lastChange() {
        for seed in 1...UInt64(100) {
            var history = RandomHistory(seed: seed &+ 4 << 40)
            for _ in 0..<20 {
                _ = history.step()
                let world = history.world
                let positions = world.writes.values.compactMap(\.position)
                let last = world.server.changed
                #expect((last == nil) == positions.isEmpty)
                #expect(last?.sequence == positions.map(\.sequence).max())
                #expect(positions.allSatisfy { world.lineage.covers(last, $0) })
            }
        }
    }
}
