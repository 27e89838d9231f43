// ActivityReport: what was done in a period, for whoever pays for it. Figures only, never people.
//
// A count below five could point at somebody, so it is not told, and neither is what would let it
// be derived: where parts add up to a total that is told, a part that is left alone takes a second
// one with it.

/// A figure that may be published.
public enum Figure: Hashable, Sendable {
    /// The count.
    case count(Int)
    /// Below five, or what would give such a count away.
    case suppressed

    /// The least count that is told; nothing at all is told as well.
    public static let least = 5

    /// A count on its own.
    public init(_ count: Int) {
        self = count == 0 || count >= Figure.least ? .count(count) : .suppressed
    }
}

/// What was done in a period.
public struct ActivityReport: Hashable, Sendable {
    /// A part of a total.
    public struct Part: Hashable, Sendable {
        /// Its code.
        public let code: String
        /// How many.
        public let figure: Figure
    }

    /// A total with its parts.
    public struct Breakdown: Hashable, Sendable {
        /// How many in all.
        public let total: Figure
        /// By code: those that are told, the most frequent first; then the others.
        public let parts: [Part]
    }

    /// The facts of a period.
    public struct Facts: Hashable, Sendable {
        /// How many permanences were held.
        public var permanences = 0
        /// The visits that were noted.
        public var visits: [NotedVisit] = []
        /// Visits that were only counted.
        public var counted = 0
        /// People met for the first time.
        public var newPeople = 0
        /// How many interviews were held.
        public var interviews = 0
        /// The states of the referrals that were sent.
        public var sent: [String] = []
        /// The states of the referrals that were received.
        public var received: [String] = []
        /// The codes of what came of it.
        public var outcomes: [String] = []

        /// Nothing yet.
        public init() {}
    }

    /// Permanences that were held: they are no people, and told as they are.
    public let permanences: Int
    /// All visits.
    public let visits: Figure
    /// People who came, each once.
    public let people: Figure
    /// People met for the first time.
    public let newPeople: Figure
    /// Interviews.
    public let interviews: Figure
    /// What people came for; one may come for several needs.
    public let needs: [Part]
    /// Referrals that were sent, and in which state they are.
    public let sent: Breakdown
    /// Referrals that were received, and in which state they are.
    public let received: Breakdown
    /// What came of it, by code.
    public let outcomes: Breakdown

    /// A report over facts.
    public init(_ facts: Facts) {
        let summary = PermanenceSummary(facts.visits, counted: facts.counted)
        permanences = facts.permanences
        visits = Figure(summary.total)
        people = Figure(summary.people)
        newPeople = Figure(facts.newPeople)
        interviews = Figure(facts.interviews)
        needs = summary.needs.map { Part(code: $0.key, figure: Figure($0.count)) }
        sent = ActivityReport.parts(facts.sent)
        received = ActivityReport.parts(facts.received)
        outcomes = ActivityReport.parts(facts.outcomes)
    }

    /// The parts of a total, so that no small one can be derived from the others.
    package static func parts(_ codes: [String]) -> Breakdown {
        var counts: [String: Int] = [:]
        for code in codes { counts[code, default: 0] += 1 }
        let ranked = counts.ranked
        var figures = ranked.map { Figure($0.count) }
        let hidden = figures.indices.filter { figures[$0] == .suppressed }
        // What is hidden adds up to the total less the rest: one alone is told by that, and two
        // are when nothing else they could be fits. The smallest of the others goes with them.
        let sum = hidden.reduce(0) { $0 + ranked[$1].count }
        if !hidden.isEmpty, hidden.count == 1 || sum < Figure.least,
            let next = figures.indices.last(where: { figures[$0] != .suppressed })
        {
            figures[next] = .suppressed
        }
        let parts = zip(ranked, figures).map { Part(code: $0.key, figure: $1) }
        // The order of the hidden ones would tell which is the greater.
        let shown = parts.filter { $0.figure != .suppressed }
        let others = parts.filter { $0.figure == .suppressed }.sorted { $0.code < $1.code }
        return Breakdown(total: Figure(codes.count), parts: shown + others)
    }
}
