// Receipts: what the store asks a receipt for, keeps of it, and checks it against.

import SQLite
public import Shared

extension Store {
    /// Compares the receipt that the store keeps with what it shows now.
    ///
    /// - Parameter verifier: checks the signature.
    /// - Returns: `nil` when the store keeps no receipt of the record.
    public func receipt(
        for collection: String, _ id: RecordID, verifier: any ReceiptVerifier
    ) throws(RelaisError) -> ReceiptCheck? {
        let key = RecordKey(collection: collection, id: id)
        return try withCore { core in
            guard let receipt = try core.receipt(for: key) else { return nil }
            let device = try DeviceState(core.connection)
            let content = receipt.content
            let isSigned =
                content.subject == key && content.territory == device.territory
                && receipt.key == device.receiptKey
                && verifier.isValid(
                    signature: receipt.signature.bytes, over: content.signedBytes,
                    by: receipt.key.bytes)
            let recorded = try core.recorded(with: key)
            let missing = recorded.missing(in: content)
            return ReceiptCheck(
                collection: collection, id: id, recorded: recorded.count,
                received: recorded.count - missing.count,
                toReview: recorded.count(where: \.needsReview), missing: missing,
                isSigned: isSigned, key: Hex.encode(receipt.key.bytes), head: content.head,
                epoch: content.epoch.description,
                time: Instant(milliseconds: Int64(clamping: content.time)))
        }
    }

    /// Whether the store waits for a receipt of a record.
    public func awaitsReceipt(
        for collection: String, _ id: RecordID
    ) throws(RelaisError) -> Bool {
        let key = RecordKey(collection: collection, id: id)
        return try awaitedReceipts(limit: .max).contains(key)
    }

    /// What the next synchronisations ask a receipt for, oldest first.
    func awaitedReceipts(limit: Int) throws(RelaisError) -> [RecordKey] {
        try withCore { core in
            var awaited: [(collection: Int64, id: RecordID)] = []
            try core.connection.rows(
                "SELECT collection, id FROM relais_receipt WHERE awaited ORDER BY id LIMIT ?",
                [.integer(Int64(limit))]
            ) { row in
                if let id = RecordID(bytes: row.bytes(1)) { awaited.append((row.int64(0), id)) }
            }
            return try awaited.map {
                RecordKey(collection: try core.table($0.collection).name, id: $0.id)
            }
        }
    }

    /// What to ask a receipt over. A record that the store does not show gets none, and is awaited
    /// no longer.
    func receiptRequest(for subject: RecordKey) throws(RelaisError) -> ReceiptRequest? {
        let recorded = try withCore { core in try core.recorded(with: subject) }
        guard recorded.contains(where: { $0.key == subject }) else {
            try withWriting { core in
                try core.connection.run(
                    "UPDATE relais_receipt SET awaited = 0 WHERE collection = ? AND id = ?",
                    [
                        .integer(try core.table(subject.collection).number),
                        .blob(subject.id.bytes),
                    ])
            }
            return nil
        }
        guard recorded.count <= WireLimits.recordsInReceipt else {
            throw SyncErrors.receiptTooLarge(recorded.count)
        }
        return ReceiptRequest(subject: subject, records: recorded.map(\.key))
    }

    /// Keeps a receipt in place of the one before. It is awaited until one has everything.
    ///
    /// - Returns: whether another one, after another pull, may have more.
    /// - Throws: code `receipt_key_changed` when it is signed with another key than the one that
    ///   the store was told of.
    func keep(_ receipt: Receipt, for subject: RecordKey) throws(RelaisError) -> Bool {
        try withWriting { core in
            var device = try DeviceState(core.connection)
            if let key = device.receiptKey, key != receipt.key {
                throw SyncErrors.receiptKeyChanged
            }
            if device.receiptKey == nil {
                device.receiptKey = receipt.key
                try device.save(core.connection)
            }
            let missing = try core.recorded(with: subject).missing(in: receipt.content)
            try core.connection.run(
                "INSERT OR REPLACE INTO relais_receipt VALUES (?, ?, ?, ?)",
                [
                    .integer(try core.table(subject.collection).number), .blob(subject.id.bytes),
                    .integer(missing.isEmpty ? 0 : 1), .blob(JSONCodec().encode(receipt)),
                ])
            return missing.contains { $0.why == .different || $0.why == .notHeld }
        }
    }
}

