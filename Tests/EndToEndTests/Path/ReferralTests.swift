// ReferralTests: somebody is sent from one organisation to another, at two keyboards without a
// network: what travels and what stays, answers in any order, and nobody reads the other's file.

import FoundationEssentials
import Shared
import Testing

@Suite(.ownThreads) struct ReferralTests {
    private let server: TestServer
    private let receiver: String
    /// A mediator of the organisation that sends, and one of the organisation that receives.
    private let anna: Device
    private let leila: Device

    /// What each side writes and the other must never hold.
    private let sendersOwn = ["Wkbnoltstrasse", "Xjhmdrupt", "Ygfskale"]
    private let receiversOwn = ["Zbrunvikom"]

    init() throws {
        server = try TestServer()
        try server.start()
        receiver = try server.administer([
            "organisation", "create", "--territory", TestServer.territory, "--name", "Cap Emploi",
        ]).text("organisation")
        anna = try server.device("Anna")
        leila = try Device()
        let code = try server.administer([
            "invite", "--territory", TestServer.territory, "--organisation", receiver, "--role",
            "mediator", "--name", "Leïla",
        ]).text("code")
        try leila.json("enrol", server.url, code)
    }

    private func person() throws -> String {
        let person = try anna.put(
            "person", "given_name=Qzvyrix", "family_name=Benkacem", "phone=02 98 11 22 33",
            "address=3 Wkbnoltstrasse", "commune_name=Ygfskale", "birth_year=1985",
            "availability_text=le matin")
        try anna.put("note", "person=\(person)", "text=Parle de Xjhmdrupt.")
        try anna.sync()
        return person
    }

    private func refer(_ person: String, _ more: String...) throws -> JSON {
        try anna.start(
            ["refer", person, "--to", receiver, "--purpose", "inscription"] + more
        ).finish().success()
    }

    private func french(_ device: Device, _ arguments: String...) throws -> String {
        let outcome = try Program(
            Surroundings.relais, arguments + ["--store", device.store],
            variables: ["RELAIS_LANG": "fr"]
        ).finish()
        #expect(outcome.status == 0, "\(outcome.errors)")
        return outcome.output
    }

    /// The words that stand in any byte of a store.
    private func words(_ words: [String], in device: Device) throws -> Set<String> {
        var found: Set<String> = []
        for name in try FileManager.default.subpathsOfDirectory(atPath: device.store) {
            guard let data = FileManager.default.contents(atPath: device.store + "/" + name) else {
                continue
            }
            let text = String(decoding: data, as: UTF8.self).lowercased()
            found.formUnion(words.filter { text.contains($0.lowercased()) })
        }
        return found
    }

    private func state(_ device: Device, _ referral: String) throws -> String {
        try device.json("referral", "show", referral)["referral"]?.field("state")?.string ?? ""
    }

    private func withoutNetwork(_ body: () throws -> Void) throws {
        _ = try server.stop()
        try body()
        try server.start()
    }

