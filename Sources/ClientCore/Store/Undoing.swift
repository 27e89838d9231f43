// Undoing: the last action of this device is taken back by an ordinary write that knew of it.
//
// Nothing is rewritten: what was undone stays in the history, and undoing again brings it back.
// While an action is still shown over what the server confirmed, the store knows what stood before
// it. Afterwards only the server's history tells that, except of what the action added up.

import SQLite
public import Shared

/// What undoing the last action did.
public struct UndoneAction: Hashable, Sendable {
    /// What became of one record.
    public struct Part: Hashable, Sendable {
        /// What was done to it.
        public enum Deed: String, Sendable {
            /// The action had created it: it was deleted.
            case deleted
            /// The action had deleted it: it is there again.
            case broughtBack
            /// The action had changed it: its fields show what they showed before.
            case changedBack
        }

        /// The collection's name.
        public let collection: String
        /// The record's identity.
        public let id: RecordID
        /// What was done to it.
        public let deed: Deed
        /// The fields that were changed back.
        public let fields: [String]
    }

    /// When the action had been written, by this device's clock.
    public let claimedAt: Instant
    /// What became of each record of the action, in its order.
    public let parts: [Part]
}

extension Store {
    /// Undoes the last action of this device, with what the device knows by itself.
    ///
    /// - Throws: `nothing_to_undo`; `undo_changed_since` when somebody has changed the same since,
    ///   and nothing is done; `undo_refused` and `undo_erased` for what cannot be undone;
    ///   `undo_needs_server` when only the server knows what stood before.
    @discardableResult
    public func undoLastAction() throws(RelaisError) -> UndoneAction {
        try undo(knowing: [:], expecting: nil)
    }

    /// - Parameters:
    ///   - histories: what the server told, of the records that the device no longer knows.
    ///   - expected: the action that they were asked for.
    fileprivate func undo(
        knowing histories: [RecordKey: History], expecting expected: TransactionID?
    ) throws(RelaisError) -> UndoneAction {
        try withWriting { core in
            let undoer = try Undoer(core, histories)
            let last = undoer.last.transaction
            guard expected == nil || expected == last.id else { throw UndoErrors.changedSince }
            let device = try DeviceState(core.connection)
            var transaction = WriteTransaction(core, device)
            let parts = try last.records.map { try undoer.undo($0, in: &transaction) }
            try Committer(core, device).commit(transaction.pending)
            return UndoneAction(
                claimedAt: Instant(milliseconds: Int64(clamping: last.stamp.milliseconds)),
                parts: parts)
        }
    }

    /// The last action, and its records that are no longer shown over what the server confirmed.
    fileprivate func lastAction() throws(RelaisError) -> (id: TransactionID, settled: [RecordKey]) {
        try withCore { core in
            let undoer = try Undoer(core, [:])
            return (
                undoer.last.transaction.id,
                try undoer.last.transaction.records.compactMap { change in
                    let key = RecordKey(collection: change.collection, id: change.id)
                    return try undoer.isShownOver(key) ? nil : key
                }
            )
        }
    }
}

extension SyncEngine {
    /// Undoes the last action of this device; the server is asked what stood before only when the
    /// device no longer knows it.
    ///
    /// - Throws: as `Store.undoLastAction`; `undo_needs_server` when the server does not answer.
    @discardableResult
    public func undoLastAction() async throws(RelaisError) -> UndoneAction {
        do {
            return try store.undoLastAction()
        } catch let error where error.code == UndoErrors.needsServer.code {
            let (action, settled) = try store.lastAction()
            var histories: [RecordKey: History] = [:]
            for key in settled {
                histories[key] = try await history(key.collection, key.id)
            }
            return try store.undo(knowing: histories, expecting: action)
        }
    }
}

/// Plans the undoing of the device's last action.
private struct Undoer {
    /// What a record was before the action.
    struct Before {
        let exists: Bool
        let shown: (FieldDeclaration) -> ShownValue
    }

    let core: StoreCore
    let device: DeviceState
    let last: OwnTransaction
    let histories: [RecordKey: History]

