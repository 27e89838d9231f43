// AccessTests: a person who asks is told everything that is held, and in plain words.

import ClientCore
import Server
import Shared
import Testing

struct AccessTests: PrivacyWorld {
    let world: World

    init() throws { world = try World(schema: JobSearch.schema) }

    private func text(_ report: AccessReport) -> String {
        AccessReportText(report, .french) { $0.description }.lines.joined(separator: "\n")
    }

    private func serverReport(_ person: RecordID) throws -> AccessReport {
        try world.administration.storage.read { reader in
            try AccessGathering(reader, schema: world.schema)
                .report(on: RecordKey(collection: "person", id: person), now: 0)
        }
    }

    /// Everything that was ever written stands in what the person is told.
    @Test func everythingThatIsHeldIsTold() async throws {
        let anna = try await world.device()
        let place = try anna.create("permanence", ["place_name": .assign(.text("Mairie"))])
        let person = try person(anna)
        _ = try anna.create(
            "interview",
            [
                "person": .assign(.text(person.description)),
                "permanence": .assign(.text(place.description)),
                "summary": .assign(.text("Ygfskale")),
            ])
        try await anna.sync()
        let note = try #require(try records(anna, "note").first?.id)
        try anna.store.write {
            $0.edit("note", note, ["text": .assign(.text("Corrigé depuis."))])
            $0.edit(
                "person", person, ["last_contact_on": .assign(.text("2026-03-31"))])
        }
        try await anna.sync()
        let waiting = try anna.create(
            "note",
            ["person": .assign(.text(person.description)), "text": .assign(.text("Attend"))])
        for report in [try anna.store.accessReport(on: person), try serverReport(person)] {
            let told = text(report)
            for word in Self.words { #expect(told.contains(word), "\(word) in \(told)") }
            #expect(told.contains("31/03/2026") && told.contains("Corrigé depuis."))
            #expect(told.contains("User 1") && told.contains("langue"))
            #expect(told.contains("prénom : Qzvyrix"))
            let lowered = told.lowercased()
            #expect(!lowered.contains("bénéficiaire") && !lowered.contains(" cas "))
            #expect(report.entries.first?.collection == "person")
        }
        let device = try anna.store.accessReport(on: person)
        let entry = try #require(device.entries.first { $0.id == waiting })
        #expect(entry.changes.allSatisfy { $0.standing == .waiting })
        #expect(text(device) == text(try anna.store.accessReport(on: person)))
    }

    @Test func deletedAndRefusedAreToldAsLongAsTheyAreHeld() async throws {
        let (anna, lead) = (
            try await world.device(), try await world.device(role: .coordinator)
        )
        let person = try person(anna)
        try await anna.sync()
        try await lead.sync()
        let note = try #require(try records(anna, "note").first?.id)
        try anna.store.write { $0.delete("note", note) }
        try await anna.sync()
        #expect(text(try anna.store.accessReport(on: person)).contains("Xjhmdrupt"))
        #expect(text(try serverReport(person)).contains("Xjhmdrupt"))
        // Refused: her access was withdrawn before she could send it.
        let late = try anna.create(
            "note",
            ["person": .assign(.text(person.description)), "text": .assign(.text("Ygfskale bis"))])
        _ = try world.administration.revoke(try replica(anna))
        _ = try? await anna.sync()
        let entry = try #require(try serverReport(person).entries.first { $0.id == late })
        #expect(entry.changes.contains { $0.standing == .refused })
    }

    /// What no row shows any more stands in the steps that are kept.
    @Test func whatWasReplacedIsToldAsLongAsItIsKept() async throws {
        let anna = try await world.device()
        let person = try person(anna)
        for address in ["ygfskale@example.org", "zoe@example.org", "zoe@example.com"] {
            try anna.store.write {
                $0.edit("person", person, ["email": .assign(.text(address))])
            }
            try await anna.sync()
        }
        let told = text(try serverReport(person))
        #expect(told.contains("ygfskale@example.org") && told.contains("zoe@example.com"))
    }

    @Test func whatIsSealedIsToldAndTheAuditSaysWhoAsked() async throws {
        let anna = try await world.device()
        let person = try person(anna)
        try await anna.sync()
        let place = Position(epoch: Epoch(1), sequence: 1)
        let note = try #require(try records(anna, "note").first).id
        var state = try #require(try world.serverState("note", note))
        state.changed = place
        let key = RecordKey(collection: "note", id: RecordID(high: 5, low: 6))
        try world.administration.storage.write { writer in
            try writer.put(
                SealedRecord(
                    replica: 9, key: key, scope: "territory", base: place, code: "not_allowed",
                    message: Phrase(fr: "Non.", en: "No."), state: state.bytes, receivedAt: 1))
        }
        let report = try world.administration.accessReport(
            on: RecordKey(collection: "person", id: person))
        let entry = try #require(report.entries.first { $0.id == key.id })
        #expect(!entry.changes.isEmpty && entry.changes.allSatisfy { $0.standing == .sealed })
        #expect(try world.audit().last == "operator person-read record:person:\(person) done")
    }

    @Test func somebodyElseIsNotTold() async throws {
        let anna = try await world.device()
        let person = try person(anna)
        let other = try anna.create("person", ["given_name": .assign(.text("Zoé"))])
        _ = try anna.create(
            "note", ["person": .assign(.text(other.description)), "text": .assign(.text("Autre"))])
        try await anna.sync()
        for report in [try anna.store.accessReport(on: other), try serverReport(other)] {
            for word in Self.words { #expect(!text(report).contains(word)) }
        }
        #expect(!text(try serverReport(person)).contains("Autre"))
        let nobody = world.data.ports.makeRecordID()
        #expect(throws: RelaisError.self) { try anna.store.accessReport(on: nobody) }
        #expect(throws: RelaisError.self) { try serverReport(nobody) }
    }

    @Test func nothingIsToldOfWhoWasErased() async throws {
        let lead = try await world.device(role: .coordinator)
        let person = try person(lead)
        try await lead.sync()
        try lead.store.eraseFile(person)
        try await lead.sync()
        #expect(throws: RelaisError.self) { try lead.store.accessReport(on: person) }
        #expect(throws: RelaisError.self) { try serverReport(person) }
    }
}
