// PeopleTests: what several people did to one record, as a person reads it at the keyboard.

import SQLite
import Shared
import Testing

@Suite(.ownThreads) struct PeopleTests {
    private func words(
        _ device: Device, _ language: String, _ arguments: String...
    ) throws -> String {
        let outcome = try Program(
            Surroundings.relais, arguments + ["--store", device.store],
            variables: ["RELAIS_LANG": language]
        ).finish()
        #expect(outcome.status == 0, "\(outcome.errors)")
        return outcome.output
    }

    @Test("a time of a clock that nobody compared is only told as about right")
    func unverifiedClock() throws {
        let device = try Device()
        let id = try device.put("person", "given_name=Anna")
        #expect(try words(device, "fr", "history", "person", id).contains("cet appareil, vers "))
        #expect(
            try words(device, "fr", "history", "person", id).contains(" (horloge non vérifiée)"))
        #expect(
            try words(device, "en", "history", "person", id).contains(" (clock not verified)"))
        let change = try #require(try device.json("history", "person", id).list("changes").first)
        #expect(try !change.flag("clockVerified"))
        #expect(change["correctedAt"] == .null)
    }

    @Test("a history whose beginning is no longer kept says so, and only then")
    func forgottenBeginning() throws {
        let server = try TestServer()
        try server.start()
        let anna = try server.device("Anna")
        let id = try anna.put("person", "given_name=Yasmine")
        try anna.put("person", "--id", id, "given_name=Yasmina")
        let history = ["history", "person", id]
        #expect(try !words(anna, "fr", "history", "person", id).contains("ne garde plus"))
        try anna.sync()
        #expect(try !words(anna, "fr", "history", "person", id).contains("ne garde plus"))
        _ = try server.stop()
        // Everything was received 401 days before it was.
        try Connection(path: server.data + "/territories/brest.sqlite", mode: .readWrite)
            .run("UPDATE journal SET received_at = received_at - 401 * 86400000")
        try server.administer(["compact"])
        // Without the server's answer nobody can tell whether there was more.
        #expect(try !words(anna, "fr", "history", "person", id).contains("ne garde plus"))
        try server.start()
        #expect(try !anna.start(history).finish().success().flag("complete"))
        let french = try words(anna, "fr", "history", "person", id).split(separator: "\n")
        #expect(french.last == "Le serveur ne garde plus le début de cet historique.")
        let english = try words(anna, "en", "history", "person", id).split(separator: "\n")
        #expect(english.last == "The server no longer keeps the beginning of this history.")
    }

    @Test("a parallel edit is told below what is to be settled, and asks nothing")
    func parallelEdits() throws {
        let server = try TestServer()
        try server.start()
        let (anna, karim) = (try server.device("Anna"), try server.device("Karim"))
        let id = try anna.put("person", "given_name=Yasmine")
        for device in [anna, karim] { try device.sync() }
        try anna.put("person", "--id", id, "email=un@example.org")
        try karim.put("person", "--id", id, "email=deux@example.org")
        for device in [anna, karim, anna] { try device.sync() }
        for device in [anna, karim] {
            let document = try device.json("conflicts")
            #expect(try document.list("conflicts").isEmpty)
            let edit = try #require(try document.list("parallel").first)
            #expect(edit["id"] == .string(id) && edit["field"] == .string("email"))
            let values = try edit.list("values")
            #expect(Set(values.compactMap { $0["userName"]?.string }) == ["Anna", "Karim"])
            #expect(try values.allSatisfy { try $0.flag("clockVerified") })
            let shown = try device.json("get", "person", id).field("email")
            #expect(values.first?["value"] == shown)
            let text = try words(device, "fr", "conflicts")
            #expect(text.hasPrefix("Rien à trancher.\n\nÉcrit au même moment"))
            #expect(text.contains("un@example.org — Anna, appareil "))
            #expect(text.contains("deux@example.org — Karim, appareil "))
            #expect(!text.contains("relais resolve"))
        }
    }

    @Test("a joined duplicate says which record stands for it, and how to separate it again")
    func duplicates() throws {
        let device = try Device()
        let first = try device.put("person", "given_name=Yasmine")
        let second = try device.put("person", "given_name=Yasmina")
        let note = try device.put("note", "person=\(second)", "text=Rappeler")
        try device.put("person", "--id", second, "merged_into=\(first)")
        #expect(try device.records("person").map { try $0.text("id") } == [first])
        #expect(try device.json("search", "yasmin").list("results").count == 1)
        for person in [first, second] {
            let notes = try device.records("note", "--where", "person=\(person)")
            #expect(try notes.map { try $0.text("id") } == [note])
        }
        #expect(try device.json("get", "person", second).text("mergedInto") == first)
        #expect(try device.json("get", "person", first)["mergedInto"] == .null)
        #expect(try words(device, "fr", "get", "person", second).contains("doublon de"))
        let joined = try device.records("person", "--where", "merged_into=\(first)")
        #expect(try joined.map { try $0.text("id") } == [second])
        try device.put("person", "--id", second, "merged_into=")
        #expect(try device.records("person").count == 2)
    }
}
