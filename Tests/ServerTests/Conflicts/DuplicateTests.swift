// Duplicates that are joined, on real devices, with the job-search schema.

import ClientCore
import Shared
import Testing

/// Two devices of one organisation, and the people that they note.
private struct Desk {
    let world: World
    let anna: TestDevice
    let badr: TestDevice

    init() async throws {
        world = try World(schema: JobSearch.schema)
        anna = try await world.device()
        badr = try await world.device()
    }

    var devices: [TestDevice] { [anna, badr] }

    func settle() async throws {
        for device in [anna, badr, anna] { try await device.sync() }
    }

    func people(_ count: Int) async throws -> [RecordID] {
        let ids = try (0..<count).map { index in
            try anna.create("person", ["given_name": .assign(.text("Éva \(index)"))])
        }
        try await settle()
        return ids.sorted()
    }

    func note(_ person: RecordID) throws -> RecordID {
        try anna.create(
            "note",
            ["person": .assign(.text(person.description)), "text": .assign(.text("note"))])
    }
}

extension TestDevice {
    fileprivate func join(_ id: RecordID, into other: RecordID?) throws {
        let value = other.map { FieldValue.text($0.description) } ?? .null
        try store.write { $0.edit("person", id, ["merged_into": .assign(value)]) }
    }

    fileprivate func notes(of person: RecordID) throws -> [RecordID] {
        try store.records(
            "note", where: [.equals(field: "person", value: .text(person.description))]
        ).map(\.id)
    }

    fileprivate func listed() throws -> [RecordID] { try store.records("person").map(\.id) }

    fileprivate func found() throws -> Set<RecordID> {
        Set(try store.search(SearchRequest(text: "eva")).map(\.id))
    }

    fileprivate func standing(_ id: RecordID) throws -> RecordID? {
        try store.record("person", id)?.mergedInto
    }
}

