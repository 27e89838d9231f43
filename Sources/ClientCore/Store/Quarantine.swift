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
            let replica = try DeviceState(core.connection).replica
            var rows: [(number: UInt64, code: String, message: Phrase)] = []
            try core.connection.rows(
                "SELECT number, code, french, english FROM relais_quarantine ORDER BY number", []
            ) { row in
                rows.append(
                    (
                        UInt64(bitPattern: row.int64(0)), row.string(1),
                        Phrase(fr: row.string(2), en: row.string(3))
                    ))
            }
            return try rows.map { number, code, message in
                guard let own = try core.journal.transaction(number)?.transaction else {
                    throw StoreErrors.damaged("journal \(number)")
                }
                return RefusedTransaction(
                    id: "\(replica):\(number)", reason: code, message: message,
                    claimedAt: Instant(milliseconds: Int64(own.stamp.milliseconds)),
                    changes: own.records.flatMap { record in
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
