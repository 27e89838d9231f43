// Ledger: what a restore must not undo, in a file beside the territories that no backup holds.
//
// It only grows. Devices that were enrolled, withdrawn accesses, erased records and opened epochs
// are noted here before the territory commits them, so the ledger may know of something that was
// undone, never the other way round.

import FoundationEssentials
import SQLite
import Shared

/// A territory's ledger.
package final class Ledger: Sendable {
    private let connection: Locked<Connection>

    private static let migrator = Migrator([
        (
            1,
            """
            CREATE TABLE device (
                replica INTEGER PRIMARY KEY, user TEXT NOT NULL, secret_hash BLOB NOT NULL,
                family INTEGER, created_at INTEGER NOT NULL,
                name TEXT NOT NULL, organisation BLOB NOT NULL, role TEXT NOT NULL
            ) STRICT;
            CREATE TABLE revocation (replica INTEGER PRIMARY KEY) STRICT;
            CREATE TABLE erasure (
                collection TEXT NOT NULL, id BLOB NOT NULL, scope TEXT NOT NULL,
                PRIMARY KEY (collection, id)
            ) STRICT, WITHOUT ROWID;
            CREATE TABLE epoch (
                epoch INTEGER PRIMARY KEY, parent INTEGER NOT NULL, sequence INTEGER NOT NULL
            ) STRICT;
            CREATE TABLE portfolio (
                id BLOB PRIMARY KEY, organisation BLOB NOT NULL, name TEXT NOT NULL, holder TEXT
            ) STRICT;
            """
        )
    ])

    /// Opens a ledger, making its file when there is none.
    package init(path: String) throws {
        let connection = try Connection(path: path, mode: .readWriteCreate)
        try connection.configure(durability: .full)
        try connection.transaction(.immediate) { try Ledger.migrator.migrate(connection) }
        self.connection = Locked(connection)
    }

    /// Notes something; durable when this returns.
    package func note(_ entry: LedgerEntry) throws {
        try connection.withLock { connection in
            switch entry {
            case .enrolled(let device, let user):
                try connection.run(
                    "INSERT OR REPLACE INTO device VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    [
                        .integer(Int64(device.replica)), .text(user.id), .blob(device.secretHash),
                        device.family.map { .integer(Int64($0)) } ?? .null,
                        .integer(Int64(bitPattern: device.createdAt)), .text(user.name),
                        .blob(user.organisation.bytes), .text(user.role.rawValue),
                    ])
            case .revoked(let replica):
                try connection.run(
                    "INSERT OR IGNORE INTO revocation VALUES (?)", [.integer(Int64(replica))])
            case .erased(let key, let scope):
                try connection.run(
                    "INSERT OR IGNORE INTO erasure VALUES (?, ?, ?)",
                    [.text(key.collection), .blob(key.id.bytes), .text(scope)])
            case .opened(let fork):
                try connection.run(
                    "INSERT OR IGNORE INTO epoch VALUES (?, ?, ?)",
                    [
                        .integer(Int64(bitPattern: fork.epoch.rawValue)),
                        .integer(Int64(bitPattern: fork.parent.rawValue)),
                        .integer(Int64(bitPattern: fork.sequence)),
                    ])
            case .portfolio(let portfolio):
                try connection.run(
                    "INSERT OR REPLACE INTO portfolio VALUES (?, ?, ?, ?)",
                    [
                        .blob(portfolio.id.bytes), .blob(portfolio.organisation.bytes),
                        .text(portfolio.name), portfolio.holder.map { .text($0) } ?? .null,
                    ])
            }
        }
    }

    /// Everything that was noted, enrolments first.
    package func entries() throws -> [LedgerEntry] {
        try connection.withLock { connection in
            var entries: [LedgerEntry] = []
            try connection.rows("SELECT * FROM device ORDER BY replica", []) { row in
                guard let organisation = RecordID(bytes: row.bytes(6)),
                    let role = Role(rawValue: row.string(7))
                else { throw StorageDamage("ledger") }
                let user = User(
                    id: row.string(1), name: row.string(5), organisation: organisation, role: role)
                let device = Device(
                    replica: Replica(truncatingIfNeeded: row.int64(0)), user: user.id,
                    secretHash: row.bytes(2), state: .active, lastNumber: 0, chain: .start,
                    createdAt: UInt64(bitPattern: row.int64(4)), lastSeen: nil,
                    family: row.isNull(3) ? nil : Replica(truncatingIfNeeded: row.int64(3)))
                entries.append(.enrolled(device, user))
            }
            try connection.rows("SELECT replica FROM revocation ORDER BY replica", []) { row in
                entries.append(.revoked(Replica(truncatingIfNeeded: row.int64(0))))
            }
            try connection.rows(
                "SELECT collection, id, scope FROM erasure ORDER BY collection, id", []
            ) { row in
                guard let id = RecordID(bytes: row.bytes(1)) else { throw StorageDamage("ledger") }
                let key = RecordKey(collection: row.string(0), id: id)
                entries.append(.erased(key, scope: row.string(2)))
            }
            try connection.rows("SELECT epoch, parent, sequence FROM epoch ORDER BY epoch", []) {
                entries.append(
                    .opened(
                        Lineage.Fork(
                            epoch: Epoch(UInt64(bitPattern: $0.int64(0))),
                            parent: Epoch(UInt64(bitPattern: $0.int64(1))),
                            sequence: UInt64(bitPattern: $0.int64(2)))))
            }
            try connection.rows(
                "SELECT id, organisation, name, holder FROM portfolio ORDER BY id", []
            ) { row in
                guard let id = RecordID(bytes: row.bytes(0)),
                    let organisation = RecordID(bytes: row.bytes(1))
                else { throw StorageDamage("ledger") }
                entries.append(
                    .portfolio(
                        Portfolio(
                            id: id, organisation: organisation, name: row.string(2),
                            holder: row.isNull(3) ? nil : row.string(3))))
            }
            return entries
        }
    }
}
