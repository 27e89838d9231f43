// CollectionTable: one collection's table, its statements and its columns.

import SQLite
import Shared

/// Reads and writes the rows of one collection.
final class CollectionTable {
    /// A row as it is stored.
    struct Row {
        let row: Int64
        let flags: RecordFlags
        let scope: Int64?
        let state: [UInt8]?
    }

    /// The number that engine tables know the collection by.
    let number: Int64
    let name: String
    /// `nil` for a collection that a newer program declares.
    let declaration: CollectionDeclaration?
    private let connection: Connection
    private let find: Statement
    private let upsert: Statement

    init(number: Int64, name: String, declaration: CollectionDeclaration?, _ connection: Connection)
        throws(SQLiteError)
    {
        self.number = number
        self.name = name
        self.declaration = declaration
        self.connection = connection
        let table = CollectionTable.table(declaration)
        let key = declaration == nil ? "collection = ?2 AND id = ?1" : "id = ?1"
        find = try connection.prepare(
            "SELECT _row, _flags, _scope, _state FROM \(table) WHERE \(key)")
        let fields = declaration?.fields.map { StoreSchema.quoted($0.name) } ?? ["collection"]
        let columns = ["id", "_flags", "_scope", "_state"] + fields
        let values = columns.indices.map { "?\($0 + 1)" }
        let target = declaration == nil ? "collection, id" : "id"
        let updates = columns.dropFirst().map { "\($0) = excluded.\($0)" }
        upsert = try connection.prepare(
            """
            INSERT INTO \(table) (\(columns.joined(separator: ", ")))
            VALUES (\(values.joined(separator: ", ")))
            ON CONFLICT (\(target)) DO UPDATE SET \(updates.joined(separator: ", "))
            RETURNING _row
            """)
    }

    static func table(_ declaration: CollectionDeclaration?) -> String {
        declaration.map { StoreSchema.quoted($0.name) } ?? "relais_unknown"
    }

    func row(_ id: RecordID) throws(SQLiteError) -> Row? {
        defer { find.reset() }
        try find.bind(1, id.bytes)
        if declaration == nil { try find.bind(2, number) }
        guard try find.step() else { return nil }
        return Row(
            row: find.int64(0), flags: RecordFlags(rawValue: find.int64(1)),
            scope: find.isNull(2) ? nil : find.int64(2),
            state: find.isNull(3) ? nil : find.bytes(3))
    }

    /// Writes a row and returns its number.
    ///
    /// - Parameters:
    ///   - state: the canonical bytes that the server confirmed; `nil` while it knows nothing.
    ///   - shown: what each declared field shows, in the order of the declaration.
    func write(
        _ id: RecordID, flags: RecordFlags, scope: Int64?, state: [UInt8]?, shown: [ShownValue]
    ) throws(SQLiteError) -> Int64 {
        defer { upsert.reset() }
        try upsert.bind(1, id.bytes)
        try upsert.bind(2, flags.rawValue)
        if let scope { try upsert.bind(3, scope) } else { try upsert.bindNull(3) }
        if let state { try upsert.bind(4, state) } else { try upsert.bindNull(4) }
        if let declaration {
            for (index, field) in declaration.fields.enumerated() {
                try bind(shown[index], of: field, at: index + 5)
            }
        } else {
            try upsert.bind(5, number)
        }
        _ = try upsert.step()
        return upsert.int64(0)
    }

    private func bind(
        _ shown: ShownValue, of field: FieldDeclaration, at index: Int
    ) throws(SQLiteError) {
        switch shown {
        case .set(let elements):
            if elements.isEmpty {
                try upsert.bindNull(index)
            } else {
                var writer = JSONWriter()
                writer.beginArray()
                for element in elements { writer.string(element) }
                writer.endArray()
                try upsert.bind(index, String(decoding: writer.bytes, as: UTF8.self))
            }
        case .single(let value):
            try upsert.bind(index, CollectionTable.stored(value, of: field))
        }
    }

    /// How a value stands in a typed column. A value of another type than the column's, which only
    /// a newer or a faulty program writes, shows as empty; `_state` keeps it.
    static func stored(_ value: FieldValue, of field: FieldDeclaration) -> Value {
        switch (value, field.type) {
        case (.bool(let flag), .boolean): .integer(flag ? 1 : 0)
        case (.integer(let number), .integer), (.integer(let number), .counter): .integer(number)
        case (.integer(let number), .real): .real(Double(number))
        case (.real(let number), .real): .real(number)
        case (.text(let text), .reference): RecordID(text).map { .blob($0.bytes) } ?? .null
        case (.text(let text), .text), (.text(let text), .code), (.text(let text), .date),
            (.text(let text), .instant):
            .text(text)
        default: .null
        }
    }

    /// Reads back what `stored` wrote.
    static func shown(_ value: Value, of field: FieldDeclaration) -> ShownValue {
        if field.type.isSet {
            guard case .text(let text) = value, let list = try? JSON.parse(Array(text.utf8)),
                case .array(let elements) = list
            else { return .set([]) }
            return .set(
                elements.compactMap { if case .string(let text) = $0 { text } else { nil } })
        }
        switch (value, field.type) {
        case (.integer(let number), .boolean): return .single(.bool(number != 0))
        case (.integer(let number), _): return .single(.integer(number))
        case (.real(let number), _): return .single(.real(number))
        case (.text(let text), _): return .single(.text(text))
        case (.blob(let bytes), .reference):
            return .single(RecordID(bytes: bytes).map { .text($0.description) } ?? .null)
        default: return .single(.null)
        }
    }
}
