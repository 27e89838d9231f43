// ExceptionalAccess: for a limited time a device holds a portfolio that its user does not, because
// one of its files had to be opened. Rows stay to be read, and nothing of them ever changes, but
// that a coordinator ends them before their time.

import SQLite
package import Shared

/// One opening of a portfolio for one device.
package struct ExceptionalAccess: Hashable, Sendable {
    /// The device that asked, and the only one that it is for.
    package var replica: Replica
    package var portfolio: RecordID
    /// The file that it was asked for.
    package var file: RecordKey
    /// Why, in the words of whoever asked.
    package var reason: String
    /// Unix milliseconds: from when, and until when.
    package var since: UInt64
    package var until: UInt64
    /// Unix milliseconds at which somebody ended it before its time; `nil` when nobody did. It is
    /// then over for ever, whatever clocks say.
    package var ended: UInt64?

    package init(
        replica: Replica, portfolio: RecordID, file: RecordKey, reason: String, since: UInt64,
        until: UInt64, ended: UInt64? = nil
    ) {
        self.replica = replica
        self.portfolio = portfolio
        self.file = file
        self.reason = reason
        self.since = since
        self.until = until
        self.ended = ended
    }

    /// Whether it is open now. A clock that was put back opens nothing earlier than it was asked
    /// for.
    ///
    /// - Parameter now: Unix milliseconds.
    package func isOpen(_ now: UInt64) -> Bool { ended == nil && since <= now && now < until }
}

/// The territory's file and the ledger have a table of the same form.
extension ExceptionalAccess {
    static let table = """
        CREATE TABLE exceptional_access (
            replica INTEGER NOT NULL, portfolio BLOB NOT NULL, collection TEXT NOT NULL,
            id BLOB NOT NULL, reason TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER NOT NULL,
            PRIMARY KEY (replica, portfolio, since)
        ) STRICT, WITHOUT ROWID;
        """

    static let ending = "ALTER TABLE exceptional_access ADD COLUMN ended INTEGER;"

    /// Of one device or of all, in the order in which they were opened.
    static func all(_ connection: Connection, of replica: Replica? = nil) throws -> [Self] {
        var found: [ExceptionalAccess] = []
        try connection.rows(
            """
            SELECT replica, portfolio, collection, id, reason, since, until, ended
            FROM exceptional_access WHERE ?1 IS NULL OR replica = ?1
            ORDER BY since, replica, portfolio
            """, [replica.map { .integer(Int64($0)) } ?? .null]
        ) { row in
            guard let portfolio = RecordID(bytes: row.bytes(1)),
                let id = RecordID(bytes: row.bytes(3))
            else { throw StorageDamage("exceptional access") }
            found.append(
                ExceptionalAccess(
                    replica: Replica(truncatingIfNeeded: row.int64(0)), portfolio: portfolio,
                    file: RecordKey(collection: row.string(2), id: id), reason: row.string(4),
                    since: UInt64(bitPattern: row.int64(5)),
                    until: UInt64(bitPattern: row.int64(6)),
                    ended: row.isNull(7) ? nil : UInt64(bitPattern: row.int64(7))))
        }
        return found
    }

    /// What was ended stays so: a ledger may be an older copy than the backup, or a newer one.
    func put(_ connection: Connection) throws {
        try connection.run(
            """
            INSERT INTO exceptional_access VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (replica, portfolio, since) DO UPDATE SET
                until = max(until, excluded.until),
                ended = coalesce(min(ended, excluded.ended), ended, excluded.ended)
            """,
            [
                .integer(Int64(replica)), .blob(portfolio.bytes), .text(file.collection),
                .blob(file.id.bytes), .text(reason), .integer(Int64(bitPattern: since)),
                .integer(Int64(bitPattern: until)),
                ended.map { .integer(Int64(bitPattern: $0)) } ?? .null,
            ])
    }
}

extension SQLiteSession {
    func exceptionalAccesses(of replica: Replica?) throws -> [ExceptionalAccess] {
        try ExceptionalAccess.all(connection, of: replica)
    }

    func put(_ access: ExceptionalAccess) throws { try access.put(connection) }
}
