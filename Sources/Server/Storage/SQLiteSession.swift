// SQLiteSession: one connection to a territory's file, as a reader or a writer of its rows.

import SQLite
import Shared

/// Reads and writes the rows of a territory over one connection.
final class SQLiteSession {
    let connection: Connection
    var scopes: [String: Int64] = [:]
    private var scopeNames: [Int64: String] = [:]
    var collections: [String: Int64] = [:]
    private var collectionNames: [Int64: String] = [:]
    /// What the transaction has added to the digests of scopes, by number.
    var digestChanges: [Int64: DigestChange] = [:]
    /// The head that the transaction has come to; written down when it commits.
    var pendingHead: UInt64?
    /// Where the records stand that the transaction has looked for and not touched since: what is
    /// put right after it was read is not looked for again.
    var looked: [(key: RecordKey, found: Audiences?)] = []
    /// Whether there are any tombstones, once the transaction has asked.
    var hasTombstones: Bool?
    /// The territory, once a transaction that only reads has asked: it sees one moment of it.
    private var snapshot: TerritoryInfo?
    private let isReader: Bool
    let ledger: Ledger?
    /// Whether the transaction has added to the audit.
    var hasAudited = false

    /// - Parameter isReader: whether it never writes.
    init(_ connection: Connection, ledger: Ledger? = nil, isReader: Bool = false) {
        self.connection = connection
        self.ledger = ledger
        self.isReader = isReader
    }

    /// Forgets what was so in the transaction before.
    func begin() {
        looked.removeAll(keepingCapacity: true)
        hasTombstones = nil
        snapshot = nil
    }

    /// Forgets what an undone transaction may have named or added.
    func forget() {
        hasAudited = false
        pendingHead = nil
        digestChanges = [:]
        scopes = [:]
        scopeNames = [:]
        collections = [:]
        collectionNames = [:]
    }

    // MARK: Names

    private func find(_ sql: StaticString, _ name: String) throws -> Int64? {
        let statement = try connection.cached(sql)
        defer { statement.reset() }
        try statement.bind(1, name)
        return try statement.step() ? statement.int64(0) : nil
    }

    private func name(_ sql: StaticString, _ number: Int64) throws -> String {
        let statement = try connection.cached(sql)
        defer { statement.reset() }
        try statement.bind(1, number)
        guard try statement.step() else { throw StorageDamage("no name \(number)") }
        return statement.string(0)
    }

    func scope(_ name: String) throws -> Int64? {
        if let number = scopes[name] { return number }
        let number = try find("SELECT number FROM scope WHERE name = ?", name)
        if let number { scopes[name] = number }
        return number
    }

    func collection(_ name: String) throws -> Int64? {
        if let number = collections[name] { return number }
        let number = try find("SELECT number FROM collection WHERE name = ?", name)
        if let number { collections[name] = number }
        return number
    }

    func scopeName(_ number: Int64) throws -> String {
        if let name = scopeNames[number] { return name }
        let name = try name("SELECT name FROM scope WHERE number = ?", number)
        scopeNames[number] = name
        return name
    }

    func collectionName(_ number: Int64) throws -> String {
        if let name = collectionNames[number] { return name }
        let name = try name("SELECT name FROM collection WHERE number = ?", number)
        collectionNames[number] = name
        return name
    }

    func made(_ sql: String, _ name: String, _ found: Int64?) throws -> Int64 {
        if let found { return found }
        try connection.run(sql, [.text(name)])
        return connection.lastInsertRowID
    }
}

/// A territory's file does not hold what it must.
struct StorageDamage: Error {
    let what: String

    init(_ what: String) { self.what = what }
}

// MARK: Records, feeds and journal

extension SQLiteSession: StorageReading {
    func info() throws -> TerritoryInfo {
        if let snapshot { return snapshot }
        let row = try connection.cached(
            "SELECT code, name, epoch, forks, head, erased_epoch, erased FROM territory")
        defer { row.reset() }
        guard try row.step() else { throw StorageDamage("no territory") }
        var info = TerritoryInfo(
            code: row.string(0), name: row.string(1),
            epoch: Epoch(UInt64(bitPattern: row.int64(2))),
            lineage: try Lineage(bytes: row.bytes(3)),
            head: pendingHead ?? UInt64(bitPattern: row.int64(4)),
            erased: row.position(5))
        try connection.rows(
            "SELECT epoch, sequence, made_at, kind FROM backup ORDER BY made_at, rowid", []
        ) {
            let position = Position(
                epoch: Epoch(UInt64(bitPattern: $0.int64(0))),
                sequence: UInt64(bitPattern: $0.int64(1)))
            info.backups.append(
                BackupMark(
                    position: position, madeAt: UInt64(bitPattern: $0.int64(2)),
                    kind: BackupMark.Kind(rawValue: $0.int64(3)) ?? .begun))
        }
        if isReader { snapshot = info }
        return info
    }

