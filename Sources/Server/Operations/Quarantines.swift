// Quarantines: what a person decides of the transactions that the server refused.
//
// A release is a new transaction of the server's own number, for whoever decides may have none; it
// names the refused one as its origin. Who decided is in the audit. The refused one stays as it
// was, with what was decided of it.

package import Shared

/// The refused transactions of a territory.
package struct Quarantines: Sendable {
    private let storage: any TerritoryStorage
    private let ports: Ports
    private let schema: Schema
    private let administrator: Administrator

    /// - Parameter administrator: who decides; a coordinator of their own organisation's authors.
    package init(
        storage: any TerritoryStorage, ports: Ports, schema: Schema,
        by administrator: Administrator = .operator
    ) {
        self.administrator = administrator
        self.storage = storage
        self.ports = ports
        self.schema = schema
    }

    /// Those that wait for a decision, each once, however often it was delivered.
    package func waiting() throws -> [QuarantinedTransaction] {
        try storage.read { reader in
            var seen: Set<TransactionID> = []
            return try reader.quarantine().filter { refused in
                try refused.decision == nil && reaches(refused.replica, reader)
                    && seen.insert(refused.id).inserted && !isThere(refused, reader)
            }
        }
    }

    /// Whose refused changes are the administrator's to see and to decide.
    private func reaches(_ replica: Replica, _ reader: any StorageReading) throws -> Bool {
        try administrator.reaches(author: replica, reader)
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
            try releaseAsWritten(refused, writer)
            try decide(refused, .accepted, writer)
        }
        return 1 + (try releaseDependents())
    }

    /// Merges a refused transaction with some of its values changed; and then those that were
    /// refused only because they complete what it creates.
    ///
    /// - Parameters:
    ///   - record: which of its records is corrected; `nil` when it changes one only.
    ///   - corrections: what fields become.
    /// - Returns: how many were released.
    /// - Throws: `RelaisError` when it waits no longer, a value cannot be read, or it is refused
    ///   again.
    @discardableResult
    package func correct(
        _ address: DeliveryAddress, record: RecordKey? = nil, _ corrections: [Correction]
    ) throws -> Int {
        try storage.write { writer in
            let refused = try waiting(address, writer)
            var records = try refused.readable().records
            let keys = records.map { RecordKey(collection: $0.collection, id: $0.id) }
            guard let key = record ?? (keys.count == 1 ? keys[0] : nil),
                let index = keys.firstIndex(of: key)
            else { throw AdministrationErrors.whichRecord(keys) }
            guard case .write(let edits) = records[index].action,
                let collection = schema.collection(key.collection)
            else { throw AdministrationErrors.notCorrectable(key.collection) }
            let state = try RecordState(writer.record(key))
            var corrected = CorrectedEdits(edits, of: collection, over: state)
            for correction in corrections { try corrected.add(correction) }
            records[index].action = .write(corrected.edits)
            try release(refused, with: records, writer)
            try decide(refused, .corrected, writer)
        }
        return 1 + (try releaseDependents())
    }

    /// Leaves a refused transaction refused; it is kept.
    package func dismiss(_ address: DeliveryAddress) throws {
        try storage.write { writer in
            try decide(try waiting(address, writer), .dismissed, writer)
        }
    }

    /// Releases what waited only for a creation that is released now. What is refused for itself
    /// goes on waiting: each is decided alone, so that one cannot hold up another.
    private func releaseDependents() throws -> Int {
        var count = 0
        for other in try waiting() where other.code == "depends_on_quarantine" {
            do {
                count += try storage.write { writer in
                    guard try writer.quarantined(id: other.id)?.decision == nil else { return 0 }
                    let records = try other.readable().records
                    guard try !isHeldUp(records, writer) else { return 0 }
                    try releaseAsWritten(other, writer)
                    try decide(other, .accepted, writer)
                    return 1
                }
            } catch is RelaisError {
                continue
            }
        }
        return count
    }

    /// Releases what is not there already, after a restore: a device whose access was given back
    /// may have delivered it, or devices what was accepted of it on the line that was lost.
    private func releaseAsWritten(
        _ refused: QuarantinedTransaction, _ writer: any StorageWriting
    ) throws {
        let records = try refused.readable().records
        let missing = try records.filter { try !isThere($0, of: refused, writer) }
        if missing.isEmpty && !records.isEmpty { return }
        try release(refused, with: missing, as: refused.releaseID, writer)
    }

    private func isThere(
        _ change: RecordChange, of refused: QuarantinedTransaction, _ reader: any StorageReading
    ) throws -> Bool {
        let key = RecordKey(collection: change.collection, id: change.id)
        // One that is not there has taken nothing in.
        let stored = try reader.record(key)
        guard let state = try? RecordState(stored) else {
            throw AdministrationErrors.damagedRecord(key)
        }
        return state.hasTaken(refused.id) || state.hasTaken(refused.releaseID)
    }

    /// Whether a restore has taken over what its author has delivered since.
    private func isThere(
        _ refused: QuarantinedTransaction, _ reader: any StorageReading
    ) throws -> Bool {
        guard refused.number >= Carried.numbers,
            let records = try? refused.readable().records, !records.isEmpty
        else { return false }
        // Of a damaged one nobody can say: it waits.
        return records.allSatisfy { (try? isThere($0, of: refused, reader)) ?? false }
    }

    /// Whether something that records were written over is refused still.
    private func isHeldUp(
        _ records: [RecordChange], _ reader: any StorageReading
    ) throws -> Bool {
        for own in records.flatMap(\.own) {
            guard let refused = try reader.quarantined(id: own) else { continue }
            if refused.decision == nil || refused.decision == .dismissed { return true }
        }
        return false
    }

    private func decide(
        _ refused: QuarantinedTransaction, _ decision: Decision.Kind, _ writer: any StorageWriting
    ) throws {
        try writer.decide(refused.id, decision)
        let what: AuditKind =
            switch decision {
            case .accepted: .accepted
            case .corrected: .corrected
            case .dismissed: .dismissed
            }
        try writer.audit(
            AuditEvent(
                at: ports.now(), administrator.actor, what,
                on: AuditSubject.transaction(refused.replica, refused.number)))
    }

    private func waiting(
        _ address: DeliveryAddress, _ reader: any StorageReading
    ) throws -> QuarantinedTransaction {
        try administrator.confirm(reader)
        guard let refused = try reader.quarantined(address.replica, number: address.number),
            refused.decision == nil, try reaches(refused.replica, reader)
        else {
            throw AdministrationErrors.unknownRefusal("\(address.replica):\(address.number)")
        }
        return refused
    }

    /// A new transaction that has seen everything, in the organisation of whoever wrote first.
    ///
    /// - Parameter id: its identity; a drawn one when `nil`.
    private func release(
        _ refused: QuarantinedTransaction, with records: [RecordChange],
        as id: TransactionID? = nil, _ writer: any StorageWriting
    ) throws {
        try administrator.confirm(release: records, writer, schema)
        // Of what was masked only that it was there is left.
        let records =
            refused.code == Masking.erased.code
            ? records.filter { $0.action != .erase } : records
        if records.isEmpty { throw AdministrationErrors.nothingLeft }
        try ErasureRegistration(writer: writer, schema: schema, now: ports.now()).register(
            erasing: records.filter { $0.action == .erase }
                .map { RecordKey(collection: $0.collection, id: $0.id) }, by: administrator.actor)
        let author = try writer.device(refused.replica).flatMap { try writer.user($0.user) }
        let organisation = author?.organisation ?? refused.organisation
        if organisation == nil, try belongsToAuthor(records, writer) {
            throw AdministrationErrors.unknownAuthor
        }
        var server = try ServerWriter(
            writer, ports: ports, schema: schema, organisation: organisation)
        server.commit(
            records.map { record in
                RecordChange(collection: record.collection, id: record.id, action: record.action)
            }, origin: refused.id, id: id)
        do {
            try server.finish()
        } catch let error as RelaisError {
            throw AdministrationErrors.stillRefused(error)
        }
    }
}

extension Quarantines {
    /// Whether some of these would be new, and of their author's organisation.
    private func belongsToAuthor(
        _ records: [RecordChange], _ reader: any StorageReading
    ) throws -> Bool {
        try records.contains { change in
            let key = RecordKey(collection: change.collection, id: change.id)
            if schema.collection(key.collection)?.access == .territory { return false }
            return try reader.record(key) == nil
        }
    }
}

extension QuarantinedTransaction {
    /// The identity of the transaction that releases it as it was written, on whatever line that
    /// is: what a restore loses of it and devices give back is known when it is accepted again.
    fileprivate var releaseID: TransactionID {
        var writer = ByteWriter()
        writer.text("release")
        writer.fixed(id.rawValue)
        let hash = SHA256.hash(writer.bytes)
        return TransactionID(hash.prefix(8).reduce(0) { $0 << 8 | UInt64($1) })
    }

    /// The transaction that was refused.
    ///
    /// - Throws: a `RelaisError` when its bytes are damaged.
    fileprivate func readable() throws -> Transaction {
        guard let transaction = try? Transaction(bytes: body) else {
            throw AdministrationErrors.damagedRefusal("\(replica):\(number)")
        }
        return transaction
    }
}
