// AccessGathering: everything that the server holds on a person: records, the history that is still
// kept, what was refused and what is sealed.

package import Shared

extension Administration {
    /// Everything that the server holds on a person; the audit says who asked for it.
    ///
    /// - Throws: code `not_found` when nothing is held.
    package func accessReport(on key: RecordKey) throws -> AccessReport {
        try write { writer in
            let report = try AccessGathering(writer, schema: schema)
                .report(on: key, now: ports.now())
            try audit(.personRead, on: AuditSubject.record(key, schema), writer)
            return report
        }
    }
}

/// Gathers access reports from one snapshot of a territory.
package struct AccessGathering {
    private let reader: any StorageReading
    private let schema: Schema

    package init(_ reader: any StorageReading, schema: Schema) {
        self.reader = reader
        self.schema = schema
    }

    /// - Parameter now: Unix milliseconds.
    /// - Throws: code `not_found` when nothing is held.
    package func report(on key: RecordKey, now: UInt64) throws -> AccessReport {
        let records = FileRecords(reader, schema: schema)
        let names = try records.names(of: key)
        let lineage = try reader.info().lineage
        var held: [RecordKey: StoredRecord] = [:]
        for stored in try records.records(of: names, in: key.collection)
        where try !Masking.isErased(stored.key, reader) {
            held[stored.key] = stored
        }
        var changes: [RecordKey: [AccessReport.Change]] = [:]
        for (key, stored) in held { changes[key] = try history(of: stored) }
        try addRefusals(of: names, key.collection, Set(held.keys), to: &changes)
        try addSealed(of: names, key.collection, Set(held.keys), to: &changes)
        guard !changes.isEmpty else { throw PrivacyErrors.unknownFile(key) }
        var titles: [RecordID: String] = [:]
        let entries = try changes.map { key, changes in
            let shown = held[key].map { records.shown($0, lineage) } ?? [:]
            if let declaration = schema.collection(key.collection) {
                for other in AccessReport.references(of: shown, declaration) {
                    titles[other.id] = try title(other, records, lineage) ?? titles[other.id]
                }
            }
            return AccessReport.Entry(
                collection: key.collection, id: key.id, fields: shown, isShown: !shown.isEmpty,
                conflicts: conflicts(held[key]), changes: changes)
        }
        return AccessReport(
            person: key.id, madeAt: Instant(milliseconds: Int64(clamping: now)),
            holder: .server, entries: entries, titles: titles, schema: schema)
    }

    private func conflicts(_ stored: StoredRecord?) -> [String] {
        guard let stored, let declaration = schema.collection(stored.key.collection),
            let state = try? RecordState(bytes: stored.state)
        else { return [] }
        return RecordView(declaration, state).disagreements
            .filter { $0.disagreement == .conflict }.map { declaration.name(ofKey: $0.key) }
    }

    private func title(
        _ key: RecordKey, _ records: FileRecords, _ lineage: Lineage
    ) throws -> String? {
        guard let stored = try reader.record(key),
            let declaration = schema.collection(key.collection)
        else { return nil }
        return AccessReport.title(records.shown(stored, lineage), declaration)
    }

    // MARK: History

    /// Follows the record's steps back as far as they are kept, and adds what its state has beside
    /// them.
    private func history(of stored: StoredRecord) throws -> [AccessReport.Change] {
        var found: [AccessReport.Change] = []
        var told: Set<TransactionID> = []
        var sequence = stored.sequence
        while sequence > 0, let entry = try reader.journal(sequence),
            let transaction = try? Transaction(bytes: entry.body),
            let index = transaction.records.firstIndex(where: {
                $0.id == stored.key.id && $0.collection == stored.key.collection
            }), index < entry.previous.count
        {
            if entry.kind == .transaction {
                told.insert(transaction.id)
                found += try changes(
                    transaction.records[index], of: transaction, by: entry.replica, .kept)
            }
            guard entry.previous[index] < sequence else { break }
            sequence = entry.previous[index]
        }
        if let state = try? RecordState(bytes: stored.state) {
            found += try changes(in: state, of: stored.key, beside: told, .kept)
        }
        return found
    }

    private func changes(
        _ change: RecordChange, of transaction: Transaction, by replica: Replica,
        _ standing: AccessReport.Standing
    ) throws -> [AccessReport.Change] {
        let author = try author(replica)
        return change.action.contents(schema.collection(change.collection)).map { field, content in
            AccessReport.Change(
                field: field, content: content, author: author, device: replica,
                at: Instant(milliseconds: Int64(clamping: transaction.stamp.milliseconds)),
                standing: standing, transaction: transaction.id)
        }
    }

    /// What a state still holds of writes that no step tells any more.
    private func changes(
        in state: RecordState, of key: RecordKey, beside told: Set<TransactionID>,
        _ standing: AccessReport.Standing
    ) throws -> [AccessReport.Change] {
        let declaration = schema.collection(key.collection)
        return try state.fields.flatMap { field in
            try (field.siblings + field.ancestors).filter { !told.contains($0.write.transaction) }
                .map { sibling in
                    let content: ChangeContent =
                        switch sibling.content {
                        case .value(let value): .value(value)
                        case .increment(let amount): .increment(amount)
                        case .element(let element): .elements(added: [element], removed: [])
                        }
                    let claimed = sibling.write.claimed.milliseconds
                    return AccessReport.Change(
                        field: declaration?.name(ofKey: field.name) ?? field.name,
                        content: content, author: try author(sibling.write.replica),
                        device: sibling.write.replica,
                        at: Instant(milliseconds: Int64(clamping: claimed)), standing: standing,
                        transaction: sibling.write.transaction)
                }
        }
    }

    private func author(_ replica: Replica) throws -> String? {
        try reader.device(replica).flatMap { try reader.user($0.user)?.name }
    }

    // MARK: Refused and sealed

    private func addRefusals(
        of names: Set<RecordID>, _ collection: String, _ held: Set<RecordKey>,
        to changes: inout [RecordKey: [AccessReport.Change]]
    ) throws {
        let texts = Set(names.map(\.description))
        for refused in try reader.quarantine() {
            guard let transaction = try? Transaction(bytes: refused.body) else { continue }
            for change in transaction.records {
                let key = RecordKey(collection: change.collection, id: change.id)
                let isFile = change.collection == collection && names.contains(change.id)
                guard
                    isFile || held.contains(key)
                        || schema.names(change, anyOf: texts, in: collection)
                else { continue }
                changes[key, default: []] += try self.changes(
                    change, of: transaction, by: refused.replica, .refused)
            }
        }
    }

    private func addSealed(
        of names: Set<RecordID>, _ collection: String, _ held: Set<RecordKey>,
        to changes: inout [RecordKey: [AccessReport.Change]]
    ) throws {
        for sealed in try reader.sealedRecords() {
            guard let state = try? RecordState(bytes: sealed.state) else { continue }
            let declaration = schema.collection(sealed.key.collection)
            let isAbout = (declaration?.fields(referringTo: collection) ?? []).contains { field in
                state.texts(of: field).compactMap { RecordID($0) }.contains(where: names.contains)
            }
            let isFile = sealed.key.collection == collection && names.contains(sealed.key.id)
            guard isAbout || isFile || held.contains(sealed.key) else { continue }
            changes[sealed.key, default: []] += try self.changes(
                in: state, of: sealed.key, beside: [], .sealed)
        }
    }
}
