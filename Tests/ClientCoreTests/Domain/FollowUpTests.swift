// Follow-ups on a device: what the store holds makes the list, and what is done leaves it.

import Shared
import Testing

@testable import ClientCore

@Suite("Follow-ups on a device")
struct FollowUpTests {
    private func kinds(_ day: DayStore) throws -> [String] {
        try FollowUps(day.store).list().map(\.kind)
    }

    @Test("somebody nobody meets is listed, postponed, done, met again")
    func lost() throws {
        let day = try DayStore()
        let id = try day.person("Yasmine")
        #expect(try kinds(day) == [])
        day.advance(days: 91)
        let followUps = FollowUps(day.store)
        let line = try #require(try followUps.list().first)
        #expect(line.kind == "perdue-de-vue" && line.person == id)
        let until = CalendarDate(daysSince1970: line.dueOn.daysSince1970 + 30)
        #expect(
            day.code { try followUps.snooze(line.subject, until: line.dueOn) }
                == "snooze_in_the_past")
        try followUps.snooze(line.subject, until: until)
        #expect(try kinds(day) == [])
        day.advance(days: 31)
        #expect(try kinds(day) == ["perdue-de-vue"])
        try followUps.done(line.subject, comment: "Viendra.")
        #expect(try kinds(day) == [])
        #expect(
            day.code { try followUps.done(FollowUpSubject(line.subject.id)) } == "no_such_follow_up"
        )
        day.advance(days: 91)
        #expect(try kinds(day) == ["perdue-de-vue"])
        let permanence = try Permanences(day.store).open()
        _ = try Permanences(day.store).note(in: permanence, person: id)
        #expect(try kinds(day) == [])
    }

    @Test("what was met or done under a duplicate counts for who stands for it")
    func joined() throws {
        let day = try DayStore()
        let first = try day.person("Yasmine")
        let second = try day.person("Yasmina")
        day.advance(days: 91)
        #expect(try kinds(day).count == 2)
        try day.store.write {
            $0.create("note", ["person": .assign(.text(second.description))])
        }
        #expect(try FollowUps(day.store).list().map(\.person) == [first])
        try day.store.write {
            $0.edit("person", second, ["merged_into": .assign(.text(first.description))])
        }
        #expect(try kinds(day) == [])
    }

    @Test("people's own follow-ups are listed when they are due, and are done by their record")
    func own() throws {
        let day = try DayStore()
        let id = try day.person("Yasmine")
        let due = CalendarDate(daysSince1970: 20_521 + 30)
        let own = try day.store.write {
            $0.create(
                "follow_up",
                [
                    "person": .assign(.text(id.description)), "kind": .assign(.text("relance")),
                    "due_on": .assign(.text(due.description)), "state": .assign(.text("a-faire")),
                ])
        }
        #expect(try kinds(day) == [])
        day.advance(days: 24)
        #expect(try FollowUps(day.store).list().map(\.urgency) == [.week])
        day.advance(days: 7)
        #expect(try FollowUps(day.store).list().map(\.urgency) == [.today])
        #expect(try FollowUps(day.store).done(FollowUpSubject(own)) == own)
        #expect(try kinds(day) == [])
        #expect(try day.store.records("follow_up").count == 1)
    }

    @Test("a session that was left open is listed, and closing it is the answer")
    func permanence() throws {
        let day = try DayStore()
        let id = try Permanences(day.store).open()
        day.advance(hours: 13)
        #expect(try FollowUps(day.store).list().map(\.subject) == [FollowUpSubject(id)])
        try Permanences(day.store).close(id)
        #expect(try kinds(day) == [])
    }

    @Test("rights, events and appointments are found where they were noted")
    func sources() throws {
        let day = try DayStore()
        let id = FieldEdit.assign(.text(try day.person("Yasmine").description))
        let event = try day.store.write {
            $0.create("event", ["ends_on": .assign(.text("2026-03-09"))])
        }
        try day.store.write { transaction in
            transaction.create(
                "registration",
                [
                    "person": id, "event": .assign(.text(event.description)),
                    "attendance": .assign(.text("present")),
                ])
            transaction.create(
                "right_check",
                [
                    "person": id, "right": .assign(.text("rsa")),
                    "state": .assign(.text("demande")), "checked_on": .assign(.text("2026-03-09")),
                ])
            transaction.create(
                "appointment",
                [
                    "person": id, "starts_at": .assign(.text("2026-03-20T09:00:00Z")),
                    "state": .assign(.text("absent")),
                ])
        }
        day.advance(days: 31)
        #expect(try kinds(day) == ["rdv-manque", "suivi-evenement", "droit-a-suivre"])
        try day.store.write {
            $0.create(
                "outcome",
                ["person": id, "event": .assign(.text(event.description))])
        }
        #expect(try kinds(day) == ["rdv-manque", "droit-a-suivre"])
    }

    @Test("a word for the next adviser stands in each file of the portfolio, and in no other")
    func portfolio() throws {
        let day = try DayStore()
        let portfolio = day.store.ports.makeRecordID()
        let inIt = try (0..<3).map { number in
            try day.person("P\(number)", ["portfolio": .assign(.text(portfolio.description))])
        }
        let other = try day.person("Other")
        let portfolios = Portfolios(day.store)
        #expect(try portfolios.list().map(\.id) == [portfolio, nil])
        #expect(try portfolios.list().map(\.people) == [inIt, [other]])
        #expect(try portfolios.leaveWord("Rappeler.", in: portfolio) == 3)
        let lines = try FollowUps(day.store).list()
        #expect(Set(lines.compactMap(\.person)) == Set(inIt) && lines.count == 3)
        #expect(lines.allSatisfy { $0.urgency == .today && $0.kind == "transmission" })
        #expect(
            day.code { try portfolios.leaveWord("x", in: other) } == "empty_portfolio")
    }
}