    func record(_ key: RecordKey) throws -> StoredRecord? {
        guard let collection = try collection(key.collection) else { return nil }
        let row = try connection.cached(
            """
            SELECT scope, entered, sequence, state, root, guests, row, digest FROM record
            WHERE collection = ? AND id = ?
            """)
        defer { row.reset() }
        try row.bind(1, collection)
        try row.bind(2, key.id.bytes)
        guard try row.step() else {
            note(key, nil)
            return nil
        }
        let others = row.isNull(5) ? [] : try guests(row.bytes(5))
        let digest = Digest(bytes: row.bytes(7)) ?? .zero
        note(
            key,
            Audiences(
                row: row.int64(6), scopes: [row.int64(0)] + others.map(\.scope),
                sequence: row.int64(2), digest: digest))
        let state = row.bytes(3)
        return StoredRecord(
            key: key, scope: try scopeName(row.int64(0)),
            entered: UInt64(bitPattern: row.int64(1)),
            sequence: UInt64(bitPattern: row.int64(2)), state: state,
            root: row.isNull(4) ? nil : RecordID(bytes: row.bytes(4)),
            guests: try others.map(guest),
            isAltered: Digest(key, state: state) != digest)
    }

    func feed(
        scope name: String, after sequence: UInt64, _ body: (StoredRecord) throws -> Bool
    ) throws {
        guard let scope = try scope(name) else { return }
        let rows = try connection.cached(
            """
            SELECT r.collection, r.id, r.entered, r.sequence, r.state, r.digest, r.root, r.scope,
                r.guests
            FROM feed AS f JOIN record AS r ON r.row = f.record AND r.sequence = f.sequence
            WHERE f.scope = ? AND f.sequence > ? ORDER BY f.sequence, f.record
            """)
        defer { rows.reset() }
        try rows.bind(1, scope)
        try rows.bind(2, Int64(clamping: sequence))
        while try rows.step() {
            if !(try body(try stored(rows).record)) { return }
        }
    }

    func lastChange(scope name: String) throws -> UInt64 {
        guard let scope = try scope(name) else { return 0 }
        let row = try connection.cached(
            """
            SELECT max(coalesce((SELECT max(sequence) FROM feed WHERE scope = ?1), 0),
                coalesce((SELECT max(sequence) FROM tombstone WHERE scope = ?1), 0),
                coalesce((SELECT max(sequence) FROM departure WHERE scope = ?1), 0))
            """)
        defer { row.reset() }
        try row.bind(1, scope)
        return try row.step() ? UInt64(bitPattern: row.int64(0)) : 0
    }

    func journal(_ sequence: UInt64) throws -> JournalEntry? {
        let row = try connection.cached(
            """
            SELECT replica, number, previous, body, kind, received_at FROM journal
            WHERE sequence = ?
            """)
        defer { row.reset() }
        try row.bind(1, Int64(clamping: sequence))
        guard try row.step() else { return nil }
        var reader = ByteReader(row.bytes(2))
        var previous: [UInt64] = []
        while reader.remaining > 0 { previous.append(try reader.unsigned()) }
        guard let kind = JournalEntry.Kind(rawValue: row.int64(4)) else {
            throw StorageDamage("journal \(sequence)")
        }
        return JournalEntry(
            kind: kind, sequence: sequence, replica: Replica(truncatingIfNeeded: row.int64(0)),
            number: UInt64(bitPattern: row.int64(1)), previous: previous, body: row.bytes(3),
            receivedAt: UInt64(bitPattern: row.int64(5)))
    }
}

