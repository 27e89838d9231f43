// CSVWriter: rows as a CSV file (RFC 4180) that a spreadsheet opens without running anything in it.

/// Writes rows.
package struct CSVWriter: Sendable {
    /// The file so far.
    package private(set) var text = "\u{FEFF}"

    /// A file without a row; with a byte order mark, by which spreadsheets know UTF-8.
    package init() {}

    /// Adds a row. A cell that a spreadsheet would take for a formula is set in by an apostrophe.
    package mutating func row(_ cells: [String]) {
        text += cells.map(CSVWriter.cell).joined(separator: ";") + "\r\n"
    }

    /// One cell as it stands in the file.
    package static func cell(_ text: String) -> String {
        // By scalars: a mark upon the sign would make another character of it.
        let isFormula = text.unicodeScalars.first.map { "=+-@\t\r".unicodeScalars.contains($0) }
        let safe = isFormula ?? false ? "'" + text : text
        let needsQuotes = safe.unicodeScalars.contains { ";,\"\n\r".unicodeScalars.contains($0) }
        guard needsQuotes else { return safe }
        return "\""
            + safe.split(separator: "\"", omittingEmptySubsequences: false)
            .joined(separator: "\"\"") + "\""
    }
}
