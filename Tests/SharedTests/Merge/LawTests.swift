// The laws of merging, each as it is meant here, over generated histories.
//
// Commutative: concurrent transactions leave the same in either order of arrival, and so do the
// copies that devices give back. Associative: what is joined in one order or another, with anything
// joined before, leaves the same. Idempotent: what is applied or given back again does nothing, to
// the byte. Independent of order: every arrival that keeps each author's own order leaves the same.
// Monotone: what is known only grows, so what was replaced never comes back. Positions are not part
// of what must be the same: they say where things arrived.

import Shared
import Testing

/// What a state holds, without where it stands.
struct Left: Hashable {
    struct Element: Hashable {
        let field: String
        let transaction: TransactionID
        let content: Sibling.Content
    }

    let elements: Set<Element>
    let deletions: Set<TransactionID>
    let isErased: Bool

    init(_ state: RecordState) {
        elements = Set(
            state.fields.flatMap { field in
                field.siblings.map {
                    Element(
                        field: field.name, transaction: $0.write.transaction, content: $0.content)
                }
            })
        deletions = Set(state.deletions.map(\.write.transaction))
        isErased = state.erasure != nil
    }
}

@Suite("Laws of merging")
struct LawTests {
    private func history(_ seed: UInt64, _ steps: Int = 20) -> RandomHistory {
        let trouble = RandomHistory.Trouble.allCases[Int(seed % 3)]
        var history = RandomHistory(seed: seed, trouble)
        for _ in 0..<steps { _ = history.step() }
        return history
    }

    private func here(_ world: MergeWorld) -> [Int] {
        world.replicas.indices.filter { !world.replicas[$0].isGone }
    }

    @Test("commutative and independent of order: any arrival that keeps each author's order")
    func anyOrderOfArrival() {
        var differing = 0
        for seed in 1...UInt64(400) {
            var random = SeededGenerator(seed: seed)
            let start = history(seed &+ 6 << 40).world
            var results: Set<Left> = []
            var bytes: Set<[UInt8]> = []
            for _ in 0..<4 {
                var world = start
                // Who brings an epoch's end gives back first; a twin's transactions are the same.
                for index in here(world).shuffled(using: &random) { world.meet(index) }
                var waiting = here(world).flatMap { index in
                    Array(
                        repeating: index,
                        count: max(
                            0, world.replicas[index].own.count - world.replicas[index].pushed))
                }
                waiting.shuffle(using: &random)
                for index in waiting { world.push(index, atMost: 1) }
                #expect(world.serverFault() == nil, "seed \(seed)")
                results.insert(Left(world.server))
                bytes.insert(world.server.bytes)
            }
            #expect(results.count == 1, "seed \(seed)")
            if bytes.count > 1 { differing += 1 }
        }
        #expect(differing > 100, "the orders of arrival were not different")
    }

    @Test("commutative and associative: copies are joined in any order, some of them twice")
    func anyOrderOfJoins() {
        var joins = 0
        for seed in 1...UInt64(600) {
            var random = SeededGenerator(seed: seed)
            let start = history(seed &+ 7 << 40, 26).world
            var results: Set<Left> = []
            for _ in 0..<4 {
                var world = start
                for index in here(world).shuffled(using: &random) {
                    let copy = world.replicas[index]
                    world.meet(index)
                    guard Bool.random(using: &random) else { continue }
                    // The answer was lost, and others came in between or not.
                    world.replicas[index] = copy
                    world.meet(index)
                }
                results.insert(Left(world.server))
                if world.head != start.head { joins += 1 }
            }
            #expect(results.count == 1, "seed \(seed)")
        }
        #expect(joins > 100, "only \(joins) joins")
    }

    /// All joins of three lines that so many authors have made three writes on, each of which does
    /// one of these things.
    struct Joins: Sendable {
        let actions: [RecordChange.Action]
        var authors = 3
        let count: Int
    }

    private static func write(_ field: String, _ change: FieldChange) -> RecordChange.Action {
        .write([.init(field: field, change: change)])
    }

