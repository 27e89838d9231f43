// Replacement: what a change has replaced although it is not here.
//
// Who wrote on a line that a restore has lost may come back before those whose writes they had
// seen. When one of these comes at last, what had replaced it is there already, or was replaced
// itself; the siblings alone do not tell. So the record remembers, as long as devices may come back
// from that line, what such a change was made over; its copies tell it after the next restore.

/// A change whose author had seen more than the line that took it in.
package struct Replacement: Hashable, Sendable {
    /// What the change does to one field.
    package struct Touched: Hashable, Sendable {
        package var field: String
        /// The elements of a set that it names, as UTF-8, in byte order; `nil` when it replaces
        /// whatever the field holds.
        package var elements: [[UInt8]]?

        package init(field: String, elements: [[UInt8]]?) {
            self.field = field
            self.elements = elements
        }
    }

    package var transaction: TransactionID
    /// Where the change stands.
    package var position: Position
    /// What its author knew of the record.
    package var knowledge: Knowledge
    /// In byte order of the fields' names. Deletions that its author knew it always replaces.
    package var touched: [Touched]

    package init(
        transaction: TransactionID, position: Position, knowledge: Knowledge, touched: [Touched]
    ) {
        self.transaction = transaction
        self.position = position
        self.knowledge = knowledge
        self.touched = touched
    }

    /// - Parameter change: one that the record has taken in.
    package init(
        of change: RecordChange, by transaction: TransactionID, at position: Position,
        knowledge: Knowledge
    ) {
        self.init(
            transaction: transaction, position: position, knowledge: knowledge,
            touched: .init(of: change))
    }

    /// Whether the change was made over a write of a field, and replaced it.
    package func replaces(_ sibling: Sibling, of field: String, _ lineage: Lineage) -> Bool {
        touched.include(sibling, of: field) && replaces(sibling.write, lineage)
    }

    /// Whether the change was made over a deletion.
    package func replaces(_ deletion: Deletion, _ lineage: Lineage) -> Bool {
        replaces(deletion.write, lineage)
    }

    private func replaces(_ write: Write, _ lineage: Lineage) -> Bool {
        write.transaction != transaction && knowledge.includes(write, lineage)
    }
}

extension [Replacement.Touched] {
    /// What a change does to each field, in byte order of their names.
    init(of change: RecordChange) {
        self = []
        if case .write(let edits) = change.action {
            for edit in edits {
                switch edit.change {
                case .assign: append(.init(field: edit.field, elements: nil))
                case .edit(let add, let remove):
                    let elements = Set((add + remove).map { Array<UInt8>($0.utf8) })
                        .sorted { $0.lexicographicallyPrecedes($1) }
                    append(.init(field: edit.field, elements: elements))
                // An increment stands beside every other.
                case .increment: break
                }
            }
        }
        sort { $0.field.precedesInBytes($1.field) }
    }

    /// Whether they say something of what a write of a field says.
    func include(_ sibling: Sibling, of field: String) -> Bool {
        guard let touched = first(where: { $0.field == field }) else { return false }
        guard let elements = touched.elements, case .element(let element) = sibling.content else {
            return true
        }
        return elements.contains(Array<UInt8>(element.utf8))
    }
}

extension RecordState {
    /// Remembers what a change was made over, once, in order of their transactions.
    package mutating func remember(_ replacement: Replacement) {
        guard erasure == nil,
            !replacements.contains(where: { $0.transaction == replacement.transaction })
        else { return }
        let index =
            replacements.firstIndex { replacement.transaction < $0.transaction }
            ?? replacements.count
        replacements.insert(replacement, at: index)
        // Also a change that does nothing else, because it comes again.
        changed = replacement.position
    }

    /// Takes out what some changes were made over.
    ///
    /// - Parameter position: the place of what is changed here.
    package mutating func yield(
        to replacements: [Replacement], _ lineage: Lineage, at position: Position
    ) {
        if replacements.isEmpty { return }
        let (known, siblings) = (deletions.count, fields.map(\.siblings.count))
        deletions.removeAll { deletion in
            replacements.contains { $0.replaces(deletion, lineage) }
        }
        if deletions.count < known { (deletionsChanged, changed) = (position, position) }
        for index in fields.indices {
            let name = fields[index].name
            fields[index].siblings.removeAll { sibling in
                replacements.contains { $0.replaces(sibling, of: name, lineage) }
            }
            guard fields[index].siblings.count < siblings[index] else { continue }
            (fields[index].changed, changed) = (position, position)
        }
    }
}
