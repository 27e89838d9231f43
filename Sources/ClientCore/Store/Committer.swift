// Committer: makes a transaction of what a user action collected, appends it and shows it.

import SQLite
import Shared

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
        guard transaction.isWithinLimits(bytes: body.count) else {
            throw SyncErrors.transactionTooLarge
        }
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
        var part = part
        if part.isKept {
            part.edits.merge(try kept(part.key, declaration, table)) { edit, _ in edit }
        }
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
        // What is kept was whole when it was deleted.
        if !exists && !part.isKept {
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

    private func kept(
        _ key: RecordKey, _ declaration: CollectionDeclaration, _ table: CollectionTable
    ) throws -> [String: FieldEdit] {
        let state = try core.shownState(table, key.id, device)
        let keeping = Keeping(state, declaration, device.lineage, member: device.member)
        return keeping.edit.map { [$0.field: $0.edit] } ?? [:]
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
            held.confirmed?.state, of: id, in: table, row: held.row, own: held.own, scopes: scopes,
            device)
    }

    /// A basis as the transaction carries it: nothing when it is what `seen` already says.
    private func base(_ basis: RecordBasis) -> Base {
        guard let base = basis.base else { return .none }
        return base == seen ? .seen : .at(base)
    }
}
