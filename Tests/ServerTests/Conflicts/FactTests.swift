// Facts that two devices note without knowing of each other, over a real server.

import ClientCore
import Server
import Shared
import Testing

@Suite("Facts noted twice")
struct FactTests {
    private struct Hall {
        let world: World
        let anna: TestDevice
        let badr: TestDevice
        let event: RecordID
        let person: RecordID

        init() async throws {
            world = try World(schema: JobSearch.schema)
            anna = try await world.device()
            badr = try await world.device()
            event = try anna.create("event", ["name": .assign(.text("Forum"))])
            person = try anna.create("person", ["given_name": .assign(.text("Éva"))])
            try await settle()
        }

        func settle() async throws {
            for device in [anna, badr, anna] { try await device.sync() }
        }

        func register(
            _ device: TestDevice, _ attendance: String, _ more: [String: FieldEdit] = [:]
        ) throws -> RecordID {
            let edits: [String: FieldEdit] = [
                "event": .assign(.text(event.description)),
                // The same identity, however it is typed.
                "person": .assign(.text(person.description.uppercased())),
                "attendance": .assign(.text(attendance)),
            ]
            return try device.create("registration", edits.merging(more) { $1 })
        }
    }

    @Test(arguments: [true, false])
    func attendanceNotedAtTwoTablesIsOneRecord(annaIsFirst: Bool) async throws {
        let hall = try await Hall()
        let first = try hall.register(hall.anna, "inscrit", ["table": .assign(.text("1"))])
        let second = try hall.register(hall.badr, "present")
        #expect(first == second)
        if !annaIsFirst { try await hall.badr.sync() }
        try await hall.settle()
        for device in [hall.anna, hall.badr] {
            let records = try device.store.records("registration")
            #expect(records.map(\.id) == [first])
            // Seen at the door beats what was announced, and nobody is asked.
            #expect(records.first?.fields["attendance"] == .single(.text("present")))
            #expect(records.first?.fields["table"] == .single(.text("1")))
            #expect(try device.store.conflicts().isEmpty)
            #expect(try device.store.records("person").count == 1)
        }
        let changes = try await hall.anna.engine.history("registration", first).changes
        #expect(changes.filter { $0.field == "attendance" }.count == 2)
    }

