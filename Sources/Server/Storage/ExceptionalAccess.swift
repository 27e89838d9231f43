// ExceptionalAccess: for a limited time a device holds a portfolio that its user does not, because
// one of its files had to be opened. Rows are added and never changed: what was opened once, and
// why, stays to be read.

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

    package init(
        replica: Replica, portfolio: RecordID, file: RecordKey, reason: String, since: UInt64,
        until: UInt64
    ) {
        self.replica = replica
        self.portfolio = portfolio
        self.file = file
        self.reason = reason
        self.since = since
        self.until = until
    }
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

    /// Of one device or of all, in the order in which they were opened.
    static func all(_ connection: Connection, of replica: Replica? = nil) throws -> [Self] {
        var found: [ExceptionalAccess] = []
        try connection.rows(
            """
            SELECT replica, portfolio, collection, id, reason, since, until
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
                    until: UInt64(bitPattern: row.int64(6))))
        }
        return found
    }

    func put(_ connection: Connection) throws {
        try connection.run(
            "INSERT OR REPLACE INTO exceptional_access VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                .integer(Int64(replica)), .blob(portfolio.bytes), .text(file.collection),
                .blob(file.id.bytes), .text(reason), .integer(Int64(bitPattern: since)),
                .integer(Int64(bitPattern: until)),
            ])
    }
}

extension SQLiteSession {
    func exceptionalAccesses(of replica: Replica?) throws -> [ExceptionalAccess] {
        try ExceptionalAccess.all(connection, of: replica)
    }

    func put(_ access: ExceptionalAccess) throws { try access.put(connection) }
}
