// Portfolios: the people that each adviser follows, and a word for the next one (row 18).
//
// Handing a portfolio over is the coordinator's deed (`relais admin portfolio hand-over`); what its
// holder leaves in the files goes with them.

public import Shared

/// Lists portfolios, and leaves word for whoever takes one over.
public struct Portfolios: Sendable {
    private let store: Store

    /// - Parameter store: where people are.
    public init(_ store: Store) { self.store = store }

    /// One portfolio, as far as this device holds it.
    public struct Portfolio: Hashable, Sendable {
        /// Its identity; `nil` for people who are in none, whom the whole organisation follows.
        public let id: RecordID?
        /// Its people, in the order of their identities.
        public let people: [RecordID]
    }

    /// The portfolios of the people here, in the order of their identities, then those in none.
    public func list() throws(RelaisError) -> [Portfolio] {
        var people: [RecordID?: [RecordID]] = [:]
        let fields = Person.shared
        for person in try store.glances(Person.self, [fields.portfolio, fields.active])
        where person.active != false {
            let portfolio = person.portfolio.flatMap { RecordID($0) }
            people[portfolio, default: []].append(person.id)
        }
        return people.map { Portfolio(id: $0.key, people: $0.value) }.sorted { left, right in
            guard let one = left.id else { return false }
            return right.id.map { one < $0 } ?? true
        }
    }

    /// Leaves word for the next adviser in each file of a portfolio: a follow-up that is due at
    /// once, and goes with the file.
    ///
    /// - Returns: how many files it was left in.
    /// - Throws: code `empty_portfolio` when nobody of it is here.
    @discardableResult
    public func leaveWord(
        _ text: String, in portfolio: RecordID
    ) throws(RelaisError) -> Int {
        let people = try list().first { $0.id == portfolio }?.people ?? []
        guard !people.isEmpty else { throw PortfolioErrors.empty }
        let day = try store.today()
        try store.write { transaction in
            for person in people {
                transaction.create(FollowUp.self) { draft in
                    draft.person = person
                    draft.kind = "transmission"
                    draft.state = "a-faire"
                    draft.dueOn = day
                    draft.comment = text
                }
            }
        }
        return people.count
    }
}

/// What cannot be done with a portfolio.
enum PortfolioErrors {
    static let empty = RelaisError(
        code: "empty_portfolio",
        message: Phrase(
            fr: "Personne de ce portefeuille n'est sur cet appareil.",
            en: "Nobody of this portfolio is on this device."),
        remedy: Phrase(
            fr:
                "`relais portfolio` montre ceux qui y sont ; qui tient un portefeuille y écrit.",
            en: "`relais portfolio` shows those that are; only who holds a portfolio writes in it.")
    )
}
