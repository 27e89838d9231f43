// FileRecords: every record that is of a file, or names it, as a device holds it.
//
// Found from the declared schema: what is shown, what was deleted and is still held, what waits,
// and what was refused and never had a row.

import SQLite
import Shared

extension StoreCore {
    /// Every identity of one file: itself, and the duplicates that were joined with it.
    func names(ofFile id: RecordID, in collection: String) throws -> Set<RecordID> {
        let table = try declaredTable(collection)
        guard table.declaration?.joinsDuplicates ?? false else { return [id] }
        return try joinedRecords(table).names(of: id)
    }

    /// The records of a file by any of its names, each once, with the envelopes that are tied to
    /// it; those that were erased are left out.
    func records(ofFile names: Set<RecordID>, in collection: String) throws -> [RecordKey] {
        var found: Set<RecordKey> = []
        let file = try declaredTable(collection)
        for name in names where try file.row(name) != nil {
            found.insert(RecordKey(collection: collection, id: name))
        }
        for (declaration, fields) in schema.referrers(of: collection) {
            for name in names {
                found.formUnion(try rows(of: declaration, naming: name, in: fields))
            }
        }
        for name in names { found.formUnion(try own(naming: name, collection)) }
        for key in Array(found) {
            if let envelope = try envelope(tiedBy: key) { found.insert(envelope) }
        }
        return try found.filter { try !isErased(try table($0.collection).number, $0.id) }
            .sorted { ($0.collection, $0.id) < ($1.collection, $1.id) }
    }

    /// The envelope that a record ties to a file, when the device holds it.
    private func envelope(tiedBy key: RecordKey) throws -> RecordKey? {
        guard let envelopes = schema.envelopes(tiedBy: key.collection),
            let field = schema.collection(key.collection)?.identity.first,
            case .single(.text(let text))? =
                try Reader(core: self).record(try table(key.collection), key.id)?.fields[field],
            let id = RecordID(text), try table(envelopes.name).row(id) != nil
        else { return nil }
        return RecordKey(collection: envelopes.name, id: id)
    }

    /// The rows whose confirmed state names a file, or that show it.
    private func rows(
        of declaration: CollectionDeclaration, naming name: RecordID,
        in fields: [FieldDeclaration]
    ) throws -> [RecordKey] {
        // A reference is stored as bytes, a set of them as text.
        let columns = fields.map { field in
            let column = StoreSchema.quoted(field.name)
            return field.type.isSet ? "instr(\(column), ?1) > 0" : "hex(\(column)) = ?2"
        }
        var result: [RecordKey] = []
        try connection.rows(
            """
            SELECT id FROM \(CollectionTable.table(declaration))
            WHERE ?2 IS NOT NULL AND (instr(_state, CAST(?1 AS BLOB)) > 0
                OR \(columns.joined(separator: " OR ")))
            """, [.text(name.description), .text(Hex.encode(name.bytes).uppercased())]
        ) { row in
            guard let id = RecordID(bytes: row.bytes(0)) else { return }
            result.append(RecordKey(collection: declaration.name, id: id))
        }
        return result
    }

    /// What the device's own transactions that are still held write of a file.
    private func own(naming name: RecordID, _ collection: String) throws -> [RecordKey] {
        var rows: [UInt64] = []
        try connection.rows(
            "SELECT row FROM relais_journal WHERE instr(body, ?) > 0 ORDER BY row",
            [.blob(Array(name.description.utf8))]
        ) { rows.append(UInt64(bitPattern: $0.int64(0))) }
        return try rows.compactMap { try journal.transaction(row: $0) }
            .flatMap(\.transaction.records)
            .filter { schema.names($0, anyOf: [name.description], in: collection) }
            .map { RecordKey(collection: $0.collection, id: $0.id) }
    }
}
