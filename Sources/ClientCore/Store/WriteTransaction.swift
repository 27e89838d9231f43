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

/// Turns what a user action collected into a transaction, and commits it.
struct Committer {
    /// What the device holds of a record that is changed.
    private struct Held {
        let row: CollectionTable.Row?
        let confirmed: ConfirmedState?
        /// Why what the server confirmed cannot be read.
        let damage: ByteError?
        /// Its own transactions that are shown over it.
        let own: [OwnTransaction]
    }

    let core: StoreCore
    private let device: DeviceState
    private let scopes: [ScopeRow]
    private let seen: Position?

    init(_ core: StoreCore, _ device: DeviceState) throws {
        self.core = core
        self.device = device
        scopes = try ScopeRow.all(core.connection)
        seen = Reader.seen(scopes, device)
    }

    /// Appends the transaction to the journal and shows it. Runs inside a storage transaction.
    func commit(_ pending: [WriteTransaction.Pending]) throws {
        guard !pending.isEmpty else { return }
        let tail = try core.journal.tail(device)
        let now = core.ports.now()
        var clock = HybridClock(last: max(tail.stamp, device.seenStamp))
        var transaction = Transaction(
            id: TransactionID(core.ports.random()), stamp: clock.next(now: now),
            schema: core.schema.version, seen: seen,
            isClockVerified: device.isClockVerified(now: now), records: [])
        var held: [Held] = []
        for part in pending {
            let table = try core.declaredTable(part.key.collection)
            held.append(try hold(part, table))
            transaction.records.append(try change(part, table, held[held.count - 1]))
        }
        let body = transaction.bytes
        guard transaction.records.count <= WireLimits.recordsInTransaction,
            body.count <= WireLimits.transactionBytes
        else { throw SyncErrors.transactionTooLarge }
        try core.journal.append(transaction, body, after: tail, device)
        let new = OwnTransaction(
            row: tail.row + 1,
            address: DeliveryAddress(replica: device.replica, number: tail.number + 1),
            transaction: transaction, position: nil, former: [])
        for (change, held) in zip(transaction.records, held) {
            let table = try core.table(change.collection)
            try core.overlay.add(table.number, change.id, row: new.row)
            // Such a row stays as it is, until a verification or a pull replaces it.
            if held.damage != nil { continue }
            try core.show(
                held.own + [new], over: held.row, held.confirmed, table, change.id, device)
        }
    }

    /// Reads what the device has of a record.
    private func hold(
        _ part: WriteTransaction.Pending, _ table: CollectionTable
    ) throws -> Held {
        guard !part.isNew, let row = try table.row(part.key.id) else {
            return Held(row: nil, confirmed: nil, damage: nil, own: [])
        }
        var confirmed: ConfirmedState?
        var damage: ByteError?
        do throws(ByteError) {
            confirmed = try row.state.map { bytes throws(ByteError) in
                ConfirmedState(bytes: bytes, state: try RecordState(bytes: bytes))
            }
        } catch {
            damage = error
        }
        return Held(
            row: row, confirmed: confirmed, damage: damage,
            own: row.flags.contains(.overlaid)
                ? try core.overlay.transactions(table.number, part.key.id, core.journal) : [])
    }

    private func change(
        _ part: WriteTransaction.Pending, _ table: CollectionTable, _ held: Held
    ) throws -> RecordChange {
        let row = held.row
        let exists = row.map { !$0.flags.contains(.deleted) } ?? false
        // What was deleted is still held, and can be erased.
        let isThere = exists || (row != nil && part.removal == .erase)
        if part.existence == .changes && !isThere {
            throw StoreErrors.notFound(part.key.collection, part.key.id)
        }
        let opened = DeliberateBug.formForgetsItsOpening.isOn ? nil : part.basis
        if opened == nil, let damage = held.damage { throw damage }
        let basis = opened ?? basis(held, table, part.key.id)
        let action = try part.removal ?? .write(edits(part, table, exists: exists))
        try foresee(action, part, table)
        var change = RecordChange(
            collection: part.key.collection, id: part.key.id,
            base: part.isNew ? .seen : base(basis), own: basis.own, action: action)
        if let backup = device.backedUp, let state = held.confirmed?.state,
            !DeliberateBug.unsavedIsNotNamed.isOn
        {
            change.own += state.unsaved(
                under: change, Knowledge(base: basis.base, own: basis.own), since: backup,
                device.lineage)
        }
        if try core.isAboutErased(change) { throw PrivacyErrors.erased }
        return change
    }

