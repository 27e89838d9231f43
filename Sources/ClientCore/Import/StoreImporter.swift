// StoreImporter: brings the records of files into a device's store.
//
// Each record is one transaction, and one that is already there costs nothing: an import that was
// cut off is finished by running it again.

import FoundationEssentials
public import Shared

/// Imports files into a store.
///
/// A record is recognised by its natural key (`source`, `source_id`). One that the store does not
/// have gets the identity that every device and the server give to that key, so that two devices
/// that import the same file make one record.
public struct StoreImporter: Sendable {
    private let store: Store

    /// An importer into a store.
    public init(store: Store) { self.store = store }

    /// Imports files that are in memory; the order in which they are given does not matter.
    ///
    /// - Parameter files: names with their endings (`.csv`, `.json`, `.jsonl`), and contents.
    /// - Returns: what was done, and what was left out with its reason.
    /// - Throws: what the store throws, for example `disk_full`: what was imported before is kept.
    public func run(
        files: [(name: String, bytes: [UInt8])]
    ) throws(RelaisError) -> ImportReport {
        let batch = ImportBatch(files: files, schema: store.schema)
        let aliases = try store.naturalKeyAliases(of: batch.collections(of: store.schema))
        var report = ImportReport(batch)
        for row in batch.rows {
            do throws(RelaisError) {
                try take(row.followingReferences(aliases, in: store.schema), aliases, &report)
            } catch {
                // The one failure that is a fault of the row and not of the store.
                guard error.code == SyncErrors.transactionTooLarge.code else { throw error }
                report.skipped.append(
                    ImportSkipped(file: row.file, line: row.line, reason: error.message))
            }
        }
        return report
    }

    /// Imports files of the file system.
    ///
    /// - Parameter paths: all are read before anything is imported.
    /// - Throws: `file_unreadable` or `file_too_large`, and then nothing was imported; or what the
    ///   store throws.
    public func run(paths: [String]) throws(RelaisError) -> ImportReport {
        var files: [(name: String, bytes: [UInt8])] = []
        for path in paths { files.append((name: path, bytes: try ImportedFile.read(path))) }
        return try run(files: files)
    }

    private func take(
        _ row: ImportRow, _ aliases: [RecordID: RecordID], _ report: inout ImportReport
    ) throws(RelaisError) {
        let id = aliases[row.id] ?? row.id
        let record = try store.record(row.collection, id)
        switch ImportPlan(row, over: record?.fields) {
        case .create(let changes):
            try store.write { transaction in
                transaction.edit(
                    row.collection, id, changes.mapValues(FieldEdit.init), mayCreate: true)
            }
            report.created += 1
        case .update(let changes):
            try store.write { transaction in
                transaction.edit(
                    row.collection, id, changes.mapValues(FieldEdit.init), basis: record?.basis)
            }
            report.updated += 1
        case .unchanged:
            report.unchanged += 1
        }
    }
}

extension FieldEdit {
    fileprivate init(_ change: FieldChange) {
        switch change {
        case .assign(let value): self = .assign(value)
        case .edit(let add, let remove): self = .edit(add: Set(add), remove: Set(remove))
        case .increment(let amount): self = .increment(amount)
        }
    }
}
