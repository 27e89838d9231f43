// RowSieve: what a row must show besides the words, looked at one row after the other.

import SQLite
import Shared

/// Lets candidates of one collection through.
struct RowSieve {
    private let declaration: CollectionDeclaration
    private let near: Coordinates?
    private let statement: Statement
    /// What the statement is given after the row.
    private let values: [Value]
    private var sieve: SearchSieve

    init(_ core: StoreCore, _ request: SearchRequest, _ declaration: CollectionDeclaration) throws {
        self.declaration = declaration
        near = declaration.isPositioned ? request.near : nil
        sieve = SearchSieve(declaration, request)
        var clauses = ["record._row = ?1"]
        var values: [Value] = []
        func placeholder(_ value: Value) -> String {
            values.append(value)
            return "?\(values.count + 1)"
        }
        for filter in request.filters {
            let column = "record.\(StoreSchema.quoted(filter.field))"
            let places = try RowSieve.values(filter, declaration, core).map(placeholder)
                .joined(separator: ", ")
            let isSet = declaration.field(filter.field)?.type.isSet ?? false
            clauses.append(
                isSet
                    ? "EXISTS (SELECT 1 FROM json_each(\(column)) WHERE value IN (\(places)))"
                    : "\(column) IN (\(places))")
        }
        if declaration.joinsDuplicates && !request.includesJoined {
            let known = try core.joinedRecords(try core.table(declaration.name))
            let (clause, value) = try known.exclusion(
                row: "record.", parameter: "?\(values.count + 2)")
            values.append(value)
            clauses.append(clause)
        }
        self.values = values
        let position = near == nil ? "NULL, NULL" : "record.latitude, record.longitude"
        statement = try core.connection.prepare(
            """
            SELECT record.id, \(position), \(sieve.columns)
            FROM \(CollectionTable.table(declaration)) AS record
            WHERE \(clauses.joined(separator: " AND "))
            """)
    }

    /// The record, when it passes.
    mutating func hit(_ candidate: Candidate) throws -> Hit? {
        defer { statement.reset() }
        try statement.bind(1, candidate.row)
        for (index, value) in values.enumerated() { try statement.bind(index + 2, value) }
        guard try statement.step(), let id = RecordID(bytes: statement.bytes(0)),
            sieve.passes(statement, from: 3)
        else { return nil }
        return Hit(
            candidate: candidate, declaration: declaration, id: id, distance: distance())
    }

    private func distance() -> Double? {
        guard let near, !statement.isNull(1), !statement.isNull(2) else { return nil }
        return Coordinates(latitude: statement.double(1), longitude: statement.double(2))
            .map(near.distance(to:))
    }

    /// What the field may hold to pass; of a reference, every identity of the record.
    private static func values(
        _ filter: (field: String, value: String), _ declaration: CollectionDeclaration,
        _ core: StoreCore
    ) throws -> [Value] {
        guard let field = declaration.field(filter.field) else { return [.text(filter.value)] }
        var texts = [filter.value]
        if let id = RecordID(filter.value) {
            let names = try core.names(of: id, referredToBy: field)
            if names.count > 1 { texts = names.map(\.description) }
        }
        return texts.map { text in
            field.type.isSet ? .text(text) : CollectionTable.stored(.text(text), of: field)
        }
    }
}