extension SQLiteSession: StorageWriting {
    func put(_ record: StoredRecord) throws {
        let collection = try number(ofCollection: record.key.collection)
        let scope = try number(ofScope: record.scope)
        let guests = try record.guests.map {
            GuestRow(scope: try number(ofScope: $0.scope), entered: $0.entered)
        }
        let digest = Digest(record.key, state: record.state)
        let found = try standing(record.key, collection)
        if let found {
            for audience in found.scopes {
                digestChanges[audience, default: DigestChange()].leave(found.digest)
            }
        }
        let scopes = [scope] + guests.map(\.scope)
        for audience in scopes {
            digestChanges[audience, default: DigestChange()].enter(digest)
        }
        let row: Int64
        if let found {
            row = found.row
            for audience in found.scopes {
                let isTold = audience == found.scopes[0] || !DeliberateBug.guestIsNotTold.isOn
                if !scopes.contains(audience) && isTold {
                    try depart(
                        record.key.id, collection: collection, from: audience,
                        at: record.sequence)
                }
                try leave(audience, found)
            }
            try update(row, record, scope: scope, guests, digest)
        } else {
            row = try insert(record, collection: collection, scope: scope, guests, digest)
        }
        let enter = try connection.cached("INSERT INTO feed VALUES (?, ?, ?)")
        let isStill = DeliberateBug.feedStandsStill.isOn
        let sequence = Int64(bitPattern: record.sequence)
        for audience in scopes {
            try enter.bind(1, audience)
            try enter.bind(2, isStill ? found?.sequence ?? sequence : sequence)
            try enter.bind(3, row)
            try enter.run()
        }
    }

    private func update(
        _ row: Int64, _ record: StoredRecord, scope: Int64, _ guests: [GuestRow], _ digest: Digest
    ) throws {
        let update = try connection.cached(
            """
            UPDATE record SET scope = ?, entered = ?, sequence = ?, state = ?, digest = ?,
                root = ?, guests = ?
            WHERE row = ?
            """)
        try bind(record, scope: scope, guests, digest, to: update)
        try update.bind(8, row)
        try update.run()
    }

    private func insert(
        _ record: StoredRecord, collection: Int64, scope: Int64, _ guests: [GuestRow],
        _ digest: Digest
    ) throws -> Int64 {
        let insert = try connection.cached(
            """
            INSERT INTO record (scope, entered, sequence, state, digest, root, guests, collection,
                id)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)
        try bind(record, scope: scope, guests, digest, to: insert)
        try insert.bind(8, collection)
        try insert.bind(9, record.key.id.bytes)
        try insert.run()
        return connection.lastInsertRowID
    }

    /// What a row says beside its key, to the first seven places of a statement.
    private func bind(
        _ record: StoredRecord, scope: Int64, _ guests: [GuestRow], _ digest: Digest,
        to statement: Statement
    ) throws {
        try statement.bind(1, scope)
        try statement.bind(2, Int64(bitPattern: record.entered))
        try statement.bind(3, Int64(bitPattern: record.sequence))
        try statement.bind(4, record.state)
        try statement.bind(5, digest.bytes)
        if let root = record.root {
            try statement.bind(6, root.bytes)
        } else {
            try statement.bindNull(6)
        }
        if guests.isEmpty {
            try statement.bindNull(7)
        } else {
            try statement.bind(7, bytes(of: guests))
        }
    }

    func append(_ entry: JournalEntry) throws {
        var previous = ByteWriter()
        for sequence in entry.previous { previous.unsigned(sequence) }
        let insert = try connection.cached("INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?)")
        try insert.bind(1, Int64(bitPattern: entry.sequence))
        try insert.bind(2, Int64(entry.replica))
        try insert.bind(3, Int64(bitPattern: entry.number))
        try insert.bind(4, previous.bytes)
        try insert.bind(5, entry.body)
        try insert.bind(6, entry.kind.rawValue)
        try insert.bind(7, Int64(bitPattern: entry.receivedAt))
        try insert.run()
        guard entry.sequence == (try head()) + 1 else {
            throw StorageDamage("a gap in the journal")
        }
        pendingHead = entry.sequence
    }

    private func head() throws -> UInt64 {
        if let pendingHead { return pendingHead }
        let row = try connection.cached("SELECT head FROM territory")
        defer { row.reset() }
        guard try row.step() else { throw StorageDamage("no territory") }
        return UInt64(bitPattern: row.int64(0))
    }
}
