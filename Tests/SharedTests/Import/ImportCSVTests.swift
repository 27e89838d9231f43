// That the rows of CSV files become rows of the schema's collections, and why some do not.

import Shared
import Testing

@Suite("Import of CSV")
struct ImportCSVTests {
    @Test("cells are read by the types of their fields; empty ones are absent")
    func types() throws {
        let batch = ImportSchema.read(
            "service.csv",
            """
            source,source_id,name,free,capacity,latitude,starts_at,checked_at,visits,inferred,email
            dora, 1 ,Atelier,oui,12,"48,39",2026-03-31,31/03/2026,7,name| free||name,
            """)
        let row = try #require(batch.rows.first)
        #expect(batch.skipped.isEmpty && batch.read == 1)
        #expect(row.source == "dora" && row.sourceID == "1" && row.line == 2)
        #expect(
            row.values == [
                "name": .value(.text("Atelier")), "free": .value(.bool(true)),
                "capacity": .value(.integer(12)), "latitude": .value(.real(48.39)),
                "starts_at": .value(.text("2026-03-31T00:00:00Z")),
                "checked_at": .value(.text("2026-03-31")), "visits": .total(7),
                "inferred": .set(["free", "name"]),
            ])
    }

    @Test("a reference may be a natural key, and finds the record that is imported under it")
    func references() throws {
        let organisations = ImportSchema.read(
            "organisation.csv", "source,source_id,name\nville,a/1,A\nville,b,B\n")
        let id = "0192f0c1-2b3c-7def-8123-456789abcdef"
        let services = ImportSchema.read(
            "service.csv",
            "source;source_id;name;organisation;holders\nville;s;S;ville/a/1;ville/b|\(id)\n")
        let row = try #require(services.rows.first)
        let ids = organisations.rows.map(\.id)
        #expect(row.text("organisation") == ids.first?.description)
        #expect(row.values["holders"] == .set([id, ids[1].description].sorted()))
        #expect(
            ids.first
                == RecordID.deterministic(
                    scope: "territory", collection: "organisation", parts: ["ville", "a/1"]))
        let bad = ImportSchema.read(
            "service.csv", "source,source_id,name,organisation\nv,1,S,mairie\nv,2,S,/x\n")
        #expect(bad.rows.isEmpty && bad.skipped.map(\.line) == [2, 3])
    }

    @Test(
        "the file's name tells the collection: the longest one that ends it",
        arguments: [
            ("service.csv", "service"), ("data/brest-service.csv", "service"),
            ("C:\\data\\Brest Service.CSV", "service"), ("brest_service_note.csv", "service_note"),
        ])
    func collectionOfName(name: String, expected: String) {
        let batch = ImportSchema.read(name, "source,source_id,name\ns,1,N\n")
        #expect(batch.rows.map(\.collection) == [expected])
    }

    @Test(
        "a file whose name tells nothing is left out as a whole",
        arguments: [
            "commune.csv", "microservice.csv", "service.txt", "service", "", "diary.csv",
        ])
    func unknownFiles(name: String) {
        let batch = ImportSchema.read(name, "source,source_id,name\ns,1,N\ns,2,N\n")
        #expect(batch.rows.isEmpty && batch.read == 0)
        #expect(batch.skipped.map(\.line) == [1])
    }

    @Test("a column `collection` tells it row by row")
    func collectionColumn() {
        let batch = ImportSchema.read(
            "all.csv",
            """
            collection,source,source_id,name
            organisation,s,1,O
            service,s,1,S
            unicorn,s,1,U
            unicorn,s,2,U
            ,s,3,N
            """)
        #expect(batch.rows.map(\.collection) == ["organisation", "service"])
        #expect(batch.read == 5)
        // An unknown collection is told once.
        #expect(batch.skipped.map(\.line) == [4, 6])
    }

    @Test("an unknown column is told once, and the rows are read without it")
    func unknownColumns() {
        let batch = ImportSchema.read(
            "organisation.csv", "source;source_id;name;colour;\ns;1;A;red;\ns;2;B;blue;x\n")
        #expect(batch.rows.count == 2)
        #expect(batch.skipped.map(\.line) == [1])
        #expect(batch.skipped.first?.reason.french.contains("colour") == true)
    }

    @Test(
        "what is wrong with the columns is told once for the file",
        arguments: [
            "", "\n\n", "source,name\ns,A\ns,B\n", "source,source_id,name,name\ns,1,A,B\n",
            "source,source_id,\"name\ns,1,A\n",
        ])
    func badHeaders(text: String) {
        let batch = ImportSchema.read("organisation.csv", text)
        #expect(batch.rows.isEmpty && batch.skipped.count == 1)
    }

    @Test(
        "a row that does not fit is left out with a reason that names the field",
        arguments: [
            ("s,1,,jeunes,,,", "name"), ("s,1, ,,,,", "name"), (",1,A,,,,", "source"),
            ("s,,A,,,,", "source_id"), ("s,1,A,licornes,,,", "licornes"),
            ("s,1,A,,2023-02-30,,", "checked_at"), ("s,1,A,,,91,", "latitude"),
            ("s,1,A,,,nord,", "latitude"), ("s,1,A,,,,12345678901234", "siret"),
            ("s,1,A", "3 cells instead of 7"), ("s,1,A,,,,,", "8 cells instead of 7"),
            ("s,1,1 85 05 78 006 084 36,,,,", "social security"), ("s,1,\"A\"B,,,,", "quote"),
        ])
    func badRows(row: String, named: String) {
        let batch = ImportSchema.read(
            "organisation.csv",
            "source,source_id,name,audiences,checked_at,latitude,siret\n\(row)\ns,9,Z,,,,\n")
        #expect(batch.rows.map(\.sourceID) == ["9"])
        #expect(batch.read == 2)
        #expect(batch.skipped.map(\.line) == [2])
        #expect(batch.skipped.first?.reason.english.contains(named) == true, "\(batch.reasons)")
    }

    @Test("rows of nothing but separators are no records")
    func emptyRows() {
        let batch = ImportSchema.read(
            "organisation.csv", "source;source_id;name\ns;1;A\n;;\n ; ;\n")
        #expect(batch.read == 1 && batch.rows.count == 1 && batch.skipped.isEmpty)
    }

    @Test("a key with other content is left out wherever it stands; with the same, it is no fault")
    func keyTwice() {
        let header = "source,source_id,name\n"
        let batch = ImportBatch(
            files: [
                (name: "b-organisation.csv", bytes: Array((header + "s,1,B\ns,2,C\n").utf8)),
                (name: "a-organisation.csv", bytes: Array((header + "s,1,A\ns,1,A\n").utf8)),
                (name: "service.csv", bytes: Array((header + "s,1,S\n").utf8)),
            ], schema: ImportSchema.schema)
        #expect(batch.rows.map { $0.text("name") } == ["A", "A", "C", "S"])
        #expect(batch.read == 5)
        #expect(batch.skipped.map(\.file) == ["b-organisation.csv"])
        #expect(batch.skipped.map(\.line) == [2])
        #expect(batch.skipped.first?.reason.french.contains("a-organisation.csv") == true)
    }

    @Test("a counter must be a count", arguments: ["-1", "1000000001", "1.5", "x"])
    func counters(text: String) {
        let batch = ImportSchema.read(
            "service.csv", "source,source_id,name,visits\ns,1,S,\(text)\n")
        #expect(batch.rows.isEmpty && batch.reasons.first?.contains("visits") == true)
    }
}
