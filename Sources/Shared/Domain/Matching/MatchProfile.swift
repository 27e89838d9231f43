// MatchProfile: what is known of a person, for the first orientation (row 21).

/// What a first orientation goes by. Everything may be empty: a first contact knows little.
public struct MatchProfile: Hashable, Sendable {
    /// Codes of the list `audience`.
    public var audiences: Set<String>
    /// Codes of the list `need`.
    public var needs: Set<String>
    /// Codes of the list `barrier`, of those that still stand in the way.
    public var barriers: Set<String>
    /// Codes of the list `language`; empty when nobody asked.
    public var languages: Set<String>
    /// Occupations sought: ROME codes, or words.
    public var occupations: [String]
    /// ROME codes of what the person can do, and of what these skills can be used for.
    public var skills: Set<String>
    /// Year of birth.
    public var birthYear: Int?
    /// INSEE code.
    public var commune: String?
    /// Code of the priority neighbourhood.
    public var qpv: String?
    /// Where distances are counted from.
    public var position: Coordinates?

    /// A profile of which nothing else is known.
    public init(
        audiences: Set<String> = [], needs: Set<String> = [], barriers: Set<String> = [],
        languages: Set<String> = [], occupations: [String] = [], skills: Set<String> = [],
        birthYear: Int? = nil, commune: String? = nil, qpv: String? = nil,
        position: Coordinates? = nil
    ) {
        self.audiences = audiences
        self.needs = needs
        self.barriers = barriers
        self.languages = languages
        self.occupations = occupations
        self.skills = skills
        self.birthYear = birthYear
        self.commune = commune
        self.qpv = qpv
        self.position = position
    }

    /// Whether nothing says what the person looks for. Everything that is open to them is then an
    /// answer, the nearest first.
    public var isSilent: Bool {
        needs.isEmpty && barriers.isEmpty && occupations.isEmpty && skills.isEmpty
    }
}

/// Something that a person may be shown the way to.
public struct MatchCandidate: Hashable, Sendable {
    /// What it is; the raw value is the collection's name.
    public enum Kind: String, Sendable, CaseIterable {
        /// What may be offered, in the order in which equals are shown.
        case service, event, place, offer
    }

    /// What it is.
    public let kind: Kind
    /// Its record.
    public let id: RecordID
    /// Its name.
    public var title: String
    /// The code of its kind of action or place.
    public var actionKind: String?
    /// The publics that it is for; none, or `tout-public`, for everybody.
    public var audiences: [String] = []
    /// The needs that it answers.
    public var themes: [String] = []
    /// The languages that it is given in; none when that is not said.
    public var languages: [String] = []
    /// Code of the list `fee`.
    public var fee: String?
    /// What a person must be or have, in words.
    public var entryConditions: String?
    /// INSEE code of where it is.
    public var commune: String?
    /// INSEE codes of where people may come from; none for the whole territory.
    public var coveredCommunes: [String] = []
    /// Where it is.
    public var position: Coordinates?
    /// An offer's occupation, by its code.
    public var rome: String?
    /// An offer's occupation in words; sought words are looked for here and in the name.
    public var occupation: String?
    /// Code of the list `contract-type`.
    public var contractType: String?
    /// Whether an offer is open to disabled workers.
    public var isForDisabled = false
    /// Its state: of publication, of an event, of an offer.
    public var state: String?
    /// When an event ends, or begins if no end is known.
    public var endsAt: Instant?
    /// The first day on which it is there.
    public var startsOn: CalendarDate?
    /// The last day on which it is there.
    public var endsOn: CalendarDate?

    /// Something of which nothing else is known.
    public init(_ kind: Kind, _ id: RecordID, title: String) {
        self.kind = kind
        self.id = id
        self.title = title
    }

    /// Whether it can no longer, or not yet, be gone to: an offer that is filled or expired, an
    /// event that is over, cancelled or of no known day, a sheet that is not published.
    public func isOver(at now: Instant, today: CalendarDate) -> Bool {
        if let endsOn, endsOn < today { return true }
        switch kind {
        case .service, .place: return ["brouillon", "archive"].contains(state)
        case .offer: return ["pourvue", "retiree", "expiree"].contains(state)
        case .event:
            if ["annule", "passe"].contains(state) { return true }
            if let endsAt { return endsAt < now }
            // Without a day nobody can be sent there.
            guard let last = endsOn ?? startsOn else { return true }
            return last < today
        }
    }
}