/// A record that the device shows, as a receipt is compared with it.
struct RecordedRecord {
    let key: RecordKey
    /// Of what the server confirmed; `nil` when it confirmed nothing.
    let digest: Digest?
    /// Whether a transaction on it waits for the server's answer.
    let isWaiting: Bool
    let flags: RecordFlags

    var needsReview: Bool { flags.contains(.quarantined) || flags.contains(.conflict) }

    /// Why a receipt with this digest of it does not prove it; `nil` when it does.
    func isMissing(_ held: Digest?) -> ReceiptCheck.Reason? {
        if isWaiting { return .notSent }
        guard let held, let digest else {
            return flags.contains(.quarantined) ? .quarantined : .notHeld
        }
        return held == digest ? nil : .different
    }
}

extension [RecordedRecord] {
    /// Those that a receipt does not prove.
    fileprivate func missing(in content: ReceiptContent) -> [ReceiptCheck.Missing] {
        var held: [RecordKey: Digest] = [:]
        for record in content.held { held[record.key] = record.digest }
        return compactMap { record in
            record.isMissing(held[record.key]).map { why in
                ReceiptCheck.Missing(
                    collection: record.key.collection, id: record.key.id, why: why)
            }
        }
    }
}

extension StoreCore {
    /// Notes that a receipt is asked for at the next synchronisation.
    func awaitReceipt(for key: RecordKey) throws {
        try connection.run(
            """
            INSERT INTO relais_receipt VALUES (?, ?, 1, NULL)
            ON CONFLICT (collection, id) DO UPDATE SET awaited = 1
            """, [.integer(try declaredTable(key.collection).number), .blob(key.id.bytes)])
    }

    fileprivate func receipt(for key: RecordKey) throws -> Receipt? {
        var body: [UInt8]?
        try connection.rows(
            "SELECT body FROM relais_receipt WHERE collection = ? AND id = ?",
            [.integer(try table(key.collection).number), .blob(key.id.bytes)]
        ) { row in
            if !row.isNull(0) { body = row.bytes(0) }
        }
        guard let body else { return nil }
        do {
            return try JSONCodec().receipt(body)
        } catch {
            throw StoreErrors.damaged("receipt")
        }
    }

    /// A record and those that refer to it, of which the device shows something.
    func recorded(with subject: RecordKey) throws -> [RecordedRecord] {
        var keys = [subject]
        var known: Set<RecordKey> = [subject]
        for declaration in schema.collections {
            for field in declaration.fields {
                guard case .reference(let targets) = field.type,
                    targets.contains(subject.collection)
                else { continue }
                let name = CollectionTable.table(declaration)
                let value = CollectionTable.stored(.text(subject.id.description), of: field)
                try connection.rows(
                    "SELECT id FROM \(name) WHERE \(StoreSchema.quoted(field.name)) = ? "
                        + "AND NOT _flags & \(RecordFlags.deleted.rawValue) ORDER BY id", [value]
                ) { row in
                    guard let id = RecordID(bytes: row.bytes(0)) else { return }
                    let key = RecordKey(collection: declaration.name, id: id)
                    if known.insert(key).inserted { keys.append(key) }
                }
            }
        }
        return try keys.compactMap { key in
            let table = try table(key.collection)
            guard let row = try table.row(key.id), !row.flags.contains(.deleted) else {
                return nil
            }
            return RecordedRecord(
                key: key, digest: row.state.map { Digest(key, state: $0) },
                isWaiting: try !overlay.waiting(table.number, key.id, journal).isEmpty,
                flags: row.flags)
        }
    }
}