    /// Refuses at the keyboard what the server would refuse of a record that two sides hold.
    private func foresee(
        _ action: RecordChange.Action, _ part: WriteTransaction.Pending, _ table: CollectionTable
    ) throws {
        guard let declaration = table.declaration, declaration.access.isTwoSided else { return }
        let state = try part.isNew ? RecordState() : core.shownState(table, part.key.id, device)
        if let problem = Crossing(declaration, member: device.member)
            .problem(with: action, over: state)
        {
            throw StoreErrors.invalid(problem)
        }
    }

    private func edits(
        _ part: WriteTransaction.Pending, _ table: CollectionTable, exists: Bool
    ) throws -> [RecordChange.Edit] {
        guard let declaration = table.declaration else {
            throw StoreErrors.unknownCollection(table.name)
        }
        var result: [RecordChange.Edit] = []
        let completed = try completed(part, declaration, table)
        for (name, edit) in completed {
            guard let field = declaration.field(name) else {
                throw StoreErrors.unknownField(name, table.name)
            }
            let change = try change(edit, field, part, table)
            if let problem = core.schema.problem(with: change, for: field.key, in: table.name) {
                throw StoreErrors.invalid(problem)
            }
            if let problem = try problem(change, field, part, table) {
                throw StoreErrors.invalid(problem)
            }
            result.append(RecordChange.Edit(field: field.key, change: change))
        }
        if !exists {
            for field in declaration.fields where field.isRequired {
                switch completed[field.name] {
                case nil, .clear, .assign(.null):
                    throw StoreErrors.missingField(field, table.name)
                default: break
                }
            }
        }
        return result.sorted { $0.field.precedesInBytes($1.field) }
    }

    /// The edits with what the lenses of split fields ask for.
    private func completed(
        _ part: WriteTransaction.Pending, _ declaration: CollectionDeclaration,
        _ table: CollectionTable
    ) throws -> [String: FieldEdit] {
        guard declaration.isSplit(part.edits.keys) else { return part.edits }
        let assigned = part.edits.compactMapValues { edit -> FieldValue? in
            switch edit {
            case .assign(let value): value
            case .clear: .null
            case .edit, .increment: nil
            }
        }
        let state = try part.isNew ? RecordState() : core.shownState(table, part.key.id, device)
        let added = declaration.completed(assigned, over: state)
            .filter { declaration.isSplit([$0.key]) }
        return part.edits.merging(added.mapValues(FieldEdit.assign)) { $1 }
    }

    private func change(
        _ edit: FieldEdit, _ field: FieldDeclaration, _ part: WriteTransaction.Pending,
        _ table: CollectionTable
    ) throws -> FieldChange {
        switch edit {
        case .assign(let value): return .assign(value)
        case .increment(let amount): return .increment(amount)
        case .edit(let add, let remove):
            return .edit(add: sorted(add), remove: sorted(remove.subtracting(add)))
        case .clear:
            guard field.type.isSet else { return .assign(.null) }
            let shown = try Reader(core: core).record(table, part.key.id)?.fields[field.name]
            guard case .set(let elements)? = shown else { return .edit(add: [], remove: []) }
            return .edit(add: [], remove: elements)
        }
    }

    /// What is wrong with a set once these elements are in it. Taking some out is always right: two
    /// people may have put in, apart, what does not go together.
    private func problem(
        _ change: FieldChange, _ field: FieldDeclaration, _ part: WriteTransaction.Pending,
        _ table: CollectionTable
    ) throws -> ValidationProblem? {
        guard case .edit(let add, let remove) = change, !add.isEmpty,
            case .codes(let list) = field.type, list.whole != nil
        else { return nil }
        var elements = Set(add)
        if !part.isNew,
            case .set(let shown)? = try Reader(core: core).record(table, part.key.id)?
                .fields[field.name]
        {
            elements.formUnion(Set(shown).subtracting(remove))
        }
        return core.schema.problem(withSet: elements, of: field, in: table.name)
    }

    private func sorted(_ elements: Set<String>) -> [String] {
        elements.sorted { $0.precedesInBytes($1) }
    }

    /// What the device knows of a record now.
    private func basis(
        _ held: Held, _ table: CollectionTable, _ id: RecordID
    ) -> RecordBasis {
        Reader.basis(
            held.confirmed?.state, of: id, in: table, scope: held.row?.scope, own: held.own,
            scopes: scopes, device)
    }

    /// A basis as the transaction carries it: nothing when it is what `seen` already says.
    private func base(_ basis: RecordBasis) -> Base {
        guard let base = basis.base else { return .none }
        return base == seen ? .seen : .at(base)
    }
}
