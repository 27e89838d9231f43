// ErasureRegisterTests: who has erased is known, and no restore brings anybody back.

import ClientCore
import Server
import Shared
import Testing

struct ErasureRegisterTests: PrivacyWorld {
    let world: World

    init() throws { world = try World(schema: JobSearch.schema) }

    @Test func eachDeviceConfirmsWhenItHasErased() async throws {
        let (lead, anna, badr) = (
            try await world.device(role: .coordinator), try await world.device(),
            try await world.device()
        )
        let stranger = try await world.device(organisation: try world.makeOrganisation())
        let person = try person(anna)
        for device in [anna, lead, badr, stranger] { try await device.sync() }
        try lead.store.eraseFile(person)
        try await lead.sync()
        let act = try #require(try acts().last)
        #expect(act.key.id == person && act.records == 5)
        #expect(act.who.hasPrefix("user:"))
        let (leads, annas, badrs) = (try replica(lead), try replica(anna), try replica(badr))
        #expect(try progress() == [leads: .confirmed, annas: .waiting, badrs: .waiting])
        try await anna.sync()
        #expect(try progress() == [leads: .confirmed, annas: .confirmed, badrs: .waiting])
        _ = try world.administration.revoke(badrs, isLost: true)
        #expect(try progress()[badrs] == .lost)
        // Another erasure asks everybody again.
        let second = try self.person(anna)
        try await anna.sync()
        try await lead.sync()
        world.clock.advance(by: 1000)
        try lead.store.eraseFile(second)
        try await lead.sync()
        #expect(try acts().count == 2)
        #expect(try progress()[annas] == .waiting)
        try await anna.sync()
        #expect(try progress()[annas] == .confirmed)
    }

    @Test func deviceThatPurgedItselfHoldsNothing() async throws {
        let (lead, badr) = (
            try await world.device(role: .coordinator), try await world.device()
        )
        let person = try person(lead)
        try await lead.sync()
        try await badr.sync()
        try lead.store.eraseFile(person)
        try await lead.sync()
        _ = try world.administration.revoke(try replica(badr))
        #expect(try progress()[try replica(badr)] == .waiting)
        _ = try? await badr.sync()
        #expect(try progress()[try replica(badr)] == .purged)
    }

    @Test func synchronisationThatConfirmsNothingNewWritesNothing() async throws {
        let (lead, anna) = (
            try await world.device(role: .coordinator), try await world.device()
        )
        let person = try person(anna)
        for device in [anna, lead] { try await device.sync() }
        try lead.store.eraseFile(person)
        for device in [lead, anna, lead] { try await device.sync() }
        let storage = world.administration.storage
        let before = try storage.commitCounter()
        for device in [lead, anna] { try await device.sync() }
        #expect(try storage.commitCounter() == before)
    }

    @Test func restoredBackupIsErasedBeforeItIsServed() async throws {
        let (lead, anna) = (
            try await world.device(role: .coordinator), try await world.device()
        )
        let person = try person(anna)
        let leads = try replica(lead)
        for device in [anna, lead] { try await device.sync() }
        try world.backup()
        try lead.store.eraseFile(person)
        for device in [lead, anna] { try await device.sync() }
        let summary = try world.restore()
        #expect(summary.hasLedger)
        #expect(try isErased("person", person))
        // The backup itself still tells, and what stood in its place was erased before.
        let kept = try files(holding: Self.words).filter { !$0.hasPrefix("backup:") }
        #expect(kept == [])
        #expect(try acts().count == 1)
        #expect(try progress()[try replica(anna)] == .waiting)
        // Each gives back what it holds, which is the same erasure, and says so again after it.
        for device in [anna, lead, anna, lead, anna, lead] { try await device.sync() }
        #expect(try progress()[try replica(anna)] == .confirmed)
        // What it erased shortened the journal of the one who erased: its store goes on under
        // another number, and nobody knows whether a copy still has the old one.
        #expect(try replica(lead) != leads)
        #expect(try progress()[leads] == .waiting)
        #expect(try records(anna, "visit").count == 1)
        for device in [anna, lead] {
            #expect(try await device.engine.verify().differences.isEmpty)
        }
    }

    @Test func transactionThatAnErasureShortenedComesAgainAfterARestore() async throws {
        let (lead, anna) = (
            try await world.device(role: .coordinator), try await world.device()
        )
        for device in [anna, lead] { try await device.sync() }
        try world.backup()
        var (person, place) = (RecordID(high: 0, low: 0), RecordID(high: 0, low: 0))
        try anna.store.write { transaction in
            person = transaction.create("person", ["given_name": .assign(.text("Qzvyrix"))])
            place = transaction.create("permanence", ["place_name": .assign(.text("Mairie"))])
        }
        let only = try self.person(anna)
        let later = try anna.create("person", ["given_name": .assign(.text("Zoé"))])
        for device in [anna, lead] { try await device.sync() }
        try lead.store.eraseFile(person)
        try lead.store.eraseFile(only)
        for device in [lead, anna] { try await device.sync() }
        try world.restore()
        for device in [anna, lead, anna] { try await device.sync() }
        for device in [anna, lead] {
            #expect(try device.store.record("person", person) == nil)
            #expect(try device.store.record("person", later) != nil)
            #expect(try device.store.record("permanence", place) != nil)
            #expect(try device.store.status().quarantined == 0)
            #expect(try device.store.status().pending == 0)
            #expect(try await device.engine.verify().differences.isEmpty)
        }
        #expect(try world.administration.storage.scrub())
        #expect(try files(holding: Self.words) == [])
    }

    @Test func restoreWithoutTheRegisterSaysSo() async throws {
        let lead = try await world.device(role: .coordinator)
        let person = try person(lead)
        try await lead.sync()
        try lead.store.eraseFile(person)
        try await lead.sync()
        try world.backup()
        #expect(try !world.restore(withoutLedger: true).hasLedger)
        #expect(try acts().isEmpty)
        let erased = try world.administration.storage.read { try $0.info().erased }
        #expect(erased != nil)
    }
}
