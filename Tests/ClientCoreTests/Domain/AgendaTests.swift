// AgendaTests: the days of an agenda are those where the work is done, late in the evening too.

import Shared
import Testing

@testable import ClientCore

@Suite("Agenda")
struct AgendaTests {
    @Test(
        "a day holds what begins between its two midnights there",
        arguments: [
            ("29019", "2026-07-01T23:30:00Z", "2026-07-02", "2026-07-01T22:00:00Z"),
            ("29019", "2026-01-31T23:30:00Z", "2026-02-01", "2026-01-31T23:00:00Z"),
            ("97209", "2026-07-01T23:30:00Z", "2026-07-01", "2026-07-01T04:00:00Z"),
            ("97411", "2026-07-01T23:30:00Z", "2026-07-02", "2026-07-01T20:00:00Z"),
        ])
    func days(commune: String, now: String, today: String, midnight: String) throws {
        let day = try DayStore()
        day.set(now)
        let first = try #require(CalendarDate(today))
        let start = try #require(Instant(midnight)).milliseconds
        let person = try day.person("Yasmine")
        try day.store.write {
            $0.create(Organisation.self) { draft in
                draft.name = "Structure"
                draft.commune = commune
            }
            $0.create(Event.self) { draft in
                draft.name = "Forum"
                draft.startsOn = first
            }
        }
        #expect(try day.store.today() == first)
        let agenda = Agenda(day.store)
        let minutes: [Int64] = [-1, 0, 1439, 1440]
        for minute in minutes {
            try agenda.add(
                person, at: Instant(milliseconds: start + minute * 60_000),
                ["subject": .assign(.text("\(minute)"))])
        }
        func titles(_ offset: Int) throws -> Set<String> {
            let day = first.adding(days: offset)
            let entries = try agenda.entries(from: day, before: day.adding(days: 1))
            #expect(entries.map(\.startsAt) == entries.map(\.startsAt).sorted())
            return Set(entries.map(\.title))
        }
        #expect(try titles(0) == ["Forum", "0", "1439"])
        #expect(try titles(-1) == ["-1"] && titles(1) == ["1440"])
        let whole = try agenda.entries(from: first, before: first.adding(days: 1))
            .first { $0.title == "Forum" }
        #expect(whole?.isWholeDay == true)
        #expect(try whole.map { try day.store.clock().day($0.startsAt) } == first)
    }
}
