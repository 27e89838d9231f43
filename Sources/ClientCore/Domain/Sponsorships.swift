// Sponsorships: pairs of volunteers who meet one person each week (row 19). The sponsors hold the
// sponsorship and nothing else of the person's file; what they note is when they met.

public import Shared

/// Makes pairs, and notes their meetings.
public struct Sponsorships: Sendable {
    private let store: Store

    /// - Parameter store: where they are noted.
    public init(_ store: Store) { self.store = store }

    /// A sponsorship that goes on.
    public struct Standing: Sendable {
        /// The sponsorship.
        public let sponsorship: Typed<Sponsorship>
        /// Days since the last meeting, or since the beginning when there was none.
        public let daysWithout: Int?
        /// Whether the weekly meeting is due: more than seven days, and none to come.
        public let isDue: Bool
    }

    /// Makes a pair for a person. The sponsors see the given name and the telephone number.
    ///
    /// - Parameters:
    ///   - sponsors: identities of accounts, one or two.
    ///   - edits: what else is known of it, by field.
    /// - Throws: `not_found`; `sponsors_count`; `sponsored_already` while another one goes on.
    public func pair(
        _ person: RecordID, with sponsors: [String], _ edits: [String: FieldEdit] = [:]
    ) throws(RelaisError) -> RecordID {
        guard let typed = try store.record(Person.self, person) else {
            throw StoreErrors.notFound(Person.collectionName, person)
        }
        guard (1...2).contains(Set(sponsors).count), Set(sponsors).count == sponsors.count else {
            throw SponsorshipErrors.sponsorsCount
        }
        if let other = try standing().first(where: { $0.sponsorship.person == person }) {
            throw SponsorshipErrors.already(other.sponsorship.record.id)
        }
        let fields = Sponsorship.shared
        var all: [String: FieldEdit] = [
            fields.person.name: .assign(.text(person.description)),
            fields.sponsors.name: .edit(add: Set(sponsors), remove: []),
            fields.startsOn.name: .assign(.text(try store.today().description)),
            fields.state.name: .assign(.text("en-cours")),
        ]
        if let name = typed.givenName { all[fields.personName.name] = .assign(.text(name)) }
        if let phone = typed.phone { all[fields.personPhone.name] = .assign(.text(phone)) }
        if let organisation = try store.enrolment()?.organisation {
            all[fields.organisation.name] = .assign(.text(organisation))
        }
        all.merge(edits) { $1 }
        return try store.write { $0.create(Sponsorship.collectionName, all) }
    }

    /// Notes that the pair and the person met.
    ///
    /// - Parameters:
    ///   - day: when; `nil` for today.
    ///   - next: when they meet next.
    /// - Throws: `not_found`; `meeting_in_future`.
    public func met(
        _ id: RecordID, on day: CalendarDate? = nil, next: Instant? = nil
    ) throws(RelaisError) {
        guard let sponsorship = try store.record(Sponsorship.self, id) else {
            throw StoreErrors.notFound(Sponsorship.collectionName, id)
        }
        let (clock, today) = (try store.clock(), try store.today())
        let day = day ?? today
        guard day <= today else { throw SponsorshipErrors.inFuture }
        let fields = Sponsorship.shared
        var edits: [String: FieldEdit] = [fields.meetingsCount.name: .increment(1)]
        // An older meeting that is noted late counts, and is not the last one.
        if sponsorship.lastMetOn.map({ $0 < day }) ?? true {
            edits[fields.lastMetOn.name] = .assign(.text(day.description))
        }
        if let next {
            edits[fields.nextMeetingAt.name] = .assign(.text(next.description))
        } else if sponsorship.nextMeetingAt.map({ clock.day($0) <= day }) ?? false {
            edits[fields.nextMeetingAt.name] = .clear
        }
        try store.write {
            $0.edit(Sponsorship.collectionName, id, edits, basis: sponsorship.record.basis)
        }
    }

    /// What goes on, the longest without a meeting first.
    public func standing() throws(RelaisError) -> [Standing] {
        let (clock, today) = (try store.clock(), try store.today())
        return try store.records(Sponsorship.self)
            .filter { ["en-cours", "propose", nil].contains($0.state) }
            .filter { $0.endsOn.map { today <= $0 } ?? true }
            .map { sponsorship in
                let since = sponsorship.lastMetOn ?? sponsorship.startsOn
                let days = since.map { today.daysSince1970 - $0.daysSince1970 }
                let hasNext = sponsorship.nextMeetingAt.map { clock.day($0) >= today } ?? false
                return Standing(
                    sponsorship: sponsorship, daysWithout: days,
                    isDue: !hasNext && (days ?? 0) > 7)
            }
            .sorted { left, right in
                let (longest, shorter) = (left.daysWithout ?? -1, right.daysWithout ?? -1)
                return longest != shorter
                    ? longest > shorter
                    : left.sponsorship.record.id < right.sponsorship.record.id
            }
    }
}

enum SponsorshipErrors {
    static let sponsorsCount = RelaisError(
        code: "sponsors_count",
        message: Phrase(
            fr: "Un parrainage a un ou deux parrains, et chacun une fois.",
            en: "A sponsorship has one or two sponsors, each once."),
        remedy: Phrase(
            fr: "Donnez `--sponsor ID` une ou deux fois (`relais admin users` les montre).",
            en: "Give `--sponsor ID` once or twice (`relais admin users` shows them)."))

    static func already(_ id: RecordID) -> RelaisError {
        RelaisError(
            code: "sponsored_already",
            message: Phrase(
                fr: "Cette personne a déjà un parrainage en cours.",
                en: "This person has a sponsorship already."),
            remedy: Phrase(
                fr: "Terminez-le d'abord : `relais put sponsorship --id \(id) state=termine`.",
                en: "End it first: `relais put sponsorship --id \(id) state=termine`."))
    }

    static let inFuture = RelaisError(
        code: "meeting_in_future",
        message: Phrase(
            fr: "Une rencontre qui a eu lieu n'est pas dans l'avenir.",
            en: "A meeting that took place is not in the future."),
        remedy: Phrase(
            fr: "Pour la prochaine, donnez `--next`.", en: "For the next one, give `--next`."))
}
