// DirectoryTests: the real directory of the examples, imported, shared and searched.

import FoundationEssentials
import Shared
import Testing

@Suite(.ownThreads) struct DirectoryTests {
    @Test("the real directory is imported once, whoever imports it and however often")
    func importing() throws {
        let server = try TestServer()
        try server.start()
        let anna = try server.device("Anna")
        let files = try Surroundings.realFiles()
        #expect(files.count > 15)
        let first = try anna.start(["import"] + files).finish().success()
        let created = try first.number("created")
        #expect(created > 200)
        #expect(try first.number("read") == rows(of: files))
        #expect(try first.number("updated") == 0 && first.number("unchanged") == 0)
        for skipped in try first.list("skipped") {
            #expect(try skipped.text("file").hasSuffix(".csv") && skipped.number("line") > 0)
            #expect(try !skipped.text("reason").isEmpty)
        }
        let second = try anna.start(["import"] + files).finish().success()
        #expect(try second.number("created") == 0 && second.number("updated") == 0)
        #expect(try second.number("unchanged") == created)
        #expect(try anna.sync().number("pushed") > 0)

        let again = try server.administer(
            ["import", "--territory", TestServer.territory] + files)
        #expect(try again.number("created") == 0 && again.number("updated") == 0)
        let karim = try server.device("Karim")
        try karim.sync()
        let third = try karim.start(["import"] + files).finish().success()
        #expect(try third.number("created") == 0 && third.number("updated") == 0)
        for collection in ["organisation", "service", "glossary_term", "roadmap_action"] {
            let records = try karim.records(collection)
            #expect(try !records.isEmpty && records == anna.records(collection))
        }
        #expect(try karim.json("verify").flag("match"))
    }

    /// The lines under the header: no cell of the examples has a line feed in it.
    private func rows(of files: [String]) throws -> Int {
        try files.reduce(0) { sum, file in
            let bytes = try Data(contentsOf: URL(fileURLWithPath: file))
            return sum + bytes.count { $0 == UInt8(ascii: "\n") } - 1
        }
    }

