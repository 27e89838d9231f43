// That the example directories are read whole by the product's own schema, and the bad ones as far
// as they are good.

import FoundationEssentials
import Shared
import Testing

@Suite("Example data")
struct ExampleDataTests {
    private static let folders = [
        "", "boulogne", "brest", "angouleme", "bergerac", "communes", "contrat-de-ville",
        "seine-saint-denis",
    ]

    @Test("every record of the example directories is read, and nothing is left out")
    func wholeDirectory() throws {
        let files = try ExampleData.files(in: Self.folders)
        #expect(files.count > 10)
        let batch = ImportBatch(files: files, schema: JobSearch.schema)
        #expect(batch.skipped.isEmpty, "\(batch.reasons)")
        // No cell of these files holds a line end, so that their lines can be counted.
        let lines = files.map { file in file.bytes.count { $0 == 0x0A } - 1 }
        #expect(batch.read == lines.reduce(0, +))
        #expect(batch.rows.count == batch.read)
        func count(_ name: String) -> Int { batch.rows.count { $0.file == name } }
        #expect(count("boulogne/organisation.csv") == 12)
        #expect(count("brest/service.csv") == 28)
    }

    @Test("every reference between the example records finds its record")
    func references() throws {
        let files = try ExampleData.files(in: Self.folders)
        let rows = ImportBatch(files: files, schema: JobSearch.schema).rows
        let known = Set(rows.map(\.id.description))
        var count = 0
        for row in rows {
            for (name, value) in row.values {
                switch (JobSearch.schema.collection(row.collection)?.field(name)?.type, value) {
                case (.reference?, .value(.text(let text))):
                    #expect(known.contains(text), "\(row.file):\(row.line) \(name)")
                    count += 1
                case (.references?, .set(let elements)):
                    #expect(known.isSuperset(of: elements), "\(row.file):\(row.line) \(name)")
                    count += elements.count
                default: break
                }
            }
        }
        #expect(count > 50)
    }

    @Test("of the bad files, one record is taken and ten reasons are given")
    func badFiles() throws {
        let batch = ImportBatch(
            files: try ExampleData.files(in: ["bad"]), schema: JobSearch.schema)
        #expect(batch.rows.map(\.sourceID) == ["bonne"])
        #expect(batch.rows.first?.text("address") == "2 rue de l'Essai")
        #expect(batch.read == 10)
        let expected = [
            "not UTF-8", "name", "SIRET", "licornes", "2015-02-30", "200", "3 cells instead of 9",
            "bonne", "social security", "never closed",
        ]
        #expect(batch.skipped.map(\.line) == [2, 2, 3, 4, 5, 6, 7, 9, 10, 11])
        for (reason, word) in zip(batch.reasons, expected) {
            #expect(reason.contains(word), "\(reason)")
        }
        #expect(batch.skipped.count == expected.count)
    }
}

enum ExampleData {
    /// The CSV files of some folders of the example data, by their path in it.
    static func files(in folders: [String]) throws -> [(name: String, bytes: [UInt8])] {
        var root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        for _ in 0..<4 { root.deleteLastPathComponent() }
        let data = root.path + "/Examples/data/"
        return try folders.flatMap { folder in
            try FileManager.default.contentsOfDirectory(atPath: data + folder).sorted()
                .filter { $0.hasSuffix(".csv") }
                .map { folder.isEmpty ? $0 : folder + "/" + $0 }
                .map { name in
                    (name: name, bytes: [UInt8](try Data(contentsOf: URL(filePath: data + name))))
                }
        }
    }
}
