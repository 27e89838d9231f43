// Eraser: what an erasure takes out of a territory beside the record itself.
//
// Runs inside the storage transaction that erases. Of an erased record the order keeps that
// something was written, when and by which device, and nothing of what was: the chain hashes of
// devices are kept apart from the bodies, so copies are still recognised, and other records of the
// same transactions keep their history. What was refused or sealed about it is masked or removed.

import Shared

/// Cleans a territory after erased records.
struct Eraser {
    let writer: any StorageWriting
    let schema: Schema
    let now: UInt64

    /// Takes the erased records of a transaction, which was just merged, out of everything else.
    ///
    /// - Parameters:
    ///   - records: the transaction's records as they were before.
    ///   - head: the transaction's own sequence.
    func clean(
        after transaction: Transaction, _ records: [Admission.Touched], head: UInt64,
        by actor: AuditActor
    ) throws {
        let erased = records.filter { $0.change.action == .erase }
        guard !erased.isEmpty else { return }
        try writer.noteErasure(
            at: Position(epoch: try writer.info().epoch, sequence: head))
        try register(erased, actor)
        var starts: [RecordKey: UInt64] = [:]
        for record in erased {
            let key = RecordKey(collection: record.change.collection, id: record.change.id)
            starts[key] = record.stored?.sequence
            try writer.removeSealed(key)
        }
        try cleanJournal(starts)
        try cleanRefusals(of: Set(starts.keys))
    }

    /// Takes one record that came back erased out of everything else.
    func clean(_ key: RecordKey, before sequence: UInt64?, at position: Position) throws {
        try writer.noteErasure(at: position)
        try writer.removeSealed(key)
        try cleanJournal([key: sequence ?? 0])
        try cleanRefusals(of: [key])
    }

    // MARK: Journal

    /// Follows each record's chain of steps back, and empties what they say of it.
    private func cleanJournal(_ starts: [RecordKey: UInt64]) throws {
        let keys = Set(starts.keys)
        var broken: UInt64 = 0
        for (key, start) in starts {
            var sequence = start
            while sequence > 0 {
                guard let entry = try writer.journal(sequence),
                    let transaction = try? Transaction(bytes: entry.body),
                    let index = transaction.records.firstIndex(where: {
                        $0.id == key.id && $0.collection == key.collection
                    }), index < entry.previous.count
                else {
                    // Here the history was emptied, or is damaged: what is before is looked for.
                    broken = max(broken, sequence)
                    break
                }
                try empty(entry, transaction, of: keys)
                guard entry.previous[index] < sequence else { break }
                sequence = entry.previous[index]
            }
        }
        if broken == 0 { return }
        try writer.journal(through: broken) { entry in
            if let transaction = try? Transaction(bytes: entry.body) {
                try empty(entry, transaction, of: keys)
            }
            return true
        }
    }

    private func empty(
        _ entry: JournalEntry, _ transaction: Transaction, of keys: Set<RecordKey>
    ) throws {
        var rest = transaction
        var isChanged = false
        for (index, change) in transaction.records.enumerated()
        where keys.contains(RecordKey(collection: change.collection, id: change.id)) {
            guard case .write(let edits) = change.action, !edits.isEmpty else { continue }
            rest.records[index].action = .write([])
            isChanged = true
        }
        if isChanged { try writer.rewriteJournal(entry.sequence, body: rest.bytes) }
    }

    // MARK: Refusals

    private func cleanRefusals(of keys: Set<RecordKey>) throws {
        let masking = Masking(reader: writer, schema: schema)
        for var refused in try writer.quarantine() {
            guard let transaction = try? Transaction(bytes: refused.body),
                let masked = try masking.withoutErased(transaction), masked != transaction
            else { continue }
            refused.body = masked.bytes
            refused.code = Masking.erased.code
            refused.message = Masking.erased.message
            try writer.rewrite(refused)
        }
        for sealed in try writer.sealedRecords() {
            guard let collection = schema.collection(sealed.key.collection),
                let state = try? RecordState(bytes: sealed.state)
            else { continue }
            let names = schema.fileCollections.flatMap { file in
                collection.fields(referringTo: file.name).flatMap(state.texts)
                    .compactMap { RecordID($0) }
                    .map { RecordKey(collection: file.name, id: $0) }
            }
            if names.contains(where: keys.contains) { try writer.removeSealed(sealed.key) }
        }
    }

    // MARK: Register

    /// A file is one erasure with everything that goes with it; what belongs to a file that was
    /// erased before is part of that one.
    private func register(_ erased: [Admission.Touched], _ actor: AuditActor) throws {
        let files = erased.filter { schema.beginsFiles($0.change.collection) }
        let first = try files.isEmpty ? erased.filter { try !isPart($0) } : Array(files.prefix(1))
        for record in first where record.state.erasure == nil {
            let scope = record.scope.description
            let copies = (files.isEmpty ? [record] : erased).flatMap { copy in
                [copy.scope.description] + (copy.stored?.guests.map(\.scope) ?? [])
            }
            try writer.note(
                .erasure(
                    ErasureAct(
                        key: RecordKey(
                            collection: record.change.collection, id: record.change.id),
                        scope: scope, at: now, who: actor.text,
                        records: files.isEmpty ? 1 : erased.count,
                        devices: try devices(holding: Set(copies)))))
        }
    }

    private func isPart(_ record: Admission.Touched) throws -> Bool {
        guard let collection = schema.collection(record.change.collection) else { return false }
        for file in schema.fileCollections {
            for field in collection.fields(referringTo: file.name) {
                for id in record.state.texts(of: field).compactMap({ RecordID($0) }) {
                    let key = RecordKey(collection: file.name, id: id)
                    if try Masking.isErased(key, writer) { return true }
                }
            }
        }
        return false
    }

    /// Everybody's devices that hold one of these scopes, or may.
    private func devices(holding scopes: Set<String>) throws -> [Replica] {
        try writer.devices().filter { device in
            guard device.state != .server else { return false }
            if !device.held.isDisjoint(with: scopes) { return true }
            guard device.state == .active, let user = try writer.user(device.user) else {
                return false
            }
            return Authorisation.scopes(
                of: try AuthenticatedDevice(device, of: user, writer).member
            )
            .contains { scopes.contains($0.description) }
        }.map(\.replica)
    }
}
