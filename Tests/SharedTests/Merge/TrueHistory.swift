// TrueHistory: what really happened to a record, and what must be left of it.
//
// It knows nothing of positions, stamps or knowledge as the product keeps them: for each event it
// has the set of the events that its author had seen, noted when the event was made. What survives
// follows from that alone, so it can judge the merge.

import Shared

/// A set of events by their index in a history, which has 64 at most.
struct EventSet: Hashable, Sendable {
    private var bits: UInt64 = 0

    static let none = EventSet()

    func contains(_ event: Int) -> Bool { bits & 1 << UInt64(event) != 0 }

    func inserting(_ event: Int) -> EventSet {
        var result = self
        result.bits |= 1 << UInt64(event)
        return result
    }

    func union(_ other: EventSet) -> EventSet {
        var result = self
        result.bits |= other.bits
        return result
    }

    func isSuperset(of other: EventSet) -> Bool { bits & other.bits == other.bits }
}

/// One transaction of a history: everything in it is about one record.
struct TrueEvent: Sendable {
    let replica: Int
    let transaction: Transaction
    /// What its author had seen, themselves included.
    let past: EventSet

    let isDeletion: Bool
    let isErasure: Bool
    private let edits: [RecordChange.Edit]

    init(replica: Int, transaction: Transaction, past: EventSet) {
        self.replica = replica
        self.transaction = transaction
        self.past = past
        let action = transaction.records[0].action
        isDeletion = action == .delete
        isErasure = action == .erase
        edits = if case .write(let edits) = action { edits } else { [] }
    }

    var change: RecordChange { transaction.records[0] }

    func edit(of field: String) -> FieldChange? {
        for edit in edits where edit.field == field { return edit.change }
        return nil
    }
}

/// A surviving contribution of an event.
struct Survivor: Hashable, Sendable {
    let event: Int
    let content: Sibling.Content
}

struct TrueHistory: Sendable {
    private(set) var events: [TrueEvent] = []
    /// What is asked of the events most often, in the same order: histories are judged by the
    /// hundred thousand.
    private var ids: [TransactionID] = []
    private var pasts: [EventSet] = []

    var isFull: Bool { events.count == 60 }

    mutating func append(_ event: TrueEvent) -> Int {
        events.append(event)
        ids.append(event.transaction.id)
        pasts.append(event.past)
        return events.count - 1
    }

    /// The event of a transaction; identities are the index plus one, scattered.
    func event(of id: TransactionID) -> Int? {
        ids.firstIndex(of: id)
    }

    /// What is left of a field when the events of `accepted` are merged.
    func survivors(_ field: String, among accepted: EventSet) -> Set<Survivor> {
        var result: Set<Survivor> = []
        for index in 0..<events.count where accepted.contains(index) {
            switch events[index].edit(of: field) {
            case nil: continue
            case .assign(let value):
                if !isReplaced(index, among: accepted, by: { $0.edit(of: field) != nil }) {
                    result.insert(Survivor(event: index, content: .value(value)))
                }
            case .edit(let add, _):
                for element in add {
                    let touches = { (other: TrueEvent) in
                        guard case .edit(let add, let remove) = other.edit(of: field) else {
                            return false
                        }
                        return add.contains(element) || remove.contains(element)
                    }
                    if !isReplaced(index, among: accepted, by: touches) {
                        result.insert(Survivor(event: index, content: .element(element)))
                    }
                }
            case .increment(let amount):
                result.insert(Survivor(event: index, content: .increment(amount)))
            }
        }
        return result
    }

    /// Whether somebody erased the record: then nothing else counts, known or not.
    func isErased(among accepted: EventSet) -> Bool {
        events.indices.contains { accepted.contains($0) && events[$0].isErasure }
    }

    /// The deletions that nobody has overridden knowingly.
    func deletions(among accepted: EventSet) -> [Int] {
        events.indices.filter { index in
            accepted.contains(index) && events[index].isDeletion
                && !isReplaced(index, among: accepted, by: { _ in true })
        }
    }

    /// Whether every surviving write was known to a surviving deletion, of which there is one.
    func isDead(_ fields: [String], among accepted: EventSet) -> Bool {
        let deletions = deletions(among: accepted)
        return !deletions.isEmpty
            && fields.allSatisfy { field in
                survivors(field, among: accepted).allSatisfy { survivor in
                    deletions.contains { events[$0].past.contains(survivor.event) }
                }
            }
    }

    /// Whether a later event of that kind was made in knowledge of this one.
    private func isReplaced(
        _ event: Int, among accepted: EventSet, by isKind: (TrueEvent) -> Bool
    ) -> Bool {
        for other in 0..<events.count where other != event && accepted.contains(other) {
            if pasts[other].contains(event), isKind(events[other]) { return true }
        }
        return false
    }
}
