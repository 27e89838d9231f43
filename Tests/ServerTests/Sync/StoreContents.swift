// StoreContents: what a device's file holds, in a form that two devices can be compared by.

import ClientCore
import SQLite
import Shared

/// Reads a device's file beside its store.
struct StoreContents {
    private let connection: Connection
    private let schema: Schema

    init(_ device: TestDevice) throws {
        connection = try Connection(path: device.folder + "/relais.sqlite", mode: .readOnly)
        schema = device.schema
    }

    /// The rows of a collection: every column but the row's number, by identity. What names
    /// something of the device alone is left out or written by its name.
    func rows(_ collection: String) throws -> [RecordID: [Value]] {
        let columns = schema.collection(collection)?.fields.map { ", r.\"\($0.name)\"" } ?? []
        var rows: [RecordID: [Value]] = [:]
        try connection.rows(
            """
            SELECT r.id, r._flags, s.name, r._state\(columns.joined()) FROM "\(collection)" AS r
            LEFT JOIN relais_scope AS s ON s.number = r._scope
            """, []
        ) { row in
            guard let id = RecordID(bytes: row.bytes(0)) else { return }
            rows[id] = (1..<row.columnCount).map { row.value($0) }
        }
        return rows
    }

    /// What waits to be settled, as `collection id field`.
    func conflicts(_ collection: String) throws -> Set<String> {
        var found: Set<String> = []
        try connection.rows(
            """
            SELECT hex(k.id), k.field FROM relais_conflict AS k
            JOIN relais_collection AS c ON c.number = k.collection WHERE c.name = ?
            """, [.text(collection)]
        ) { row in found.insert("\(row.string(0)) \(row.string(1))") }
        return found
    }

    /// The device's own transactions by number, as their bytes.
    func journal() throws -> [UInt64: [UInt8]] {
        var journal: [UInt64: [UInt8]] = [:]
        try connection.rows("SELECT number, body FROM relais_journal", []) { row in
            journal[UInt64(row.int64(0))] = row.bytes(1)
        }
        return journal
    }

    /// Every row of every table but the index of words, which follows from the others.
    func everything() throws -> [String] {
        var tables: [String] = []
        try connection.rows(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '%search%'", []
        ) { tables.append($0.string(0)) }
        var result: [String] = []
        for table in tables.sorted() {
            var rows: [String] = []
            try connection.rows("SELECT * FROM \"\(table)\"", []) { row in
                rows.append("\((0..<row.columnCount).map { row.value($0) })")
            }
            result.append("\(table): \(rows.sorted())")
        }
        return result
    }

    /// `ok` when the file is sound, in SQLite's own opinion.
    func integrity() throws -> String {
        let answers = try connection.integrityCheck()
        return answers.isEmpty ? "ok" : answers.joined(separator: "; ")
    }

    func count(_ table: String, where condition: String = "1") throws -> Int {
        var count = 0
        try connection.rows("SELECT count(*) FROM \"\(table)\" WHERE \(condition)", []) { row in
            count = row.int(0)
        }
        return count
    }

    /// Rows that the index of words should know, less those that it knows; 0 when it is right.
    func missingFromSearch() throws -> Int {
        var shown = 0
        for collection in schema.collections {
            shown += try count(collection.name, where: "NOT _flags & 1")
        }
        return shown - (try count("relais_search"))
    }
}
