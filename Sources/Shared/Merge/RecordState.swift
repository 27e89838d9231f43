// RecordState: the merged state of one record, as both sides hold it, and how a change enters it.
//
// Pure: the server applies a transaction when it sequences it; a device applies its own pending
// transactions over the state that the server last gave it. The code is this code on both sides.

/// A deletion, with what its author knew: it covers exactly that.
package struct Deletion: Hashable, Sendable {
    package var write: Write
    package var knowledge: Knowledge

    package init(write: Write, knowledge: Knowledge) {
        self.write = write
        self.knowledge = knowledge
    }
}

/// A transaction that a state has taken in, where the state may have to tell that it has.
package struct Applied: Hashable, Sendable {
    package var transaction: TransactionID
    package var position: Position

    package init(transaction: TransactionID, position: Position) {
        self.transaction = transaction
        self.position = position
    }
}

/// The merged state of one record.
package struct RecordState: Hashable, Sendable {
    /// In byte order of their names.
    package var fields: [FieldState]
    /// In order of their transaction's id.
    package var deletions: [Deletion]
    /// The position of the last change of `deletions`.
    package var deletionsChanged: Position?
    /// The position of the last transaction that the record took in; `nil` while provisional.
    package var changed: Position?
    /// The transactions taken in since the oldest backup that can be restored, in order of their
    /// ids: what a restored server takes in a second time must do nothing.
    package var applied: [Applied]
    /// What was made over writes that are not here, and may still come, in order of the
    /// transactions.
    package var replacements: [Replacement]
    /// Who erased the record: nothing else is left of it, and nothing is ever added.
    package var erasure: Write?

    package init(
        fields: [FieldState] = [], deletions: [Deletion] = [], deletionsChanged: Position? = nil,
        changed: Position? = nil, applied: [Applied] = [], replacements: [Replacement] = [],
        erasure: Write? = nil
    ) {
        self.fields = fields
        self.deletions = deletions
        self.deletionsChanged = deletionsChanged
        self.changed = changed
        self.applied = applied
        self.replacements = replacements
        self.erasure = erasure
    }

    /// The state of a field, if anything was ever written to it.
    package func field(_ name: String) -> FieldState? {
        let index = insertionIndex(name)
        return index < fields.count && fields[index].name == name ? fields[index] : nil
    }

    /// Applies what one transaction does to this record. One that it has taken in does nothing.
    ///
    /// - Parameters:
    ///   - change: the part of the transaction that concerns this record.
    ///   - write: the transaction's identity, stamps and position.
    ///   - knowledge: what its author knew of this record.
    ///   - lineage: how epochs descend from one another.
    ///   - keepsAncestors: by field, whether its conflicts show what both sides began from.
    package mutating func apply(
        _ change: RecordChange, by write: Write, knowledge: Knowledge, lineage: Lineage,
        keepsAncestors: (String) -> Bool
    ) {
        if erasure != nil || hasTaken(write.transaction) { return }
        let knows = { (other: Write) in knowledge.includes(other, lineage) }
        changed = write.position
        if deletions.contains(where: { knows($0.write) }) {
            deletions.removeAll { knows($0.write) }
            deletionsChanged = write.position
        }
        switch change.action {
        case .write(let edits):
            if fields.isEmpty { fields.reserveCapacity(edits.count) }
            for edit in edits {
                let index = insertionIndex(edit.field)
                if index == fields.count || fields[index].name != edit.field {
                    fields.insert(FieldState(name: edit.field), at: index)
                }
                // Where nothing is, nothing can become an ancestor.
                let isNew = fields[index].siblings.isEmpty
                fields[index].apply(
                    edit.change, by: write, keepsAncestors: !isNew && keepsAncestors(edit.field),
                    knows: knows)
            }
        case .delete:
            let isBare = DeliberateBug.deletionForgetsItsBase.isOn
            deletions.append(
                Deletion(write: write, knowledge: isBare ? Knowledge(base: nil) : knowledge))
            deletions.sort { $0.write.transaction < $1.write.transaction }
            deletionsChanged = write.position
        case .erase where DeliberateBug.erasureIsForgotten.isOn: deletions = []
        case .erase: self = RecordState(changed: write.position, erasure: write)
        }
    }

    /// Whether the state has taken a transaction in, as far as it remembers.
    package func hasTaken(_ transaction: TransactionID) -> Bool {
        applied.contains {
            $0.transaction == transaction && !DeliberateBug.repeatedTransactionApplies.isOn
        }
            || erasure?.transaction == transaction
            || deletions.contains { $0.write.transaction == transaction }
            || fields.contains { field in
                field.siblings.contains { $0.write.transaction == transaction }
            }
    }

    /// Notes a transaction as taken in, and forgets those that every backup holds.
    ///
    /// - Parameter horizon: through where the oldest backup that can be restored is complete;
    ///   `nil` when there is none, and nothing needs to be remembered.
    package mutating func remember(
        _ write: Write, since horizon: Position?, _ lineage: Lineage
    ) {
        guard let horizon, let position = write.position, erasure == nil else {
            applied = []
            return
        }
        forget(before: horizon, lineage)
        guard !applied.contains(where: { $0.transaction == write.transaction }) else { return }
        let index = applied.firstIndex { write.transaction < $0.transaction } ?? applied.count
        applied.insert(
            Applied(transaction: write.transaction, position: position), at: index)
    }

    /// Forgets what every backup holds, and nobody can come back from before.
    package mutating func forget(before horizon: Position, _ lineage: Lineage) {
        applied.removeAll { lineage.covers(horizon, $0.position) }
        replacements.removeAll { lineage.covers(horizon, $0.position) }
    }

    /// Whether the record is deleted: every surviving write was known to some deletion.
    package func isDeleted(_ lineage: Lineage) -> Bool {
        if erasure != nil { return true }
        guard !deletions.isEmpty else { return false }
        if DeliberateBug.deletionAlwaysWins.isOn { return true }
        return fields.allSatisfy { field in
            field.siblings.allSatisfy { sibling in
                deletions.contains { $0.knowledge.includes(sibling.write, lineage) }
            }
        }
    }

    /// Whether the record lives only because somebody changed it while somebody else deleted it.
    package func survivesDeletion(_ lineage: Lineage) -> Bool {
        !deletions.isEmpty && !isDeleted(lineage)
    }

    /// The part of the state that changed after `floor`; everything when `floor` is `nil`.
    package func delta(since floor: Position?, _ lineage: Lineage) -> RecordState {
        guard let floor else { return self }
        let isNew = { (position: Position?) in
            position.map { !lineage.covers(floor, $0) } ?? false
        }
        var delta = self
        delta.fields.removeAll { !isNew($0.changed) }
        if !isNew(deletionsChanged) {
            delta.deletions = []
            delta.deletionsChanged = nil
        }
        return delta
    }

    /// Takes over the fields of a delta, whole field by whole field.
    package mutating func replace(by delta: RecordState) {
        changed = delta.changed
        applied = delta.applied
        replacements = delta.replacements
        if delta.erasure != nil {
            self = delta
            return
        }
        for field in delta.fields {
            let index = insertionIndex(field.name)
            if index < fields.count && fields[index].name == field.name {
                fields[index] = field
            } else {
                fields.insert(field, at: index)
            }
        }
        if delta.deletionsChanged != nil {
            deletions = delta.deletions
            deletionsChanged = delta.deletionsChanged
        }
    }

    private func insertionIndex(_ name: String) -> Int {
        var low = 0
        var high = fields.count
        // Changes name their fields in order, so a new record's are appended one after the other.
        if high > 0, fields[high - 1].name.precedesInBytes(name) { return high }
        while low < high {
            let middle = (low + high) / 2
            if fields[middle].name.precedesInBytes(name) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }
}
