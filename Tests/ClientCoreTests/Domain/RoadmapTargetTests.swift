// RoadmapTargetTests: what a target counts, and over which days.

import Shared
import Testing

@testable import ClientCore

@Suite("Targets of the roadmap")
struct RoadmapTargetTests {
    private static func day(_ text: String) -> CalendarDate {
        CalendarDate(text) ?? CalendarDate(daysSince1970: 0)
    }

    @Test("what waits is never counted as reached, and people count once")
    func progress() {
        let period = Self.day("2026-01-01")...Self.day("2026-06-30")
        let (one, other) = (RecordID(high: 1, low: 1), RecordID(high: 1, low: 2))
        let confirmed = [
            TargetEvent("passages", on: Self.day("2026-01-01")),
            TargetEvent("passages", on: Self.day("2026-06-30"), count: 4),
            TargetEvent("passages", on: Self.day("2026-07-01"), count: 9),
            TargetEvent("passages", on: Self.day("2025-12-31"), count: 9),
            TargetEvent("personnes", on: Self.day("2026-02-01"), person: one),
            TargetEvent("personnes", on: Self.day("2026-03-01"), person: one),
        ]
        let waiting = [
            TargetEvent("passages", on: Self.day("2026-02-02"), count: 2),
            TargetEvent("personnes", on: Self.day("2026-03-01"), person: one),
            TargetEvent("personnes", on: Self.day("2026-03-01"), person: other),
        ]
        func progress(_ kind: String) -> [Int] {
            let progress = TargetProgress(
                kind, in: period, confirmed: confirmed, shown: confirmed + waiting)
            return [progress.acknowledged, progress.waiting]
        }
        #expect(progress("passages") == [5, 2])
        #expect(progress("personnes") == [1, 1])
        #expect(progress("entretiens") == [0, 0])
        // What was acknowledged and is shown no longer is no debt.
        let less = TargetProgress("passages", in: period, confirmed: confirmed, shown: [])
        #expect(less.acknowledged == 5 && less.waiting == 0)
    }

    @Test("a device that never met its server has reached nothing, and shows what waits")
    func offline() throws {
        let day = try DayStore()
        let add = { (name: String, counted: String?, target: Int64?, due: String?) in
            try day.store.write {
                $0.create(RoadmapAction.self) { draft in
                    draft.name = name
                    draft.counted = counted
                    draft.target = target
                    draft.dueOn = due.flatMap { CalendarDate($0) }
                }
            }
        }
        _ = try add("Sans objectif", nil, nil, "2026-03-31")
        _ = try add("Visites", "passages", 200, "2026-06-30")
        _ = try add("Personnes", "personnes", 50, "2026-03-31")
        _ = try add("Finie", "passages", 10, "2026-03-08")
        let permanences = Permanences(day.store)
        let permanence = try permanences.open()
        let person = try day.person("Yasmine")
        _ = try permanences.note(in: permanence, person: person)
        _ = try permanences.note(in: permanence, person: person)
        try permanences.count(3, in: permanence)
        let lines = try Targets(day.store).list()
        #expect(lines.map { $0.action.name } == ["Finie", "Personnes", "Visites"])
        #expect(lines.map(\.progress.acknowledged) == [0, 0, 0])
        #expect(lines.map(\.progress.waiting) == [0, 1, 5])
    }
}
