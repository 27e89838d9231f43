// EveryJoin: all small histories of one record on three lines, and every way to join them.
//
// A history begins on one line, which a server is restored from twice at the same point: from there
// on three lines go on, and none knows of the others. Who writes after that is on one of them, or
// sent the same to several, having heard of none what came after it; once they have heard of one,
// they stay there. Lines and authors are interchangeable, so a new one has always the next
// number. What is left of the three when they are joined must not depend on which of them takes in
// which, and in what order; it is what is left where everything is merged on one line.

import Shared

struct EveryJoin {
    let authors: Int
    let length: Int
    /// What each write may do.
    let actions: [RecordChange.Action]
    private(set) var count = 0
    private(set) var fault: String?

    mutating func explore() {
        let names = actions.flatMap { action -> [String] in
            guard case .write(let edits) = action else { return [] }
            return edits.map(\.field)
        }
        extend(Lines(fields: Set(names).sorted()))
    }

    private mutating func extend(_ lines: Lines) {
        guard lines.count < length else { return }
        for step in lines.steps(authors: authors) {
            for action in actions {
                var next = lines
                next.take(action, step)
                if next.areApart {
                    count += 1
                    fault = next.fault().map { "\(next.path): \($0)" }
                    guard fault == nil else { return }
                }
                extend(next)
                guard fault == nil else { return }
            }
        }
        if !lines.areApart { extend(lines.parted()) }
    }
}

/// Where a write may come: who makes it, who takes it in, and how much of their order is heard.
private struct Step {
    let author: Int
    let lines: [Int]
    let heard: Int
}

/// One line of the order: the writes that it took, and the state after each of them.
private struct Line {
    let epoch: Epoch
    var events: [Int] = []
    var states = [RecordState()]
}

/// A state, and through where it is complete.
private struct Side {
    var state: RecordState
    var head: Position

    /// What the side holds when it has taken in the other.
    func joined(_ other: Side, _ lineage: Lineage) -> Side {
        let next = Position(epoch: head.epoch, sequence: head.sequence + 1)
        let joined = RecordState.join(
            JoinSide(state, base: head), JoinSide(other.state, base: other.head), at: next,
            lineage)
        return joined == state ? self : Side(state: joined, head: next)
    }
}

private struct Lines {
    private struct Author {
        var heard = 0
        var own: [Int] = []
        /// The lines that they may be on; all while they wrote nothing since these came apart.
        var lines: [Int]?
    }

    private(set) var path = ""
    private var world = MergeWorld(replicas: 1)
    private let fields: [String]
    private var lines = [Line(epoch: MergeWorld.firstEpoch)]
    private var authors: [Author] = []
    /// Where the lines came apart.
    private var fork: Int?
    private var lineage = Lineage()
    /// Everything that was written, on one line.
    private var merged = RecordState()

    var count: Int { world.history.events.count }
    var areApart: Bool { fork != nil }

    init(fields: [String]) { self.fields = fields }

    /// The same, as it goes on after the restores.
    func parted() -> Lines {
        var next = self
        let forkedAt = lines[0].events.count
        next.fork = forkedAt
        next.path += "| "
        // The backup holds what came before: nobody has to remember it any more.
        next.lines[0].states[forkedAt].forget(
            before: Position(epoch: MergeWorld.firstEpoch, sequence: UInt64(forkedAt)), lineage)
        for number in 1...2 {
            // Scattered, so that the order of epochs is not the order of their opening.
            let epoch = Epoch(UInt64(number) &* 0xD134_2543_DE82_EF95)
            next.lines.append(
                Line(epoch: epoch, events: lines[0].events, states: next.lines[0].states))
            next.lineage.merge(
                Lineage(forks: [
                    .init(
                        epoch: epoch, parent: MergeWorld.firstEpoch, sequence: UInt64(forkedAt))
                ]))
        }
        return next
    }

    /// Every author, place and knowledge that the next write may have.
    func steps(authors limit: Int) -> [Step] {
        (0...min(authors.count, limit - 1)).flatMap { index -> [Step] in
            let author = index < authors.count ? authors[index] : Author()
            return places(author).flatMap { places -> [Step] in
                let most = places.count > 1 ? fork ?? 0 : lines[places[0]].events.count
                guard author.heard <= most else { return [] }
                return (author.heard...most).map {
                    Step(author: index, lines: places, heard: $0)
                }
            }
        }
    }

    /// The lines that may take an author's next write.
    private func places(_ author: Author) -> [[Int]] {
        guard let fork else { return [[0]] }
        let used = lines.count { $0.events.count > fork }
        let all = [[0], [1], [2], [0, 1], [0, 2], [1, 2], [0, 1, 2]]
        return all.filter { places in
            if let allowed = author.lines { return places.allSatisfy(allowed.contains) }
            let new = places.filter { $0 >= used }
            return new == Array(used..<used + new.count)
        }
    }

