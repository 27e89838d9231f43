// That what a permanence comes to is counted right, whatever the order and however many devices.

import Shared
import Testing

@Suite("What a permanence comes to")
struct PermanenceSummaryTests {
    private static func id(_ number: UInt64) -> RecordID { RecordID(high: 7, low: number) }

    /// Visits drawn from a seed: few people, so that they come back.
    private static func visits(seed: UInt64, count: Int) -> [NotedVisit] {
        var random = SeededGenerator(seed: seed)
        let needs = ["mobilite", "garde", "langue"]
        return (0..<count).map { index in
            NotedVisit(
                id: id(UInt64(index)),
                person: Int.random(in: 0..<3, using: &random) == 0
                    ? nil : id(1_000 + UInt64.random(in: 0..<5, using: &random)),
                isFirst: Bool.random(using: &random),
                state: Int.random(in: 0..<4, using: &random) == 0 ? "repartie" : "recue",
                reason: Bool.random(using: &random) ? "CV" : nil,
                needs: Set(needs.filter { _ in Bool.random(using: &random) }))
        }
    }

    /// Counted by hand: with lists only, one question at a time.
    private static func byHand(_ visits: [NotedVisit]) -> [Int] {
        var once: [NotedVisit] = []
        for visit in visits where !once.contains(where: { $0.id == visit.id }) {
            once.append(visit)
        }
        var people: [RecordID] = []
        for case let person? in once.map(\.person) where !people.contains(person) {
            people.append(person)
        }
        return [
            once.count, people.count, once.filter { $0.person == nil }.count,
            once.filter(\.isFirst).count, once.filter { $0.state == "repartie" }.count,
        ]
    }

    @Test("counts are those of another way of counting, in any order and given twice")
    func counts() {
        for seed in 0..<200 as Range<UInt64> {
            var random = SeededGenerator(seed: seed)
            let visits = Self.visits(seed: seed, count: Int(seed % 23))
            let again = visits.filter { _ in Bool.random(using: &random) }
            let summary = PermanenceSummary(visits, counted: Int(seed))
            let shuffled = PermanenceSummary(
                (visits + again).shuffled(using: &random), counted: Int(seed))
            #expect(summary == shuffled, "\(seed)")
            let counted = [
                summary.visits, summary.people, summary.anonymous, summary.firstVisits,
                summary.unseen,
            ]
            #expect(counted == Self.byHand(visits), "\(seed)")
            #expect(summary.total == visits.count + Int(seed))
            for need in summary.needs {
                #expect(need.count == visits.filter { $0.needs.contains(need.key) }.count)
            }
            #expect(
                Set(summary.needs.map(\.key)) == visits.reduce(into: []) { $0 = $0.union($1.needs) }
            )
        }
    }

    @Test("the most frequent comes first, and equals by their code")
    func ranking() {
        let visits = [
            NotedVisit(id: Self.id(1), needs: ["langue", "garde"]),
            NotedVisit(id: Self.id(2), needs: ["langue", "mobilite"]),
        ]
        #expect(
            PermanenceSummary(visits).needs.map(\.key) == ["langue", "garde", "mobilite"])
    }
}

@Suite("Which permanence is meant")
struct OpenPermanenceTests {
    private static let now = Instant(milliseconds: 1_800_000_000_000)
    private static func open(
        _ number: UInt64, hoursAgo: Int64?, team: Set<String> = ["Anna"], endsIn: Int64? = nil
    ) -> OpenPermanence {
        OpenPermanence(
            id: RecordID(high: 7, low: number),
            openedAt: hoursAgo.map { Instant(milliseconds: now.milliseconds - $0 * 3_600_000) },
            endsAt: endsIn.map { Instant(milliseconds: now.milliseconds + $0 * 3_600_000) },
            team: team)
    }

    private static func choose(_ open: [OpenPermanence], _ user: String? = "Anna")
        -> PermanenceAtHand
    {
        PermanenceAtHand(among: open, user: user, now: now, hours: 12)
    }

    @Test("one that somebody left open, or that others hold, is never meant")
    func choice() {
        let today = Self.open(1, hoursAgo: 2)
        let yesterday = Self.open(2, hoursAgo: 20)
        let others = Self.open(3, hoursAgo: 1, team: ["Karim"])
        #expect(Self.choose([yesterday, others, today]) == .one(today))
        #expect(Self.choose([yesterday, others]) == .none(forgotten: [yesterday]))
        #expect(Self.choose([others]) == .none(forgotten: []))
        // Before the device has a user, everything is its own.
        #expect(Self.choose([others], nil) == .one(others))
        let second = Self.open(4, hoursAgo: 1)
        #expect(Self.choose([today, second]) == .several([second, today]))
        #expect(Self.choose([second, today]) == .several([second, today]))
    }

    @Test("hours count, not midnight; a planned end gives time; an unknown beginning none")
    func forgetting() {
        #expect(!Self.open(1, hoursAgo: 12).isForgotten(at: Self.now, after: 12))
        #expect(Self.open(1, hoursAgo: 13).isForgotten(at: Self.now, after: 12))
        #expect(!Self.open(1, hoursAgo: 13, endsIn: -1).isForgotten(at: Self.now, after: 12))
        #expect(Self.open(1, hoursAgo: nil).isForgotten(at: Self.now, after: 12))
    }
}
