// Activity: what was done in a period, gathered from the store for a report.

public import Shared

/// Reports on what was done.
public struct Activity: Sendable {
    private let store: Store

    /// - Parameter store: where it was noted.
    public init(_ store: Store) { self.store = store }

    /// What was done from one day through another, as far as this device has heard of it.
    ///
    /// - Throws: code `period_backwards` when it ends before it begins.
    public func report(
        from first: CalendarDate, through last: CalendarDate
    ) throws(RelaisError) -> ActivityReport {
        guard first <= last else { throw ActivityErrors.backwards(first, last) }
        let period = first...last
        let clock = try store.clock()
        func isIn(_ day: CalendarDate?) -> Bool { day.map(period.contains) ?? false }
        var facts = ActivityReport.Facts()
        try addVisits(&facts, clock, isIn)
        let people = Person.shared
        facts.newPeople = try store.glances(Person.self, [people.firstMetOn])
            .count { isIn($0.firstMetOn) }
        let interviews = Interview.shared
        facts.interviews = try store.glances(Interview.self, [interviews.at])
            .count { isIn($0.at.map(clock.day)) }
        let own = try store.enrolment().flatMap { RecordID($0.organisation) }
        let fields = Referral.shared
        for referral in try store.glances(
            Referral.self,
            [
                fields.fromOrganisation, fields.toOrganisation, fields.sentAt,
                fields.state,
            ])
        where isIn(referral.sentAt.map(clock.day)) {
            let state = referral.state ?? "envoyee"
            if let own, referral.toOrganisation == own {
                facts.received.append(state)
            } else {
                facts.sent.append(state)
            }
        }
        let outcomes = Outcome.shared
        facts.outcomes = try store.glances(Outcome.self, [outcomes.kind, outcomes.occurredOn])
            .filter { isIn($0.occurredOn ?? clock.day(of: $0.id)) }.compactMap(\.kind)
        return ActivityReport(facts)
    }

    private func addVisits(
        _ facts: inout ActivityReport.Facts, _ clock: WallClock,
        _ isIn: (CalendarDate?) -> Bool
    ) throws(RelaisError) {
        let standing = try store.standing(Person.collectionName)
        let fields = Permanence.shared
        var held: [RecordID: CalendarDate] = [:]
        for permanence in try store.glances(
            Permanence.self,
            [fields.openedAt, fields.startsAt, fields.state, fields.anonymousVisits])
        where ["ouverte", "fermee"].contains(permanence.state ?? "") {
            guard let day = (permanence.openedAt ?? permanence.startsAt).map(clock.day) else {
                continue
            }
            held[permanence.id] = day
            guard isIn(day) else { continue }
            facts.permanences += 1
            facts.counted += Int(clamping: permanence.anonymousVisits ?? 0)
        }
        let visits = Visit.shared
        for visit in try store.glances(
            Visit.self, [visits.permanence, visits.person, visits.at, visits.needs])
        where isIn(visit.at.map(clock.day) ?? visit.permanence.flatMap { held[$0] }) {
            facts.visits.append(
                NotedVisit(
                    id: visit.id, person: visit.person.map { standing[$0] ?? $0 },
                    needs: visit.needs ?? []))
        }
    }
}

/// What a report refuses.
enum ActivityErrors {
    static func backwards(_ first: CalendarDate, _ last: CalendarDate) -> RelaisError {
        RelaisError(
            code: "period_backwards",
            message: Phrase(
                fr: "La période finit le \(last.text(.french)), avant de commencer le "
                    + "\(first.text(.french)).",
                en: "The period ends on \(last.text(.english)), before it begins on "
                    + "\(first.text(.english))."),
            remedy: Phrase(
                fr: "Donnez d'abord le premier jour : `--from`, puis `--until`.",
                en: "Give the first day first: `--from`, then `--until`."))
    }
}
