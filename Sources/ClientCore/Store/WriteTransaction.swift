// WriteTransaction: one user action. What it collects is committed as one transaction, or not at
// all.

import SQLite
public import Shared

/// Collects the changes of one user action; handed to the closure of `Store.write`.
public struct WriteTransaction: ~Copyable {
    struct Pending {
        let key: RecordKey
        var basis: RecordBasis?
        var removal: RecordChange.Action?
        var edits: [String: FieldEdit] = [:]
        /// The identity was drawn for this transaction: nobody else can have written it.
        var isNew = false
        /// What it says again is found when it is committed: see `Keeping`.
        var isKept = false
        /// The record must not exist yet, must exist, or may do either.
        var existence: Existence
    }

    enum Existence {
        case creates
        case changes
        case either
    }

    private let core: StoreCore
    /// Who writes; `nil` before the device is enrolled.
    private let member: Member?
    private(set) var pending: [Pending] = []
    /// What the device wants a receipt of.
    private(set) var awaited: [RecordKey] = []

    /// Only to be used while the store is locked.
    init(_ core: StoreCore, _ device: DeviceState) {
        self.core = core
        member = device.member
    }

    /// Creates a record and returns its identity.
    ///
    /// A record that says where it comes from (`source` and `source_id`) gets the identity that
    /// every device and every import gives to that key: noted twice, it is one record. So is a fact
    /// whose collection declares what makes it the same (`CollectionDeclaration.identity`), when
    /// every one of those fields is given and the device knows where the record goes, that is, when
    /// it is enrolled. What is there already is changed.
    @discardableResult
    public mutating func create(
        _ collection: String, _ edits: [String: FieldEdit] = [:]
    ) -> RecordID {
        if let id = knownID(collection, edits) {
            edit(collection, id, edits, mayCreate: true)
            return id
        }
        let id = core.ports.makeRecordID()
        pending.append(
            Pending(
                key: RecordKey(collection: collection, id: id), edits: edits, isNew: true,
                existence: .creates))
        return id
    }

    /// The identity that others would give to the same record; `nil` when nothing says so.
    private func knownID(_ collection: String, _ edits: [String: FieldEdit]) -> RecordID? {
        guard let declaration = core.schema.collection(collection) else { return nil }
        if declaration.hasNaturalKey, case .assign(.text(let source))? = edits["source"],
            case .assign(.text(let sourceID))? = edits["source_id"]
        {
            return NaturalKey.id(collection, source, sourceID)
        }
        guard !declaration.identity.isEmpty, let member else { return nil }
        let scope = Authorisation.audience(ofNewRecordIn: declaration, by: member)
        let values = edits.compactMapValues { edit -> FieldValue? in
            if case .assign(let value) = edit { value } else { nil }
        }
        for turn in 0..<WriteTransaction.turns {
            guard let id = declaration.factID(of: values, scope: scope, turn: turn) else {
                return nil
            }
            if !hasBecomeAnother(declaration, id, values) { return id }
        }
        return nil
    }

    /// Whether the record of a fact shows another one by now. One that cannot be read is told when
    /// the transaction is committed.
    private func hasBecomeAnother(
        _ declaration: CollectionDeclaration, _ id: RecordID, _ values: [String: FieldValue]
    ) -> Bool {
        guard let table = try? core.table(declaration.name),
            let record = try? Reader(core: core).record(table, id)
        else { return false }
        return !declaration.isFact(record.fields, of: values)
    }

    /// How many records of one fact may have become others before its identity is random.
    private static let turns = 8

    /// Creates a record of a declared model and returns its identity.
    @discardableResult
    public mutating func create<M: Model>(
        _ model: M.Type, _ fill: (inout Draft<M>) -> Void
    ) -> RecordID {
        var draft = Draft<M>()
        fill(&draft)
        return create(M.collectionName, draft.edits)
    }

    /// Changes fields of a record.
    ///
    /// - Parameters:
    ///   - basis: what the person had in front of them; `nil` for what the store shows now.
    ///   - mayCreate: whether a record that the store does not know is created.
    public mutating func edit(
        _ collection: String, _ id: RecordID, _ edits: [String: FieldEdit],
        basis: RecordBasis? = nil, mayCreate: Bool = false
    ) {
        let key = RecordKey(collection: collection, id: id)
        // The last word of the action stands, and a transaction names a record once.
        pending.removeAll { $0.key == key && $0.removal != nil }
        if let index = pending.firstIndex(where: { $0.key == key }) {
            pending[index].edits.merge(edits) { $0.followed(by: $1) }
            return
        }
        pending.append(
            Pending(
                key: key, basis: basis, edits: edits, existence: mayCreate ? .either : .changes))
    }

    /// Changes a record of a declared model, as it was read.
    public mutating func edit<M: Model>(
        _ typed: Typed<M>, _ change: (inout Draft<M>) -> Void
    ) {
        var draft = Draft<M>(typed.record)
        change(&draft)
        edit(M.collectionName, typed.record.id, draft.edits, basis: typed.record.basis)
    }

    /// Keeps a record that somebody deleted, by saying again what the device shows of it.
    mutating func keep(_ collection: String, _ id: RecordID) {
        edit(collection, id, [:], mayCreate: true)
        let key = RecordKey(collection: collection, id: id)
        guard let index = pending.firstIndex(where: { $0.key == key }) else { return }
        pending[index].isKept = true
    }

    /// Deletes a record, as far as the device knows it.
    public mutating func delete(_ collection: String, _ id: RecordID) {
        remove(collection, id, .delete)
    }

    /// Erases a record for ever, whatever anybody knows or writes of it, here and everywhere; only
    /// its identity is left. The server takes it from coordinators alone.
    public mutating func erase(_ collection: String, _ id: RecordID) {
        remove(collection, id, .erase)
    }

    /// Asks for a receipt of a record and of those that refer to it: the next synchronisations
    /// fetch it, until one has everything.
    public mutating func awaitReceipt(for collection: String, _ id: RecordID) {
        awaited.append(RecordKey(collection: collection, id: id))
    }

    private mutating func remove(
        _ collection: String, _ id: RecordID, _ action: RecordChange.Action
    ) {
        let key = RecordKey(collection: collection, id: id)
        let isMadeHere = pending.contains { $0.key == key && $0.isNew }
        pending.removeAll { $0.key == key }
        if isMadeHere { return }
        pending.append(Pending(key: key, removal: action, existence: .changes))
    }
}
