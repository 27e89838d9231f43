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

    /// Bytes that cannot be read, and may be about what was erased.
    private var remains: ErasureRemains { ErasureRemains(writer: writer) }

    /// Takes the erased records of a transaction, which was just merged, out of everything else.
    ///
    /// - Parameters:
    ///   - records: the transaction's records as they were before.
    ///   - head: the transaction's own sequence.
    func clean(
        after transaction: Transaction, _ records: [Admission.Touched], head: UInt64,
        by actor: AuditActor
    ) throws {
        guard records.contains(where: { $0.change.action == .erase }) else { return }
        let erased = records.filter { $0.change.action == .erase }
        try writer.noteErasure(
            at: Position(epoch: try writer.info().epoch, sequence: head))
        // What the server erases by itself is registered by whoever asks for it.
        if case .device = actor {
            try ErasureRegistration(writer: writer, schema: schema, now: now).register(
                erased.map { record in
                    ErasureRegistration.Erased(
                        key: RecordKey(
                            collection: record.change.collection, id: record.change.id),
                        audiences: record.stored?.audiences ?? [record.scope.description],
                        state: record.state)
                }, by: actor)
        }
        var starts: [RecordKey: UInt64] = [:]
        for record in erased {
            let key = RecordKey(collection: record.change.collection, id: record.change.id)
            starts[key] = record.stored?.sequence ?? 0
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
            } else if ErasureRemains.name(keys, in: entry.body) {
                try writer.rewriteJournal(entry.sequence, body: [])
            } else {
                try remains.note(.step(entry.sequence))
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
            if let transaction = try? Transaction(bytes: refused.body) {
                guard let masked = try masking.withoutErased(transaction), masked != transaction
                else { continue }
                refused.body = masked.bytes
            } else if ErasureRemains.name(keys, in: refused.body) {
                refused.body = refused.emptied.bytes
            } else {
                try remains.note(.refusal(refused.replica, refused.number))
                continue
            }
            refused.code = Masking.erased.code
            refused.message = Masking.erased.message
            try writer.rewrite(refused)
        }
        for sealed in try writer.sealedRecords() {
            guard let state = try? RecordState(bytes: sealed.state) else {
                if ErasureRemains.name(keys, in: sealed.state) {
                    try writer.removeSealed(sealed.key)
                } else {
                    try remains.note(.sealed(sealed.replica, sealed.key))
                }
                continue
            }
            guard let collection = schema.collection(sealed.key.collection) else { continue }
            let names = schema.fileCollections.flatMap { file in
                collection.fields(referringTo: file.name).flatMap(state.texts)
                    .compactMap { RecordID($0) }
                    .map { RecordKey(collection: file.name, id: $0) }
            }
            if names.contains(where: keys.contains) { try writer.removeSealed(sealed.key) }
        }
    }
}