    @Test("two people who import the same file without a network make no double")
    func importingApart() throws {
        let server = try TestServer()
        try server.start()
        let devices = try ["Anna", "Karim"].map { try server.device($0) }
        let file = Surroundings.examples + "/boulogne/organisation.csv"
        for device in devices { try device.json("import", file) }
        for device in devices + devices { try device.sync() }
        let shown = try devices.map { try $0.records("organisation") }
        #expect(try shown[0] == shown[1] && shown[0].count == rows(of: [file]) + 1)
        for device in devices { #expect(try device.json("verify").flag("match")) }
    }

    /// A sheet of two sources, found and joined; the second, which a service names, into the first.
    private func joinedSheets(_ device: Device) throws -> (first: String, second: String) {
        let path = device.folder.path + "/dora.json"
        let text = """
            [{"source": "dora", "id": "dora--7", "nom": "CCAS de Brest", "code_insee": "29019",
              "telephone": "0298000001", "date_maj": "2026-03-04"},
             {"source": "carif", "id": "carif--1", "nom": "C.C.A.S. Brest", "code_insee": "29019",
              "date_maj": "2026-03-04"},
             {"source": "carif", "id": "carif--2", "structure_id": "carif--1", "nom": "Aide au CV",
              "description": "Relire un CV.", "publics": ["jeunes"], "date_maj": "2026-03-04"}]
            """
        _ = FileManager.default.createFile(atPath: path, contents: Data(text.utf8))
        let outcome = try device.start(["import", path]).finish()
        #expect(try outcome.success().number("created") == 3)
        #expect(outcome.said.contains("`relais duplicates organisation`"))
        let pairs = try device.json("duplicates").list("duplicates")
        let pair = try #require(pairs.first)
        let found = Set([try pair.text("first"), try pair.text("second")])
        // The service names the one that will be the duplicate.
        let second = try device.json("list", "organisation", "--where", "source=carif")
            .list("records")[0].text("id")
        let first = try #require(found.subtracting([second]).first)
        #expect(found.count == 2 && found.contains(second))
        let joined = try device.json("join", "organisation", second, "--into", first)
        #expect(try joined.text("into") == first)
        let sources = try device.json("get", "organisation", first).list("sources")
        #expect(try Set(sources.map { try $0.text("source") }) == ["dora", "carif"])
        return (first, second)
    }

    @Test("data·inclusion comes in, is found twice, and is joined with its sources")
    func inclusion() throws {
        let device = try Device()
        let (first, second) = try joinedSheets(device)
        for language in ["fr", "en"] {
            for words in [["get", "organisation", first], ["duplicates", "organisation"]] {
                let read = try Program(
                    Surroundings.relais, words + ["--store", device.store],
                    variables: ["RELAIS_LANG": language]
                ).finish()
                #expect(read.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
            }
        }
        let answer = try device.start(["join", "organisation", first, "--into", first]).finish()
        #expect(try answer.error().text("code") == "joined_with_itself")
        try device.json("split", "organisation", second)
        #expect(try device.records("organisation").count == 2)
    }

    @Test("what was joined goes out once, and an own export is known again")
    func inclusionGoesOut() throws {
        let device = try Device()
        let (_, second) = try joinedSheets(device)
        // One that was written here has no source, and neither has its service; another service of
        // ours names the sheet that was joined into the other.
        let port = try device.put(
            "organisation", "name=Association du Port", "checked_at=2026-01-02")
        let words = ["description=Lire.", "checked_at=2026-01-02"]
        let ours = try [("Lecture", port), ("Écriture", second)].map { name, organisation in
            try device.start(
                ["put", "service", "name=\(name)", "organisation=\(organisation)"] + words
            ).finish().success().text("id")
        }
        let out = device.folder.path + "/out.json"
        let exported = try device.json("export", "--format", "data-inclusion", "--to", out)
        #expect(try exported.number("exported") == 5 && exported.list("skipped").isEmpty)
        var file = try [UInt8](Data(contentsOf: URL(fileURLWithPath: out)))
        let written = try JSON.parse(file)
        // Whoever reads the file finds every organisation that a service of it names.
        let owners = try written.elements.reduce(into: [String: String]()) { owners, element in
            owners[try element.text("nom")] = try? element.text("structure_id")
        }
        #expect(
            owners == [
                "Aide au CV": "dora--7", "Écriture": "dora--7", "Lecture": "relais--\(port)",
            ])
        let ids = try written.elements.map { try $0.text("id") }
        #expect(Set(ids).isSuperset(of: owners.values) && Set(ids).count == 5)
        #expect(Set(ids).isSuperset(of: ours.map { "relais--\($0)" }))
        // What was exported is known again: nothing is made twice. Our own sheets take the key that
        // they went out with, and the services of the joined one name what stands for it.
        let again = try device.json("import", out)
        #expect(try again.number("created") == 0 && again.list("skipped").isEmpty)
        let settled = try device.json("import", out)
        #expect(try settled.number("unchanged") == 5 && settled.number("created") == 0)
        #expect(try device.records("organisation").count == 2)
        #expect(try device.records("service").count == 3)
        // What others corrected in it comes back into our own sheet.
        let corrected = String(decoding: file, as: UTF8.self)
            .split(separator: "Association du Port", omittingEmptySubsequences: false)
            .joined(separator: "Les Amis du Port")
        file = Array(corrected.utf8)
        _ = FileManager.default.createFile(atPath: out, contents: Data(file))
        let third = try device.json("import", out)
        #expect(try third.number("created") == 0 && third.number("updated") == 1)
        #expect(
            try device.json("get", "organisation", port).field("name")
                == .string("Les Amis du Port"))
    }

    @Test("a sheet is drafted, found as a draft, and published")
    func publishing() throws {
        let device = try Device()
        let organisation = try device.put(
            "organisation", "name=Maison de l'emploi", "checked_at=2026-01-02")
        let service = try device.put(
            "service", "name=Atelier CV", "organisation=\(organisation)", "state=brouillon",
            "description=Relire un CV.", "themes+=candidature", "checked_at=2026-01-02")
        let person = try device.put("person", "given_name=Yasmine", "needs+=candidature")
        func shown(_ language: String) throws -> String {
            try Program(
                Surroundings.relais, ["search", "atelier", "--store", device.store],
                variables: ["RELAIS_LANG": language]
            ).finish().output
        }
        let path = device.folder.path + "/out.json"
        let export = ["export", "--format", "data-inclusion", "--to", path]
        #expect(try shown("fr").contains("brouillon") && shown("en").contains("draft"))
        #expect(try device.json("match", person).list("matches").isEmpty)
        #expect(try device.start(export).finish().success().number("exported") == 1)
        try device.json("put", "service", "--id", service, "state=publie")
        #expect(try !shown("fr").contains("brouillon") && !shown("en").contains("draft"))
        #expect(try device.json("match", person).list("matches").count == 1)
        #expect(try device.start(export).finish().success().number("exported") == 2)
    }

    @Test("a search needs no accents, no ligatures and no network")
    func searching() throws {
        let device = try Device()
        try device.start(["import"] + Surroundings.realFiles()).finish().success()
        let titles = { (words: String...) in
            try device.start(["search"] + words).finish().success().list("results")
                .map { try $0.text("title") }
        }
        let listening = try titles("ecoute")
        #expect(listening.contains { $0.hasPrefix("Écoute et accompagnement") }, "\(listening)")
        #expect(try titles("ÉCOUTE") == listening)
        let work = try titles("oeuvre")
        #expect(try !work.isEmpty && titles("œuvre") == work)
        #expect(try titles("oe").contains(work[0]))
        #expect(try titles("zzzz").isEmpty)
        let place = try device.put(
            "place", "name=Cœur de ville", "latitude=48.39", "longitude=-4.48")
        let near = try device.json("search", "coeur", "--near", "48.40,-4.48")["results"]?[0]
        #expect(near?["id"] == .string(place))
        // A hundredth of a degree of latitude.
        #expect(try (1_050...1_180).contains(near?.number("distanceMetres") ?? 0))
    }
}
