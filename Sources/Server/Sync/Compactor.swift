// Compactor: leaves the identities of records that were deleted long ago, so that nothing revives
// them.
//
// Runs inside one storage transaction, which has one sequence: devices learn of it as of any other
// change, and a pull that is under way learns of it on its last page.

package import Shared

/// Puts tombstones in the place of records.
package struct Compactor {
    private let writer: any StorageWriting
    private let schema: Schema
    private let ports: Ports

    package init(_ writer: any StorageWriting, schema: Schema, ports: Ports) {
        self.writer = writer
        self.schema = schema
        self.ports = ports
    }

    /// Compacts those of the records that nobody has changed since they were read.
    ///
    /// - Parameter records: at most as many as a transaction may name.
    /// - Returns: how many were compacted.
    package func compact(_ records: some Sequence<StoredRecord>) throws -> Int {
        let info = try writer.info()
        let sequence = info.head + 1
        var named: [(key: RecordKey, previous: UInt64)] = []
        for record in records {
            // What only a damaged row says to be deleted is left to whoever can mend it.
            guard let stored = try writer.record(record.key),
                stored.sequence == record.sequence, !stored.isAltered
            else { continue }
            try writer.put(
                Tombstone(key: stored.key, scope: stored.scope, sequence: sequence))
            named.append((stored.key, stored.sequence))
        }
        guard !named.isEmpty else { return 0 }
        try writer.append(
            JournalEntry(
                .compaction, naming: named, after: info, id: TransactionID(ports.random()),
                replica: 0, schema: schema, now: ports.now()))
        return named.count
    }
}
