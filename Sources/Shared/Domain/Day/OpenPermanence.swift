// OpenPermanence: which permanence somebody is holding, and which ones were left open.
//
// Pure. Time is compared as elapsed hours, so neither midnight nor a time zone matters.

/// A permanence that shows as open.
public struct OpenPermanence: Hashable, Sendable {
    /// Its record.
    public var id: RecordID
    /// Where it is held; empty when nobody said.
    public var name: String
    /// When it was opened.
    public var openedAt: Instant?
    /// When it was planned to end.
    public var endsAt: Instant?
    /// Who holds it.
    public var team: Set<String>

    /// A permanence that is open.
    public init(
        id: RecordID, name: String = "", openedAt: Instant? = nil, endsAt: Instant? = nil,
        team: Set<String> = []
    ) {
        self.id = id
        self.name = name
        self.openedAt = openedAt
        self.endsAt = endsAt
        self.team = team
    }

    /// Whether it was left open: more than `hours` have gone by since it was opened, and since it
    /// was planned to end. One of which nobody knows when it was opened is taken for forgotten.
    public func isForgotten(at now: Instant, after hours: Int) -> Bool {
        let limit = Int64(hours) * 3_600_000
        let known = [openedAt, endsAt].compactMap(\.self)
        guard let last = known.max() else { return true }
        return now.milliseconds - last.milliseconds > limit
    }

    /// Whether somebody holds it; everybody does when its team is empty, or when the device has no
    /// user yet.
    public func isHeld(by user: String?) -> Bool {
        guard let user else { return true }
        return team.isEmpty || team.contains(user)
    }
}

/// What « the open permanence » means where somebody stands.
public enum PermanenceAtHand: Hashable, Sendable {
    /// The only one.
    case one(OpenPermanence)
    /// None; those that were left open are told, for they are not meant.
    case none(forgotten: [OpenPermanence])
    /// More than one: somebody must say which.
    case several([OpenPermanence])

    /// Chooses among everything that is open, whatever the order.
    ///
    /// - Parameters:
    ///   - user: who asks; `nil` before the device has a user.
    ///   - hours: after how many hours one counts as forgotten.
    public init(
        among open: some Sequence<OpenPermanence>, user: String?, now: Instant, hours: Int
    ) {
        let own = open.filter { $0.isHeld(by: user) }.sorted(by: PermanenceAtHand.precedes)
        let present = own.filter { !$0.isForgotten(at: now, after: hours) }
        switch present.count {
        case 0: self = .none(forgotten: own)
        case 1: self = .one(present[0])
        default: self = .several(present)
        }
    }

    /// The one that was opened last comes first.
    package static func precedes(_ left: OpenPermanence, _ right: OpenPermanence) -> Bool {
        left.openedAt != right.openedAt
            ? (left.openedAt?.milliseconds ?? .min) > (right.openedAt?.milliseconds ?? .min)
            : left.id < right.id
    }
}
