// ChangeContent: what one change did, as people are told it.

/// What one change did to a field, or to a whole record.
public enum ChangeContent: Hashable, Sendable {
    /// The field became this value.
    case value(FieldValue)
    /// Elements entered and left a set.
    case elements(added: [String], removed: [String])
    /// A counter moved by this much.
    case increment(Int64)
    /// The record was written without a field: created empty, or kept although it was deleted.
    case presence
    /// The record was deleted.
    case deletion
    /// The record was erased for ever.
    case erasure

    package init(_ change: FieldChange) {
        switch change {
        case .assign(let value): self = .value(value)
        case .edit(let add, let remove): self = .elements(added: add, removed: remove)
        case .increment(let amount): self = .increment(amount)
        }
    }
}

extension RecordChange.Action {
    /// What it does to each field, by the names that the declaration gives; to the record as a
    /// whole when it names none.
    package func contents(
        _ declaration: CollectionDeclaration?
    ) -> [(field: String?, content: ChangeContent)] {
        switch self {
        case .delete: [(nil, .deletion)]
        case .erase: [(nil, .erasure)]
        case .write(let edits) where edits.isEmpty: [(nil, .presence)]
        case .write(let edits):
            edits.map { edit in
                (declaration?.name(ofKey: edit.field) ?? edit.field, ChangeContent(edit.change))
            }
        }
    }
}
