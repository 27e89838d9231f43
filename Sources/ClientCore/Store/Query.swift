// Query: lists records by the values of their fields.

import SQLite
public import Shared

/// A condition on a field.
public enum Condition: Hashable, Sendable {
    /// The field shows this value; a set contains it; `.null` for an empty field.
    case equals(field: String, value: FieldValue)
}

extension Store {
    /// Records of a collection in the order of their identities.
    ///
    /// - Parameters:
    ///   - conditions: all must hold.
    ///   - after: only records after this one.
    ///   - limit: at most this many.
    public func records(
        _ collection: String, where conditions: [Condition] = [], after: RecordID? = nil,
        limit: Int = .max
    ) throws(RelaisError) -> [Record] {
        try withCore { core in
            let table = try core.declaredTable(collection)
            var clauses: [String] = []
            var values: [Value] = []
            for case .equals(let name, let value) in conditions {
                guard let field = table.declaration?.field(name) else {
                    throw StoreErrors.unknownField(name, collection)
                }
                let column = StoreSchema.quoted(name)
                if value == .null {
                    clauses.append("\(column) IS NULL")
                } else if field.type.isSet {
                    clauses.append("EXISTS (SELECT 1 FROM json_each(\(column)) WHERE value = ?)")
                    guard case .text(let element) = value else { return [] }
                    values.append(.text(element))
                } else {
                    clauses.append("\(column) IS ?")
                    values.append(CollectionTable.stored(value, of: field))
                }
            }
            if let after {
                clauses.append("id > ?")
                values.append(.blob(after.bytes))
            }
            let condition = clauses.isEmpty ? "1" : clauses.joined(separator: " AND ")
            values.append(.integer(Int64(limit)))
            return try Reader(core: core).records(
                table, where: condition, values, suffix: "ORDER BY id LIMIT ?")
        }
    }

    /// Records of a declared model in the order of their identities.
    public func records<M: Model>(
        _ model: M.Type, where conditions: [Condition] = []
    ) throws(RelaisError) -> [Typed<M>] {
        try records(M.collectionName, where: conditions).compactMap(Typed<M>.init)
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
            ], limit: 1
        ).first
    }
}
