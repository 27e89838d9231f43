// LateArrival: how a server takes a change in, also when what its author had seen comes later.

extension RecordState {
    /// Takes a change in at its place in the order, exactly once, with what was made over it or
    /// under it before: what comes again tells what the state does not, where it stood on lines
    /// that were left, and what its author knew of what has come meanwhile.
    ///
    /// - Parameters:
    ///   - change: the part of the transaction that concerns this record.
    ///   - write: the transaction's identity, stamps and position.
    ///   - knowledge: what its author knew of this record.
    ///   - horizon: what every backup holds, and nobody can come back from before.
    ///   - keepsAncestors: by field, whether its conflicts show what both sides began from.
    package mutating func take(
        _ change: RecordChange, by write: Write, knowledge: Knowledge,
        since horizon: Position?, _ lineage: Lineage, keepsAncestors: (String) -> Bool
    ) {
        let isRepeated = hasTaken(write.transaction)
        // Looked at before the change replaces it. Without a backup nothing comes late.
        let mayMiss =
            (horizon != nil || changed == nil) && knowledge.own.contains { !hasTaken($0) }
        if !isRepeated {
            apply(
                change, by: write, knowledge: knowledge, lineage: lineage,
                keepsAncestors: keepsAncestors)
            remember(write, since: horizon, lineage)
        }
        guard let position = write.position, erasure == nil,
            !DeliberateBug.lostKnowledgeIsForgotten.isOn
        else { return }
        let isBeyond = knowledge.base.map { !lineage.covers(position, $0) } ?? false
        let isOver = isBeyond || mayMiss || isRepeated && !knowledge.own.isEmpty
        guard isRepeated || isOver || !replacements.isEmpty else { return }
        let replacement = Replacement(
            of: change, by: write.transaction, at: position, knowledge: knowledge)
        if isRepeated {
            learn(write.former, of: write.transaction, at: position)
            yield(to: [replacement], lineage, at: position)
        }
        // What its author knew by an id comes from another store of theirs, perhaps.
        if isOver { remember(replacement) }
        yield(to: replacements, lineage, at: position)
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
