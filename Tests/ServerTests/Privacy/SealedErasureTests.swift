// What devices gave back of a person after a restore, and could not be joined, goes with the
// person, decided or not; what was given back of others stays.

import ClientCore
import Server
import Shared
import Testing

struct SealedErasureTests: PrivacyWorld {
    let world: World

    init() throws { world = try World(schema: JobSearch.schema) }

    private func seal(
        _ collection: String, _ stored: RecordID, as id: RecordID, from replica: Replica
    ) throws {
        let state = try #require(try world.serverState(collection, stored))
        let place = try world.administration.storage.read { try $0.info().end }
        let scope = "organisation:\(world.organisation)"
        try world.administration.storage.write { writer in
            try writer.put(
                SealedRecord(
                    replica: replica, key: RecordKey(collection: collection, id: id),
                    scope: scope, base: place, code: "not_allowed",
                    message: Phrase(fr: "Non.", en: "No."), state: state.bytes, receivedAt: 1))
        }
    }

    /// The person's own record; a note that names them, which was lost; and those of somebody else.
    @Test(arguments: [true, false])
    func whatIsSealedGoesWithThePerson(_ isDecided: Bool) async throws {
        let (lead, anna) = (
            try await world.device(role: .coordinator), try await world.device()
        )
        let person = try person(anna)
        let other = try anna.create("person", ["given_name": .assign(.text("Zoé"))])
        let note = try anna.create(
            "note",
            ["person": .assign(.text(other.description)), "text": .assign(.text("Autre"))])
        for device in [anna, lead] { try await device.sync() }
        let lost = try #require(try records(anna, "note").first { $0.id != note }).id
        let ports = world.data.ports
        let notes = (ports.makeRecordID(), ports.makeRecordID())
        try seal("person", person, as: person, from: 70)
        // The same bytes from another device.
        try seal("person", person, as: person, from: 71)
        try seal("note", lost, as: notes.0, from: 70)
        try seal("person", other, as: other, from: 70)
        try seal("note", note, as: notes.1, from: 70)
        let storage = world.administration.storage
        if isDecided {
            try storage.write { writer in
                for sealed in try writer.sealedRecords() {
                    try writer.decide(sealed: sealed.number, .dismissed)
                }
            }
        }
        #expect(try storage.read { try $0.sealedRecords().count } == 4)
        try lead.store.eraseFile(person)
        try await lead.sync()
        try await anna.sync()
        let left = try storage.read { try $0.sealedRecords() }
        #expect(Set(left.map(\.key.id)) == [other, notes.1])
        #expect(left.allSatisfy { ($0.decision == .dismissed) == isDecided })
        #expect(try storage.scrub())
        #expect(try files(holding: Self.words) == [])
    }
}
