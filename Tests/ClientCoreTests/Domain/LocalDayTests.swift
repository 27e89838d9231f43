// LocalDayTests: a mediator's day begins at midnight where they are, in summer, in winter and
// overseas: what is noted late in the evening is of the day that the wall shows.

import Shared
import Testing

@testable import ClientCore

@Suite("The day where people are")
struct LocalDayTests {
    /// A moment, the day in Brest, in Fort-de-France and in Saint-Denis de La Réunion.
    private static let moments = [
        ("2026-07-01T21:30:00Z", "2026-07-01", "2026-07-01", "2026-07-02"),
        ("2026-07-01T23:30:00Z", "2026-07-02", "2026-07-01", "2026-07-02"),
        ("2026-01-31T22:30:00Z", "2026-01-31", "2026-01-31", "2026-02-01"),
        ("2026-01-31T23:30:00Z", "2026-02-01", "2026-01-31", "2026-02-01"),
        ("2026-12-31T23:30:00Z", "2027-01-01", "2026-12-31", "2027-01-01"),
        ("2026-07-02T03:30:00Z", "2026-07-02", "2026-07-01", "2026-07-02"),
    ]

    private func store(_ commune: String?, at moment: String) throws -> DayStore {
        let day = try DayStore()
        day.set(moment)
        if let commune {
            try day.store.write {
                $0.create(Organisation.self) { draft in draft.name = "Sans commune" }
                $0.create(Organisation.self) { draft in
                    draft.name = "Structure"
                    draft.commune = commune
                }
            }
        }
        return day
    }

    @Test("what is noted late in the evening is of the day there", arguments: moments)
    func noted(moment: String, brest: String, fortDeFrance: String, reunion: String) throws {
        for (commune, expected) in [
            (nil, brest), ("29019", brest), ("97209", fortDeFrance), ("97411", reunion),
        ] {
            let day = try store(commune, at: moment)
            let today = try day.store.today()
            #expect(today.description == expected, "\(commune ?? "")")
            let person = try People(day.store).add([:])
            let shown = try day.store.record(Person.self, person)
            #expect(shown?.firstMetOn == today)
            let pathways = Pathways(day.store)
            let barrier = try pathways.add("langue", of: person)
            #expect(try day.store.record(Barrier.self, barrier)?.notedOn == today)
            let permanence = try Permanences(day.store).open()
            _ = try Permanences(day.store).note(in: permanence, person: person)
            let report = try Activity(day.store).report(from: today, through: today)
            #expect(report.permanences == 1 && report.visits == .suppressed)
            let before = try Activity(day.store).report(
                from: today.adding(days: -1), through: today.adding(days: -1))
            #expect(before.permanences == 0 && before.visits == .count(0))
            #expect(try Printing(day.store).day().day == today)
        }
    }

    @Test("follow-ups count days there: lost, missed, snoozed", arguments: moments)
    func followUps(moment: String, brest: String, fortDeFrance: String, reunion: String) throws {
        for (commune, expected) in [("29019", brest), ("97209", fortDeFrance), ("97411", reunion)] {
            let day = try store(commune, at: moment)
            let today = try #require(CalendarDate(expected))
            let met = { (days: Int) -> FieldEdit in
                .assign(.text(today.adding(days: -days).description))
            }
            let lost = try day.person("A", ["last_contact_on": met(90), "first_met_on": met(200)])
            _ = try day.person("B", ["last_contact_on": met(89), "first_met_on": met(200)])
            let followUps = FollowUps(day.store)
            #expect(try followUps.facts().today == today)
            #expect(try followUps.list().map(\.person) == [lost])
            let subject = FollowUpSubject(lost)
            #expect(day.code { try followUps.snooze(subject, until: today) } != nil)
            try followUps.snooze(subject, until: today.adding(days: 1))
            #expect(try followUps.list().isEmpty)
            // An appointment of this very evening is of today, and was not missed.
            let now = Instant(moment) ?? Instant(milliseconds: 0)
            try day.store.write {
                $0.create(Appointment.self) { draft in
                    draft.person = lost
                    draft.startsAt = now
                    draft.state = "prevu"
                }
            }
            #expect(try followUps.list().isEmpty)
            let facts = try followUps.facts(on: today.adding(days: 1))
            #expect(FollowUpList.lines(of: facts).map(\.kind).contains("rdv-manque"))
        }
    }

    @Test("the own organisation's commune decides, whatever else the directory holds")
    func ownOrganisation() throws {
        let sample = try DirectorySample()
        try sample.make(Organisation.self) {
            $0.name = "Autre"
            $0.commune = "29019"
        }
        let own = try sample.make(Organisation.self) {
            $0.name = "Nous"
            $0.commune = "97411"
        }
        #expect(try sample.store.clock() == WallClock(commune: "29019"))
        try sample.enrol(organisation: own)
        #expect(try sample.store.clock() == WallClock(commune: "97411"))
        let bare = try sample.make(Organisation.self) { $0.name = "Sans commune" }
        try sample.enrol(organisation: bare)
        #expect(try sample.store.clock() == WallClock(commune: "29019"))
    }
}
