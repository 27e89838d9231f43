// Random histories: each seed is one, with its own mixture of writing, pushing, pulling and faults.

import Shared

struct RandomHistory {
    private(set) var world: MergeWorld
    private var random: SeededGenerator
    private let weights: [Int]

    init(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        world = MergeWorld(replicas: Int.random(in: 2...4, using: &random))
        for index in world.replicas.indices {
            let years: Int64 = 365 * 24 * 3600 * 1000
            world.replicas[index].clockOffset =
                [0, 0, 30_000, 5 * years, -5 * years].randomElement(using: &random) ?? 0
            // A third of the histories begin with somebody who may not see the record.
            world.replicas[index].maySee = Int.random(in: 0..<12, using: &random) > 0
        }
        // Each seed switches some kinds of step off.
        weights = (0..<9).map { kind in
            kind < 3 ? 4 : [0, 1, 2].randomElement(using: &random) ?? 0
        }
        self.random = random
    }

    /// Does one thing at random; answers the replica that did it.
    mutating func step() -> Int {
        let index = Int.random(in: world.replicas.indices, using: &random)
        var choice = Int.random(in: 0..<weights.reduce(0, +), using: &random)
        var kind = 0
        while choice >= weights[kind] {
            choice -= weights[kind]
            kind += 1
        }
        world.now += UInt64.random(in: 0...2_000, using: &random)
        switch kind {
        case 0: write(index)
        case 1:
            world.push(index)
            world.pull(index)
        case 2: world.push(index, atMost: Int.random(in: 1...2, using: &random))
        case 3: world.pull(index)
        case 4: world.pull(index, isComplete: false)
        case 5: world.happenElsewhere(UInt64.random(in: 1...3, using: &random))
        case 6: world.openEpoch()
        case 7: world.replicas[index].form = world.sight(of: index)
        default: grant(index)
        }
        return index
    }

    /// A replica is given sight of the record: the next pull brings it whole.
    private mutating func grant(_ index: Int) {
        guard !world.replicas[index].maySee else { return }
        world.replicas[index].maySee = true
        world.pull(index)
    }

    private mutating func write(_ index: Int) {
        guard !world.history.isFull else { return }
        let form = world.replicas[index].form
        world.replicas[index].form = nil
        world.write(index, action(), from: form)
    }

    private mutating func action() -> RecordChange.Action {
        if Int.random(in: 0..<6, using: &random) == 0 { return .delete }
        let names = MergeWorld.fields.filter { _ in Bool.random(using: &random) }
        return .write(names.map { RecordChange.Edit(field: $0, change: change(of: $0)) })
    }

    private mutating func change(of field: String) -> FieldChange {
        switch field {
        case "c": return .increment(Int64.random(in: -5...5, using: &random))
        case "s":
            var elements = ["k", "l", "m"].filter { _ in Bool.random(using: &random) }
            let added = elements.filter { _ in Bool.random(using: &random) }
            elements.removeAll(where: added.contains)
            return .edit(add: added, remove: elements)
        default: return .assign(.integer(Int64.random(in: 0...3, using: &random)))
        }
    }

    /// Everybody says everything, may see the record, and hears everything.
    mutating func settle() {
        for index in world.replicas.indices {
            world.replicas[index].maySee = true
            world.push(index)
        }
        for index in world.replicas.indices { world.pull(index) }
    }
}
