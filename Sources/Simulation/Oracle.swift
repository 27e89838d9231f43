// Oracle: what must survive, from the true causal order.
//
// A fact is one committed transaction. For each record that it changes, the simulator itself notes
// which facts its author had been shown. From that alone follows what a record must hold once a set
// of facts has been merged: the maximal ones. Nothing here reads what the protocol carries.

package import Shared

/// One committed transaction, and what its author had been shown.
package struct Fact: Sendable {
    package let id: TransactionID
    /// The device's or the server's name, for reports.
    package let author: String
    /// The organisation of its author; `nil` for the server.
    package let organisation: RecordID?
    package let changes: [RecordKey: RecordChange.Action]
    /// For each record, the facts that its author was shown.
    package let known: [RecordKey: FactSet]

    package init(
        id: TransactionID, author: String, organisation: RecordID?,
        changes: [RecordKey: RecordChange.Action], known: [RecordKey: FactSet]
    ) {
        self.id = id
        self.author = author
        self.organisation = organisation
        self.changes = changes
        self.known = known
    }
}

/// What a record must hold, in a form that a state can be compared with.
package struct Expectation: Equatable, Sendable {
    /// One surviving contribution: `field`, transaction, content.
    package struct Survivor: Hashable, Sendable {
        package let field: String
        package let transaction: TransactionID
        package let content: Sibling.Content
    }

    package var survivors: [Survivor: Int] = [:]
    package var deletions: Set<TransactionID> = []
    package var isDeleted = false
    package var isErased = false
}

/// Every fact of a run.
package struct Oracle: Sendable {
    package private(set) var facts: [Fact] = []
    private var numbers: [TransactionID: Int] = [:]
    private var touching: [RecordKey: FactSet] = [:]

    package init() {}

    package var isFull: Bool { facts.count >= FactSet.capacity }

    /// The number of the fact of a transaction.
    package func number(_ id: TransactionID) -> Int? { numbers[id] }

    package mutating func note(_ fact: Fact) -> Int {
        let number = facts.count
        facts.append(fact)
        numbers[fact.id] = number
        for key in fact.changes.keys { touching[key, default: FactSet()].insert(number) }
        return number
    }

    /// The facts that change a record.
    package func touching(_ key: RecordKey) -> FactSet { touching[key] ?? FactSet() }

    /// What a record must hold when exactly these facts have been merged into it.
    package func expectation(_ key: RecordKey, _ merged: FactSet) -> Expectation {
        let numbers = merged.intersection(touching(key)).facts
        var result = Expectation()
        if numbers.contains(where: { facts[$0].changes[key] == .erase }) {
            result.isErased = true
            result.isDeleted = true
            return result
        }
        for number in numbers {
            guard case .write(let edits)? = facts[number].changes[key] else { continue }
            for edit in edits {
                for content in contributions(edit.change)
                where !isReplaced(number, edit.field, content, by: numbers, on: key) {
                    let survivor = Expectation.Survivor(
                        field: edit.field, transaction: facts[number].id, content: content)
                    result.survivors[survivor, default: 0] += 1
                }
            }
        }
        let deletions = numbers.filter { number in
            facts[number].changes[key] == .delete
                && !numbers.contains { knows($0, number, of: key) }
        }
        result.deletions = Set(deletions.map { facts[$0].id })
        result.isDeleted =
            !deletions.isEmpty
            && result.survivors.keys.allSatisfy { survivor in
                deletions.contains { knows($0, self.numbers[survivor.transaction], of: key) }
            }
        return result
    }

    /// What a merged state holds, in the same form.
    package static func found(in state: RecordState, _ lineage: Lineage) -> Expectation {
        var result = Expectation()
        for field in state.fields {
            for sibling in field.siblings {
                let survivor = Expectation.Survivor(
                    field: field.name, transaction: sibling.write.transaction,
                    content: sibling.content)
                result.survivors[survivor, default: 0] += 1
            }
        }
        result.deletions = Set(state.deletions.map(\.write.transaction))
        result.isDeleted = state.isDeleted(lineage)
        result.isErased = state.erasure != nil
        return result
    }

    /// Whether the author of one fact had been shown another, of the same record.
    private func knows(_ later: Int, _ earlier: Int?, of key: RecordKey) -> Bool {
        guard let earlier, later != earlier else { return false }
        return facts[later].known[key]?.contains(earlier) ?? false
    }

    private func contributions(_ change: FieldChange) -> [Sibling.Content] {
        switch change {
        case .assign(let value): [.value(value)]
        case .edit(let add, _): add.map { .element($0) }
        case .increment(let amount): [.increment(amount)]
        }
    }

    private func isReplaced(
        _ number: Int, _ field: String, _ content: Sibling.Content, by others: [Int],
        on key: RecordKey
    ) -> Bool {
        others.contains { other in
            guard knows(other, number, of: key),
                case .write(let edits)? = facts[other].changes[key],
                let change = edits.first(where: { $0.field == field })?.change
            else { return false }
            switch (content, change) {
            case (.increment, _): return false
            case (.element(let element), .edit(let add, let remove)):
                return (add + remove).contains { $0.utf8.elementsEqual(element.utf8) }
            default: return true
            }
        }
    }
}
