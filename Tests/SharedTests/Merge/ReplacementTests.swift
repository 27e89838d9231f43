// That what a change was made over stays replaced, whenever it comes back: the server was restored
// twice, and the change came to it before what its author had seen.

import Shared
import Testing

@Suite("Changes made over what a restore has lost")
struct ReplacementTests {
    private static let (first, second, third) = (Epoch(1), Epoch(2), Epoch(3))
    /// Two restores, each to nothing.
    private let lineage = Lineage(forks: [
        .init(epoch: second, parent: first, sequence: 0),
        .init(epoch: third, parent: second, sequence: 0),
    ])
    private let start = Position(epoch: first, sequence: 0)

    private func at(_ epoch: Epoch, _ sequence: UInt64) -> Position {
        Position(epoch: epoch, sequence: sequence)
    }

    private func taken(
        _ id: UInt64, _ change: FieldChange?, at position: Position, over knowledge: Knowledge,
        into state: RecordState = RecordState()
    ) -> RecordState {
        var state = state
        let stamp = Stamp(id << 16)
        state.take(
            RecordChange(
                collection: "thing", id: MergeWorld.record, base: .seen, own: [],
                action: change.map { .write([.init(field: "f", change: $0)]) } ?? .delete),
            by: Write(
                transaction: TransactionID(id), stamp: stamp, claimed: stamp, replica: Replica(id),
                position: position), knowledge: knowledge, since: start, lineage,
            keepsAncestors: { _ in false })
        return state
    }

    private func authors(_ state: RecordState) -> Set<UInt64> {
        Set(state.writes.map(\.transaction.rawValue))
    }

    /// The states of a record that holds what came late, and of one that holds what was over it.
    private func joined(_ late: RecordState, _ over: RecordState) -> RecordState {
        let empty = JoinSide(RecordState(), base: at(Self.third, 0))
        let here = RecordState.join(
            empty, JoinSide(over, base: at(Self.second, 9)), at: at(Self.third, 1), lineage)
        let both = RecordState.join(
            JoinSide(here, base: at(Self.third, 1)), JoinSide(late, base: at(Self.first, 1)),
            at: at(Self.third, 2), lineage)
        let there = RecordState.join(
            empty, JoinSide(late, base: at(Self.first, 1)), at: at(Self.third, 1), lineage)
        let other = RecordState.join(
            JoinSide(there, base: at(Self.third, 1)), JoinSide(over, base: at(Self.second, 9)),
            at: at(Self.third, 2), lineage)
        #expect(authors(both) == authors(other), "one order or the other")
        return both
    }

    @Test("what is known by its id alone comes later to a record that is there")
    func knownByItsID() throws {
        let own = { (ids: [UInt64]) in Knowledge(base: nil, own: ids.map { TransactionID($0) }) }
        let first = taken(1, .assign(.text("a")), at: at(Self.third, 1), over: own([]))
        let third = taken(
            3, .assign(.text("c")), at: at(Self.third, 2), over: own([1, 2]), into: first)
        let second = {
            taken(2, .assign(.text("b")), at: at(Self.third, $0), over: own([1]), into: $1)
        }
        #expect(authors(second(3, third)) == [3])
        // Also when what was made over it was replaced itself.
        let fourth = taken(
            4, .assign(.text("d")), at: at(Self.third, 3),
            over: Knowledge(base: at(Self.third, 2)), into: third)
        #expect(authors(second(4, fourth)) == [4])
        // What was taken in already is nothing to wait for.
        let over = taken(
            3, .assign(.text("c")), at: at(Self.third, 3), over: own([1, 2]), into: second(2, first)
        )
        #expect(over.replacements.isEmpty && authors(over) == [3])
    }

    @Test("an assigned value", arguments: [false, true])
    func assigned(isReplacedAgain: Bool) throws {
        let late = taken(
            1, .assign(.text("x")), at: at(Self.first, 1), over: Knowledge(base: start))
        var over = taken(
            2, .assign(.text("y")), at: at(Self.second, 1),
            over: Knowledge(base: at(Self.first, 1)))
        if isReplacedAgain {
            over = taken(
                3, .assign(.text("z")), at: at(Self.second, 2),
                over: Knowledge(base: at(Self.second, 1)), into: over)
        }
        let state = joined(late, over)
        #expect(authors(state) == [isReplacedAgain ? 3 : 2])
        #expect(try RecordState(bytes: state.bytes) == state)
    }

    @Test("an element of a set that was taken out, and only that one")
    func removedElement() {
        let late = taken(
            1, .edit(add: ["fr", "ar"], remove: []), at: at(Self.first, 1),
            over: Knowledge(base: start))
        let over = taken(
            2, .edit(add: [], remove: ["ar"]), at: at(Self.second, 1),
            over: Knowledge(base: at(Self.first, 1)))
        let state = joined(late, over)
        #expect(state.field("f")?.siblings.map(\.content) == [.element("fr")])
    }

    @Test("a deletion after which somebody wrote")
    func revived() {
        let late = taken(1, nil, at: at(Self.first, 1), over: Knowledge(base: start))
        let over = taken(
            2, .assign(.text("y")), at: at(Self.second, 1),
            over: Knowledge(base: at(Self.first, 1)))
        let state = joined(late, over)
        #expect(state.deletions.isEmpty)
        #expect(authors(state) == [2])
    }

    @Test("an increment replaces nothing")
    func increments() {
        let late = taken(1, .increment(2), at: at(Self.first, 1), over: Knowledge(base: start))
        let over = taken(
            2, .increment(3), at: at(Self.second, 1), over: Knowledge(base: at(Self.first, 1)))
        #expect(authors(joined(late, over)) == [1, 2])
    }

    @Test("what its author did not know stands beside it")
    func concurrent() {
        let late = taken(
            1, .assign(.text("x")), at: at(Self.first, 7), over: Knowledge(base: start))
        let over = taken(
            2, .assign(.text("y")), at: at(Self.second, 1),
            over: Knowledge(base: at(Self.first, 1)))
        #expect(authors(joined(late, over)) == [1, 2])
    }

    @Test("it is remembered as long as somebody may come back from that line")
    func forgotten() {
        var state = taken(
            2, .assign(.text("y")), at: at(Self.second, 1),
            over: Knowledge(base: at(Self.first, 1)))
        #expect(state.replacements.count == 1)
        state.forget(before: start, lineage)
        #expect(state.replacements.count == 1)
        state.forget(before: at(Self.second, 1), lineage)
        #expect(state.replacements.isEmpty)
    }
}