    @Test("what would travel is shown first; what travels is that, and nothing else arrives")
    func travels() throws {
        let person = try person()
        let expected: Set<String> = [
            "from_organisation", "to_organisation", "purposes", "state", "sent_by", "sent_at",
            "expires_on", "summary", "person_given_name", "person_family_name", "person_phone",
            "person_availability_text",
        ]
        var id = ""
        try withoutNetwork {
            let preview = try refer(person, "--preview", "summary=Peut venir jeudi.")
            #expect(try preview.flag("sent") == false && preview["id"] == .null)
            #expect(Set(preview["travels"]?.keys ?? []) == expected)
            #expect(
                Set(try preview.list("stays").compactMap(\.string))
                    == ["address", "birth_year", "commune_name"])
            let text = try french(
                anna, "refer", person, "--to", receiver, "--purpose", "inscription", "--preview")
            #expect(text.hasPrefix("Ce que lira l'autre structure\u{A0}:\n"))
            #expect(text.contains("Ne part pas\u{A0}: adresse, année de naissance, commune."))
            #expect(text.contains("Qzvyrix") && !text.contains("Wkbnoltstrasse"))
            #expect(try anna.records("referral").isEmpty)
            let sent = try refer(person, "summary=Peut venir jeudi.")
            #expect(Set(sent["travels"]?.keys ?? []) == expected)
            id = try sent.text("id")
            let waiting = try anna.json("referral", "list", "--sent").list("waiting")
            #expect(try waiting.map { try $0.text("id") } == [id])
            #expect(try waiting[0].text("person") == person && !waiting[0].flag("expired"))
        }
        try anna.sync()
        try leila.sync()
        #expect(try words(["Qzvyrix", "Peut venir jeudi."], in: leila).count == 2)
        #expect(try words(sendersOwn + [person], in: leila) == [])
        #expect(try leila.records("person").isEmpty && leila.records("note").isEmpty)
        let shown = try leila.json("referral", "show", id)
        #expect(shown["person"] == .null)
        #expect(Set(shown["referral"]?["fields"]?.keys ?? []) == expected)
        let received = try french(leila, "referral", "list", "--received")
        #expect(received.contains("reçue de Relais, réponse attendue au"))
        #expect(try french(leila, "referral", "show", id).contains("Peut venir jeudi."))
    }

    @Test("answers are given without a network on both sides, in any order, and meet")
    func answers() throws {
        let person = try person()
        let (met, full, gone) = (
            try refer(person).text("id"), try refer(person).text("id"),
            try refer(person).text("id")
        )
        for device in [anna, leila] { try device.sync() }
        var file = ""
        try withoutNetwork {
            #expect(try leila.json("referral", "receive", met).text("state") == "recue")
            let accepted = try leila.json("referral", "accept", met)
            file = try accepted.text("person")
            try leila.put("note", "person=\(file)", "text=Vient pour Zbrunvikom.")
            try leila.json("referral", "met", met, "--on", "2026-03-09")
            try leila.json("referral", "done", met, "--on", "2026-04-10")
            try leila.json(
                "referral", "refuse", full, "--reason", "complet", "--text", "Revenir en mai.")
            try leila.json("referral", "accept", gone, "--person", file)
            try anna.json("referral", "cancel", gone)
            #expect(try state(anna, met) == "envoyee")
            #expect(try leila.json("get", "person", file).field("given_name")?.string == "Qzvyrix")
        }
        for device in [leila, anna, leila] { try device.sync() }
        for device in [anna, leila] {
            #expect(try state(device, met) == "terminee")
            #expect(try state(device, full) == "refusee")
            #expect(try device.json("referral", "list").list("waiting").isEmpty)
            #expect(try device.json("verify").flag("match"))
        }
        #expect(try state(anna, gone) == state(leila, gone))
        let shown = try #require(try anna.json("referral", "show", met)["referral"])
        #expect(shown.field("met_on")?.string == "2026-03-09")
        #expect(shown.field("ended_on")?.string == "2026-04-10")
        let refused = try french(anna, "referral", "show", full)
        #expect(refused.contains("Revenir en mai."))
        // The receiver's file stays with them, and the sender's with theirs.
        #expect(try words(receiversOwn + [file], in: anna) == [])
        #expect(try words(sendersOwn + [person], in: leila) == [])
        #expect(try anna.records("person").map { try $0.text("id") } == [person])
        #expect(try leila.records("person").map { try $0.text("id") } == [file])
        #expect(try anna.run("get", "person", file).error().text("code") == "not_found")
    }

    @Test("silence is a task on both sides, and each side answers for itself only")
    func silence() throws {
        let person = try person()
        let late = try refer(person, "expires_on=2024-02-01").text("id")
        let next = try refer(person).text("id")
        for device in [anna, leila] { try device.sync() }
        for (device, side) in [(anna, "sent"), (leila, "received")] {
            let waiting = try device.json("referral", "list").list("waiting")
            #expect(try waiting.map { try $0.text("id") } == [late, next])
            #expect(try waiting.map { try $0.flag("expired") } == [true, false])
            #expect(try waiting.allSatisfy { try $0.text("side") == side })
            #expect(try device.json("referral", "list", "--\(side)").list("waiting").count == 2)
        }
        #expect(try leila.json("referral", "list", "--sent").list("waiting").isEmpty)
        let told = try french(anna, "referral", "list")
        #expect(told.contains("envoyée à Cap Emploi"))
        #expect(told.contains("à relancer"))
        for (device, command, code) in [
            (anna, ["accept", next], "referral_not_received"),
            (anna, ["refuse", next, "--reason", "complet"], "referral_not_received"),
            (leila, ["cancel", next], "referral_not_sent"),
        ] {
            let outcome = try device.start(["referral"] + command).finish()
            #expect(try outcome.error().text("code") == code)
        }
        let own = try anna.run(
            "refer", person, "--to", server.organisation, "--purpose", "inscription")
        #expect(try own.error().text("code") == "referral_to_self")
        let more = try anna.run(
            "refer", person, "--to", receiver, "--purpose", "coordination",
            "person_birth_year=1985")
        #expect(try more.error().text("code") == "not_needed")
        #expect(try state(anna, next) == "envoyee")
        #expect(
            try french(leila, "referral", "receive", next).contains("orientation"))
    }
}
