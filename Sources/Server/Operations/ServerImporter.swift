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
                let changed = report.created + report.updated - before.created - before.updated
                if changed > 0 {
                    try writer.audit(
                        AuditEvent(
                            at: administration.ports.now(), .operator, .imported,
                            count: UInt64(changed)))
                }
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
        let key = RecordKey(collection: row.collection, id: row.id)
        let stored = try writer.record(key)
        let declaration = administration.schema.collection(row.collection)
        let state = stored.flatMap { try? RecordState($0) }
        if stored != nil && state == nil { throw AdministrationErrors.damagedRecord(key) }
        let shown = state.flatMap { self.shown($0, declaration, lineage) }
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
        let edits = completed(changes, declaration, state ?? RecordState())
            .map { name, change in
                RecordChange.Edit(field: declaration?.key(of: name) ?? name, change: change)
            }
            .sorted { $0.field.precedesInBytes($1.field) }
        return RecordChange(
            collection: row.collection, id: row.id, base: stored == nil ? .none : .seen,
            action: .write(edits))
    }

    /// What a record shows, as a device would show it; `nil` when it is deleted.
    private func shown(
        _ state: RecordState, _ declaration: CollectionDeclaration?, _ lineage: Lineage
    ) -> [String: ShownValue]? {
        guard let declaration, !state.isDeleted(lineage) else { return nil }
        let values = zip(declaration.fields, RecordView(declaration, state).shown)
        return Dictionary(
            values.filter { !$1.isEmpty }.map { ($0.name, $1) }, uniquingKeysWith: { $1 })
    }

    /// The changes with what the lenses of split fields ask for, as on a device.
    private func completed(
        _ changes: [String: FieldChange], _ declaration: CollectionDeclaration?,
        _ state: RecordState
    ) -> [String: FieldChange] {
        guard let declaration, declaration.isSplit(changes.keys) else { return changes }
        let assigned = changes.compactMapValues { change in
            if case .assign(let value) = change { value } else { nil }
        }
        let added = declaration.completed(assigned, over: state)
        return changes.merging(added.mapValues(FieldChange.assign)) { $1 }
    }
}
