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

    @Test("all histories of two replicas and up to four writes of one field are merged exactly")
    func everySmallHistory() {
        var search = SmallHistories()
        search.explore()
        #expect(search.fault == nil)
        #expect(search.count > 50_000, "only \(search.count) histories")
    }
}

/// Walks through every interleaving of writing, pushing and synchronising that changes anything.
///
/// A write is local, so it makes no difference whether it comes before or after what the other
/// replica does: each is tried just before the next step of its author.
private struct SmallHistories {
    private(set) var count = 0
    private(set) var fault: String?

    mutating func explore() {
        var world = MergeWorld(replicas: 2)
        // The clocks contradict the order of events as loudly as they can.
        world.replicas[0].clockOffset = 200_000
        world.replicas[1].clockOffset = -40 * 365 * 24 * 3600 * 1000
        explore(world, path: "", writes: 4, actors: [0, 1])
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
        for index in actors {
            let replica = world.replicas[index]
            if writes > 0 {
                var next = world
                let value = FieldValue.integer(Int64(next.history.events.count))
                next.write(index, .write([.init(field: "r", change: .assign(value))]))
                explore(next, path: "\(path)W\(index)", writes: writes - 1, actors: [index])
            }
            let hasPending = replica.pushed < replica.own.count
            if hasPending {
                var next = world
                next.push(index)
                explore(next, path: "\(path)P\(index)", writes: writes, actors: [0, 1])
            }
            if hasPending || replica.floor?.sequence ?? 0 < world.head {
                var next = world
                next.push(index)
                next.pull(index)
                explore(next, path: "\(path)S\(index)", writes: writes, actors: [0, 1])
            }
        }
    }
}
