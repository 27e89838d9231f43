// Laws of the import over generated and damaged files: what is written is read back, and no bytes
// whatever make it fail.

import Shared
import Testing

@Suite("Import laws")
struct ImportLawTests {
    private static let valid = #"""
        source;source_id;name;description;audiences;checked_at
        s;1;"Un; ""nom""";"sur
        deux lignes";jeunes|femmes;2024-02-29
        s;2;Été;'=1+1;;
        s;3;;sans nom;;

        s;4;Quatre;;licornes;31/12/2023
        s;5;cinq
        """#
    private static let json = """
        {"collection": "organisation", "records": [
          {"source": "s", "source_id": "1", "name": "Un \\u00e9t\\u00e9", "audiences": ["jeunes"]},
          {"source": "s", "source_id": 2, "name": "Deux", "latitude": 48.1, "x": {"y": [1, {}]}},
          {"id": "a", "nom": "Trois", "source": "dora", "date_maj": "2024-01-01T00:00:00Z"}
        ], "total": 3}
        """

    @Test(
        "a generated CSV file is read back, whatever its separator, quotes, mark and line ends",
        arguments: 0..<150 as Range<UInt64>)
    func roundTrip(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let columns = Int.random(in: 2...6, using: &generator)
        var table = [(0..<columns).map { "column \($0)" }]
        for _ in 0..<Int.random(in: 0...8, using: &generator) {
            table.append((0..<columns).map { _ in CSVWriter.cell(&generator) })
        }
        var writer = CSVWriter(&generator)
        let bytes = writer.write(table)
        let read = try CSVSample.items(bytes).map { item -> [[UInt8]] in
            guard case .row(_, let cells) = item else { return [] }
            return cells.map { Array($0.utf8) }
        }
        #expect(read == table.map { $0.map { Array($0.utf8) } })
    }

    @Test("of a CSV file that breaks off, every row before the break is read as in the whole file")
    func prefixesOfCSV() throws {
        let bytes = Array(Self.valid.utf8)
        let whole = try CSVSample.items(bytes)
        let header = (bytes.firstIndex(of: 0x0A) ?? 0) + 1
        for end in header...bytes.count {
            let prefix = Array(bytes[..<end])
            guard String(validating: prefix, as: UTF8.self) != nil else { continue }
            let items = try CSVSample.items(prefix)
            #expect(items.dropLast() == whole.prefix(max(items.count - 1, 0)))
        }
    }

    @Test(
        "every prefix of a file is read without failing, and nothing is made up",
        arguments: [
            "organisation.csv", "organisation.json", "organisation.jsonl",
        ])
    func prefixes(name: String) {
        let bytes = Array((name.hasSuffix("csv") ? Self.valid : Self.json).utf8)
        let whole = ImportFile.parse(name: name, bytes: bytes, schema: ImportSchema.schema)
        for end in 0...bytes.count {
            let batch = ImportFile.parse(
                name: name, bytes: Array(bytes[..<end]), schema: ImportSchema.schema)
            check(batch, lines: 10)
            #expect(batch.read <= whole.read + 1)
        }
    }

    @Test(
        "5,000 damaged files are read without failing",
        arguments: [
            "organisation.csv", "organisation.json", "organisation.jsonl",
        ])
    func mutations(name: String) {
        var generator = SeededGenerator(seed: 7)
        let bytes = Array((name.hasSuffix("csv") ? Self.valid : Self.json).utf8)
        for _ in 0..<5_000 {
            let damaged = generator.mutated(bytes)
            let lines = damaged.count { $0 == 0x0A } + 1
            check(
                ImportFile.parse(name: name, bytes: damaged, schema: ImportSchema.schema),
                lines: lines)
        }
    }

    @Test("the order in which files are given does not matter", arguments: 0..<20 as Range<UInt64>)
    func order(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let files = (0..<5).map { index in
            (
                name: "\(index % 3)-organisation.csv",
                bytes: generator.mutated(Array(Self.valid.utf8))
            )
        }
        let batch = ImportBatch(files: files, schema: ImportSchema.schema)
        let shuffled = ImportBatch(
            files: files.shuffled(using: &generator), schema: ImportSchema.schema)
        #expect(batch == shuffled)
    }

    /// What holds of every batch: accepted rows fit the schema, and lines exist.
    private func check(_ batch: ImportBatch, lines: Int) {
        #expect(batch.rows.count <= batch.read)
        for row in batch.rows {
            #expect((1...lines).contains(row.line))
            #expect(!row.source.isEmpty && !row.sourceID.isEmpty)
            #expect(row.collection != "organisation" || row.text("name") != nil)
        }
        for skipped in batch.skipped {
            #expect((1...lines).contains(skipped.line))
            #expect(!skipped.reason.french.isEmpty && !skipped.reason.english.isEmpty)
        }
    }
}

/// Writes CSV in one of the ways that programs do, chosen by chance.
private struct CSVWriter {
    private let separator: String
    private let end: String
    private let mark: String
    private let quotesAll: Bool
    private let endsWithLine: Bool

    init(_ generator: inout SeededGenerator) {
        separator = Bool.random(using: &generator) ? ";" : ","
        end = Bool.random(using: &generator) ? "\n" : "\r\n"
        mark = Bool.random(using: &generator) ? "\u{FEFF}" : ""
        quotesAll = Int.random(in: 0..<4, using: &generator) == 0
        endsWithLine = Bool.random(using: &generator)
    }

    /// Any text but one that reads as neutralised without having been.
    static func cell(_ generator: inout SeededGenerator) -> String {
        let parts = [";", ",", "\"", "\n", "\r\n", "\r", "é", "=", "-1", "'", " ", "|", "a", "12"]
        let count = Int.random(in: 0...4, using: &generator)
        let text =
            Bool.random(using: &generator)
            ? generator.text()
            : (0..<count).map { _ in parts.randomElement(using: &generator) ?? "" }.joined()
        let bytes = Array(text.utf8.prefix(2))
        let isNeutralised = bytes.count == 2 && bytes[0] == 0x27 && "=+-@".utf8.contains(bytes[1])
        return isNeutralised ? "" : text
    }

    mutating func write(_ table: [[String]]) -> [UInt8] {
        let rows = table.map { $0.map(written).joined(separator: separator) }
        return Array((mark + rows.joined(separator: end) + (endsWithLine ? end : "")).utf8)
    }

    private func written(_ cell: String) -> String {
        var text = cell
        if let first = cell.utf8.first, "=+-@".utf8.contains(first) { text = "'" + cell }
        let special = (separator + "\"\r\n").utf8
        guard quotesAll || text.utf8.contains(where: special.contains) else { return text }
        var quoted = "\"".unicodeScalars
        for scalar in text.unicodeScalars {
            quoted.append(scalar)
            if scalar == "\"" { quoted.append(scalar) }
        }
        quoted.append("\"")
        return String(quoted)
    }
}
