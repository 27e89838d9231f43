// Projection: some fields of many records, for what goes through a whole collection.
//
// A whole record costs its every column and what its reader knows of it; a rule that looks at a
// thousand records and shows ten reads only what it decides by.

import SQLite
import Shared

/// Some fields of one record.
struct ProjectedRecord {
    /// The record's identity.
    let id: RecordID
    fileprivate let names: [String]
    fileprivate let values: [ShownValue]

    /// A field, with the Swift type that its declaration gives it; `nil` for one that was not asked
    /// for.
    subscript<Content>(field: Field<Content>) -> Content? {
        names.firstIndex(of: field.name).flatMap { Content(shown: values[$0]) }
    }

    /// A text, in the shared name of a field of several collections.
    func text(_ name: String) -> String? {
        guard let index = names.firstIndex(of: name),
            case .single(.text(let text)) = values[index]
        else { return nil }
        return text
    }

    /// The elements of a set.
    func elements(_ name: String) -> [String] {
        guard let index = names.firstIndex(of: name), case .set(let elements) = values[index] else {
            return []
        }
        return elements
    }

    /// A reference.
    func reference(_ name: String) -> RecordID? { text(name).flatMap { RecordID($0) } }

    /// Where the record is, when both of its coordinates were asked for and are known.
    var position: Coordinates? {
        guard let latitude = real("latitude"), let longitude = real("longitude") else {
            return nil
        }
        return Coordinates(latitude: latitude, longitude: longitude)
    }

    private func real(_ name: String) -> Double? {
        names.firstIndex(of: name).flatMap { Double(shown: values[$0]) }
    }
}

extension StoreCore {
    /// Some fields of every record of a collection that is shown, in the order of their identities.
    /// It goes through the whole collection, which is what its callers need.
    func project(_ collection: String, _ names: [String]) throws -> [ProjectedRecord] {
        let table = try declaredTable(collection)
        guard let declaration = table.declaration else { return [] }
        let fields = names.compactMap(declaration.field)
        let columns = fields.map { ", \(StoreSchema.quoted($0.name))" }.joined()
        var condition = "NOT _flags & \(RecordFlags.deleted.rawValue)"
        var values: [Value] = []
        if declaration.joinsDuplicates {
            let (clause, value) = try joinedRecords(table).exclusion(parameter: "?1")
            condition += " AND \(clause)"
            values.append(value)
        }
        var records: [ProjectedRecord] = []
        let known = fields.map(\.name)
        try connection.rows(
            """
            SELECT id\(columns) FROM \(CollectionTable.table(declaration))
            WHERE \(condition) ORDER BY id
            """, values
        ) { row in
            guard let id = RecordID(bytes: row.bytes(0)) else { return }
            records.append(
                ProjectedRecord(
                    id: id, names: known,
                    values: fields.enumerated().map { index, field in
                        row.isNull(index + 1)
                            ? field.type.isSet ? .set([]) : .single(.null)
                            : CollectionTable.shown(row.value(index + 1), of: field)
                    }))
        }
        return records
    }
}
