// That an import brings files into a store once, and only what differs after that.

import ClientCore
import FoundationEssentials
import SQLite
import Shared
import Testing

@Suite("Store importer")
struct StoreImporterTests {
    private let organisations = (
        "organisation.csv",
        """
        source;source_id;name;audiences;latitude;open;seen_at;checked_at
        s;1;Un;jeunes|femmes;-0;oui;2024-05-06T07:08:09+02:00;29/02/2024
        s;2;Deux;;48,39;non;2024-05-06;
        s;3;;;;;;
        s;4;É\u{301}te\u{301};é|e\u{301};1e-7;;;
        """
    )
    private let services = (
        "service.json",
        """
        [{"source": "s", "source_id": "a", "name": "A", "organisation": "s/1", "places": 3,
          "partners": ["s/1", "s/2"], "visits": 7},
         {"source": "s", "source_id": "b", "name": "B\\u0000\\n", "visits": 0}]
        """
    )

    @Test("a second run of the same files reports everything unchanged and writes nothing")
    func idempotent() throws {
        let sample = try ImportSample()
        #expect(try sample.run(organisations, services).numbers == [6, 5, 0, 0, 1])
        let shown = try sample.shown()
        #expect(try sample.transactions() == 5)
        #expect(try sample.run(organisations, services).numbers == [6, 0, 0, 5, 1])
        #expect(try sample.transactions() == 5)
        #expect(try sample.shown() == shown)
        // Also by a program that opens the store anew.
        let again = try Store(folder: sample.folder + "/store", schema: ImportSample.schema)
        let report = try StoreImporter(store: again).run(
            files: [(name: organisations.0, bytes: Array(organisations.1.utf8))])
        #expect(report.numbers == [4, 0, 0, 3, 1])
    }

