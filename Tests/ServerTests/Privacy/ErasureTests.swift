// ErasureTests: nothing is left of an erased person, anywhere, and nothing else is lost.

import ClientCore
import Server
import Shared
import Testing

struct ErasureTests: PrivacyWorld {
    let world: World

    init() throws { world = try World(schema: JobSearch.schema) }

    @Test func nothingIsLeftOfAnErasedPersonInAnyByte() async throws {
        let (lead, anna) = (
            try await world.device(role: .coordinator), try await world.device()
        )
        let other = try anna.create("person", ["given_name": .assign(.text("Zoé"))])
        let person = try person(anna)
        try await anna.sync()
        try anna.store.write {
            $0.edit("person", person, ["phone": .assign(.text("02 98 11 22 33"))])
        }
        try await anna.sync()
        try await lead.sync()
        #expect(!(try files(holding: Self.words)).isEmpty, "the search must be able to find")
        let erased = try lead.store.eraseFile(person)
        #expect(erased.erased == 5 && erased.anonymous == 3)
        try await lead.sync()
        try await anna.sync()
        #expect(try world.administration.storage.scrub())
        #expect(try files(holding: Self.words) == [])
        for device in [lead, anna] {
            #expect(try device.store.record("person", person) == nil)
            #expect(try records(device, "note").isEmpty)
            #expect(try device.store.record("person", other) != nil)
            let proof = try await device.engine.verify()
            #expect(proof.differences.isEmpty)
        }
    }

    @Test func whatIsCountedStaysOfNobody() async throws {
        let (lead, anna) = (
            try await world.device(role: .coordinator), try await world.device()
        )
        let person = try person(anna)
        try await anna.sync()
        try await lead.sync()
        try lead.store.eraseFile(person)
        try await lead.sync()
        try await anna.sync()
        let visit = try #require(try records(anna, "visit").first)
        #expect(visit.fields["needs"] == .set(["langue"]))
        #expect(visit.fields["anonymous"] == .single(.bool(true)))
        #expect(visit.fields["person"] == nil && visit.fields["summary"] == nil)
        let registration = try #require(try records(anna, "registration").first)
        #expect(registration.fields["attendance"] == .single(.text("present")))
        #expect(registration.fields.count == 1)
        #expect(try records(anna, "outcome").map { $0.fields.keys.sorted() } == [["kind"]])
    }

    @Test func partsThatTheCoordinatorDidNotHoldGoAsWell() async throws {
        let (lead, anna) = (
            try await world.device(role: .coordinator), try await world.device()
        )
        let person = try person(anna)
        try await anna.sync()
        try await lead.sync()
        let note = try anna.create(
            "note",
            [
                "person": .assign(.text(person.description)),
                "text": .assign(.text("Plus tard, Xjhmdrupt.")),
            ])
        try await anna.sync()
        try lead.store.eraseFile(person)
        try await lead.sync()
        #expect(try isErased("note", note))
        try await anna.sync()
        #expect(try world.administration.storage.scrub())
        #expect(try files(holding: Self.words) == [])
        #expect(try acts().count == 1)
    }

