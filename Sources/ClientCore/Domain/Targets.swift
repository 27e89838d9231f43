// Targets: how far the organisation's targets of the roadmap are, from what this device holds.

public import Shared

/// Follows targets.
public struct Targets: Sendable {
    private let store: Store

    /// - Parameter store: where the roadmap and the work are.
    public init(_ store: Store) { self.store = store }

    /// A target, and how far it is.
    public struct Line: Sendable {
        /// The action of the roadmap that has it.
        public let action: Typed<RoadmapAction>
        /// Code of the list `target-count`.
        public let kind: String
        /// How many are aimed at.
        public let target: Int64
        /// From when until when.
        public let period: ClosedRange<CalendarDate>
        /// How far it is.
        public let progress: TargetProgress
    }

    /// The targets of the own organisation, and those that are nobody's in particular, in the order
    /// of their ends.
    public func list() throws(RelaisError) -> [Line] {
        let own = try store.enrolment()?.organisation
        let today = try store.today()
        let actions = try store.records(RoadmapAction.self).filter { action in
            action.target != nil && action.counted != nil
                && (action.owner == nil || action.owner?.description == own)
        }
        if actions.isEmpty { return [] }
        let (confirmed, shown) = (try events(isConfirmed: true), try events(isConfirmed: false))
        return actions.compactMap { action in
            guard let kind = action.counted, let target = action.target else { return nil }
            let last = action.dueOn ?? today
            let first = action.startsOn ?? CalendarDate(year: last.year, month: 1, day: 1) ?? last
            guard first <= last else { return nil }
            return Line(
                action: action, kind: kind, target: target, period: first...last,
                progress: TargetProgress(
                    kind, in: first...last, confirmed: confirmed, shown: shown))
        }.sorted { left, right in
            (left.period.upperBound, left.action.record.id)
                < (right.period.upperBound, right.action.record.id)
        }
    }

    private func read<M: Model>(
        _ model: M.Type, _ fields: [any FieldDeclaring], _ isConfirmed: Bool
    ) throws(RelaisError) -> [Glance<M>] {
        isConfirmed ? try store.confirmed(model, fields) : try store.glances(model, fields)
    }

    private func events(isConfirmed: Bool) throws(RelaisError) -> [TargetEvent] {
        let clock = try store.clock()
        let standing = try store.standing(Person.collectionName)
        var events: [TargetEvent] = []
        func add(_ kind: String, _ day: CalendarDate?, count: Int = 1, person: RecordID? = nil) {
            guard let day else { return }
            events.append(TargetEvent(kind, on: day, count: count, person: person))
        }
        let permanences = Permanence.shared
        var held: [RecordID: CalendarDate] = [:]
        for permanence in try read(
            Permanence.self,
            [
                permanences.openedAt, permanences.startsAt, permanences.state,
                permanences.anonymousVisits,
            ], isConfirmed)
        where ["ouverte", "fermee"].contains(permanence.state ?? "") {
            let day = (permanence.openedAt ?? permanence.startsAt).map(clock.day)
            held[permanence.id] = day
            add("permanences", day)
            add("passages", day, count: Int(clamping: permanence.anonymousVisits ?? 0))
        }
        let visits = Visit.shared
        for visit in try read(
            Visit.self, [visits.permanence, visits.person, visits.at], isConfirmed)
        {
            let day = visit.at.map(clock.day) ?? visit.permanence.flatMap { held[$0] }
            add("passages", day)
            if let person = visit.person {
                add("personnes", day, person: standing[person] ?? person)
            }
        }
        let interviews = Interview.shared
        for interview in try read(Interview.self, [interviews.at], isConfirmed) {
            add("entretiens", interview.at.map(clock.day))
        }
        events += try referrals(clock, isConfirmed)
        let outcomes = Outcome.shared
        for outcome in try read(
            Outcome.self, [outcomes.kind, outcomes.occurredOn], isConfirmed)
        where outcome.kind != nil && outcome.kind != "sans-suite" {
            add("sorties-positives", outcome.occurredOn ?? clock.day(of: outcome.id))
        }
        return events
    }

    private func referrals(
        _ clock: WallClock, _ isConfirmed: Bool
    ) throws(RelaisError) -> [TargetEvent] {
        let own = try store.enrolment().flatMap { RecordID($0.organisation) }
        let fields = Referral.shared
        return try read(
            Referral.self, [fields.fromOrganisation, fields.sentAt, fields.state], isConfirmed
        ).filter { own == nil || $0.fromOrganisation == own }.flatMap { referral in
            guard let day = referral.sentAt.map(clock.day) else { return [TargetEvent]() }
            let isAccepted = ["acceptee", "rencontre", "terminee"].contains(referral.state ?? "")
            return [TargetEvent("orientations-envoyees", on: day)]
                + (isAccepted ? [TargetEvent("orientations-acceptees", on: day)] : [])
        }
    }
}