    @Test(
        "every small join leaves what merging on one line does, in any order, and may come again",
        arguments: [
            Joins(actions: [write("r", .assign(.integer(0)))], count: 1_317),
            Joins(actions: [write("c", .increment(1))], count: 1_317),
            Joins(actions: [write("a", .assign(.integer(0))), .delete], count: 10_302),
            Joins(
                actions: [
                    write("s", .edit(add: ["k"], remove: [])),
                    write("s", .edit(add: [], remove: ["k"])),
                ], authors: 2, count: 7_342),
        ])
    func everySmallJoin(joins: Joins) {
        var search = EveryJoin(authors: joins.authors, length: 3, actions: joins.actions)
        search.explore()
        #expect(search.fault == nil)
        #expect(search.count == joins.count)
    }

    @Test("idempotent: giving the same copy back again changes no byte")
    func joinTwice() {
        for seed in 1...UInt64(600) {
            var world = history(seed &+ 8 << 40, 26).world
            for index in here(world) {
                let copy = world.replicas[index]
                world.meet(index)
                let (bytes, head) = (world.server.bytes, world.head)
                world.replicas[index] = copy
                world.meet(index)
                #expect(world.server.bytes == bytes && world.head == head, "seed \(seed)")
            }
        }
    }

    @Test("idempotent: a transaction that is applied again, by anybody who remembers, does nothing")
    func applyTwice() {
        for seed in 1...UInt64(400) {
            var history = RandomHistory(seed: seed &+ 9 << 40)
            history.world.backUp()
            for _ in 0..<20 { _ = history.step() }
            let world = history.world
            for index in world.replicas.indices {
                for state in [world.server, world.replicas[index].copy ?? RecordState()] {
                    for applied in state.applied {
                        var again = state
                        world.apply(applied.transaction, to: &again)
                        #expect(again == state, "seed \(seed)")
                    }
                }
                // Own transactions without a place are not remembered when they are replaced, so
                // an overlay is always laid over the confirmed copy, never over what is shown.
                var again = world
                again.replicas[index].overlay = world.replicas[index].overlay.flatMap { [$0, $0] }
                #expect(again.shown(index) == world.shown(index), "seed \(seed)")
            }
            #expect(world.server.applied.count == world.writes.count)
        }
    }

    @Test("monotone: what was replaced never comes back, and what is known only grows")
    func replacedForEver() {
        for seed in 1...UInt64(400) {
            let trouble = RandomHistory.Trouble.allCases[Int(seed % 3)]
            var history = RandomHistory(seed: seed &+ 10 << 40, trouble)
            var gone: Set<Left.Element> = []
            var revoked: Set<TransactionID> = []
            var last = history.world
            for _ in 0..<26 {
                _ = history.step()
                let world = history.world
                if world.epoch != last.epoch, !world.accepted.isSuperset(of: last.accepted) {
                    // The server forgot on purpose: it begins again from the backup.
                    (gone, revoked) = ([], [])
                } else {
                    #expect(world.accepted.isSuperset(of: last.accepted))
                    let (before, after) = (Left(last.server), Left(world.server))
                    gone.formUnion(before.elements.subtracting(after.elements))
                    revoked.formUnion(before.deletions.subtracting(after.deletions))
                    #expect(gone.isDisjoint(with: after.elements), "seed \(seed)")
                    #expect(revoked.isDisjoint(with: after.deletions), "seed \(seed)")
                }
                last = world
            }
        }
    }
}

extension MergeWorld {
    /// Applies a transaction as if it came for the first time.
    fileprivate func apply(_ id: TransactionID, to state: inout RecordState) {
        guard let event = history.event(of: id) else { return }
        let transaction = history.events[event].transaction
        let write = Write(
            transaction: id, stamp: transaction.stamp, claimed: transaction.stamp, replica: 9,
            position: Position(epoch: epoch, sequence: head + 1))
        let change = transaction.records[0]
        state.apply(
            change, by: write, knowledge: transaction.knowledge(of: change), lineage: lineage,
            keepsAncestors: MergeWorld.reviewed)
    }
}
