// Query: lists records by the values of their fields.

import SQLite
public import Shared

/// A condition on a field.
public enum Condition: Hashable, Sendable {
    /// The field shows this value; a set contains it; `.null` for an empty field.
    /// A reference to a record is also one to any record that was joined with it.
    case equals(field: String, value: FieldValue)
}

extension Store {
    /// Records of a collection in the order of their identities. Duplicates that were joined are
    /// left out; a condition on `merged_into` asks for them.
    ///
    /// - Parameters:
    ///   - conditions: all must hold.
    ///   - after: only records after this one.
    ///   - limit: at most this many.
    ///   - includingJoined: whether joined duplicates are listed as well.
    public func records(
        _ collection: String, where conditions: [Condition] = [], after: RecordID? = nil,
        limit: Int = .max, includingJoined: Bool = false
    ) throws(RelaisError) -> [Record] {
        try withCore { core in
            let table = try core.declaredTable(collection)
            var selection = Selection(core: core, table: table)
            for condition in conditions { try selection.add(condition) }
            if !includingJoined { try selection.leaveOutJoined() }
            if let after {
                selection.add("id > ?", [.blob(after.bytes)])
            }
            return try Reader(core: core).records(
                table, where: selection.condition, selection.values + [.integer(Int64(limit))],
                suffix: "ORDER BY id LIMIT ?")
        }
    }

    /// Records of a declared model in the order of their identities.
    public func records<M: Model>(
        _ model: M.Type, where conditions: [Condition] = []
    ) throws(RelaisError) -> [Typed<M>] {
        try records(M.collectionName, where: conditions).compactMap(Typed<M>.init)
    }

    /// What every record of a model shows in some of its fields, in the order of their identities,
    /// for lists and counts that are only read: nothing is decoded but these columns, so going once
    /// over thousands is cheap. Joined duplicates are left out.
    func glances<M: Model>(
        _ model: M.Type, _ fields: [any FieldDeclaring], where conditions: [Condition] = []
    ) throws(RelaisError) -> [Glance<M>] {
        let fields = fields.map(\.declaration)
        return try withCore { core in
            let table = try core.declaredTable(M.collectionName)
            var selection = Selection(core: core, table: table)
            for condition in conditions { try selection.add(condition) }
            try selection.leaveOutJoined()
            let columns = fields.map { ", \(StoreSchema.quoted($0.name))" }.joined()
            var result: [Glance<M>] = []
            try core.connection.rows(
                """
                SELECT id\(columns) FROM \(CollectionTable.table(table.declaration))
                WHERE NOT _flags & \(RecordFlags.deleted.rawValue)
                    AND (\(selection.condition)) ORDER BY id
                """, selection.values
            ) { row in
                guard let id = RecordID(bytes: row.bytes(0)) else { return }
                var shown: [String: ShownValue] = [:]
                for (index, field) in fields.enumerated() where !row.isNull(index + 1) {
                    shown[field.name] = CollectionTable.shown(row.value(index + 1), of: field)
                }
                result.append(Glance(id: id, shown: shown))
            }
            return result
        }
    }

    /// The record that an import knows by its natural key.
    package func record(
        _ collection: String, source: String, sourceID: String
    ) throws(RelaisError) -> Record? {
        try records(
            collection,
            where: [
                .equals(field: "source_id", value: .text(sourceID)),
                .equals(field: "source", value: .text(source)),
            ], limit: 1, includingJoined: true
        ).first
    }
}

/// Some fields of a record, as properties; those that were not asked for are empty.
@dynamicMemberLookup
struct Glance<M: Model>: Sendable {
    let id: RecordID
    let shown: [String: ShownValue]

    subscript<Content>(dynamicMember path: KeyPath<M, Field<Content>>) -> Content? {
        shown[M.shared[keyPath: path].name].flatMap(Content.init(shown:))
    }
}

/// Conditions as SQL.
private struct Selection {
    let core: StoreCore
    let table: CollectionTable
    private var clauses: [String] = []
    private(set) var values: [Value] = []
    private var asksForJoined = false

    init(core: StoreCore, table: CollectionTable) {
        self.core = core
        self.table = table
    }

    var condition: String { clauses.isEmpty ? "1" : clauses.joined(separator: " AND ") }

    mutating func add(_ clause: String, _ values: [Value]) {
        clauses.append(clause)
        self.values += values
    }

    mutating func add(_ condition: Condition) throws {
        guard case .equals(let name, let value) = condition else { return }
        guard let field = table.declaration?.field(name) else {
            throw StoreErrors.unknownField(name, table.name)
        }
        let column = StoreSchema.quoted(name)
        if name == CollectionDeclaration.joiningField { asksForJoined = value != .null }
        if value == .null {
            add("\(column) IS NULL", [])
        } else if field.type.isSet {
            guard case .text(let element) = value else { return add("0", []) }
            var elements = [element]
            if case .references = field.type, let id = RecordID(element) {
                elements = try core.names(of: id, referredToBy: field).map(\.description)
            }
            let places = Self.places(elements.count)
            add(
                "EXISTS (SELECT 1 FROM json_each(\(column)) WHERE value IN (\(places)))",
                elements.map(Value.text))
        } else if !isJoining(name), case .reference = field.type, case .text(let text) = value,
            let id = RecordID(text)
        {
            let names = try core.names(of: id, referredToBy: field)
            add("\(column) IN (\(Self.places(names.count)))", names.map { .blob($0.bytes) })
        } else {
            add("\(column) IS ?", [CollectionTable.stored(value, of: field)])
        }
    }

    /// Leaves out the duplicates that another record stands for, unless a condition asks for them.
    mutating func leaveOutJoined() throws {
        guard table.declaration?.joinsDuplicates ?? false, !asksForJoined else { return }
        let (clause, value) = try core.joinedRecords(table).exclusion()
        add(clause, [value])
    }

    /// What is asked of the joining field itself is which record it names, and no more.
    private func isJoining(_ name: String) -> Bool {
        name == CollectionDeclaration.joiningField && table.declaration?.joinsDuplicates ?? false
    }

    private static func places(_ count: Int) -> String {
        Array(repeating: "?", count: count).joined(separator: ", ")
    }
}
