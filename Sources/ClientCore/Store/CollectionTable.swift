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
        /// What the columns hold that are searched, in the order of their declaration.
        var searched: [String] = []
    }

    /// The number that engine tables know the collection by.
    let number: Int64
    let name: String
    /// `nil` for a collection that a newer program declares.
    let declaration: CollectionDeclaration?
    /// Whether anything of a record is searched.
    let isSearched: Bool
    /// Reads what plain states show; `nil` where none is plain to this program.
    let columns: StateColumns?
    private let connection: Connection
    private let find: Statement
    private let insert: Statement
    private let update: Statement
    private let storages: [Storage]
    /// What the record shows that is being added, in the bytes of its state.
    var slices: ShownSlices
    /// The places of the searched fields in the declaration.
    private let searched: [Int]

    init(number: Int64, name: String, declaration: CollectionDeclaration?, _ connection: Connection)
        throws(SQLiteError)
    {
        self.number = number
        self.name = name
        self.declaration = declaration
        self.connection = connection
        let table = CollectionTable.table(declaration)
        let key = declaration == nil ? "collection = ?2 AND id = ?1" : "id = ?1"
        let declared = declaration?.fields ?? []
        searched = declared.indices.filter { declared[$0].isSearched }
        let texts = searched.map { ", " + StoreSchema.quoted(declared[$0].name) }
        find = try connection.prepare(
            "SELECT _row, _flags, _scope, _state\(texts.joined()) FROM \(table) WHERE \(key)")
        let fields = declaration?.fields.map { StoreSchema.quoted($0.name) } ?? ["collection"]
        let names = ["id", "_flags", "_scope", "_state"] + fields
        let values = names.indices.map { "?\($0 + 1)" }
        let target = declaration == nil ? "collection, id" : "id"
        insert = try connection.prepare(
            """
            INSERT INTO \(table) (\(names.joined(separator: ", ")))
            VALUES (\(values.joined(separator: ", "))) ON CONFLICT (\(target)) DO NOTHING
            """)
        let updates = zip(names, values).dropFirst().map { "\($0) = \($1)" }
        update = try connection.prepare(
            "UPDATE \(table) SET \(updates.joined(separator: ", ")) WHERE _row = ?1")
        isSearched = declaration?.isSearched ?? false
        columns = declaration.flatMap(StateColumns.init)
        storages = declaration?.fields.map { Storage($0.type) } ?? []
        slices = ShownSlices(declaration)
    }

    static func table(_ declaration: CollectionDeclaration?) -> String {
        declaration.map { StoreSchema.quoted($0.name) } ?? "relais_unknown"
    }

    func row(_ id: RecordID) throws(SQLiteError) -> Row? {
        defer { find.reset() }
        try find.bind(1, id)
        if declaration == nil { try find.bind(2, number) }
        guard try find.step() else { return nil }
        return Row(
            row: find.int64(0), flags: RecordFlags(rawValue: find.int64(1)),
            scope: find.isNull(2) ? nil : find.int64(2),
            state: find.isNull(3) ? nil : find.bytes(3),
            searched: searched.indices.map { find.string(4 + $0) })
    }

    /// Whether a row is found by what it is to show from now on already.
    func isFound(_ row: Row, by shown: [ShownValue]) -> Bool {
        zip(searched, row.searched).allSatisfy { index, text in
            switch shown[index] {
            case .single(.text(let new)): text.hasSameBytes(as: new)
            case .single: text.isEmpty
            case .set(let elements):
                elements.isEmpty
                    ? text.isEmpty
                    : text.utf8.elementsEqual(CollectionTable.json(elements))
            }
        }
    }

    private static func json(_ elements: [String]) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginArray()
        for element in elements { writer.string(element) }
        writer.endArray()
        return writer.bytes
    }

    /// Adds a row and returns its number; `nil` when the record has one.
    ///
    /// - Parameters:
    ///   - state: the canonical bytes that the server confirmed; `nil` while it knows nothing.
    ///   - shown: what each declared field shows, in the order of the declaration.
    func insert(
        _ id: RecordID, flags: RecordFlags, scope: Int64?, state: [UInt8]?, shown: [ShownValue]
    ) throws(SQLiteError) -> Int64? {
        defer { insert.rewind() }
        try insert.bind(1, id)
        try bind(insert, flags, scope, state, shown)
        _ = try insert.step()
        return connection.changes == 1 ? connection.lastInsertRowID : nil
    }

    /// Adds the row of a record that shows what `slices` say.
    func insertSlices(
        _ id: RecordID, flags: RecordFlags, scope: Int64, state: [UInt8]
    ) throws(SQLiteError) -> Int64? {
        defer { insert.rewind() }
        try insert.bind(1, id)
        try insert.bind(2, flags.rawValue)
        try insert.bind(3, scope)
        try insert.bind(4, state)
        for index in storages.indices {
            try bind(slices.columns[index], as: storages[index], at: index + 5, of: insert)
        }
        _ = try insert.step()
        return connection.changes == 1 ? connection.lastInsertRowID : nil
    }

    private func bind(
        _ slice: ShownSlices.Slice, as storage: Storage, at index: Int, of statement: Statement
    ) throws(SQLiteError) {
        switch (slice, storage) {
        case (.text(let text), .text):
            try statement.bind(index, utf8: UnsafeRawBufferPointer(text))
        case (.text(let text), .reference):
            if let id = RecordID(String(decoding: text, as: UTF8.self)) {
                try statement.bind(index, id)
            } else {
                try statement.bindNull(index)
            }
        case (.integer(let number), .integer): try statement.bind(index, number)
        case (.integer(let number), .real): try statement.bind(index, Double(number))
        case (.real(let number), .real): try statement.bind(index, number)
        case (.bool(let flag), .boolean): try statement.bind(index, flag ? 1 : 0)
        case (.set(let start, let count), .set) where count > 0:
            let elements = slices.elements(of: (start, count)).map {
                String(decoding: $0, as: UTF8.self)
            }
            try CollectionTable.json(elements).withUnsafeBufferPointer { text throws(SQLiteError) in
                try statement.bind(index, utf8: UnsafeRawBufferPointer(text))
            }
        default: try statement.bindNull(index)
        }
    }

    /// Writes a row that is there.
    func update(
        row: Int64, flags: RecordFlags, scope: Int64?, state: [UInt8]?, shown: [ShownValue]
    ) throws(SQLiteError) {
        defer { update.rewind() }
        try update.bind(1, row)
        try bind(update, flags, scope, state, shown)
        _ = try update.step()
    }

    /// Binds every parameter but the first: those of the row before are still there.
    private func bind(
        _ statement: Statement, _ flags: RecordFlags, _ scope: Int64?, _ state: [UInt8]?,
        _ shown: [ShownValue]
    ) throws(SQLiteError) {
        try statement.bind(2, flags.rawValue)
        if let scope { try statement.bind(3, scope) } else { try statement.bindNull(3) }
        if let state { try statement.bind(4, state) } else { try statement.bindNull(4) }
        if declaration == nil { return try statement.bind(5, number) }
        for index in storages.indices {
            try bind(shown[index], as: storages[index], at: index + 5, of: statement)
        }
    }

    private func bind(
        _ shown: ShownValue, as storage: Storage, at index: Int, of statement: Statement
    ) throws(SQLiteError) {
        switch shown {
        case .single(.null): try statement.bindNull(index)
        case .single(.text(let text)) where storage == .text: try statement.bind(index, text)
        case .single(.text(let text)) where storage == .reference:
            if let id = RecordID(text) {
                try statement.bind(index, id)
            } else {
                try statement.bindNull(index)
            }
        case .single(let value): try statement.bind(index, storage.stored(value))
        case .set(let elements):
            if elements.isEmpty {
                try statement.bindNull(index)
            } else {
                try CollectionTable.json(elements).withUnsafeBufferPointer {
                    text throws(SQLiteError) in
                    try statement.bind(index, utf8: UnsafeRawBufferPointer(text))
                }
            }
        }
    }

    /// How a value stands in a typed column. A value of another type than the column's, which only
    /// a newer or a faulty program writes, shows as empty; `_state` keeps it.
    static func stored(_ value: FieldValue, of field: FieldDeclaration) -> Value {
        Storage(field.type).stored(value)
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

/// What a typed column holds.
private enum Storage {
    case integer, boolean, real, text, reference, set

    init(_ type: FieldType) {
        self =
            switch type {
            case .text, .code, .date, .instant: .text
            case .integer, .counter: .integer
            case .boolean: .boolean
            case .real: .real
            case .reference: .reference
            case .codes, .tags, .references: .set
            }
    }

    func stored(_ value: FieldValue) -> Value {
        switch (value, self) {
        case (.bool(let flag), .boolean): .integer(flag ? 1 : 0)
        case (.integer(let number), .integer): .integer(number)
        case (.integer(let number), .real): .real(Double(number))
        case (.real(let number), .real): .real(number)
        case (.text(let text), .reference): RecordID(text).map { .blob($0.bytes) } ?? .null
        case (.text(let text), .text): .text(text)
        default: .null
        }
    }
}
