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
// Every beginning of a history is a history, and is judged once, on the way to all that begin so:
// by what is left, by what is shown of it and asked, and by what its writes do if they come again.

import Shared

struct EveryHistory {
    let replicas: Int
    let length: Int
    /// What each write may do.
    let actions: [RecordChange.Action]
    /// The fields that they write, as they are declared.
    private let fields: [TrueShown]
    private(set) var count = 0
    private(set) var fault: String?
    /// Every (author, heard) sequence of full length, whatever the actions.
    private(set) var structures: Set<[[Int]]> = []

    /// - Parameter rule: how the field `a` is declared; the others are what their names say.
    init(
        replicas: Int, length: Int, actions: [RecordChange.Action], rule: MergeRule = .latest
    ) {
        self.replicas = replicas
        self.length = length
        self.actions = actions
        let names = actions.flatMap { action -> [String] in
            guard case .write(let edits) = action else { return [] }
            return edits.map(\.field)
        }
        fields = Set(names).sorted().map { name in
            switch name {
            case "c": TrueShown(name, .counter)
            case "r": TrueShown(name, .review)
            case "s": TrueShown(name, .set)
            default: TrueShown(name, rule)
            }
        }
    }

    mutating func explore() { extend(Beginning(replicas: replicas, fields)) }

    private mutating func extend(_ beginning: Beginning) {
        let taken = beginning.states.count - 1
        if taken == length { structures.insert(beginning.structure) }
        guard taken < length else { return }
        for author in 0...min(beginning.authors, replicas - 1) {
            for heard in (beginning.heard[author] ?? 0)...taken {
                for action in actions {
                    var next = beginning
                    count += 1
                    let isLast = taken + 1 == length
                    if let found = next.take(action, author, heard, isLast: isLast) {
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
    private let fields: [TrueShown]
    private let names: [String]

    var authors: Int { heard.count }

    init(replicas: Int, _ fields: [TrueShown]) {
        world = MergeWorld(replicas: replicas)
        self.fields = fields
        names = fields.map(\.name)
    }

    private func position(_ sequence: Int) -> Position? {
        sequence == 0 ? nil : Position(epoch: world.epoch, sequence: UInt64(sequence))
    }

    /// Adds a write; says what is wrong with what the server holds or its author sees.
    ///
    /// - Parameter isLast: whether no history begins so.
    mutating func take(
        _ action: RecordChange.Action, _ author: Int, _ length: Int, isLast: Bool
    ) -> String? {
        let index = states.count - 1
        let own = world.history.events.indices.filter { world.history.events[$0].replica == author }
        let pending = own.filter { $0 >= length }
        let events = world.history.events
        let change = RecordChange(
            collection: "thing", id: MergeWorld.record,
            own: pending.map { events[$0].transaction.id }, action: action.numbered(index))
        // The clocks contradict the order of events as loudly as they can, and two that follow one
        // another may say the same.
        let time = author == 0 ? 9_000_000 : UInt64(100 - index / 2)
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
        let write = apply(index, to: &server, at: position(index + 1))
        // As if there were a backup from before everything: it may all come again.
        server.remember(write, since: Position(epoch: world.epoch, sequence: 0), Lineage())
        states.append(server)
        // What stood before the author was what the server had, and their own over it.
        var shown = states[length]
        for event in pending + [index] { apply(event, to: &shown, at: nil) }
        return fault(of: server, among: world.accepted)
            ?? fault(of: shown, among: past).map { "author: \($0)" }
            ?? repetitionFault(of: server, isLast: isLast)
    }

    /// What is wrong with what is left, shown or asked by a state that was merged from `seen`.
    private func fault(of state: RecordState, among seen: EventSet) -> String? {
        world.fault(of: state, among: seen, Lineage(), fields: names, declared: fields)
    }

    /// What comes of the writes that the server has taken in when all of them come again: nothing.
    /// Of what history goes on from, that is seen in its very bytes.
    private func repetitionFault(of server: RecordState, isLast: Bool) -> String? {
        if server.applied.count != world.history.events.count {
            return "\(server.applied.count) writes are remembered"
        }
        var again = server
        for event in world.history.events.indices {
            apply(event, to: &again, at: position(states.count))
            if again != server { return "write \(event) does something when it comes again" }
        }
        return isLast || again.bytes == server.bytes ? nil : "other bytes say the same"
    }

    @discardableResult
    private func apply(
        _ event: Int, to state: inout RecordState, at position: Position?
    ) -> Write {
        let event = world.history.events[event]
        let write = Write(
            transaction: event.transaction.id, stamp: event.transaction.stamp,
            claimed: event.transaction.stamp, replica: Replica(event.replica + 1),
            position: position)
        state.apply(
            event.change, by: write, knowledge: event.transaction.knowledge(of: event.change),
            lineage: Lineage(), keepsAncestors: MergeWorld.reviewed)
        return write
    }
}

extension RecordChange.Action {
    /// The same with a value of its own, where it assigns a number.
    func numbered(_ number: Int) -> RecordChange.Action {
        guard case .write(let edits) = self else { return self }
        return .write(
            edits.map { edit in
                guard case .assign(.integer(_)) = edit.change else { return edit }
                return .init(field: edit.field, change: .assign(.integer(Int64(number))))
            })
    }
}
