// EveryHistory: all histories of one record up to a number of replicas and writes, up to symmetry.
//
// The order in which the server takes writes is a sequence; each write has an author and the length
// of the server's order that its author had heard when writing. That is all that a history can be:
// - a write is local, so it makes no difference when its author wrote it between two pulls;
// - an author sends in the order of writing, so what they have seen of their own is everything
//   before, and what they have heard never shrinks from one write to the next;
// - they cannot have heard what the server had not yet taken when it took the write itself;
// - whatever else is heard in between without writing leaves no trace, and every such length can be
//   reached by a pull at the right moment.
// Replicas are interchangeable, so the first write of a new one is always that of the next number.
// Every beginning of a history is a history, and is judged once, on the way to all that begin so.

import Shared

struct EveryHistory {
    let replicas: Int
    let length: Int
    /// What each write may do.
    let actions: [RecordChange.Action]
    private(set) var count = 0
    private(set) var fault: String?
    /// Every (author, heard) sequence of full length, whatever the actions.
    private(set) var structures: Set<[[Int]]> = []

    init(replicas: Int, length: Int, actions: [RecordChange.Action]) {
        self.replicas = replicas
        self.length = length
        self.actions = actions
    }

    mutating func explore() { extend(Beginning(replicas: replicas)) }

    private mutating func extend(_ beginning: Beginning) {
        let taken = beginning.states.count - 1
        if taken == length { structures.insert(beginning.structure) }
        guard taken < length else { return }
        for author in 0...min(beginning.authors, replicas - 1) {
            for heard in (beginning.heard[author] ?? 0)...taken {
                for action in actions {
                    var next = beginning
                    count += 1
                    if let found = next.take(action, author, heard) {
                        fault = "\(next.structure): \(found)"
                    }
                    guard fault == nil else { return }
                    extend(next)
                }
            }
        }
    }
}

/// The beginning of a history, with the server's state after each of its writes.
private struct Beginning {
    var world: MergeWorld
    var states = [RecordState()]
    var heard: [Int: Int] = [:]
    var structure: [[Int]] = []

    var authors: Int { heard.count }

    init(replicas: Int) { world = MergeWorld(replicas: replicas) }

    private func position(_ sequence: Int) -> Position? {
        sequence == 0 ? nil : Position(epoch: world.epoch, sequence: UInt64(sequence))
    }

    /// Adds a write; says what is wrong with what the server holds or its author sees.
    mutating func take(_ action: RecordChange.Action, _ author: Int, _ length: Int) -> String? {
        let index = states.count - 1
        let own = world.history.events.indices.filter { world.history.events[$0].replica == author }
        let pending = own.filter { $0 >= length }
        let events = world.history.events
        let change = RecordChange(
            collection: "thing", id: MergeWorld.record,
            own: pending.map { events[$0].transaction.id }, action: action.numbered(index))
        // The clocks contradict the order of events as loudly as they can.
        let time = author == 0 ? 9_000_000 : UInt64(100 - index)
        let transaction = Transaction(
            id: TransactionID(UInt64(index + 1) &* 0x9E37_79B9_7F4A_7C15),
            stamp: Stamp(milliseconds: time), schema: 1, seen: position(length), records: [change])
        let past = ((0..<length) + own + [index]).reduce(EventSet.none) { $0.inserting($1) }
        _ = world.history.append(
            TrueEvent(replica: author, transaction: transaction, past: past))
        heard[author] = length
        structure.append([author, length])
        world.accepted = world.accepted.inserting(index)
        var server = states[index]
        apply(index, to: &server, at: position(index + 1))
        states.append(server)
        // What stood before the author was what the server had, and their own over it.
        var shown = states[length]
        for event in pending + [index] { apply(event, to: &shown, at: nil) }
        return world.fault(of: server, among: world.accepted, Lineage())
            ?? world.fault(of: shown, among: past, Lineage()).map { "author: \($0)" }
    }

    private func apply(_ event: Int, to state: inout RecordState, at position: Position?) {
        let event = world.history.events[event]
        let write = Write(
            transaction: event.transaction.id, stamp: event.transaction.stamp,
            claimed: event.transaction.stamp, replica: Replica(event.replica + 1),
            position: position)
        state.apply(
            event.change, by: write, knowledge: event.transaction.knowledge(of: event.change),
            lineage: Lineage(), keepsAncestors: MergeWorld.reviewed)
    }
}

extension RecordChange.Action {
    /// The same with a value of its own, where it assigns one.
    fileprivate func numbered(_ number: Int) -> RecordChange.Action {
        guard case .write(let edits) = self else { return self }
        return .write(
            edits.map { edit in
                guard case .assign = edit.change else { return edit }
                return .init(field: edit.field, change: .assign(.integer(Int64(number))))
            })
    }
}
