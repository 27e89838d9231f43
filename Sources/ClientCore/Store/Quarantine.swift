// Quarantine: this device's transactions that the server refused. They are kept whole, here and
// there, until somebody decides.

import SQLite
public import Shared

/// One change of a refused transaction.
public struct RefusedChange: Hashable, Sendable {
    /// The collection's name.
    public let collection: String
    /// The record's identity.
    public let id: RecordID
    /// The field; `nil` for the record as a whole.
    public let field: String?
    /// What the change would have done.
    public let content: ChangeContent
}

/// A transaction of this device that the server refused, and kept.
public struct RefusedTransaction: Hashable, Sendable {
    /// How it is called, on this device and on the server: `replica:number`.
    public let id: String
    /// The stable name of the reason.
    public let reason: String
    /// The reason, for people.
    public let message: Phrase
    /// When it was written, by this device's clock.
    public let claimedAt: Instant
    /// What it would have changed.
    public let changes: [RefusedChange]
}

extension Store {
    /// The refused transactions, in the order in which they were written.
    public func quarantine() throws(RelaisError) -> [RefusedTransaction] {
        try withCore { core in
            var rows: [(row: UInt64, code: String, message: Phrase)] = []
            try core.connection.rows(
                "SELECT number, code, french, english FROM relais_quarantine ORDER BY number", []
            ) { row in
                rows.append(
                    (
                        UInt64(bitPattern: row.int64(0)), row.string(1),
                        Phrase(fr: row.string(2), en: row.string(3))
                    ))
            }
            return try rows.map { row, code, message in
                guard let own = try core.journal.transaction(row: row) else {
                    throw StoreErrors.damaged("journal \(row)")
                }
                return RefusedTransaction(
                    id: "\(own.address.replica):\(own.address.number)", reason: code,
                    message: message,
                    claimedAt: Instant(
                        milliseconds: Int64(own.transaction.stamp.milliseconds)),
                    changes: own.transaction.records.flatMap { record in
                        let declaration = schema.collection(record.collection)
                        return record.action.contents(declaration).map { field, content in
                            RefusedChange(
                                collection: record.collection, id: record.id, field: field,
                                content: content)
                        }
                    })
            }
        }
    }
}

extension StoreCore {
    /// A refused transaction is kept in the journal, and no longer shown.
    func quarantine(
        row: UInt64, _ code: String, _ message: Phrase, _ answer: Answered, _ device: DeviceState
    ) throws {
        guard let own = try journal.transaction(row: row) else { return }
        try journal.refuse(row: row, answer)
        try connection.run(
            "INSERT OR REPLACE INTO relais_quarantine VALUES (?, ?, ?, ?)",
            [
                .integer(Int64(bitPattern: row)), .text(code), .text(message.french),
                .text(message.english),
            ])
        noteQuarantineChange()
        for change in own.transaction.records {
            let table = try table(change.collection)
            try connection.run(
                "INSERT OR IGNORE INTO relais_quarantined_record VALUES (?, ?, ?)",
                [
                    .integer(table.number), .blob(change.id.bytes),
                    .integer(Int64(bitPattern: row)),
                ])
            if !DeliberateBug.refusalStaysShown.isOn {
                try overlay.remove(table.number, change.id, row: row)
            }
            try refresh(table, change.id, device)
        }
    }

    /// Somebody has decided: the transaction waits no longer, and its records are not marked.
    func release(row: UInt64, _ device: DeviceState) throws {
        try clearQuarantine(row: row)
        for change in try journal.transaction(row: row)?.transaction.records ?? [] {
            try refresh(try table(change.collection), change.id, device)
        }
    }

    /// Forgets that a row was refused.
    func clearQuarantine(row: UInt64) throws {
        for table in ["relais_quarantine", "relais_quarantined_record"] {
            try connection.run(
                "DELETE FROM \(table) WHERE number = ?", [.integer(Int64(bitPattern: row))])
        }
    }

    /// The addresses of refused transactions of which no decision is known.
    func undecided() throws -> [DeliveryAddress] {
        var result: [DeliveryAddress] = []
        try connection.rows(
            """
            SELECT j.replica, j.number FROM relais_quarantine AS q
            JOIN relais_journal AS j ON j.row = q.number ORDER BY q.number LIMIT 10000
            """, []
        ) { row in
            result.append(
                DeliveryAddress(
                    replica: Replica(truncatingIfNeeded: row.int64(0)),
                    number: UInt64(bitPattern: row.int64(1))))
        }
        return result
    }
}
