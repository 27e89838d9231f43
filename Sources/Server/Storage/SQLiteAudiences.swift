// The audiences that hold a record, as its row and the feeds say it.

import SQLite
import Shared

/// An audience that holds a record beside the one that it belongs to, by its number.
struct GuestRow {
    var scope: Int64
    var entered: UInt64
}

extension SQLiteSession {
    /// Where a record stands, by numbers.
    struct Audiences {
        var row: Int64
        /// The one that it belongs to, then its guests.
        var scopes: [Int64]
        var sequence: Int64
        var digest: Digest
    }

    func audiences(_ collection: Int64, _ id: RecordID) throws -> Audiences? {
        let row = try connection.cached(
            """
            SELECT row, scope, sequence, digest, guests FROM record
            WHERE collection = ? AND id = ?
            """)
        defer { row.reset() }
        try row.bind(1, collection)
        try row.bind(2, id.bytes)
        guard try row.step() else { return nil }
        let guests = row.isNull(4) ? [] : try guests(row.bytes(4))
        return Audiences(
            row: row.int64(0), scopes: [row.int64(1)] + guests.map(\.scope),
            sequence: row.int64(2), digest: Digest(bytes: row.bytes(3)) ?? .zero)
    }

    func note(_ key: RecordKey, _ found: Audiences?) {
        // A transaction reads few records and then puts them; one that reads many puts none.
        if looked.count >= 8 { looked.removeFirst() }
        looked.append((key, found))
    }

    /// Where a record stands, from what was read before it is put, once.
    func standing(_ key: RecordKey, _ collection: Int64) throws -> Audiences? {
        guard let index = looked.lastIndex(where: { $0.key.id == key.id && $0.key == key }) else {
            return try audiences(collection, key.id)
        }
        let found = looked[index].found
        looked.removeAll { $0.key == key }
        return found
    }

    /// Whether anything was ever deleted for good.
    func mayHaveTombstones() throws -> Bool {
        if let hasTombstones { return hasTombstones }
        let row = try connection.cached("SELECT EXISTS (SELECT 1 FROM tombstone)")
        defer { row.reset() }
        let isAny = try row.step() && row.int64(0) != 0
        hasTombstones = isAny
        return isAny
    }

    /// Forgets where records stood: some were touched otherwise than by `put`.
    func forgetStandings() {
        looked.removeAll(keepingCapacity: true)
        hasTombstones = nil
    }

    /// Takes a record out of an audience's feed.
    func leave(_ scope: Int64, _ found: Audiences) throws {
        let leave = try connection.cached(
            "DELETE FROM feed WHERE scope = ? AND sequence = ? AND record = ?")
        try leave.bind(1, scope)
        try leave.bind(2, found.sequence)
        try leave.bind(3, found.row)
        try leave.run()
    }

    func depart(
        _ id: RecordID, collection: Int64, from scope: Int64, at sequence: UInt64
    ) throws {
        try connection.run(
            "INSERT OR REPLACE INTO departure VALUES (?, ?, ?, ?)",
            [
                .integer(scope), .integer(collection), .blob(id.bytes),
                .integer(Int64(bitPattern: sequence)),
            ])
    }

    func number(ofScope name: String) throws -> Int64 {
        let number = try made("INSERT INTO scope (name) VALUES (?)", name, try scope(name))
        scopes[name] = number
        return number
    }

    func guests(_ bytes: [UInt8]) throws -> [GuestRow] {
        var reader = ByteReader(bytes)
        var guests: [GuestRow] = []
        while reader.remaining > 0 {
            guests.append(
                GuestRow(
                    scope: Int64(bitPattern: try reader.unsigned()),
                    entered: try reader.unsigned()))
        }
        return guests
    }

    func guest(_ row: GuestRow) throws -> StoredRecord.Guest {
        StoredRecord.Guest(scope: try scopeName(row.scope), entered: row.entered)
    }

    func bytes(of guests: [GuestRow]) -> [UInt8] {
        var writer = ByteWriter()
        for guest in guests {
            writer.unsigned(UInt64(bitPattern: guest.scope))
            writer.unsigned(guest.entered)
        }
        return writer.bytes
    }
}
