// DeviceActTests: what leaves a device without a network is in the audit once there is one.

import FoundationEssentials
import Shared
import Testing

@Suite(.ownThreads) struct DeviceActTests {
    @Test("exports, pages, reports and whole files are in the audit, once each")
    func story() throws {
        let server = try TestServer()
        try server.start()
        let ada = try Device()
        let code = try server.administer([
            "invite", "--territory", TestServer.territory, "--organisation", server.organisation,
            "--role", "coordinator", "--name", "Ada",
        ]).text("code")
        let enrolled = try ada.json("enrol", server.url, code)
        let who = "user:\(try enrolled.text("user"))"
        let person = try ada.put("person", "given_name=Yasmine")
        try ada.sync()
        _ = try server.stop()
        let folder = ada.folder.path
        // Noted before it is written: the file that cannot be is in the audit all the same.
        let nowhere = try ada.run(
            "export", "--format", "csv", "--collection", "person", "--to",
            folder + "/nowhere/p.csv")
        #expect(try nowhere.error().text("code") == "file_not_writable")
        try ada.json(
            "export", "--format", "csv", "--collection", "person", "--to", folder + "/p.csv")
        try ada.json("export", "--format", "ics", "--to", folder + "/a.ics")
        try ada.json("print", "person", person, "--to", folder + "/p.html")
        try ada.json("print", "day")
        try ada.json("print", "guide")
        try ada.json("report")
        try ada.json("person", "access", person)
        #expect(FileManager.default.fileExists(atPath: folder + "/p.csv"))
        try server.start()
        try ada.sync()
        try ada.sync()
        let kinds: Set = ["exported", "printed", "reported", "person-read"]
        let lines = try server.administer(["audit"]).list("lines").filter {
            kinds.contains(try $0.text("what"))
        }
        #expect(try lines.allSatisfy { try $0.text("who") == who && $0.text("outcome") == "done" })
        let told = try lines.map { line in
            let subject = try line.text("on").split(separator: ":claimed:")[0]
            return "\(try line.text("what")) \(subject) \(try line.number("count"))"
        }
        #expect(
            told == [
                "exported content:csv/person 1", "exported content:csv/person 1",
                "exported content:ics 0", "printed record:person:\(person) 1",
                "printed content:day 0", "printed content:guide 1",
                "reported content:activity 1", "person-read record:person:\(person) 1",
            ])
        #expect(try !server.administer(["audit"]).shown.contains("Yasmine"))
        // A coordinator reads it in words, in their language.
        let shown = try ada.json("admin", "audit").list("lines").last
        #expect(try #require(shown?["label"]).text("fr") == "dossier remis en entier")
        #expect(try #require(shown?["label"]).text("en") == "whole file handed out")
        if ProcessInfo.processInfo.environment["RELAIS_TEST_LOCKED"] == nil {
            let text = try Program(
                Surroundings.relais, ["admin", "audit", "--store", ada.store],
                variables: ["RELAIS_LANG": "fr"]
            ).finish().output
            #expect(text.contains("  fiches exportées  content:csv/person:claimed:"))
        }
        #expect(try server.run(["audit", "--verify"]).status == 0)
    }
}
