// What a device holds on a person, gathered for an access report.

import SQLite
public import Shared

extension Store {
    /// Everything that this device holds on a person: the record and all that is about it, shown or
    /// not, what waits and what was refused, and who wrote it.
    ///
    /// - Parameter collection: the one that the person's record is in.
    /// - Throws: `not_found` when the device holds nothing.
    public func accessReport(
        on person: RecordID, in collection: String = Person.collectionName
    ) throws(RelaisError) -> AccessReport {
        let keys = try withCore { core in
            try core.records(
                ofFile: try core.names(ofFile: person, in: collection), in: collection)
        }
        guard !keys.isEmpty else { throw StoreErrors.notFound(collection, person) }
        let conflicts = Dictionary(
            grouping: try self.conflicts(),
            by: { RecordKey(collection: $0.collection, id: $0.id) })
        var entries: [AccessReport.Entry] = []
        var referred: Set<RecordKey> = []
        for key in keys {
            let record = try self.record(key.collection, key.id)
            let fields = record?.fields ?? [:]
            if let declaration = schema.collection(key.collection) {
                referred.formUnion(AccessReport.references(of: fields, declaration))
            }
            entries.append(
                AccessReport.Entry(
                    collection: key.collection, id: key.id, fields: fields,
                    isShown: record != nil,
                    conflicts: (conflicts[key] ?? []).map { $0.field ?? "" },
                    changes: try changes(of: key)))
        }
        return AccessReport(
            person: person, madeAt: Instant(milliseconds: Int64(clamping: ports.now())),
            holder: .device, entries: entries, titles: try titles(of: referred), schema: schema)
    }

    private func changes(of key: RecordKey) throws(RelaisError) -> [AccessReport.Change] {
        let history: History
        do {
            history = try self.history(key.collection, key.id)
        } catch {
            guard error.code == "not_found" else { throw error }
            return []
        }
        return history.changes.map { change in
            let standing: AccessReport.Standing =
                switch change.state {
                case .synced: .kept
                case .pending: .waiting
                case .quarantined: .refused
                }
            return AccessReport.Change(
                field: change.field, content: change.content,
                author: change.userName ?? change.user, device: change.device,
                at: change.claimedAt, standing: standing, transaction: change.transaction)
        }
    }

    private func titles(of keys: Set<RecordKey>) throws(RelaisError) -> [RecordID: String] {
        var titles: [RecordID: String] = [:]
        for key in keys {
            guard let declaration = schema.collection(key.collection),
                let record = try record(key.collection, key.id)
            else { continue }
            titles[key.id] = AccessReport.title(record.fields, declaration)
        }
        return titles
    }
}