    @Test("the values arrive as the fields' types")
    func values() throws {
        let sample = try ImportSample()
        _ = try sample.run(organisations, services)
        let one = try #require(try sample.store.record("organisation", source: "s", sourceID: "1"))
        #expect(one.id == NaturalKey.id("organisation", "s", "1"))
        #expect(
            one.fields == [
                "source": .single(.text("s")), "source_id": .single(.text("1")),
                "name": .single(.text("Un")), "audiences": .set(["femmes", "jeunes"]),
                "latitude": .single(.real(0)), "open": .single(.bool(true)),
                "seen_at": .single(.text("2024-05-06T05:08:09Z")),
                "checked_at": .single(.text("2024-02-29")),
            ])
        let service = try #require(try sample.store.record("service", source: "s", sourceID: "a"))
        #expect(service.fields["organisation"] == .single(.text(one.id.description)))
        #expect(service.fields["visits"] == .single(.integer(7)))
    }

    @Test("only what differs is written, and an empty cell clears nothing")
    func updates() throws {
        let sample = try ImportSample()
        _ = try sample.run(organisations)
        let changed = (
            "organisation.csv",
            "source,source_id,name,audiences,latitude\ns,1,Un,femmes|seniors,\ns,2,Two,,48.39\n"
        )
        #expect(try sample.run(changed).numbers == [2, 0, 2, 0, 0])
        let one = try #require(try sample.store.record("organisation", source: "s", sourceID: "1"))
        #expect(one.fields["audiences"] == .set(["femmes", "seniors"]))
        #expect(one.fields["latitude"] == .single(.real(0)))
        #expect(one.fields["open"] == .single(.bool(true)))
        #expect(try sample.run(changed).numbers == [2, 0, 0, 2, 0])
    }

    @Test("an edit of somebody else's field is kept; a counter is brought to the file's total")
    func otherEdits() throws {
        let sample = try ImportSample()
        _ = try sample.run(services)
        let id = NaturalKey.id("service", "s", "b")
        try sample.store.write { transaction in
            transaction.edit(
                "service", id, ["visits": .increment(2), "places": .assign(.integer(9))])
        }
        let file = ("service.csv", "source,source_id,visits\ns,b,5\n")
        #expect(try sample.run(file).numbers == [1, 0, 1, 0, 0])
        let fields = try #require(try sample.store.record("service", id)).fields
        #expect(fields["visits"] == .single(.integer(5)))
        #expect(fields["places"] == .single(.integer(9)))
    }

    @Test("a record that got the same key after it was made is updated, and referred to")
    func keyNotedLater() throws {
        let sample = try ImportSample()
        let id = try sample.store.write { transaction in
            transaction.create("organisation", ["name": .assign(.text("Saisie"))])
        }
        try sample.store.write { transaction in
            transaction.edit(
                "organisation", id,
                ["source": .assign(.text("s")), "source_id": .assign(.text("1"))])
        }
        #expect(try sample.run(services, organisations).numbers == [6, 4, 1, 0, 1])
        #expect(try sample.store.record("organisation", id)?.fields["name"] == .single(.text("Un")))
        let ownID = NaturalKey.id("organisation", "s", "1")
        #expect(try sample.store.record("organisation", ownID) == nil)
        let service = try #require(try sample.store.record("service", source: "s", sourceID: "a"))
        #expect(service.fields["organisation"] == .single(.text(id.description)))
        let other = NaturalKey.id("organisation", "s", "2")
        #expect(
            service.fields["partners"] == .set([id.description, other.description].sorted()))
        #expect(try sample.run(organisations, services).numbers == [6, 0, 0, 5, 1])
    }

    @Test("the order of the files does not matter, nor on which device they are imported")
    func order() throws {
        let (first, second) = (try ImportSample(), try ImportSample())
        let more = ("more-organisation.csv", "source,source_id,name\ns,1,Other\ns,9,Neuf\n")
        let report = try first.run(organisations, services, more)
        #expect(try second.run(more, services, organisations) == report)
        #expect(try first.shown() == second.shown())
        #expect(report.numbers == [8, 6, 0, 0, 2])
    }

    @Test("a row beyond what one transaction may hold is left out, and the rest is imported")
    func tooLargeRow() throws {
        let sample = try ImportSample()
        let tags = (0..<90_000).map { "element\($0)" }.joined(separator: "|")
        let report = try sample.run(
            ("organisation.csv", "source,source_id,name,audiences\ns,1,A,\(tags)\ns,2,B,x\n"))
        #expect(report.numbers == [2, 1, 0, 0, 1])
        #expect(report.skipped.map(\.line) == [2])
    }

    @Test("the example directories are imported by the product's schema, once")
    func examples() throws {
        let sample = try ImportSample()
        let store = try Store(folder: sample.folder + "/product", schema: JobSearch.schema)
        let importer = StoreImporter(store: store)
        var root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        for _ in 0..<4 { root.deleteLastPathComponent() }
        let data = root.path + "/Examples/data/"
        let paths = try FileManager.default.subpathsOfDirectory(atPath: data)
            .filter { $0.hasSuffix(".csv") && !$0.hasPrefix("bad") }.map { data + $0 }
        #expect(paths.count > 10)
        let first = try importer.run(paths: paths)
        #expect(first.created == first.read && first.read > 200 && first.skipped.isEmpty)
        let second = try importer.run(paths: paths.reversed())
        #expect(second.unchanged == first.read && second.created + second.updated == 0)
        let bad = try importer.run(
            paths: [data + "bad/organisation.csv", data + "bad/latin1.csv"])
        #expect(bad.numbers == [10, 1, 0, 0, 10])
    }

    @Test("skipped records say their file, line and reason")
    func skipped() throws {
        let report = try ImportSample().run(organisations, ("commune.csv", "source\n"))
        #expect(report.skipped.map(\.file) == ["commune.csv", "organisation.csv"])
        #expect(report.skipped.map(\.line) == [1, 4])
        #expect(report.skipped.last?.reason.french.contains("name") == true)
    }
}