@Suite("Duplicates")
struct DuplicateTests {
    @Test func joinedIsLeftOutAndItsReferencesAreFoundUnderBoth() async throws {
        let desk = try await Desk()
        let people = try await desk.people(3)
        let notes = try people.prefix(2).map(desk.note)
        try desk.badr.join(people[0], into: people[1])
        try await desk.settle()
        for device in desk.devices {
            #expect(try device.listed() == [people[1], people[2]])
            #expect(try device.found() == [people[1], people[2]])
            #expect(try device.notes(of: people[0]) == notes.sorted())
            #expect(try device.notes(of: people[1]) == notes.sorted())
            #expect(try device.notes(of: people[2]).isEmpty)
            // It is still there for whoever names it.
            #expect(try device.standing(people[0]) == people[1])
            #expect(try device.standing(people[1]) == nil)
            #expect(try device.store.records("person", includingJoined: true).count == 3)
            let all = SearchRequest(text: "eva", includesJoined: true)
            #expect(try device.store.search(all).count == 3)
            let joined = Condition.equals(
                field: "merged_into", value: .text(people[1].description))
            #expect(try device.store.records("person", where: [joined]).map(\.id) == [people[0]])
            // What the note says was not touched.
            #expect(
                try device.store.record("note", notes[0])?.fields["person"]
                    == .single(.text(people[0].description)))
        }
        try desk.anna.join(people[0], into: nil)
        try await desk.settle()
        for device in desk.devices {
            #expect(try device.listed() == people)
            #expect(try device.notes(of: people[0]) == [notes[0]])
            #expect(try device.notes(of: people[1]) == [notes[1]])
        }
    }

    @Test func chainComesToItsEndAndMayBeCutInTheMiddle() async throws {
        let desk = try await Desk()
        let people = try await desk.people(4)
        let notes = try people.map(desk.note).sorted()
        for index in 0..<3 { try desk.anna.join(people[index], into: people[index + 1]) }
        try await desk.settle()
        for device in desk.devices {
            #expect(try device.listed() == [people[3]])
            for person in people { #expect(try device.notes(of: person) == notes) }
            #expect(try device.standing(people[0]) == people[3])
        }
        try desk.badr.join(people[1], into: nil)
        try await desk.settle()
        for device in desk.devices {
            #expect(try device.listed() == [people[1], people[3]])
            #expect(try device.notes(of: people[0]).count == 2)
            #expect(try device.notes(of: people[2]).count == 2)
        }
    }

    @Test(arguments: [2, 3])
    func joinedAtOnceInACircleTheSmallestStands(_ count: Int) async throws {
        let desk = try await Desk()
        let people = try await desk.people(count + 1)
        let notes = try people.map(desk.note).sorted()
        // The last one leads into the circle.
        try desk.anna.join(people[count], into: people[count - 1])
        for index in 0..<count {
            let device = desk.devices[index % 2]
            try device.join(people[index], into: people[(index + 1) % count])
        }
        try await desk.settle()
        for device in desk.devices {
            #expect(try device.store.conflicts().isEmpty)
            #expect(try device.listed() == [people[0]])
            #expect(try device.found() == [people[0]])
            #expect(try device.standing(people[0]) == nil)
            for person in people { #expect(try device.notes(of: person) == notes) }
            for person in people.dropFirst() {
                #expect(try device.standing(person) == people[0])
            }
        }
    }

    @Test func joinedIntoTwoAtOnceIsAskedOfAPerson() async throws {
        let desk = try await Desk()
        let people = try await desk.people(3)
        try desk.anna.join(people[0], into: people[1])
        desk.world.clock.advance(by: 1_000)
        try desk.badr.join(people[0], into: people[2])
        try await desk.settle()
        for device in desk.devices {
            let conflict = try #require(try device.store.conflicts().first)
            #expect(conflict.field == "merged_into" && conflict.values.count == 2)
            #expect(try device.standing(people[0]) == people[2])
        }
        try desk.anna.store.resolve(
            "person", people[0], field: "merged_into", keeping: .text(people[1].description))
        try await desk.settle()
        for device in desk.devices {
            #expect(try device.store.conflicts().isEmpty)
            #expect(try device.standing(people[0]) == people[1])
        }
    }

    @Test func deletedDuplicateIsStillPassedThroughAndADeletedEndStandsForNobody() async throws {
        let desk = try await Desk()
        let people = try await desk.people(3)
        let notes = try people.map(desk.note)
        try desk.anna.join(people[0], into: people[1])
        try desk.anna.join(people[1], into: people[2])
        try desk.anna.store.write { $0.delete("person", people[1]) }
        try await desk.settle()
        for device in desk.devices {
            #expect(try device.listed() == [people[2]])
            #expect(try device.standing(people[0]) == people[2])
            for person in people { #expect(try device.notes(of: person) == notes.sorted()) }
        }
        // Nothing is lost to sight with the record that stood for it.
        try desk.badr.store.write { $0.delete("person", people[2]) }
        try await desk.settle()
        for device in desk.devices {
            #expect(try device.listed() == [people[0]])
            #expect(try device.standing(people[0]) == nil)
        }
    }

    @Test func importsGoOnToTheRecordThatHasTheKey() async throws {
        let desk = try await Desk()
        let file: (String) -> (name: String, bytes: [UInt8]) = { name in
            ("a.csv", Array("collection,source,source_id,name\norganisation,s,1,\(name)\n".utf8))
        }
        let importer = StoreImporter(store: desk.anna.store)
        #expect(try importer.run(files: [file("Un")]).created == 1)
        let joined = try #require(try desk.anna.store.records("organisation").first)
        let other = try desk.anna.create("organisation", ["name": .assign(.text("Deux"))])
        try desk.anna.store.write {
            $0.edit(
                "organisation", joined.id, ["merged_into": .assign(.text(other.description))])
        }
        #expect(try importer.run(files: [file("Un bis")]).updated == 1)
        let record = try desk.anna.store.record("organisation", joined.id)
        #expect(record?.fields["name"] == .single(.text("Un bis")))
        #expect(record?.mergedInto == other)
        let byKey = try desk.anna.store.record("organisation", source: "s", sourceID: "1")
        #expect(byKey?.id == joined.id)
    }

    @Test func joinedIntoItselfStandsForItself() async throws {
        let desk = try await Desk()
        let people = try await desk.people(1)
        try desk.anna.join(people[0], into: people[0])
        #expect(try desk.anna.listed() == people)
        #expect(try desk.anna.standing(people[0]) == nil)
    }
}
