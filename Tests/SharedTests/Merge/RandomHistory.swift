// Random histories: each seed is one, with its own mixture of writing, pushing, pulling and faults.

import Shared

struct RandomHistory {
    /// What may go wrong.
    enum Trouble: CaseIterable {
        /// Nothing is lost.
        case none
        /// The server goes back to a backup.
        case restores
        /// The same, and stores are copied or put back as they were.
        case copies
    }

    var world: MergeWorld
    private var random: SeededGenerator
    private let weights: [Int]
    /// Stores as they once were.
    private var stores: [MergeReplica] = []
    private let mayErase: Bool
    /// What was done, to read when something is wrong.
    private(set) var path: [String] = []

    init(seed: UInt64, _ trouble: Trouble = .none) {
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
        var weights = (0..<9).map { kind in
            kind < 3 ? 4 : [0, 1, 2].randomElement(using: &random) ?? 0
        }
        if trouble != .none {
            weights += (0..<4).map { _ in [0, 1, 2].randomElement(using: &random) ?? 0 }
            weights[9] += 1
            weights[10] += 1
        }
        if trouble == .copies { weights += [1, 2] }
        self.weights = weights
        mayErase = trouble != .none && Int.random(in: 0..<4, using: &random) == 0
        self.random = random
    }

    /// Does one thing at random; answers the replica that did it.
    mutating func step() -> Int {
        let here = world.replicas.indices.filter { !world.replicas[$0].isGone }
        let index = here.randomElement(using: &random) ?? 0
        var choice = Int.random(in: 0..<weights.reduce(0, +), using: &random)
        var kind = 0
        while choice >= weights[kind] {
            choice -= weights[kind]
            kind += 1
        }
        world.now += UInt64.random(in: 0...2_000, using: &random)
        path.append("\(RandomHistory.names[kind]) \(index)")
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
        case 8: grant(index)
        default: fail(kind, index, here.count)
        }
        return index
    }

    private static let names = [
        "write", "sync", "push", "pull", "page", "elsewhere", "epoch", "form", "grant", "back up",
        "restore", "drop backup", "leave", "keep store", "copy store",
    ]

    private mutating func fail(_ kind: Int, _ index: Int, _ left: Int) {
        switch kind {
        case 9: world.backUp()
        case 10:
            guard let backup = world.backups.indices.randomElement(using: &random) else { return }
            world.restore(backup)
            path[path.count - 1] += ", backup \(backup)"
        case 11:
            guard world.backups.count > 1 else { return }
            world.backups.removeFirst()
        case 12: if left > 1 { world.replicas[index].isGone = true }
        case 13: stores.append(world.replicas[index])
        default:
            // A store that was kept is put back and its replica is gone, or one is copied now.
            guard world.replicas.count < 8 else { return }
            if let kept = stores.indices.randomElement(using: &random) {
                let store = stores.remove(at: kept)
                world.fork(store)
                let number = Int(store.number) - 1
                if Bool.random(using: &random) { world.replicas[number].isGone = true }
                path[path.count - 1] += ", kept \(number)"
            } else {
                world.fork(world.replicas[index])
            }
        }
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
        if mayErase, Int.random(in: 0..<16, using: &random) == 0 { return .erase }
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

    /// Everybody who is still there says everything, may see the record, and hears everything.
    mutating func settle() {
        let here = world.replicas.indices.filter { !world.replicas[$0].isGone }
        for index in here {
            world.replicas[index].maySee = true
            world.push(index)
        }
        for index in here { world.pull(index) }
    }
}
