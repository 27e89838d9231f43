// WholePathTests: the main job, through the programs as a person or a script runs them.

import Glibc
import Shared
import Testing

@Suite(.ownThreads) struct WholePathTests {
    @Test("port 0 takes a free one, and says where it listens", arguments: [[], ["--json"]])
    func listening(options: [String]) throws {
        let server = try TestServer()
        let program = try Program(
            Surroundings.relaisServer,
            ["serve", "--data", server.data, "--listen", "127.0.0.1:0"] + options)
        let url = try program.line(after: "listening on ")
        let port = try #require(url.wholeMatch(of: /http:\/\/127\.0\.0\.1:([0-9]+)/)?.1)
        #expect(UInt16(port) ?? 0 > 0)
        let device = try Device()
        try device.json("enrol", url, try server.invite("Anna"))
        program.send(SIGINT)
        let outcome = try program.finish()
        #expect(outcome.status == 0 && outcome.output == "listening on \(url)\n")
    }

    @Test("two devices work offline, meet again, settle and prove that they hold the same")
    func story() throws {
        let server = try TestServer()
        try server.start()
        let anna = try server.device("Anna")
        let karim = try server.device("Karim")
        let person = try anna.put(
            "person", "given_name=Yasmine", "phone=02 98 00 00 01", "audiences=femmes,jeunes")
        try anna.sync()
        try karim.sync()

        #expect(try server.stop().status == 0)
        try anna.put("person", "--id", person, "email=yasmine@example.org", "notes_count+=1")
        try anna.put("person", "--id", person, "phone=06 12 34 56 78", "audiences-=jeunes")
        try karim.put("person", "--id", person, "address=12 rue de la Mairie", "notes_count+=2")
        try karim.put("person", "--id", person, "phone=07 98 76 54 32", "audiences+=allophones")
        let note = try karim.put("note", "person=\(person)", "text=Rappeler mardi.")
        #expect(try anna.json("get", "person", person).text("state") == "pending")
        #expect(try anna.json("status").number("pending") == 2)
        try requireOffline(anna)
        try server.start()
        #expect(try anna.sync().number("pushed") == 2)
        let met = try karim.sync()
        #expect(try met.number("pushed") == 3)
        #expect(try met.number("conflicts") == 1)
        try anna.sync()

        for device in [anna, karim] {
            let record = try device.json("get", "person", person)
            #expect(try record.text("state") == "conflict")
            #expect(record.field("email") == .string("yasmine@example.org"))
            #expect(record.field("address") == .string("12 rue de la Mairie"))
            #expect(record.field("notes_count") == .integer(3))
            #expect(
                record.field("audiences") == .array([.string("allophones"), .string("femmes")]))
            #expect(try device.json("get", "note", note).text("state") == "synced")
            try requireConflict(device, person)
        }
        try settle(anna, karim, person)
    }

    /// A synchronisation without a network is no success, and says what waits.
    private func requireOffline(_ device: Device) throws {
        let outcome = try device.run("sync")
        let error = try outcome.error()
        #expect(try error.text("code") == "offline")
        #expect(try error.flag("transient"))
        let report = try outcome.document()
        #expect(try report.text("state") == "offline")
        #expect(try report.number("pending") == 2)
    }

    /// Both values, what was there before, who and when.
    private func requireConflict(_ device: Device, _ person: String) throws {
        let conflicts = try device.json("conflicts").list("conflicts")
        let conflict = try #require(conflicts.count == 1 ? conflicts.first : nil)
        #expect(conflict["id"] == .string(person) && conflict["field"] == .string("phone"))
        #expect(conflict["collection"] == .string("person"))
        #expect(conflict["base"] == .string("02 98 00 00 01"))
        let values = try conflict.list("values")
        #expect(
            Set(values.compactMap { $0["value"]?.string })
                == ["06 12 34 56 78", "07 98 76 54 32"])
        #expect(Set(values.compactMap { $0["userName"]?.string }) == ["Anna", "Karim"])
        #expect(Set(try values.map { try $0.number("device") }).count == 2)
        for value in values {
            #expect(Instant(try value.text("claimedAt")) != nil)
            #expect(try !value.text("user").isEmpty)
        }
    }

    private func settle(_ anna: Device, _ karim: Device, _ person: String) throws {
        try anna.json("resolve", "person", person, "phone", "--keep", "07 98 76 54 32")
        #expect(try anna.json("conflicts").list("conflicts").isEmpty)
        try anna.sync()
        try karim.sync()
        for device in [anna, karim] {
            let record = try device.json("get", "person", person)
            #expect(record.field("phone") == .string("07 98 76 54 32"))
            #expect(try record.text("state") == "synced")
            #expect(try device.json("status").number("conflicts") == 0)
            let verified = try device.json("verify")
            #expect(try verified.flag("match"))
            #expect(try verified.number("scopes") == 2)
            #expect(try verified.number("records") == 3)
            let history = try device.json("history", "person", person)
            #expect(try history.flag("complete"))
            let phones = try history.list("changes").filter { $0["field"] == .string("phone") }
            #expect(phones.count == 4, "\(history.shown)")
        }
        #expect(try anna.snapshot().dropFirst() == karim.snapshot().dropFirst())
    }

    @Test("a deletion holds on every device, and a change made without knowing of it is not lost")
    func deletion() throws {
        let server = try TestServer()
        try server.start()
        let anna = try server.device("Anna")
        let karim = try server.device("Karim")
        let gone = try anna.put("person", "given_name=Gone")
        let kept = try anna.put("person", "given_name=Kept")
        try anna.sync()
        try karim.sync()
        try anna.json("delete", "person", gone)
        try anna.json("delete", "person", kept)
        try karim.put("person", "--id", kept, "phone=02 98 00 00 01")
        try anna.sync()
        try karim.sync()
        try anna.sync()
        for device in [anna, karim] {
            #expect(try device.run("get", "person", gone).error().text("code") == "not_found")
            #expect(
                try device.json("get", "person", kept).field("phone")
                    == .string("02 98 00 00 01"))
            #expect(try device.json("verify").flag("match"))
        }
    }
}
