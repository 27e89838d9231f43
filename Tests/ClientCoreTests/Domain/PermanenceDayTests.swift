// The permanence at hand on a device, its count, and slips that are put right.

import Shared
import Testing

@testable import ClientCore

@Suite("A permanence on a device")
struct PermanenceDayTests {
    @Test("who comes twice, or under a joined name, is one person; anonymous visits stay apart")
    func counts() throws {
        let day = try DayStore()
        let permanences = Permanences(day.store)
        let id = try permanences.open()
        let yasmine = try day.person("Yasmine")
        let double = try day.person("Yasmina")
        for person in [yasmine, yasmine, double, nil] {
            _ = try permanences.note(in: id, person: person)
        }
        try permanences.count(3, in: id)
        #expect(try permanences.summary(of: id).people == 2)
        try day.store.write {
            $0.edit("person", double, ["merged_into": .assign(.text(yasmine.description))])
        }
        let summary = try permanences.summary(of: id)
        #expect(summary.people == 1 && summary.visits == 4 && summary.anonymous == 1)
        #expect(summary.counted == 3 && summary.total == 7)
    }

    @Test("the open one is found without its name, and one that was left open is not")
    func atHand() throws {
        let day = try DayStore()
        let permanences = Permanences(day.store)
        #expect(day.code { _ = try permanences.openHere() } == "no_open_permanence")
        let first = try permanences.open()
        #expect(try permanences.openHere() == first)
        day.advance(hours: 13)
        #expect(day.code { _ = try permanences.openHere() } == "no_open_permanence")
        #expect(try permanences.forgotten().map(\.id) == [first])
        let second = try permanences.open()
        #expect(try permanences.openHere() == second)
        let third = try permanences.open()
        #expect(day.code { _ = try permanences.openHere() } == "several_open_permanences")
        try permanences.close(third)
        #expect(try permanences.openHere() == second)
        // The hours are data.
        try day.store.write {
            $0.create(
                "follow_up_rule",
                ["kind": .assign(.text("permanence-ouverte")), "number": .assign(.integer(48))])
        }
        #expect(try permanences.forgotten().isEmpty)
    }

    @Test("closing twice, and what was never open, is told and changes nothing")
    func closing() throws {
        let day = try DayStore()
        let permanences = Permanences(day.store)
        let id = try permanences.open()
        try permanences.close(id)
        let closed = try day.store.record("permanence", id)
        #expect(day.code { try permanences.close(id) } == "permanence_closed")
        #expect(day.code { _ = try permanences.note(in: id) } == "permanence_not_open")
        #expect(try day.store.record("permanence", id)?.fields == closed?.fields)
        let planned = try day.store.write {
            $0.create("permanence", ["state": .assign(.text("prevue"))])
        }
        #expect(day.code { try permanences.close(planned) } == "permanence_not_open")
    }

    @Test("a visit and a note go where they belong")
    func moving() throws {
        let day = try DayStore()
        let permanences = Permanences(day.store)
        let (wrong, right) = (try permanences.open(), try permanences.open())
        let visit = try permanences.note(in: wrong)
        #expect(day.code { try permanences.move(visit, to: wrong) } == "already_there")
        try permanences.move(visit, to: right)
        #expect(try permanences.summary(of: wrong).visits == 0)
        #expect(try permanences.summary(of: right).visits == 1)
        let planned = try day.store.write {
            $0.create("permanence", ["state": .assign(.text("prevue"))])
        }
        #expect(day.code { try permanences.move(visit, to: planned) } == "permanence_not_held")
        let (anna, zoe) = (try day.person("Anna"), try day.person("Zoé"))
        let note = try day.store.write {
            $0.create(
                "note",
                ["person": .assign(.text(anna.description)), "text": .assign(.text("Rappeler"))])
        }
        try Notes(day.store).move(note, to: zoe)
        #expect(try day.store.record(Shared.Note.self, note)?.person == zoe)
        #expect(day.code { try Notes(day.store).move(note, to: zoe) } == "already_there")
        #expect(day.code { try Notes(day.store).move(note, to: note) } == "not_found")
    }
}
