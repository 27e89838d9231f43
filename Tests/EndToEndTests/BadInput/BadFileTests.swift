// BadFileTests: files that cannot be imported, and stores that cannot be opened.

import FoundationEssentials
import Shared
import Testing

@Suite(.ownThreads) struct BadFileTests {
    @Test("a bad file is told line by line, and what is good in it enters once")
    func badLines() throws {
        let device = try Device()
        let file = Surroundings.examples + "/bad/organisation.csv"
        let report = try device.json("import", file)
        #expect(try report.number("read") == 10)
        #expect(try report.number("created") == 1)
        let skipped = try report.list("skipped")
        #expect(try skipped.map { try $0.number("line") } == [2, 3, 4, 5, 6, 7, 9, 10, 11])
        #expect(Set(try skipped.map { try $0.text("reason") }).count == 9)
        #expect(try skipped.allSatisfy { try $0.text("file") == file })
        let records = try device.records("organisation")
        #expect(records.map { $0.field("name") } == [.string("Structure correcte")])
        let again = try device.json("import", file)
        #expect(try again.number("created") == 0 && again.number("unchanged") == 1)
        #expect(try device.records("organisation") == records)
    }

    @Test("a file in another encoding enters not at all, and the reason says what to do")
    func encoding() throws {
        let device = try Device()
        let file = Surroundings.examples + "/bad/latin1.csv"
        let witness = try Witness(device)
        try witness.sees("nothing_imported", ["import", file])
        let server = try TestServer()
        let outcomes = [
            try device.run("import", file),
            try server.run(["import", "--territory", TestServer.territory, file]),
        ]
        for outcome in outcomes {
            #expect(try outcome.error().text("code") == "nothing_imported")
            let report = try outcome.document()
            #expect(try report.number("read") == 0 && report.number("created") == 0)
            let skipped = try report.list("skipped")
            #expect(try skipped.map { try $0.text("file") } == [file])
            #expect(try skipped.allSatisfy { try $0.text("reason").contains("UTF-8") })
        }
        // A file beside it that can be read is not held back.
        let good = Surroundings.examples + "/angouleme/organisation.csv"
        let both = try device.json("import", file, good)
        #expect(try both.number("created") == 4)
        #expect(try both.list("skipped").map { try $0.text("file") } == [file])
    }

    @Test("a file that cannot be read stops the import before anything entered")
    func unreadable() throws {
        let witness = try Witness(try Device())
        let good = Surroundings.examples + "/angouleme/organisation.csv"
        for bad in ["/nowhere/organisation.csv", Surroundings.examples, "/dev/zero"] {
            try witness.sees("file_unreadable", ["import", good, bad])
        }
    }

    @Test("a store that cannot be written is refused by every command")
    func notWritable() throws {
        let folder = try Folder()
        let file = folder.path + "/file"
        try Data("not a folder".utf8).write(to: URL(fileURLWithPath: file))
        for store in [file, file + "/store"] {
            let device = try Device(store: store)
            for arguments in [["status"], ["put", "person", "given_name=A"], ["list", "person"]] {
                let outcome = try device.start(arguments).finish()
                #expect(try outcome.error().text("code") == "store_not_writable")
            }
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == Data("not a folder".utf8))
        let server = try Program(
            Surroundings.relaisServer, ["serve", "--data", file, "--json"],
            variables: ["RELAIS_LANG": "en"])
        #expect(try server.finish().error().text("code") == "data_not_usable")
    }

    /// `user_version` stands in the header of a SQLite file, at offset 60.
    @Test("a store of a newer version is left alone")
    func newerStore() throws {
        let device = try Device()
        try device.put("person", "given_name=Anna")
        let url = URL(fileURLWithPath: device.store + "/relais.sqlite")
        let current = try Data(contentsOf: url)
        var newer = current
        newer[60] = 0x7F
        try newer.write(to: url)
        for arguments in [["status"], ["put", "person", "given_name=A"], ["list", "person"]] {
            let outcome = try device.start(arguments).finish()
            #expect(try outcome.error().text("code") == "store_newer")
        }
        #expect(try Data(contentsOf: url) == newer)
        try current.write(to: url)
        #expect(try device.records("person").count == 1)
    }

    @Test("a store that is no store is said to be damaged, and left alone")
    func damagedStore() throws {
        let device = try Device()
        try device.put("person", "given_name=Anna")
        let url = URL(fileURLWithPath: device.store + "/relais.sqlite")
        let garbage = Data(repeating: 0x41, count: 8192)
        try garbage.write(to: url)
        let outcome = try device.run("status")
        #expect(try outcome.error().text("code") == "store_damaged")
        #expect(try Data(contentsOf: url) == garbage)
    }
}
