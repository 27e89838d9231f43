// Ledger: what a restore must not undo, in a file beside the territories that no backup holds.
//
// It only grows. Devices that were enrolled and their secrets, withdrawn accesses, changed roles,
// departures, erased records and opened epochs are noted here before the territory commits them, so
// the ledger may know of something that was undone, never the other way round. The end of the audit
// is noted after the commit: a line that it knows of and the territory lacks was cut.

import FoundationEssentials
import SQLite
import Shared

/// A territory's ledger.
package final class Ledger: Sendable {
    /// The territory's setting that says that a ledger of it was lost: what it knew, devices may
    /// be the only ones to remember.
    static let lossSetting = "ledger-lost"

    private let connection: Locked<Connection>

    private static let migrator = Migrator([
        (
            1,
            """
            CREATE TABLE device (
                replica INTEGER PRIMARY KEY, user TEXT NOT NULL, secret_hash BLOB NOT NULL,
                family INTEGER, created_at INTEGER NOT NULL,
                name TEXT NOT NULL, organisation BLOB NOT NULL, role TEXT NOT NULL,
                next_secret_hash BLOB, rotations INTEGER NOT NULL
            ) STRICT;
            CREATE TABLE revocation (
                replica INTEGER PRIMARY KEY, is_lost INTEGER NOT NULL
            ) STRICT;
            -- Users whose role changed or who left, as they were then.
            CREATE TABLE user (
                id TEXT PRIMARY KEY, name TEXT NOT NULL, organisation BLOB NOT NULL,
                role TEXT NOT NULL, has_left INTEGER NOT NULL
            ) STRICT;
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
            -- Where the audit ends, in each epoch.
            CREATE TABLE audit (
                number INTEGER PRIMARY KEY, epoch INTEGER NOT NULL UNIQUE,
                count INTEGER NOT NULL, hash BLOB NOT NULL
            ) STRICT;
            """
        ),
        (
            2,
            """
            -- What was erased together: when, by whom, and which devices may have held it.
            CREATE TABLE erasure_act (
                collection TEXT NOT NULL, id BLOB NOT NULL, scope TEXT NOT NULL,
                at INTEGER NOT NULL, who TEXT NOT NULL, records INTEGER NOT NULL,
                devices TEXT NOT NULL,
                PRIMARY KEY (collection, id)
            ) STRICT, WITHOUT ROWID;
            """
        ), (3, ExceptionalAccess.table),
        (
            4,
            ExceptionalAccess.ending + """

                -- That what was known before is lost, and since when.
                CREATE TABLE loss (at INTEGER NOT NULL) STRICT;
                """
        ),
    ])

    /// Opens a ledger, making its file when there is none.
    package init(path: String) throws {
        let connection = try Connection(path: path, mode: .readWriteCreate)
        try connection.configure(
            durability: DeliberateBug.ledgerDoesNotWait.isOn ? .normal : .full)
        try connection.transaction(.immediate) { try Ledger.migrator.migrate(connection) }
        self.connection = Locked(connection)
    }

    /// Notes something; durable when this returns.
    package func note(_ entry: LedgerEntry) throws {
        try connection.withLock { try Ledger.note(entry, $0) }
    }

    /// Notes all of it or nothing.
    func note(_ entries: [LedgerEntry]) throws {
        try connection.withLock { connection in
            try connection.transaction(.immediate) {
                for entry in entries { try Ledger.note(entry, connection) }
            }
        }
    }

    /// Notes that this ledger began anew, because the one before was lost.
    ///
    /// - Parameter now: Unix milliseconds.
    func noteLoss(at now: UInt64) throws {
        try connection.withLock {
            try $0.run("INSERT INTO loss VALUES (?)", [.integer(Int64(bitPattern: now))])
        }
    }

    /// Whether something was lost before this ledger began.
    func hasLoss() throws -> Bool {
        try connection.withLock { connection in
            var isLost = false
            try connection.rows("SELECT 1 FROM loss LIMIT 1", []) { _ in isLost = true }
            return isLost
        }
    }

    private static func note(_ entry: LedgerEntry, _ connection: Connection) throws {
        switch entry {
        case .enrolled(let device, let user):
            try connection.run(
                "INSERT OR REPLACE INTO device VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    .integer(Int64(device.replica)), .text(user.id), .blob(device.secretHash),
                    device.family.map { .integer(Int64($0)) } ?? .null,
                    .integer(Int64(bitPattern: device.createdAt)), .text(user.name),
                    .blob(user.organisation.bytes), .text(user.role.rawValue),
                    device.nextSecretHash.map(Value.blob) ?? .null,
                    .integer(Int64(bitPattern: device.rotations)),
                ])
        case .revoked(let replica, let isLost):
            try connection.run(
                """
                INSERT INTO revocation VALUES (?, ?)
                ON CONFLICT (replica) DO UPDATE SET is_lost = max(is_lost, excluded.is_lost)
                """, [.integer(Int64(replica)), .integer(isLost ? 1 : 0)])
        case .changed(let user):
            try connection.run(
                "INSERT OR REPLACE INTO user VALUES (?, ?, ?, ?, ?)",
                [
                    .text(user.id), .text(user.name), .blob(user.organisation.bytes),
                    .text(user.role.rawValue), .integer(user.hasLeft ? 1 : 0),
                ])
        case .erased(let key, let scope):
            try connection.run(
                "INSERT OR IGNORE INTO erasure VALUES (?, ?, ?)",
                [.text(key.collection), .blob(key.id.bytes), .text(scope)])
        case .erasure(let act): try act.put(connection)
        case .opened(let fork):
            try connection.run(
                "INSERT OR IGNORE INTO epoch VALUES (?, ?, ?)",
                [
                    .integer(Int64(bitPattern: fork.epoch.rawValue)),
                    .integer(Int64(bitPattern: fork.parent.rawValue)),
                    .integer(Int64(bitPattern: fork.sequence)),
                ])
        case .portfolio(let portfolio): try portfolio.put(connection)
        case .access(let access): try access.put(connection)
        }
    }

    /// Notes where the audit of an epoch ends; an end before the noted one changes nothing.
    func note(_ witness: AuditWitness) throws {
        try connection.withLock { connection in
            try connection.run(
                """
                INSERT INTO audit (epoch, count, hash) VALUES (?, ?, ?)
                ON CONFLICT (epoch) DO UPDATE SET count = excluded.count, hash = excluded.hash
                WHERE excluded.count > audit.count
                """,
                [
                    .integer(Int64(bitPattern: witness.epoch.rawValue)),
                    .integer(Int64(bitPattern: witness.head.count)), .blob(witness.head.hash),
                ])
        }
    }

    /// The register of erasures, the earliest first.
    package func erasures() throws -> [ErasureAct] {
        try connection.withLock { try ErasureAct.all($0) }
    }

    /// Where the audit of an epoch ends, or that of the epoch that was opened last; `nil` when
    /// nothing was noted of it.
    func auditHead(_ epoch: Epoch? = nil) throws -> AuditHead? {
        try connection.withLock { connection in
            var head: AuditHead?
            let value = epoch.map { Value.integer(Int64(bitPattern: $0.rawValue)) }
            try connection.rows(
                """
                SELECT count, hash FROM audit WHERE ?1 IS NULL OR epoch = ?1
                ORDER BY number DESC LIMIT 1
                """, [value ?? .null]
            ) { head = AuditHead(count: UInt64(bitPattern: $0.int64(0)), hash: $0.bytes(1)) }
            return head
        }
    }

    /// Everything that was noted, enrolments first.
    package func entries() throws -> [LedgerEntry] {
        try connection.withLock { connection in
            var entries = try Ledger.people(connection)
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
            ) { entries.append(.portfolio(try Portfolio($0))) }
            entries += try ExceptionalAccess.all(connection).map(LedgerEntry.access)
            return entries
        }
    }
    /// Enrolments, then what became of devices and of users.
    private static func people(_ connection: Connection) throws -> [LedgerEntry] {
        var entries: [LedgerEntry] = []
        func user(_ id: String, _ row: Statement, from column: Int) throws -> User {
            guard let organisation = RecordID(bytes: row.bytes(column + 1)),
                let role = Role(rawValue: row.string(column + 2))
            else { throw StorageDamage("ledger") }
            return User(id: id, name: row.string(column), organisation: organisation, role: role)
        }
        try connection.rows("SELECT * FROM device ORDER BY replica", []) { row in
            let user = try user(row.string(1), row, from: 5)
            let device = Device(
                replica: Replica(truncatingIfNeeded: row.int64(0)), user: user.id,
                secretHash: row.bytes(2), state: .active, lastNumber: 0, chain: .start,
                createdAt: UInt64(bitPattern: row.int64(4)), lastSeen: nil,
                family: row.isNull(3) ? nil : Replica(truncatingIfNeeded: row.int64(3)),
                nextSecretHash: row.isNull(8) ? nil : row.bytes(8),
                rotations: UInt64(bitPattern: row.int64(9)))
            entries.append(.enrolled(device, user))
        }
        try connection.rows("SELECT replica, is_lost FROM revocation ORDER BY replica", []) {
            entries.append(
                .revoked(Replica(truncatingIfNeeded: $0.int64(0)), isLost: $0.int64(1) != 0))
        }
        try connection.rows("SELECT * FROM user ORDER BY id", []) { row in
            var user = try user(row.string(0), row, from: 1)
            user.hasLeft = row.int64(4) != 0
            entries.append(.changed(user))
        }
        return entries
    }
}