    @Test func notedAgainItIsChangedAndNotedAfterADeletionItIsThereAgain() async throws {
        let hall = try await Hall()
        let id = try hall.register(hall.anna, "present")
        #expect(try hall.register(hall.anna, "absent") == id)
        #expect(
            try hall.anna.store.record("registration", id)?.fields["attendance"]
                == .single(.text("absent")))
        try await hall.settle()
        try hall.anna.store.write { $0.delete("registration", id) }
        try await hall.settle()
        #expect(try hall.badr.store.record("registration", id) == nil)
        #expect(try hall.register(hall.badr, "present") == id)
        try await hall.settle()
        for device in [hall.anna, hall.badr] {
            #expect(
                try device.store.record("registration", id)?.fields["attendance"]
                    == .single(.text("present")))
            #expect(try device.store.conflicts().isEmpty)
        }
    }

    @Test func identityStaysWhenAnIdentifyingFieldIsChanged() async throws {
        let hall = try await Hall()
        let id = try hall.register(hall.anna, "present")
        let other = try hall.anna.create("person", ["given_name": .assign(.text("Léo"))])
        try hall.anna.store.write {
            $0.edit("registration", id, ["person": .assign(.text(other.description))])
        }
        try await hall.settle()
        for device in [hall.anna, hall.badr] {
            #expect(
                try device.store.record("registration", id)?.fields["person"]
                    == .single(.text(other.description)))
        }
        // The first fact again is another record, and the same one for both.
        let again = try hall.register(hall.anna, "absent")
        #expect(again != id)
        #expect(try hall.register(hall.badr, "excuse") == again)
        #expect(try hall.register(hall.badr, "excuse") == again)
        try await hall.settle()
        for device in [hall.anna, hall.badr] {
            #expect(try device.store.records("registration").count == 2)
            #expect(
                try device.store.record("registration", id)?.fields["attendance"]
                    == .single(.text("present")))
        }
    }

    @Test func withoutEveryIdentifyingFieldEachNoteIsItsOwnRecord() async throws {
        let hall = try await Hall()
        let without: [String: FieldEdit] = ["person": .clear]
        let ids = [
            try hall.register(hall.anna, "present", without),
            try hall.register(hall.anna, "present", without),
        ]
        #expect(Set(ids).count == 2)
        let visit: [String: FieldEdit] = ["person": .assign(.text(hall.person.description))]
        let visits = [
            try hall.anna.create("visit", visit), try hall.anna.create("visit", visit),
        ]
        #expect(Set(visits).count == 2)
    }

    @Test func twoOrganisationsNoteTwoRecords() async throws {
        let hall = try await Hall()
        let other = try await hall.world.device(organisation: try hall.world.makeOrganisation())
        try await other.sync()
        let ours = try hall.register(hall.anna, "present")
        let theirs = try hall.register(other, "absent")
        #expect(ours != theirs)
        for device in [hall.anna, other] { try await device.sync() }
        #expect(try hall.anna.store.records("registration").map(\.id) == [ours])
        #expect(try other.store.records("registration").map(\.id) == [theirs])
    }

    @Test func beforeEnrolmentNobodyKnowsWhereItGoesAndEachNoteIsItsOwnRecord() async throws {
        let hall = try await Hall()
        let new = try TestDevice(
            folder: hall.world.folder + "/new", schema: JobSearch.schema,
            ports: hall.world.data.ports, router: hall.world.box)
        #expect(try hall.register(new, "present") != hall.register(new, "present"))
        #expect(try new.store.records("registration").count == 2)
    }

    @Test func countsOfOneFactAddUp() async throws {
        let world = try World(
            schema: Schema(
                version: 1,
                collections: [
                    CollectionDeclaration(
                        "tally", Phrase(fr: "décompte", en: "tally"), access: .territory,
                        fields: [
                            Field.date("day", fr: "jour", en: "day").declaration,
                            Field.counter("heads", fr: "têtes", en: "heads").declaration,
                            Field.tags("tags", fr: "mots", en: "words").declaration,
                        ], identity: ["day"])
                ]))
        let devices = [try await world.device(), try await world.device()]
        var ids: Set<RecordID> = []
        for (index, device) in devices.enumerated() {
            let edits: [String: FieldEdit] = [
                "day": .assign(.text("2026-03-31")), "heads": .increment(Int64(index) + 2),
                "tags": .edit(add: ["\(index)"], remove: []),
            ]
            ids.insert(try device.create("tally", edits))
        }
        #expect(ids.count == 1)
        for device in devices + devices { try await device.sync() }
        for device in devices {
            let records = try device.store.records("tally")
            #expect(records.count == 1)
            #expect(records.first?.fields["heads"] == .single(.integer(5)))
            #expect(records.first?.fields["tags"] == .set(["0", "1"]))
        }
    }

    @Test func answersBeforeAndAfterAreTwoFacts() async throws {
        let hall = try await Hall()
        let survey = try hall.anna.create("survey", ["name": .assign(.text("Avant, après"))])
        func answer(_ device: TestDevice, _ moment: String) throws -> RecordID {
            try device.create(
                "survey_answer",
                [
                    "survey": .assign(.text(survey.description)),
                    "person": .assign(.text(hall.person.description)),
                    "moment": .assign(.text(moment)),
                ])
        }
        #expect(try answer(hall.anna, "avant") == answer(hall.badr, "avant"))
        #expect(try answer(hall.anna, "avant") != answer(hall.anna, "apres"))
    }
}
