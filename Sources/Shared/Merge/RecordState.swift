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

/// The merged state of one record.
package struct RecordState: Hashable, Sendable {
    /// In byte order of their names.
    package var fields: [FieldState]
    /// In order of their transaction's id.
    package var deletions: [Deletion]
    /// The position of the last change of `deletions`.
    package var deletionsChanged: Position?

    package init(
        fields: [FieldState] = [], deletions: [Deletion] = [], deletionsChanged: Position? = nil
    ) {
        self.fields = fields
        self.deletions = deletions
        self.deletionsChanged = deletionsChanged
    }

    /// The state of a field, if anything was ever written to it.
    package func field(_ name: String) -> FieldState? {
        let index = insertionIndex(name)
        return index < fields.count && fields[index].name == name ? fields[index] : nil
    }

    /// Applies what one transaction does to this record.
    ///
    /// - Parameters:
    ///   - change: the part of the transaction that concerns this record.
    ///   - write: the transaction's identity, stamps and position.
    ///   - knowledge: what its author knew of this record.
    ///   - lineage: how epochs descend from one another.
    ///   - keepsAncestor: by field, whether its conflicts show what both sides began from.
    package mutating func apply(
        _ change: RecordChange, by write: Write, knowledge: Knowledge, lineage: Lineage,
        keepsAncestor: (String) -> Bool
    ) {
        let knows = { (other: Write) in knowledge.includes(other, lineage) }
        if deletions.contains(where: { knows($0.write) }) {
            deletions.removeAll { knows($0.write) }
            deletionsChanged = write.position
        }
        switch change.action {
        case .write(let edits):
            for edit in edits {
                let index = insertionIndex(edit.field)
                if index == fields.count || fields[index].name != edit.field {
                    fields.insert(FieldState(name: edit.field), at: index)
                }
                fields[index].apply(
                    edit.change, by: write, keepsAncestor: keepsAncestor(edit.field), knows: knows)
            }
        case .delete:
            deletions.append(Deletion(write: write, knowledge: knowledge))
            deletions.sort { $0.write.transaction < $1.write.transaction }
            deletionsChanged = write.position
        }
    }

    /// Whether the record is deleted: every surviving write was known to some deletion.
    package func isDeleted(_ lineage: Lineage) -> Bool {
        guard !deletions.isEmpty else { return false }
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

    /// The position of the record's last confirmed change; `nil` while it has none.
    package func lastChange(_ lineage: Lineage) -> Position? {
        (fields.map(\.changed) + [deletionsChanged]).compactMap(\.self).reduce(nil) { best, next in
            best.map { lineage.covers($0, next) ? $0 : next } ?? next
        }
    }

    /// The part of the state that changed after `floor`; everything when `floor` is `nil`.
    package func delta(since floor: Position?, _ lineage: Lineage) -> RecordState {
        guard let floor else { return self }
        let isNew = { (position: Position?) in
            position.map { !lineage.covers(floor, $0) } ?? false
        }
        let showsDeletions = isNew(deletionsChanged)
        return RecordState(
            fields: fields.filter { isNew($0.changed) },
            deletions: showsDeletions ? deletions : [],
            deletionsChanged: showsDeletions ? deletionsChanged : nil)
    }

    /// Takes over the fields of a delta, whole field by whole field.
    package mutating func replace(by delta: RecordState) {
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
        while low < high {
            let middle = (low + high) / 2
            if fields[middle].name.utf8.lexicographicallyPrecedes(name.utf8) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }
}