    /// Adds a write to each of its lines.
    mutating func take(_ action: RecordChange.Action, _ step: Step) {
        let index = count
        path += "\(step.author)@\(step.lines)\(step.heard) "
        if step.author == authors.count { authors.append(Author()) }
        let own = authors[step.author].own
        // On every line that they are on, an author's writes stand in the same order.
        let heard = lines[step.lines[0]].events.prefix(step.heard)
        let events = world.history.events
        let change = RecordChange(
            collection: "thing", id: MergeWorld.record,
            own: own.filter { !heard.contains($0) }.map { events[$0].transaction.id },
            action: action.numbered(index))
        // The clocks contradict the order of events as loudly as they can.
        let time = step.author == 0 ? 9_000_000 : UInt64(100 - index / 2)
        let transaction = Transaction(
            id: TransactionID(UInt64(index + 1) &* 0x9E37_79B9_7F4A_7C15),
            stamp: Stamp(milliseconds: time), schema: 1,
            seen: step.heard == 0 ? nil : position(step.lines[0], step.heard), records: [change])
        let past = (heard + own + [index]).reduce(EventSet.none) { $0.inserting($1) }
        _ = world.history.append(
            TrueEvent(replica: step.author, transaction: transaction, past: past))
        world.accepted = world.accepted.inserting(index)
        authors[step.author].own.append(index)
        authors[step.author].heard = step.heard
        if areApart { authors[step.author].lines = step.lines }
        for line in step.lines {
            lines[line].events.append(index)
            let place = position(line, lines[line].events.count)
            var state = lines[line].states[lines[line].states.count - 1]
            apply(index, to: &state, at: place, transaction.knowledge(of: change))
            lines[line].states.append(state)
        }
        // Nobody was ever on this line: they know by its id what they know.
        let known = events.indices.filter(past.contains).map { events[$0].transaction.id }
        let place = Position(epoch: Epoch(7), sequence: UInt64(index + 1))
        apply(index, to: &merged, at: place, Knowledge(base: nil, own: known))
    }

    private func position(_ line: Int, _ sequence: Int) -> Position {
        let isOld = fork.map { sequence <= $0 } ?? true
        return Position(epoch: lines[isOld ? 0 : line].epoch, sequence: UInt64(sequence))
    }

    /// As a server does whose oldest backup is the one that it was restored from: what that holds
    /// is known by how far a copy is complete, and what came after it by its ids.
    private func apply(
        _ event: Int, to state: inout RecordState, at position: Position, _ knowledge: Knowledge
    ) {
        let (replica, transaction) = (
            Replica(world.history.events[event].replica + 1),
            world.history.events[event].transaction
        )
        let write = Write(
            transaction: transaction.id, stamp: transaction.stamp, claimed: transaction.stamp,
            replica: replica, position: position)
        state.take(
            transaction.records[0], by: write, knowledge: knowledge,
            since: Position(epoch: MergeWorld.firstEpoch, sequence: UInt64(fork ?? 0)), lineage,
            keepsAncestors: MergeWorld.reviewed)
    }

    /// What a server or a device holds of a line that is complete through so many writes.
    private func side(_ line: Int, _ length: Int) -> Side {
        Side(
            state: lines[line].states[length],
            head: Position(epoch: lines[line].epoch, sequence: UInt64(length)))
    }

    /// What is wrong with what comes of joining the lines.
    func fault() -> String? {
        let sides = lines.indices.map { side($0, lines[$0].events.count) }
        let pairs = sides.indices.map { first in
            sides.indices.map { first == $0 ? sides[$0] : sides[first].joined(sides[$0], lineage) }
        }
        let expected = Left(merged)
        for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
            let left = pairs[order[0]][order[1]].joined(sides[order[2]], lineage)
            let right = sides[order[0]].joined(pairs[order[1]][order[2]], lineage)
            for result in [left.state, right.state] {
                if Left(result) != expected {
                    return "\(order): \(Left(result)), not \(expected)"
                }
                let found = world.fault(of: result, among: world.accepted, lineage, fields: fields)
                if let found { return "\(order): \(found)" }
                let remembered = Set(result.applied.map(\.transaction))
                for event in world.history.events.dropFirst(fork ?? 0)
                where !remembered.contains(event.transaction.id) {
                    return "\(order): \(event.transaction.id) may come again"
                }
            }
        }
        return repetitionFault(pairs[1][2].joined(sides[0], lineage))
    }

    /// What comes of joining what was joined already, or what a line held before: nothing.
    private func repetitionFault(_ result: Side) -> String? {
        for line in lines.indices {
            for length in (fork ?? 0)...lines[line].events.count {
                let again = result.joined(side(line, length), lineage)
                if again.state != result.state {
                    return "\(length) of line \(line) do something when they come again"
                }
            }
        }
        return nil
    }
}
