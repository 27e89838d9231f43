// ServerImporter: brings the records of files into a territory, as the server's own writer.

package import Shared

/// Imports files into a territory. Run again, it changes nothing.
package struct ServerImporter: Sendable {
    private let administration: Administration

    package init(_ administration: Administration) { self.administration = administration }

    /// How many records one storage transaction takes, so that devices are not kept waiting.
    private static let batch = 500

    package func run(files: [(name: String, bytes: [UInt8])]) throws -> ImportReport {
        let batch = ImportBatch(files: files, schema: administration.schema)
        var report = ImportReport(batch)
        for start in stride(from: 0, to: batch.rows.count, by: ServerImporter.batch) {
            let rows = batch.rows[start..<min(start + ServerImporter.batch, batch.rows.count)]
            let before = report
            report = try administration.storage.write { writer in
                var report = before
                var server = try ServerWriter(
                    writer, ports: administration.ports, schema: administration.schema)
                for row in rows {
                    if let change = try change(row, writer, server.info.lineage, &report) {
                        server.commit([change])
                    }
                }
                try server.finish()
                return report
            }
        }
        return report
    }

    /// What a row changes; `nil` when the record already shows everything that it says.
    private func change(
        _ row: ImportRow, _ writer: any StorageWriting, _ lineage: Lineage,
        _ report: inout ImportReport
    ) throws -> RecordChange? {
        let stored = try writer.record(RecordKey(collection: row.collection, id: row.id))
        let shown = try stored.flatMap { try self.shown($0, lineage) }
        let changes: [String: FieldChange]
        switch ImportPlan(row, over: shown) {
        case .create(let new):
            report.created += 1
            changes = new
        case .update(let new):
            report.updated += 1
            changes = new
        case .unchanged:
            report.unchanged += 1
            return nil
        }
        let edits = changes.map { RecordChange.Edit(field: $0.key, change: $0.value) }
            .sorted { $0.field.utf8.lexicographicallyPrecedes($1.field.utf8) }
        return RecordChange(
            collection: row.collection, id: row.id, base: stored == nil ? .none : .seen,
            action: .write(edits))
    }

    /// What a record shows, as a device would show it; `nil` when it is deleted.
    private func shown(
        _ stored: StoredRecord, _ lineage: Lineage
    ) throws -> [String: ShownValue]? {
        let state = try RecordState(bytes: stored.state)
        if state.isDeleted(lineage) { return nil }
        let fields = administration.schema.collection(stored.key.collection)?.fields ?? []
        var shown: [String: ShownValue] = [:]
        for field in fields {
            guard let value = state.field(field.name)?.shown(field), !value.isEmpty else {
                continue
            }
            shown[field.name] = value
        }
        return shown
    }
}
