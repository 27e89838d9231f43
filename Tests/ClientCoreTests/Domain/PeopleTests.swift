// People on a device: noted, found, joined and separated again, with everything kept.

import Shared
import Testing

@testable import ClientCore

@Suite("People on a device")
struct PeopleTests {
    private func edits(_ given: String, _ family: String) -> [String: FieldEdit] {
        ["given_name": .assign(.text(given)), "family_name": .assign(.text(family))]
    }

    @Test("somebody who is there already is suggested, with why")
    func entry() throws {
        let day = try DayStore()
        let people = People(day.store)
        let id = try people.add(edits("Yasmine", "Ben Salah"))
        let similar = try people.similar(to: edits("yasmine", "Bensalah"))
        #expect(similar.map(\.id) == [id])
        #expect(similar.first?.likeness.score == 65)
        #expect(try people.similar(to: edits("Karim", "Martin")).isEmpty)
        #expect(try people.find("yasmina") == [id])
        #expect(
            day.code { try people.add(["birth_year": .assign(.integer(2027))]) }
                == "birth_year_in_the_future")
        try people.add(["birth_year": .assign(.integer(2026))])
        #expect(try day.store.records("person").count == 2)
    }

    @Test("joining keeps what was noted under either, and separating gives back what was")
    func joining() throws {
        let day = try DayStore()
        let people = People(day.store)
        let first = try people.add(edits("Yasmine", "Benkacem"))
        let second = try people.add(edits("Yasmine", "Benkassem"))
        let third = try people.add(edits("Yasmina", "Benkacem"))
        #expect(try people.duplicates().count == 2)
        for person in [first, second, third] {
            try day.store.write {
                $0.create("note", ["person": .assign(.text(person.description))])
            }
        }
        let before = try [first, second, third].map { try day.store.record("person", $0)?.fields }
        #expect(day.code { try people.join(first, into: first) } == "joined_with_itself")
        try people.join(second, into: first)
        #expect(day.code { try people.join(second, into: first) } == "already_joined")
        #expect(day.code { try people.join(first, into: second) } == "already_joined")
        // Into a duplicate is into who stands for it.
        #expect(try people.join(third, into: second) == first)
        #expect(try people.joined(into: first) == [second, third].sorted())
        #expect(try people.duplicates().isEmpty)
        for person in [first, second, third] {
            let notes = try day.store.records(
                "note", where: [.equals(field: "person", value: .text(person.description))])
            #expect(notes.count == 3)
        }
        #expect(day.code { try people.split(first) } == "not_joined")
        try people.split(second)
        try people.split(third)
        #expect(
            try [first, second, third].map { try day.store.record("person", $0)?.fields }
                == before)
        #expect(day.code { try people.split(day.store.ports.makeRecordID()) } == "not_found")
    }
}