    init(_ core: StoreCore, _ histories: [RecordKey: History]) throws {
        self.core = core
        self.histories = histories
        device = try DeviceState(core.connection)
        let row = try core.journal.tail(device).row
        guard let last = try core.journal.transaction(row: row) else { throw UndoErrors.nothing }
        let refused = try core.connection.cached("SELECT 1 FROM relais_quarantine WHERE number = ?")
        defer { refused.reset() }
        try refused.bind(1, Int64(bitPattern: row))
        if try refused.step() { throw UndoErrors.refused }
        self.last = last
    }

    /// Whether the action is still shown over a record's confirmed state.
    func isShownOver(_ key: RecordKey) throws -> Bool {
        let table = try core.declaredTable(key.collection)
        return try core.overlay.transactions(table.number, key.id, core.journal)
            .contains { $0.row == last.row }
    }

    /// Adds what undoes one change to a transaction.
    func undo(
        _ change: RecordChange, in transaction: inout WriteTransaction
    ) throws -> UndoneAction.Part {
        let key = RecordKey(collection: change.collection, id: change.id)
        let table = try core.declaredTable(key.collection)
        guard let declaration = table.declaration, let row = try table.row(key.id) else {
            throw UndoErrors.changedSince
        }
        let confirmed = try row.state.map(RecordState.init(bytes:)) ?? RecordState()
        let own = try core.overlay.transactions(table.number, key.id, core.journal)
        let state = core.merged(confirmed, own, key, device)
        switch change.action {
        case .erase: throw UndoErrors.erased
        case .delete:
            let isStillSo = state.deletions.contains { $0.write.transaction == last.transaction.id }
            guard isStillSo, state.isDeleted(device.lineage) else { throw UndoErrors.changedSince }
            transaction.keep(key.collection, key.id)
            return part(key, .broughtBack)
        case .write(let edits):
            if state.isDeleted(device.lineage) { throw UndoErrors.changedSince }
            let before = try before(key, confirmed, own, edits)
            if !before.exists {
                try requireUntouched(key, state)
                transaction.delete(key.collection, key.id)
                return part(key, .deleted)
            }
            var undone: [String: FieldEdit] = [:]
            for edit in edits {
                guard let field = declaration.fieldByKey(edit.field) else {
                    throw UndoErrors.changedSince
                }
                undone[field.name] = try inverse(
                    edit.change, state.field(edit.field), before.shown(field))
            }
            transaction.edit(key.collection, key.id, undone)
            return part(key, .changedBack, undone.keys.sorted())
        }
    }

    private func part(
        _ key: RecordKey, _ deed: UndoneAction.Part.Deed, _ fields: [String] = []
    ) -> UndoneAction.Part {
        UndoneAction.Part(collection: key.collection, id: key.id, deed: deed, fields: fields)
    }

    /// Nobody else has written in a record that the action created, or refers to it.
    private func requireUntouched(_ key: RecordKey, _ state: RecordState) throws {
        let isOwn = state.writes.allSatisfy { $0.transaction == last.transaction.id }
        let together = Set(last.transaction.records.map(\.id))
        // While it waits here, nobody else can have heard of it.
        let isNamed =
            try last.position != nil
            && core.recorded(with: key).contains { !together.contains($0.key.id) }
        guard isOwn && !isNamed else { throw UndoErrors.changedSince }
    }

    // MARK: Before

    private func before(
        _ key: RecordKey, _ confirmed: RecordState, _ own: [OwnTransaction],
        _ edits: [RecordChange.Edit]
    ) throws -> Before {
        if own.contains(where: { $0.row == last.row }) {
            let state = core.merged(confirmed, own.filter { $0.row != last.row }, key, device)
            return Before(exists: !state.writes.isEmpty) { field in
                state.field(field.key)?.shown(field) ?? .single(.null)
            }
        }
        guard let history = histories[key], history.isComplete,
            let sequence = last.position?.sequence
        else { throw UndoErrors.needsServer }
        let earlier = history.changes.filter {
            ($0.sequence ?? .max) < sequence && $0.transaction != last.transaction.id
        }
        // The latest comes first there.
        return Before(exists: !earlier.isEmpty) { field in
            Undoer.shown(field, after: earlier.reversed())
        }
    }

