// Quarantines: what a person decides of the transactions that the server refused.
//
// A release is a new transaction of whoever decides, with their knowledge, that names the refused
// one as its origin. The refused one stays as it was, with what was decided of it.

package import Shared

/// The refused transactions of a territory.
package struct Quarantines: Sendable {
    private let storage: any TerritoryStorage
    private let ports: Ports
    private let schema: Schema

    package init(storage: any TerritoryStorage, ports: Ports, schema: Schema) {
        self.storage = storage
        self.ports = ports
        self.schema = schema
    }

    /// Those that wait for a decision, each once, however often it was delivered.
    package func waiting() throws -> [QuarantinedTransaction] {
        try storage.read { reader in
            var seen: Set<TransactionID> = []
            return try reader.quarantine().filter {
                $0.decision == nil && seen.insert($0.id).inserted
            }
        }
    }

    /// Merges a refused transaction as it was written; and then those that were refused only
    /// because they complete what it creates.
    ///
    /// - Returns: how many were released.
    /// - Throws: `RelaisError` when it waits no longer, or when it can be merged by nobody.
    @discardableResult
    package func accept(_ address: DeliveryAddress) throws -> Int {
        try storage.write { writer in
            let refused = try waiting(address, writer)
            try release(refused, with: try Transaction(bytes: refused.body).records, writer)
            try writer.decide(refused.id, .accepted)
            var released: Set<TransactionID> = [refused.id]
            for other in try writer.quarantine()
            where other.decision == nil && other.code == "depends_on_quarantine"
                && other.replica == address.replica && !released.contains(other.id)
            {
                let transaction = try Transaction(bytes: other.body)
                let needs = Set(transaction.records.flatMap(\.own))
                guard !needs.isDisjoint(with: released) else { continue }
                try release(other, with: transaction.records, writer)
                try writer.decide(other.id, .accepted)
                released.insert(other.id)
            }
            return released.count
        }
    }

    /// Merges a refused transaction with some of its values changed.
    ///
    /// - Parameter corrections: by record and field, what the field becomes.
    package func correct(
        _ address: DeliveryAddress, _ corrections: [RecordKey: [String: FieldChange]]
    ) throws {
        try storage.write { writer in
            let refused = try waiting(address, writer)
            var records = try Transaction(bytes: refused.body).records
            for index in records.indices {
                let key = RecordKey(collection: records[index].collection, id: records[index].id)
                guard let changes = corrections[key], case .write(let edits) = records[index].action
                else { continue }
                var byField: [String: FieldChange] = [:]
                for edit in edits { byField[edit.field] = edit.change }
                byField.merge(changes) { $1 }
                records[index].action = .write(
                    byField.map { RecordChange.Edit(field: $0.key, change: $0.value) }
                        .sorted { $0.field.utf8.lexicographicallyPrecedes($1.field.utf8) })
            }
            try release(refused, with: records, writer)
            try writer.decide(refused.id, .corrected)
        }
    }

    /// Leaves a refused transaction refused; it is kept.
    package func dismiss(_ address: DeliveryAddress) throws {
        try storage.write { writer in
            try writer.decide(try waiting(address, writer).id, .dismissed)
        }
    }

    private func waiting(
        _ address: DeliveryAddress, _ reader: any StorageReading
    ) throws -> QuarantinedTransaction {
        guard let refused = try reader.quarantined(address.replica, number: address.number),
            refused.decision == nil
        else {
            throw AdministrationErrors.unknownRefusal("\(address.replica):\(address.number)")
        }
        return refused
    }

    /// A new transaction that has seen everything, in the organisation of whoever wrote first.
    private func release(
        _ refused: QuarantinedTransaction, with records: [RecordChange],
        _ writer: any StorageWriting
    ) throws {
        let author = try writer.device(refused.replica).flatMap { try writer.user($0.user) }
        var server = try ServerWriter(
            writer, ports: ports, schema: schema, organisation: author?.organisation)
        server.commit(
            records.map { record in
                RecordChange(collection: record.collection, id: record.id, action: record.action)
            }, origin: refused.id)
        try server.finish()
    }
}
