// SchemaUpdate: makes a store's tables follow the declared schema, whichever program opened it
// last.

import SQLite
import Shared

/// Brings the collections' tables to the declared schema when the store is opened.
struct SchemaUpdate {
    let core: StoreCore

    func run() throws {
        let known = try fingerprints()
        let outdated = core.schema.collections.filter { known[$0.name] != fingerprint($0) }
        let undeclared = known.keys.filter { name in
            known[name] != "" && core.schema.collection(name) == nil
        }
        guard !outdated.isEmpty || !undeclared.isEmpty else { return }
        try core.write {
            for name in undeclared.sorted() { try setAside(name) }
            for declaration in outdated { try update(declaration) }
        }
    }

    /// The declared fields, in a form that differs when a column must be made or derived anew.
    private func fingerprint(_ declaration: CollectionDeclaration) -> String {
        let fields = declaration.fields.map { field in
            let formerly = field.key == field.name ? "" : " \(field.key)"
            return "\(field.name) \(field.type.name) \(field.merge.name)\(formerly)"
        }
        let splits = declaration.splits.map { lens in
            ([lens.whole] + lens.parts + [Hex.encode(Array(lens.separator.utf8))])
                .joined(separator: " ")
        }
        return (fields + splits).joined(separator: ",")
    }

    private func fingerprints() throws -> [String: String] {
        var result: [String: String] = [:]
        try core.connection.rows("SELECT name, columns FROM relais_collection", []) { row in
            result[row.string(0)] = row.string(1)
        }
        return result
    }

    private func update(_ declaration: CollectionDeclaration) throws {
        let name = StoreSchema.quoted(declaration.name)
        let present = try bringColumns(of: declaration, to: name)
        let parallel = StoreSchema.quoted("relais_parallel_" + declaration.name)
        try core.connection.execute(
            """
            CREATE INDEX IF NOT EXISTS \(parallel)
            ON \(name) (id) WHERE _flags & \(RecordFlags.parallel.rawValue)
            """)
        if declaration.joinsDuplicates {
            let joined = StoreSchema.quoted("relais_joined_" + declaration.name)
            try core.connection.execute(
                """
                CREATE INDEX IF NOT EXISTS \(joined)
                ON \(name) (merged_into) WHERE merged_into IS NOT NULL
                """)
        }
        // What a column shows is derived: one that this program does not declare, because a field
        // was renamed or is newer, would go on showing what is gone.
        let declared = Set(declaration.fields.map(\.name))
        for column in present.sorted()
        where !column.hasPrefix("_") && column != "id" && !declared.contains(column) {
            try core.connection.execute(
                "UPDATE \(name) SET \(StoreSchema.quoted(column)) = NULL")
        }
        let table = try core.table(declaration.name)
        try adoptUnknown(table, into: name)
        let device = try DeviceState(core.connection)
        for id in try ids(in: name) { try core.refresh(table, id, device) }
        try core.connection.run(
            "UPDATE relais_collection SET columns = ? WHERE number = ?",
            [.text(fingerprint(declaration)), .integer(table.number)])
    }

    /// Makes the table, or the columns that it lacks.
    ///
    /// - Returns: the columns that were there before.
    private func bringColumns(
        of declaration: CollectionDeclaration, to name: String
    ) throws -> Set<String> {
        var present: Set<String> = []
        try core.connection.rows("SELECT name FROM pragma_table_info(?)", [.text(declaration.name)])
        { row in
            present.insert(row.string(0))
        }
        let columns = declaration.fields.filter { !present.contains($0.name) }.map { field in
            "\(StoreSchema.quoted(field.name)) \(StoreSchema.columnType(field.type))"
        }
        guard present.isEmpty else {
            for column in columns {
                try core.connection.execute("ALTER TABLE \(name) ADD COLUMN \(column)")
            }
            return present
        }
        // At once: after each column that is added SQLite reads the whole schema again, which took
        // half a second of a new store's first start.
        try core.connection.execute(
            """
            CREATE TABLE \(name) (
                _row INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE,
                _flags INTEGER NOT NULL DEFAULT 0, _scope INTEGER, _state BLOB
                \(columns.map { ", " + $0 }.joined()))
            """)
        return present
    }

    /// Moves the records of a collection that only a newer program declares to where this one
    /// keeps, proves and purges what it does not know. That program takes them back.
    private func setAside(_ collection: String) throws {
        let number = try core.table(collection).number
        let name = StoreSchema.quoted(collection)
        try core.search.removeAll(of: number)
        try core.connection.run(
            """
            INSERT OR REPLACE INTO relais_unknown (collection, id, _flags, _scope, _state)
            SELECT ?, id, _flags, _scope, _state FROM \(name)
            """, [.integer(number)])
        try core.connection.run("DELETE FROM \(name)")
        try core.connection.run(
            "UPDATE relais_collection SET columns = '' WHERE number = ?", [.integer(number)])
    }

    /// Moves records that were kept for a newer program: this is that program.
    private func adoptUnknown(_ table: CollectionTable, into name: String) throws {
        try core.connection.run(
            """
            INSERT INTO \(name) (id, _flags, _scope, _state)
            SELECT id, _flags, _scope, _state FROM relais_unknown WHERE collection = ?
            ON CONFLICT (id) DO UPDATE SET _flags = excluded._flags, _scope = excluded._scope,
                _state = excluded._state
            """, [.integer(table.number)])
        try core.connection.run(
            "DELETE FROM relais_unknown WHERE collection = ?", [.integer(table.number)])
    }

    private func ids(in name: String) throws -> [RecordID] {
        var ids: [RecordID] = []
        try core.connection.rows("SELECT id FROM \(name)", []) { row in
            if let id = RecordID(bytes: row.bytes(0)) { ids.append(id) }
        }
        return ids
    }
}
