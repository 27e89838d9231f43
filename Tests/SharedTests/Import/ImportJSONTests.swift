// That JSON and JSON lines are read as CSV is, record by record.

import Shared
import Testing

@Suite("Import of JSON")
struct ImportJSONTests {
    private static let expected: [String: ImportValue] = [
        "name": .value(.text("Été")), "latitude": .value(.real(48.5)),
        "longitude": .value(.real(-4)), "postal_code": .value(.text("29200")),
        "audiences": .set(["femmes", "jeunes"]), "checked_at": .value(.text("2024-02-29")),
    ]
    private static let record = """
        {"source": "s", "source_id": 12, "name": "Été", "latitude": 48.5, "longitude": -4,
        "postal_code": 29200, "audiences": ["jeunes", "femmes"], "checked_at": "29/02/2024",
        "email": null, "inferred": []}
        """

    @Test(
        "an array, an object around one, and lines all give the same record",
        arguments: [
            ("organisation.json", "[\(record)]"),
            ("x.json", "{\"records\": [\(record)], \"collection\": \"organisation\"}"),
            ("organisation.jsonl", "\n\(record.filter { $0 != "\n" })\r\n\n"),
            ("x.json", "\u{FEFF}[{\"collection\": \"organisation\", \(record.dropFirst())]"),
        ])
    func forms(name: String, text: String) throws {
        let batch = ImportSchema.read(name, text)
        let row = try #require(batch.rows.first, "\(batch.reasons)")
        #expect(batch.skipped.isEmpty && batch.read == 1)
        #expect(row.collection == "organisation" && row.sourceID == "12")
        #expect(row.values == Self.expected)
    }

    @Test("each record has its line, and one that is wrong costs only itself")
    func lines() {
        let batch = ImportSchema.read(
            "organisation.json",
            """
            [
              {"source": "s", "source_id": "1", "name": "A"},

              7,
              {"source": "s", "source_id": "2", "name": {"fr": "B"}},
              {"source": "s", "source_id": "3", "name": ["C"]},
              {"source": "s", "source_id": "4", "name": "D", "name": "E"},
              {"source": "s", "source_id": "5", "name": "F", "audiences": [["jeunes"]]},
              {"source": "s",
               "source_id": "6", "name": "G", "colour": "red"}
            ]
            """)
        #expect(batch.rows.map(\.line) == [2, 9])
        #expect(batch.skipped.map(\.line) == [1, 4, 5, 6, 7, 8])
        #expect(batch.reasons.first?.contains("colour") == true)
        #expect(batch.read == 7)
    }

    @Test("a file that breaks off keeps what came before, and says where it broke")
    func truncated() {
        let batch = ImportSchema.read(
            "organisation.json",
            "[\n{\"source\": \"s\", \"source_id\": \"1\", \"name\": \"A\"},\n{\"source\": \"s\",\n")
        #expect(batch.rows.count == 1)
        #expect(batch.skipped.map(\.line) == [4])
    }

    @Test(
        "a file that holds no list of records says so",
        arguments: [
            "{}", "{\"records\": {}}", "7", "\"x\"", "", "[", "[] []", "{\"a\": 1}\n{\"a\": 2}",
        ])
    func noList(text: String) {
        let batch = ImportSchema.read("organisation.json", text)
        #expect(batch.rows.isEmpty && batch.skipped.count == 1, "\(batch.reasons)")
    }

    @Test("lines that are no JSON are left out one by one")
    func badLines() {
        let batch = ImportSchema.read(
            "organisation.jsonl",
            """
            {"source": "s", "source_id": "1", "name": "A"}
            {"source": "s", "source_id": "2",
            [1]
            {"source": "s", "source_id": "3", "name": "C"} x
            {"source": "s", "source_id": "4", "name": "D"}
            """)
        #expect(batch.rows.map(\.sourceID) == ["1", "4"])
        #expect(batch.skipped.map(\.line) == [2, 3, 4] && batch.read == 5)
    }

    @Test("a record deeper or longer than what is read is left out")
    func limits() {
        let deep = String(repeating: "[", count: 1000) + String(repeating: "]", count: 1000)
        let long = String(repeating: "x", count: 1 << 20)
        let batch = ImportSchema.read(
            "organisation.jsonl", "{\"a\": \(deep)}\n{\"b\": \"\(long)\"}")
        #expect(batch.skipped.map(\.line) == [1, 2] && batch.rows.isEmpty)
    }
}
