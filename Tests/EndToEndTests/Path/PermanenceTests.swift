// PermanenceTests: a permanence held without a network, and the receipt of what was noted in it.

import SQLite
import Shared
import Testing

@Suite(.ownThreads) struct PermanenceTests {
    @Test("a permanence is held offline, closed, synchronised, and proven by its receipt")
    func receipt() throws {
        let server = try TestServer()
        try server.start()
        let anna = try server.device("Anna")
        let karim = try server.device("Karim")
        let person = try anna.put("person", "given_name=Yasmine")
        try anna.sync()
        try karim.sync()
        #expect(try server.stop().status == 0)

        let permanence = try anna.json(
            "permanence", "open", "place_name=Maison pour tous"
        ).text("id")
        try anna.json("permanence", "visit", permanence, "--person", person, "needs+=mobilite")
        try anna.json("permanence", "visit", permanence, "summary=Rappeler mardi.")
        let counted = try anna.json("permanence", "visit", permanence, "--count", "3")
        #expect(counted["id"] == .null)
        let closed = try anna.json("permanence", "close", permanence)
        #expect(
            try closed.number("visits") == 2 && closed.number("anonymous") == 1
                && closed.number("counted") == 3)
        let record = try anna.json("get", "permanence", permanence)
        #expect(record.field("state") == .string("fermee"))
        #expect(record.field("team") == .array([.string("Anna")]))
        // Without a network there is no receipt yet.
        #expect(
            try anna.run("permanence", "receipt", permanence).error().text("code") == "offline")

        try server.start()
        let report = try anna.sync()
        let told = try #require(try report.list("receipts").first)
        #expect(told["id"] == .string(permanence) && told["received"] == .integer(3))
        let receipt = try anna.json("permanence", "receipt", permanence)
        #expect(try receipt.text("permanence") == permanence)
        #expect(
            try receipt.number("recorded") == 3 && receipt.number("received") == 3
                && receipt.number("toReview") == 0)
        #expect(try receipt.flag("signed") && receipt.flag("fresh"))
        #expect(try receipt.list("missing").isEmpty)
        #expect(Instant(try receipt.text("time")) != nil)

        // Another device sees the same, with the same key.
        try karim.sync()
        let other = try karim.json("permanence", "receipt", permanence)
        #expect(try other.text("key") == receipt.text("key"))
        #expect(try other.number("received") == 3)
        try mismatch(server, anna, permanence)
    }

    /// What was noted afterwards and not sent is named, with the receipt that the device keeps.
    private func mismatch(_ server: TestServer, _ anna: Device, _ permanence: String) throws {
        #expect(try server.stop().status == 0)
        let late = try anna.put("visit", "permanence=\(permanence)", "anonymous=true")
        let outcome = try anna.run("permanence", "receipt", permanence)
        #expect(outcome.status == 1)
        let document = try outcome.document()
        #expect(try document.number("recorded") == 4 && document.number("received") == 3)
        #expect(try document.flag("signed") && !document.flag("fresh"))
        let missing = try #require(try document.list("missing").first)
        #expect(
            missing["collection"] == .string("visit") && missing["id"] == .string(late)
                && missing["why"] == .string("notSent"))
        for (language, sentence) in [
            ("fr", "4 enregistrés, 3 reçus, 0 à revoir"),
            ("en", "4 recorded, 3 received, 0 to review"),
        ] {
            let words = try Program(
                Surroundings.relais, ["permanence", "receipt", permanence, "--store", anna.store],
                variables: ["RELAIS_LANG": language]
            ).finish()
            #expect(words.status == 1)
            #expect(words.output.contains(sentence) && words.output.contains(late))
        }
        try server.start()
        #expect(try anna.json("permanence", "receipt", permanence).number("received") == 4)
    }

    @Test("what the server no longer holds is named, and a forged receipt proves nothing")
    func serverLacksOne() throws {
        let server = try TestServer()
        try server.start()
        let anna = try server.device("Anna")
        let permanence = try anna.json("permanence", "open", "place_name=Mairie").text("id")
        let visits = try ["Rappeler mardi.", "Rien à faire."].map { summary in
            try anna.json("permanence", "visit", permanence, "summary=\(summary)").text("id")
        }
        try anna.json("permanence", "close", permanence)
        try anna.sync()
        let whole = try anna.json("permanence", "receipt", permanence)
        #expect(try whole.flag("signed") && whole.list("missing").isEmpty)
        let proof = try keptReceipt(anna)

        #expect(try server.stop().status == 0)
        let lost = try #require(RecordID(visits[1]))
        try Connection(path: server.data + "/territories/brest.sqlite", mode: .readWrite)
            .run("UPDATE record SET state = x'FFFF' WHERE id = ?", [.blob(lost.bytes)])
        try server.start()
        let outcome = try anna.run("permanence", "receipt", permanence)
        #expect(outcome.status == 1)
        let told = try outcome.document()
        #expect(try told.flag("signed") && told.flag("fresh"))
        #expect(try told.number("recorded") == 3 && told.number("received") == 2)
        let missing = try told.list("missing")
        #expect(missing.count == 1 && missing[0]["id"] == .string(visits[1]))
        #expect(missing[0]["collection"] == .string("visit"))
        #expect(missing[0]["why"] == .string("notHeld"))
        for (language, sentence) in [
            ("fr", "visit \(visits[1]): le serveur ne l'a pas"),
            ("en", "visit \(visits[1]): the server does not have it"),
        ] {
            let words = try words(anna, language, permanence)
            #expect(words.contains(sentence) && !words.contains(visits[0]), "\(words)")
        }
        _ = try server.stop()
        try forgery(proof, anna, permanence)
    }

    /// The receipt from before the loss, made to look as if it were from after it: nothing is
    /// missing in it, and yet it proves nothing.
    private func forgery(_ proof: [UInt8], _ anna: Device, _ permanence: String) throws {
        try keepReceipt(proof, anna)
        let genuine = try anna.json("permanence", "receipt", permanence)
        #expect(try genuine.flag("signed") && genuine.list("missing").isEmpty)
        var forged = try JSONCodec().receipt(proof)
        forged.content.time += 60_000
        try keepReceipt(JSONCodec().encode(forged), anna)
        let outcome = try anna.run("permanence", "receipt", permanence)
        #expect(outcome.status == 1)
        let told = try outcome.document()
        #expect(try !told.flag("signed") && told.list("missing").isEmpty)
        for (language, sentence) in [
            ("fr", "ce reçu ne prouve rien"),
            ("en", "not valid: this receipt proves nothing"),
        ] {
            let words = try words(anna, language, permanence)
            #expect(words.contains(sentence), "\(words)")
        }
    }

    /// What the program says of a receipt that is not in order, without the ends of its lines.
    private func words(_ device: Device, _ language: String, _ permanence: String) throws -> String
    {
        let outcome = try Program(
            Surroundings.relais, ["permanence", "receipt", permanence, "--store", device.store],
            variables: ["RELAIS_LANG": language]
        ).finish()
        #expect(outcome.status == 1)
        return outcome.output.split { $0 == " " || $0 == "\n" }.joined(separator: " ")
    }

    /// The only receipt of a store, as it stands in its file.
    private func keptReceipt(_ device: Device) throws -> [UInt8] {
        var body: [UInt8] = []
        try Connection(path: device.store + "/relais.sqlite", mode: .readOnly)
            .rows("SELECT body FROM relais_receipt") { body = $0.bytes(0) }
        return body
    }

    /// Puts another in its place, as somebody with the file could.
    private func keepReceipt(_ body: [UInt8], _ device: Device) throws {
        try Connection(path: device.store + "/relais.sqlite", mode: .readWrite)
            .run("UPDATE relais_receipt SET body = ?", [.blob(body)])
    }

    @Test("what a permanence cannot do is refused in words, and changes nothing")
    func refusals() throws {
        let device = try Device()
        let planned = try device.put("permanence", "state=prevue", "place_name=Mairie")
        let visit = try device.run("permanence", "visit", planned)
        #expect(try visit.error().text("code") == "permanence_not_open")
        #expect(
            try device.run("permanence", "close", planned).error().text("code")
                == "permanence_not_open")
        let opened = try device.json("permanence", "open", "--id", planned).text("id")
        #expect(opened == planned)
        #expect(
            try device.run("permanence", "open", "--id", planned).error().text("code")
                == "permanence_not_planned")
        let nobody = "0192f0c1-2b3c-7def-8123-456789abcdef"
        for arguments in [
            ["permanence", "visit", nobody], ["permanence", "close", nobody],
            ["permanence", "receipt", nobody], ["permanence", "open", "--id", nobody],
            ["permanence", "visit", planned, "--person", nobody],
        ] {
            #expect(
                try device.start(arguments).finish().error().text("code") == "not_found")
        }
        let both = try device.run("permanence", "visit", planned, "--count", "2", "needs+=garde")
        #expect(try both.error(status: 2).text("code") == "usage")
        #expect(
            try device.run("permanence", "receipt", planned).error().text("code")
                == "not_enrolled")
        #expect(try device.records("visit").isEmpty)
    }
}