    @Test func whatComesLateIsRefusedToldAndNotKept() async throws {
        let (lead, anna) = (
            try await world.device(role: .coordinator), try await world.device()
        )
        let person = try person(anna)
        try await anna.sync()
        try await lead.sync()
        // Without a network: a change of the record, and a new note about the person.
        try anna.store.write {
            $0.edit("person", person, ["address": .assign(.text("3 rue Ygfskale"))])
        }
        let note = try anna.create(
            "note",
            [
                "person": .assign(.text(person.description)),
                "text": .assign(.text("Xjhmdrupt encore")),
            ])
        try lead.store.eraseFile(person)
        try await lead.sync()
        let report = try await anna.sync()
        #expect(report.status.pending == 0 && report.status.quarantined == 2)
        #expect(try anna.store.quarantine().map(\.reason) == ["record_erased", "record_erased"])
        #expect(
            try anna.store.quarantine().flatMap(\.changes).allSatisfy { $0.content == .erasure })
        #expect(try world.serverState("note", note) == nil)
        #expect(try world.administration.storage.scrub())
        #expect(try files(holding: Self.words) == [])
        // Nothing can be noted about the person any more, and that is said at the keyboard.
        #expect(throws: RelaisError.self) {
            try anna.create("note", ["person": .assign(.text(person.description))])
        }
        // And what is decided of the refusals brings nothing back.
        let quarantines = Quarantines(
            storage: world.administration.storage, ports: world.data.ports, schema: world.schema)
        for refused in try quarantines.waiting() {
            let address = DeliveryAddress(replica: refused.replica, number: refused.number)
            #expect(throws: RelaisError.self) { try quarantines.accept(address) }
            try quarantines.dismiss(address)
        }
        try await anna.sync()
        #expect(try anna.store.quarantine().isEmpty)
    }

    @Test func otherRecordsOfTheSameTransactionsKeepTheirHistory() async throws {
        let (lead, anna) = (
            try await world.device(role: .coordinator), try await world.device()
        )
        var (person, place) = (RecordID(high: 0, low: 0), RecordID(high: 0, low: 0))
        try anna.store.write { transaction in
            person = transaction.create(
                "person", ["given_name": .assign(.text("Qzvyrix"))])
            place = transaction.create("permanence", ["place_name": .assign(.text("Mairie"))])
        }
        try await anna.sync()
        try await lead.sync()
        try lead.store.eraseFile(person)
        try await lead.sync()
        let history = try await anna.engine.history("permanence", place)
        #expect(history.isComplete && history.changes.count == 1)
        try await anna.sync()
        #expect(try anna.store.history("permanence", place).changes.count == 1)
        #expect(try world.administration.storage.scrub())
        #expect(try files(holding: Self.words) == [])
    }

    @Test func onlyACoordinatorErases() async throws {
        let anna = try await world.device()
        let person = try person(anna)
        #expect(throws: RelaisError.self) { try anna.store.eraseFile(person) }
        #expect(try anna.store.record("person", person) != nil)
    }

    @Test func duplicatesThatWereJoinedGoTogether() async throws {
        let lead = try await world.device(role: .coordinator)
        let (first, second) = (try person(lead), try person(lead))
        try lead.store.write {
            $0.edit("person", first, ["merged_into": .assign(.text(second.description))])
        }
        try await lead.sync()
        try lead.store.eraseFile(second)
        try await lead.sync()
        #expect(try isErased("person", first) && isErased("person", second))
        #expect(try world.administration.storage.scrub())
        #expect(try files(holding: Self.words) == [])
    }

    @Test func whatWasDeletedIsErasedAsWell() async throws {
        let lead = try await world.device(role: .coordinator)
        let person = try person(lead)
        let note = try #require(try records(lead, "note").first?.id)
        try await lead.sync()
        try lead.store.write { $0.delete("note", note) }
        try await lead.sync()
        try lead.store.eraseFile(person)
        try await lead.sync()
        #expect(try isErased("note", note))
        #expect(try world.administration.storage.scrub())
        #expect(try files(holding: Self.words) == [])
    }

    @Test func serverErasesByItself() async throws {
        let anna = try await world.device()
        let person = try person(anna)
        try await anna.sync()
        let summary = try world.administration.eraseFile(
            RecordKey(collection: "person", id: person))
        #expect(summary == FileErasureSummary(erased: 5, anonymous: 3))
        try await anna.sync()
        #expect(try world.administration.storage.scrub())
        #expect(try files(holding: Self.words) == [])
        #expect(try records(anna, "visit").count == 1)
        #expect(throws: RelaisError.self) {
            try world.administration.eraseFile(RecordKey(collection: "person", id: person))
        }
    }
    @Test func storyGoesWithItsConsent() async throws {
        let (anna, badr) = (try await world.device(), try await world.device())
        let person = try anna.create("person", ["given_name": .assign(.text("Zoé"))])
        let story = try anna.create(
            "story",
            [
                "person": .assign(.text(person.description)), "consent": .assign(.bool(true)),
                "name": .assign(.text("Qzvyrix")), "text": .assign(.text("Wkbnolt")),
            ])
        for device in [anna, badr] { try await device.sync() }
        // Anybody who may write it may take the consent back, and it is shown no longer.
        try badr.store.withdrawStory(story)
        let hidden = try #require(try records(badr, "story").first)
        #expect(hidden.fields["text"] == nil && hidden.fields["name"] == nil)
        for device in [badr, anna] { try await device.sync() }
        for device in [badr, anna] {
            #expect(try records(device, "story").isEmpty)
            #expect(try device.store.record("person", person) != nil)
        }
        #expect(try isErased("story", story) && acts().map(\.key.id) == [story])
        #expect(try world.administration.storage.scrub())
        #expect(try files(holding: Self.words) == [])
    }

    /// A device of another make, that refuses nothing.
    @Test func socialSecurityNumberThatReachesTheServerIsMasked() async throws {
        var collections = JobSearch.schema.collections
        let index = try #require(collections.firstIndex { $0.name == "note" })
        collections[index] = CollectionDeclaration(Note.self)
        let lax = Schema(version: 1, collections: collections)
        let anna = try await world.device(schema: lax)
        _ = try anna.create(
            "note",
            ["text": .assign(.text("Tél. 02 98 11 22 33, NIR 1 85 05 78 006 084 91, Zoé."))])
        let report = try await anna.sync()
        #expect(report.status.quarantined == 1)
        let refused = try #require(
            try world.administration.storage.read { try $0.quarantine() }.first)
        let change = try #require(try Transaction(bytes: refused.body).records.first)
        let text = try #require(JobSearch.schema.collection("note")?.field("text"))
        #expect(change.texts(of: text) == ["Tél. 02 98 11 22 33, NIR • •• •• •• ••• ••• ••, Zoé."])
        #expect(refused.code == "bad_text")
    }
}
