// What a change names by its id: what it is made over and not every backup holds, and nothing else.

import Shared
import Testing

@Suite("Writes that not every backup holds")
struct UnsavedWritesTests {
    private static let epoch = Epoch(1)

    private func at(_ sequence: UInt64) -> Position {
        Position(epoch: Self.epoch, sequence: sequence)
    }

    private func change(_ action: RecordChange.Action) -> RecordChange {
        RecordChange(collection: "thing", id: MergeWorld.record, action: action)
    }

    private func assign(_ field: String) -> RecordChange {
        change(.write([.init(field: field, change: .assign(.text("x")))]))
    }

    /// Transaction n is at sequence n: a field each, a set's elements, an increment, a deletion.
    private var state: RecordState {
        var state = RecordState()
        let changes = [
            assign("a"), assign("b"),
            change(.write([.init(field: "s", change: .edit(add: ["k"], remove: []))])),
            change(.write([.init(field: "s", change: .edit(add: ["m"], remove: []))])),
            change(.write([.init(field: "n", change: .increment(1))])),
        ]
        for (index, change) in changes.enumerated() {
            let number = UInt64(index) + 1
            state.apply(
                change,
                by: Write(
                    transaction: TransactionID(number), stamp: Stamp(number),
                    claimed: Stamp(number), replica: 1, position: at(number)),
                knowledge: Knowledge(base: at(number - 1)), lineage: Lineage(),
                keepsAncestors: { _ in false })
        }
        return state
    }

    private func named(
        _ change: RecordChange, since backup: UInt64, base: UInt64 = 9, own: [UInt64] = []
    ) -> [UInt64] {
        state.unsaved(
            under: change,
            Knowledge(base: at(base), own: own.map { TransactionID($0) }), since: at(backup),
            Lineage()
        ).map(\.rawValue)
    }

    @Test("of a field, what stood in it; of a set, the elements that are named")
    func fields() {
        #expect(named(assign("a"), since: 0) == [1] && named(assign("b"), since: 0) == [2])
        #expect(named(assign("c"), since: 0) == [])
        let edit = change(.write([.init(field: "s", change: .edit(add: [], remove: ["m"]))]))
        #expect(named(edit, since: 0) == [4])
        #expect(named(change(.write([.init(field: "n", change: .increment(1))])), since: 0) == [])
    }

    @Test("of a deletion, all that it knew")
    func deletions() {
        #expect(named(change(.delete), since: 0) == [1, 2, 3, 4, 5])
        #expect(named(change(.erase), since: 3) == [4, 5])
        #expect(named(change(.delete), since: 0, base: 2) == [1, 2])
        #expect(named(change(.delete), since: 0, own: [2, 5]) == [1, 3, 4])
        #expect(named(change(.delete), since: 9) == [])
    }
}
