// Record: one record as people should see it, and what its reader knew when they read it.

public import Shared

/// What somebody knew of a record when they read it. A form keeps it from its opening to its
/// saving, so that what arrived in between is not taken for seen.
public struct RecordBasis: Hashable, Sendable {
    /// The copy was complete through here; `nil` when no confirmed copy was held.
    let base: Position?
    /// The device's own transactions that were shown over it.
    let own: [TransactionID]
}

/// A record as the device shows it: what the server confirmed, with the device's own changes.
public struct Record: Hashable, Sendable {
    /// Where a record stands; the first that applies.
    public enum State: String, Sendable {
        /// A person must settle a conflict.
        case conflict
        /// A change of this device was refused and waits for a decision.
        case quarantined
        /// A change of this device is not on the server yet.
        case pending
        /// The same as on the server.
        case synced
    }

    /// The collection's name.
    public let collection: String
    /// The record's identity.
    public let id: RecordID
    /// What the fields show; empty ones are left out.
    public let fields: [String: ShownValue]
    /// Where the record stands.
    public let state: State
    /// Whether somebody changed a field of it without knowing of the value that is shown.
    public let hasParallelEdits: Bool
    /// The record that stands for this one, when it is a duplicate that was joined: at the end of
    /// the way that `merged_into` shows.
    public let mergedInto: RecordID?
    /// What the reader of this copy knows.
    public let basis: RecordBasis

    /// A field with the Swift type that its declaration gives it.
    public subscript<Content>(field: Field<Content>) -> Content? {
        fields[field.name].flatMap(Content.init(shown:))
    }
}

/// A change of one field.
public enum FieldEdit: Hashable, Sendable {
    /// The field becomes this value; `.null` clears it.
    case assign(FieldValue)
    /// Elements enter and leave a set.
    case edit(add: Set<String>, remove: Set<String>)
    /// A counter moves.
    case increment(Int64)
    /// The field is emptied, whatever its type.
    case clear
}

extension FieldEdit {
    /// This edit and a later one of the same action, as one.
    func followed(by later: FieldEdit) -> FieldEdit {
        switch (self, later) {
        case (.increment(let first), .increment(let second)):
            return .increment(first.saturatingAdd(second))
        case (.edit(let add, let remove), .edit(let laterAdd, let laterRemove)):
            return .edit(
                add: add.subtracting(laterRemove).union(laterAdd),
                remove: remove.subtracting(laterAdd).union(laterRemove))
        default: return later
        }
    }
}

/// A record of a declared model: its fields are properties.
///
/// ```swift
/// let person = Typed<Person>(record)
/// print(person.givenName ?? "")
/// ```
@dynamicMemberLookup
public struct Typed<M: Model>: Sendable {
    /// The record underneath.
    public let record: Record

    /// The record as a model; `nil` when it is of another collection.
    public init?(_ record: Record) {
        guard record.collection == M.collectionName else { return nil }
        self.record = record
    }

    /// A field of the model.
    public subscript<Content>(dynamicMember path: KeyPath<M, Field<Content>>) -> Content? {
        record[M.shared[keyPath: path]]
    }
}

/// The changes to a record of a declared model: its fields are properties to read and to set.
@dynamicMemberLookup
public struct Draft<M: Model> {
    private let record: Record?
    /// The changes, by the field's name.
    public private(set) var edits: [String: FieldEdit] = [:]

    /// A draft over a record, or of a new one.
    public init(_ record: Record? = nil) { self.record = record }

    /// A field: what the draft holds, else what the record shows. Setting `nil` empties it; setting
    /// a set adds and removes only the elements that differ.
    public subscript<Content>(dynamicMember path: KeyPath<M, Field<Content>>) -> Content? {
        get { shown(M.shared[keyPath: path].name).flatMap(Content.init(shown:)) }
        set {
            let field = M.shared[keyPath: path].declaration
            guard let shown = newValue?.shown else {
                edits[field.name] = .clear
                return
            }
            switch shown {
            case .single(let value): edits[field.name] = .assign(value)
            case .set(let elements):
                let before = elementsBefore(field.name)
                let after = Set(elements)
                edits[field.name] = .edit(
                    add: after.subtracting(before), remove: before.subtracting(after))
            }
        }
    }

    /// Moves a counter.
    public mutating func increment(_ path: KeyPath<M, Field<Int64>>, by amount: Int64 = 1) {
        let name = M.shared[keyPath: path].name
        let edit = FieldEdit.increment(amount)
        edits[name] = edits[name]?.followed(by: edit) ?? edit
    }

    private func elementsBefore(_ name: String) -> Set<String> {
        if case .set(let elements)? = record?.fields[name] { Set(elements) } else { [] }
    }

    private func shown(_ name: String) -> ShownValue? {
        switch edits[name] {
        case nil: record?.fields[name]
        case .assign(let value): .single(value)
        case .edit(let add, let remove):
            elementsBefore(name).union(add).subtracting(remove).shown
        case .increment(let amount):
            .single(
                .integer(
                    (record?.fields[name].flatMap(Int64.init(shown:)) ?? 0).saturatingAdd(amount)))
        case .clear: nil
        }
    }
}

extension Model {
    /// The name of the collection.
    public static var collectionName: String { header.collectionName }
}
