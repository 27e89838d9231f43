// Coordination: what two organisations that follow one person know of each other's appointments:
// the days, and only while a referral for coordination is accepted (row 16).

import Shared

/// Reads and tells the days of appointments across organisations.
struct Coordination {
    /// What changes in one referral.
    struct Told {
        let id: RecordID
        let field: String
        let added: Set<String>
        let removed: Set<String>
    }

    let store: Store

    init(_ store: Store) { self.store = store }

    /// The states of an appointment that takes a person's time.
    static let standing: Set<String> = ["prevu", "confirme", "honore"]
    /// How far ahead days are told.
    private static let weeks = 8

    /// The days of a person's appointments here, from this week on.
    ///
    /// - Parameter left: an appointment that is not counted.
    func days(of person: RecordID, without left: RecordID? = nil) throws(RelaisError) -> Set<
        CalendarDate
    > {
        let fields = Appointment.shared
        let clock = try store.clock()
        let days = try store.glances(
            Appointment.self, [fields.startsAt, fields.state],
            where: [.equals(field: fields.person.name, value: .text(person.description))]
        ).filter { $0.id != left && Coordination.standing.contains($0.state ?? "prevu") }
            .compactMap { $0.startsAt.map(clock.day) }
        return Set(days)
    }

    /// What is to be told of these days, in each referral that allows it.
    func telling(
        _ days: Set<CalendarDate>, of person: RecordID
    ) throws(RelaisError) -> [Told] {
        let first = try store.today().monday
        let last = first.adding(days: 7 * Coordination.weeks)
        let words = Set(days.filter { $0 >= first && $0 < last }.map(\.description))
        var told: [Told] = []
        for (referral, isSent) in try referrals() where try self.person(of: referral) == person {
            let before = (isSent ? referral.senderDays : referral.receiverDays) ?? []
            if before == words { continue }
            let field = isSent ? Referral.shared.senderDays : Referral.shared.receiverDays
            told.append(
                Told(
                    id: referral.record.id, field: field.name,
                    added: words.subtracting(before), removed: before.subtracting(words)))
        }
        return told
    }

    /// The days that other organisations tell of the people here.
    func daysElsewhere(
        _ standing: [RecordID: RecordID]
    ) throws(RelaisError) -> [RecordID: [CalendarDate]] {
        var result: [RecordID: [CalendarDate]] = [:]
        for (referral, isSent) in try referrals() {
            let days = (isSent ? referral.receiverDays : referral.senderDays) ?? []
            guard !days.isEmpty, let person = try person(of: referral) else { continue }
            result[standing[person] ?? person, default: []] += days.compactMap { CalendarDate($0) }
        }
        return result
    }

    /// Accepted referrals for coordination, and whether this organisation sent them.
    private func referrals() throws(RelaisError) -> [(Typed<Referral>, isSent: Bool)] {
        guard let own = try store.enrolment().flatMap({ RecordID($0.organisation) }) else {
            return []
        }
        return try store.records(
            Referral.self,
            where: [
                .equals(field: Referral.shared.purposes.name, value: .text("coordination"))
            ]
        ).compactMap { referral in
            guard referral.person == nil,
                ["acceptee", "rencontre"].contains(referral.state ?? "")
            else { return nil }
            if referral.fromOrganisation == own { return (referral, true) }
            return referral.toOrganisation == own ? (referral, false) : nil
        }
    }

    private func person(of referral: Typed<Referral>) throws(RelaisError) -> RecordID? {
        try Referrals(store).person(of: referral.record.id)
    }
}
