// LateArrival: what comes to a restored server after a change whose author knew it already.
//
// Who wrote on a line that was lost may come back before those whose writes they had seen. When one
// of these comes at last, the change that replaced it stands there already; the state alone does
// not tell what its author knew. The server notes such changes, and takes out what they replaced.

extension RecordState {
    /// Takes out what a change would have replaced, had it found it there.
    ///
    /// - Parameters:
    ///   - change: one that the record has taken in, from its journal.
    ///   - knowledge: what its author knew.
    ///   - only: the transaction that comes late; everything may be late when `nil`.
    ///   - position: the place of what is changed here; nothing is noted when `nil`.
    /// - Returns: the writes that were taken out.
    package mutating func yield(
        to change: RecordChange, knowing knowledge: Knowledge, only: TransactionID? = nil,
        _ lineage: Lineage, at position: Position?
    ) -> [Write] {
        let before = writes
        let knows = { (write: Write) in
            (only == nil || write.transaction == only) && knowledge.includes(write, lineage)
        }
        if deletions.contains(where: { knows($0.write) }) {
            deletions.removeAll { knows($0.write) }
            if let position { (deletionsChanged, changed) = (position, position) }
        }
        if case .write(let edits) = change.action {
            for edit in edits {
                guard let index = fields.firstIndex(where: { $0.name == edit.field }) else {
                    continue
                }
                let count = fields[index].siblings.count
                fields[index].replace(edit.change, knows: knows)
                guard fields[index].siblings.count < count, let position else { continue }
                (fields[index].changed, changed) = (position, position)
            }
        }
        let left = Set(writes.map(\.transaction))
        return before.filter { !left.contains($0.transaction) }
    }

    /// The transactions that have stood on lines which were left. A line that is left next may
    /// have them at a place that nobody else knows: who sees them says so by their ids.
    package var cameBack: Set<TransactionID> {
        var ids: Set<TransactionID> = []
        for field in fields {
            for sibling in field.siblings where !sibling.write.former.isEmpty {
                ids.insert(sibling.write.transaction)
            }
        }
        for deletion in deletions where !deletion.write.former.isEmpty {
            ids.insert(deletion.write.transaction)
        }
        return ids
    }

    /// Notes where a transaction that it has taken in stood on lines that were left: who knew it
    /// there knows it.
    ///
    /// - Parameter position: the place of what is learnt.
    package mutating func learn(
        _ places: [Position], of transaction: TransactionID, at position: Position
    ) {
        for index in fields.indices {
            let before = fields[index]
            for sibling in before.siblings.indices {
                fields[index].siblings[sibling].write.learn(places, of: transaction)
            }
            for ancestor in before.ancestors.indices {
                fields[index].ancestors[ancestor].write.learn(places, of: transaction)
            }
            guard fields[index] != before else { continue }
            fields[index].changed = position
            changed = position
        }
        for index in deletions.indices {
            let before = deletions[index].write
            deletions[index].write.learn(places, of: transaction)
            guard deletions[index].write != before else { continue }
            deletionsChanged = position
            changed = position
        }
    }
}

extension Write {
    fileprivate mutating func learn(_ places: [Position], of transaction: TransactionID) {
        if self.transaction == transaction { learn(places) }
    }
}
