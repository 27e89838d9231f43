// SyntheticTable: records of one collection as text, in the form in which files are imported.

/// A table of a collection.
package struct SyntheticTable: Hashable, Sendable {
    /// The collection's name.
    package let collection: String
    /// Names of fields.
    package let header: [String]
    /// A cell for each field; empty for none, `|` between the members of a set.
    package private(set) var rows: [[String]] = []

    package init(_ collection: String, _ header: [String]) {
        self.collection = collection
        self.header = header
    }

    /// Adds a record; what it does not name stays empty.
    mutating func add(_ values: [String: String]) {
        rows.append(header.map { values[$0] ?? "" })
    }

    /// The table as a file: UTF-8, `;` between cells, RFC 4180 quoting.
    package var csv: String {
        ([header] + rows).map { row in
            row.map(SyntheticTable.quoted).joined(separator: ";") + "\n"
        }.joined()
    }

    private static func quoted(_ cell: String) -> String {
        guard cell.contains(where: { $0 == ";" || $0 == "\"" || $0 == "\n" }) else { return cell }
        return "\""
            + cell.split(separator: "\"", omittingEmptySubsequences: false)
            .joined(separator: "\"\"") + "\""
    }
}
