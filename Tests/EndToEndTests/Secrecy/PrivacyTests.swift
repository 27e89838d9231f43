// PrivacyTests: the data of a person, at the keyboard: told in full, erased everywhere, kept for no
// longer than is said.

import FoundationEssentials
import SQLite
import Shared
import Testing

@Suite(.ownThreads) struct PrivacyTests {
    /// A device of a new coordinator, enrolled.
    private func coordinator(_ server: TestServer) throws -> Device {
        let code = try server.administer([
            "invite", "--territory", TestServer.territory, "--organisation", server.organisation,
            "--role", "coordinator", "--name", "Lead",
        ]).text("code")
        let device = try Device()
        try device.json("enrol", server.url, code)
        return device
    }

    private func plain(_ program: String, _ arguments: [String]) throws -> Outcome {
        try Program(program, arguments, variables: ["RELAIS_LANG": "fr"]).finish()
    }

    @Test("a person is told what the device and the server hold, in a file for its owner only")
    func access() throws {
        let server = try TestServer()
        try server.start()
        let anna = try server.device("Anna Plantevin")
        let person = try anna.put("person", "given_name=Yasmine", "family_name=Benkacem")
        try anna.put("note", "person=\(person)", "text=Cherche un emploi dans la cuisine.")
        try anna.sync()
        let file = anna.folder.path + "/demande.txt"
        let outcome = try plain(
            Surroundings.relais,
            ["person", "access", person, "--to", file, "--store", anna.store])
        #expect(outcome.status == 0, "\(outcome.errors)")
        let text = try String(contentsOfFile: file, encoding: .utf8)
        for word in ["Yasmine", "Benkacem", "cuisine", "Anna Plantevin", "prénom", "Note"] {
            #expect(text.contains(word), "\(word) in \(text)")
        }
        let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions]
        #expect(mode as? Int == 0o600)
        let report = try anna.json("person", "access", person)
        #expect(try report.list("records").count == 2)
        let told = try server.administer(["person", "access", person, "--territory", "brest"])
        #expect(try told.list("records").count == 2)
        #expect(told.shown.contains("cuisine"))
        let nobody = try anna.run("person", "access", "01890000-0000-7000-8000-000000000000")
        #expect(try nobody.error().text("code") == "not_found")
    }

    @Test("erasing asks for the id again, reaches everything, and lists who has confirmed")
    func erasure() throws {
        let server = try TestServer()
        try server.start()
        let (lead, anna) = (try coordinator(server), try server.device("Anna"))
        let person = try anna.put("person", "given_name=Qzvyrix", "family_name=Wkbnolt")
        try anna.put("note", "person=\(person)", "text=Xjhmdrupt")
        try anna.put("visit", "person=\(person)", "needs+=mobilite")
        for device in [anna, lead] { try device.sync() }
        #expect(
            try lead.run("person", "erase", person).error().text("code") == "not_confirmed")
        #expect(
            try anna.run("person", "erase", person, "--confirm", person).error().text("code")
                == "not_coordinator")
        let erased = try lead.json("person", "erase", person, "--confirm", person)
        #expect(try erased.number("erased") == 3 && erased.number("anonymous") == 1)
        try lead.sync()
        let waiting = try server.administer(["erasures", "list"]).list("erasures")
        #expect(try waiting.count == 1 && waiting[0].list("waiting").count == 1)
        try anna.sync()
        let register = try server.administer(["erasures", "list"])
        let act = try #require(try register.list("erasures").first)
        #expect(try act.list("waiting").isEmpty && act.list("confirmed").count == 2)
        #expect(try act.text("id") == person && register.text("register") == "present")
        #expect(!register.shown.contains("Qzvyrix"))
        _ = try server.stop()
        for path in try FileManager.default.subpathsOfDirectory(atPath: server.data) {
            let bytes = FileManager.default.contents(atPath: server.data + "/" + path) ?? Data()
            let text = String(decoding: bytes, as: UTF8.self)
            for word in ["Qzvyrix", "Wkbnolt", "Xjhmdrupt"] {
                #expect(!text.contains(word), "\(word) in \(path)")
            }
        }
        #expect(try anna.records("visit").count == 1)
        #expect(try anna.records("person").isEmpty)
    }

    @Test("a rectification replaces the value, and a note says what was rectified and why")
    func rectification() throws {
        let device = try Device()
        let person = try device.put("person", "given_name=Yasmine", "family_name=Benkasem")
        let missing = try device.run("person", "rectify", person, "family_name=Benkacem")
        #expect(missing.status == 2)
        let done = try device.json(
            "person", "rectify", person, "family_name=Benkacem", "--reason", "erreur de saisie")
        #expect(
            try device.json("get", "person", person).field("family_name")?.string == "Benkacem")
        let notes = try device.records("note", "--where", "person=\(person)")
        #expect(try notes.map { try $0.text("id") } == [done.text("note")])
        #expect(
            notes.first?.field("text")?.string == "Rectification (nom) : erreur de saisie")
    }

    @Test("damaged bytes that an erasure cannot read, and a file that cannot be cleaned, are told")
    func damage() throws {
        let server = try TestServer()
        try server.start()
        let anna = try server.device("Anna")
        let person = try anna.put("person", "given_name=Yasmine")
        try anna.sync()
        let backup = server.folder.path + "/backup"
        try server.administer(["backup", "--to", backup])
        let replica = try anna.json("status").number("replica")
        try anna.put("person", "--id", person, "address=3 rue Ygfskale")
        let place = ["--territory", TestServer.territory]
        try server.administer(["devices", "revoke", "\(replica)"] + place)
        _ = try anna.run("sync")
        let territory = server.data + "/territories/brest.sqlite"
        try Connection(path: territory, mode: .readWrite)
            .run("UPDATE quarantine SET body = CAST('3 rue Ygfskale' AS BLOB)")
        let erased = try server.run(["erase", person, "--confirm", person] + place)
        #expect(try erased.success().list("unreadable") == [.string("transaction:\(replica):2")])
        #expect(erased.said.contains("damaged") && erased.said.contains("transaction:"))
        let listed = try server.administer(["erasures", "list"])
        #expect(
            try listed.list("unreadable") == [.string("brest:transaction:\(replica):2")])
        let status = try server.administer(["status"]).list("territories")
        #expect(try status[0].number("unreadable") == 1)
        let waiting = try server.administer(["quarantine", "list"]).list("transactions")
        #expect(try waiting.count == 1 && waiting[0].list("changes").isEmpty)
        let served = try server.stop()
        try server.start()
        // A thread of its own tells it, which one that is stopped at once may not come to.
        try server.waitForErrors("erasure_remains")
        let told = served.errors + (try server.stop().errors)
        #expect(told.contains("erasure_remains: brest: transaction:\(replica):2"))
        #expect(!told.contains("Ygfskale"))
        try FileHead.write([UInt8](repeating: 0x2A, count: 100), to: territory)
        let restored = try server.run(["restore", "--from", backup])
        #expect(try restored.success().flag("replacedClean") == false)
        #expect(restored.said.contains("could not be cleaned"))
        #expect(try restored.success().list("unreadable").isEmpty)
        let after = try server.administer(["status"]).list("territories")
        #expect(try after[0].number("unreadable") == 0)
    }

    @Test("the operator erases, and a retention says who would go")
    func retention() throws {
        let server = try TestServer()
        try server.start()
        let anna = try server.device("Anna")
        let person = try anna.put("person", "given_name=Yasmine", "last_contact_on=2019-03-31")
        try anna.sync()
        let planned = try server.administer(["retention", "--dry-run", "--territory", "brest"])
        #expect(try planned.list("notified").count == 1 && planned.list("erased").isEmpty)
        #expect(try planned.number("months") == 24 && planned.flag("dryRun"))
        let run = try server.administer(["retention", "--territory", "brest"])
        #expect(try run.list("notified").map { try $0.text("id") } == [person])
        try anna.sync()
        let expiring = try anna.json("person", "expiring").list("people")
        #expect(try expiring.map { try $0.text("id") } == [person])
        let wrong = try server.run(["retention", "--months", "0", "--territory", "brest"])
        #expect(wrong.status == 2)
        let refused = try server.run(["erase", person, "--territory", "brest"])
        #expect(try refused.error().text("code") == "not_confirmed")
        let erased = try server.administer([
            "erase", person, "--territory", "brest", "--confirm", person,
        ])
        #expect(try erased.number("erased") == 1)
        try anna.sync()
        #expect(try anna.records("person").isEmpty)
    }
}
