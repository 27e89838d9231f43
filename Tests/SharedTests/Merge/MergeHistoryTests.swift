// That merging leaves exactly what the true history says must be left, in random and in all small
// histories.

import Shared
import Testing

@Suite("Merge against the true history")
struct MergeHistoryTests {
    @Test("what is left is exactly the maximal writes, on the server and on every replica")
    func randomHistories() {
        var conflicts = 0
        var ancestors = 0
        var rescued = 0
        for seed in 1...UInt64(1_200) {
            var history = RandomHistory(seed: seed)
            for step in 0..<24 {
                let actor = history.step()
                let fault = history.world.serverFault() ?? history.world.shownFault(actor)
                #expect(fault == nil, "seed \(seed), step \(step)")
                guard fault == nil else { return }
            }
            if let field = history.world.server.field("r"), field.siblings.count > 1 {
                conflicts += 1
                if !field.ancestors.isEmpty { ancestors += 1 }
            }
            if history.world.server.survivesDeletion(history.world.lineage) { rescued += 1 }
            history.settle()
            expectSameness(history.world, seed)
        }
        // The histories are worth something: they reach what they are meant to judge.
        #expect(conflicts > 250)
        #expect(ancestors > 15)
        #expect(rescued > 200)
    }

    /// Once everything is said and heard, every replica holds the server's bytes, and shows them.
    private func expectSameness(_ world: MergeWorld, _ seed: UInt64) {
        #expect(world.serverFault() == nil, "seed \(seed)")
        for (index, replica) in world.replicas.enumerated() {
            #expect(replica.overlay.isEmpty, "seed \(seed): everything was covered")
            #expect(replica.copy?.bytes == world.server.bytes, "seed \(seed)")
            #expect(world.shown(index) == world.server, "seed \(seed)")
        }
    }

    @Test("before anybody else is heard of, a replica already shows what will be left of its own")
    func ownWritesAreShownAtOnce() {
        for seed in 1...UInt64(300) {
            var history = RandomHistory(seed: seed &+ 2 << 40)
            for _ in 0..<16 { _ = history.step() }
            var world = history.world
            guard world.replicas[0].maySee else { continue }
            world.push(0)
            world.pull(0)
            world.write(0, .write([.init(field: "a", change: .assign(.text("mine")))]))
            world.write(
                0, .write([.init(field: "s", change: .edit(add: ["k"], remove: ["l"]))]))
            let before = world.shown(0)
            world.push(0)
            world.pull(0)
            for name in MergeWorld.fields {
                let contents = { (state: RecordState) in
                    state.field(name)?.siblings.map(\.content) ?? []
                }
                #expect(contents(before) == contents(world.server), "seed \(seed), \(name)")
            }
        }
    }

    private static func write(_ field: String, _ change: FieldChange) -> RecordChange.Action {
        .write([.init(field: field, change: change)])
    }

    /// All histories of three replicas and so many writes, each of which does one of these things.
    struct Histories: Sendable {
        let actions: [RecordChange.Action]
        let length: Int
        var rule = MergeRule.latest
        let count: Int
    }

    private static let add = write("s", .edit(add: ["k"], remove: []))
    private static let remove = write("s", .edit(add: [], remove: ["k"]))
    private static let assign = write("a", .assign(.integer(0)))
    private static let count = write("c", .increment(1))
    /// One step, one further, and one that excludes the further.
    private static let steps = ["new", "met", "refused"].map { state in
        write("a", .assign(.text(state)))
    }
    private static let progress = MergeRule.progress(
        ProgressOrder(["new", "met", "hired"], exclusive: ["refused"], contradicts: "met"))

    @Test(
        "every small history leaves, shows and asks exactly what it must, and may come again",
        arguments: [
            Histories(actions: [write("r", .assign(.integer(0)))], length: 5, count: 3_661),
            Histories(actions: [count], length: 5, count: 3_661),
            Histories(actions: [add, remove], length: 5, count: 111_906),
            Histories(actions: [assign, .delete], length: 5, count: 111_906),
            Histories(actions: steps, length: 5, rule: progress, count: 837_525),
            Histories(actions: [add, remove, .delete], length: 4, count: 23_232),
            Histories(actions: [count, .delete], length: 4, count: 4_674),
        ])
    func everySmallHistory(histories: Histories) {
        var search = EveryHistory(
            replicas: 3, length: histories.length, actions: histories.actions,
            rule: histories.rule)
        search.explore()
        #expect(search.fault == nil)
        #expect(search.count == histories.count)
    }

    @Test("the histories that are told apart are those that replicas can make, and no others")
    func historiesAreAll() {
        let write = Self.write("r", .assign(.integer(0)))
        for (replicas, length) in [(2, 3), (3, 2)] {
            var walk = Walk()
            walk.explore(replicas: replicas, writes: length)
            #expect(walk.fault == nil)
            var search = EveryHistory(replicas: replicas, length: length, actions: [write])
            search.explore()
            #expect(walk.structures == search.structures)
            #expect(walk.count > search.count)
        }
    }
}

/// Walks through every interleaving of writing, pushing, pulling and both that changes anything.
///
/// A write is local, so it makes no difference whether it comes before or after what another
/// replica does: each is tried just before the next step of its author.
private struct Walk {
    private(set) var count = 0
    private(set) var fault: String?
    private(set) var structures: Set<[[Int]]> = []

    mutating func explore(replicas: Int, writes: Int) {
        var world = MergeWorld(replicas: replicas)
        // The clocks contradict the order of events as loudly as they can.
        world.replicas[0].clockOffset = 200_000
        world.replicas[1].clockOffset = -40 * 365 * 24 * 3600 * 1000
        explore(world, path: "", writes: writes, actors: Array(0..<replicas))
    }

    /// For each write in the server's order, its author and how much of the order they had heard;
    /// authors by the order of their first write.
    private func structure(_ world: MergeWorld) -> [[Int]] {
        let order = world.writes.sorted {
            $0.value.position?.sequence ?? 0 < $1.value.position?.sequence ?? 0
        }
        var names: [Int] = []
        return order.map { event, _ in
            let author = world.history.events[event].replica
            if !names.contains(author) { names.append(author) }
            let heard = world.history.events[event].transaction.seen?.sequence ?? 0
            return [names.firstIndex(of: author) ?? 0, Int(heard)]
        }
    }

    private mutating func explore(
        _ world: MergeWorld, path: String, writes: Int, actors: [Int]
    ) {
        count += 1
        // After a write only its author has anything new to show.
        let faults = actors.lazy.compactMap(world.shownFault)
        let found = (actors.count > 1 ? world.serverFault() : nil) ?? faults.first
        fault = fault ?? found.map { "\(path): \($0)" }
        guard fault == nil else { return }
        let everybody = Array(world.replicas.indices)
        if writes == 0, world.replicas.allSatisfy({ $0.pushed == $0.own.count }) {
            structures.insert(structure(world))
            return
        }
        for index in actors {
            let replica = world.replicas[index]
            if writes > 0 {
                var next = world
                let value = FieldValue.integer(Int64(next.history.events.count))
                next.write(index, .write([.init(field: "r", change: .assign(value))]))
                explore(next, path: "\(path)W\(index)", writes: writes - 1, actors: [index])
            }
            if replica.pushed < replica.own.count {
                var next = world
                next.push(index, atMost: 1)
                explore(next, path: "\(path)P\(index)", writes: writes, actors: everybody)
            }
            if writes > 0, replica.floor?.sequence ?? 0 < world.head {
                var next = world
                next.pull(index)
                explore(next, path: "\(path)L\(index)", writes: writes, actors: everybody)
            }
        }
    }
}