    /// What a field showed after these changes, in the server's order.
    private static func shown(
        _ field: FieldDeclaration, after changes: some Sequence<HistoryChange>
    ) -> ShownValue {
        var value = FieldValue.null
        var elements: Set<String> = []
        for change in changes where change.field == field.name {
            switch change.content {
            case .value(let new): value = new
            case .elements(let added, let removed):
                elements.subtract(removed)
                elements.formUnion(added)
            case .increment, .presence, .deletion, .erasure: break
            }
        }
        return field.type.isSet ? elements.shown : .single(value)
    }

    // MARK: Inverses

    /// The edit that takes a change back, while what it wrote still stands alone.
    private func inverse(
        _ change: FieldChange, _ state: FieldState?, _ before: ShownValue
    ) throws -> FieldEdit {
        let siblings = state?.siblings ?? []
        let isOwn = { (sibling: Sibling) in sibling.write.transaction == last.transaction.id }
        switch change {
        case .increment(let amount): return .increment(amount == .min ? .max : -amount)
        case .assign:
            guard siblings.count == 1, siblings.allSatisfy(isOwn),
                case .single(let value) = before
            else { throw UndoErrors.changedSince }
            return .assign(value)
        case .edit(let added, let removed):
            let held: [String: [Sibling]] = Dictionary(grouping: siblings) { sibling in
                if case .element(let element) = sibling.content { element } else { "" }
            }
            let isAsLeft =
                added.allSatisfy { held[$0]?.allSatisfy(isOwn) ?? false }
                && removed.allSatisfy { held[$0] == nil }
            guard isAsLeft else { throw UndoErrors.changedSince }
            let earlier: Set<String> = if case .set(let set) = before { Set(set) } else { [] }
            return .edit(
                add: Set(removed).intersection(earlier), remove: Set(added).subtracting(earlier))
        }
    }
}

/// Why the last action cannot be undone.
enum UndoErrors {
    static let nothing = RelaisError(
        code: "nothing_to_undo",
        message: Phrase(
            fr: "Cet appareil n'a rien noté qui puisse être défait.",
            en: "This device has noted nothing that could be undone."),
        remedy: Phrase(
            fr: "`relais history COLLECTION ID` montre ce que d'autres ont fait.",
            en: "`relais history COLLECTION ID` shows what others did."))

    static let changedSince = RelaisError(
        code: "undo_changed_since",
        message: Phrase(
            fr: "Quelqu'un a changé la même chose depuis : rien n'a été défait.",
            en: "Somebody has changed the same since: nothing was undone."),
        remedy: Phrase(
            fr: "`relais history COLLECTION ID` montre les deux ; `relais put` écrit la bonne "
                + "valeur.",
            en: "`relais history COLLECTION ID` shows both; `relais put` writes the right value."))

    static let refused = RelaisError(
        code: "undo_refused",
        message: Phrase(
            fr: "Le serveur a mis cette action de côté : elle n'a pas d'effet à défaire.",
            en: "The server set this action aside: it has no effect to undo."),
        remedy: Phrase(
            fr: "`relais quarantine` dit pourquoi ; la coordination décide.",
            en: "`relais quarantine` says why; the coordination decides."))

    static let erased = RelaisError(
        code: "undo_erased",
        message: Phrase(
            fr: "Ce qui a été effacé ne revient pas.", en: "What was erased does not come back."),
        remedy: Phrase(
            fr: "Si la personne revient, créez-lui une nouvelle fiche, avec son accord.",
            en: "If the person comes back, make a new record, with their agreement."))

    static let needsServer = RelaisError(
        code: "undo_needs_server",
        message: Phrase(
            fr: "L'action est déjà sur le serveur, qui seul sait ce qu'il y avait avant : rien "
                + "n'a été défait.",
            en: "The action is on the server already, which alone knows what was there before: "
                + "nothing was undone."),
        remedy: Phrase(
            fr: "Recommencez avec un réseau, ou écrivez la bonne valeur avec `relais put`.",
            en: "Try again with a network, or write the right value with `relais put`."))
}
