// PermanenceSummary: what a permanence comes to, counted from what was noted in it.
//
// Pure. Several devices note in one permanence: whoever is identified is counted once, however
// often and on however many devices the visit was noted. Anonymous visits cannot be told from each
// other, so they are counted as they were noted and shown apart, never added to the people.

/// A visit, as far as it is counted.
public struct NotedVisit: Hashable, Sendable {
    /// The visit's record.
    public var id: RecordID
    /// Who came: the record that stands for them; `nil` when the visit is anonymous.
    public var person: RecordID?
    /// Whether it was noted as a first visit.
    public var isFirst: Bool
    /// How it stands: a code of the list `visit-state`.
    public var state: String?
    /// What the person came for, in words.
    public var reason: String?
    /// Codes of the list `need`.
    public var needs: Set<String>
    /// Codes of the list `visit-action`.
    public var actions: Set<String>
    /// Codes of the list `audience`.
    public var audiences: Set<String>

    /// A visit of which nothing more is noted than what is given.
    public init(
        id: RecordID, person: RecordID? = nil, isFirst: Bool = false, state: String? = nil,
        reason: String? = nil, needs: Set<String> = [], actions: Set<String> = [],
        audiences: Set<String> = []
    ) {
        self.id = id
        self.person = person
        self.isFirst = isFirst
        self.state = state
        self.reason = reason
        self.needs = needs
        self.actions = actions
        self.audiences = audiences
    }
}

/// How often something was noted.
public struct Tally: Hashable, Sendable {
    /// The code, or the words.
    public let key: String
    /// In how many visits.
    public let count: Int
}

/// What a permanence comes to.
public struct PermanenceSummary: Hashable, Sendable {
    /// Visits with a record of their own.
    public let visits: Int
    /// People who are identified, each once.
    public let people: Int
    /// Visits with a record and without a person.
    public let anonymous: Int
    /// Visits that were only counted.
    public let counted: Int
    /// Visits that were noted as a first one.
    public let firstVisits: Int
    /// Visits that ended without the person being seen.
    public let unseen: Int
    /// What people came for, the most frequent first; of equals, by their code.
    public let needs: [Tally]
    /// The same in words, where somebody wrote any.
    public let reasons: [Tally]
    /// What was done.
    public let actions: [Tally]
    /// The audiences that were noted with visits.
    public let audiences: [Tally]

    /// Every visit, whether it has a record or was only counted.
    public var total: Int { visits + counted }

    /// Counts visits; one that is given twice counts once.
    ///
    /// - Parameter counted: visits that were only counted.
    public init(_ noted: some Sequence<NotedVisit>, counted: Int = 0) {
        var seen: Set<RecordID> = []
        var people: Set<RecordID> = []
        var (anonymous, first, unseen) = (0, 0, 0)
        var tallies = Tallies()
        for visit in noted where seen.insert(visit.id).inserted {
            if let person = visit.person { people.insert(person) } else { anonymous += 1 }
            if visit.isFirst { first += 1 }
            if visit.state == "repartie" { unseen += 1 }
            tallies.add(visit)
        }
        visits = seen.count
        self.people = people.count
        self.anonymous = anonymous
        self.counted = max(0, counted)
        firstVisits = first
        self.unseen = unseen
        needs = tallies.needs.ranked
        reasons = tallies.reasons.ranked
        actions = tallies.actions.ranked
        audiences = tallies.audiences.ranked
    }
}

private struct Tallies {
    var needs: [String: Int] = [:]
    var reasons: [String: Int] = [:]
    var actions: [String: Int] = [:]
    var audiences: [String: Int] = [:]

    mutating func add(_ visit: NotedVisit) {
        for need in visit.needs { needs[need, default: 0] += 1 }
        for action in visit.actions { actions[action, default: 0] += 1 }
        for audience in visit.audiences { audiences[audience, default: 0] += 1 }
        if let reason = visit.reason, !reason.isEmpty { reasons[reason, default: 0] += 1 }
    }
}

extension [String: Int] {
    /// The most frequent first; of equals, by the bytes of their key.
    package var ranked: [Tally] {
        map { Tally(key: $0.key, count: $0.value) }.sorted { left, right in
            left.count != right.count
                ? left.count > right.count
                : left.key.precedesInBytes(right.key)
        }
    }
}
