// ScopeName: which audience a set of records has. Devices hold whole scopes, so a scope is also
// what a pull delivers and what a purge removes.

/// The name of a set of records with one audience.
package struct ScopeName: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// Who reads the records of a scope.
    package enum Audience: Hashable, Sendable {
        /// Everybody of the territory.
        case territory
        /// Those of one organisation who work with people.
        case organisation(RecordID)
        /// Those who hold a portfolio.
        case portfolio(RecordID)
        /// One volunteer, of the people whom they sponsor.
        case sponsor(RecordID)
    }

    /// Who reads it.
    package let audience: Audience
    /// The text form: `territory`, or `organisation:`, `portfolio:` or `sponsor:` and an
    /// identity.
    package let description: String

    /// What everybody of the territory reads.
    package static let territory = ScopeName(.territory)

    /// What only one organisation reads.
    package static func organisation(_ id: RecordID) -> ScopeName { ScopeName(.organisation(id)) }

    /// What only those read who hold a portfolio.
    package static func portfolio(_ id: RecordID) -> ScopeName { ScopeName(.portfolio(id)) }

    /// What a volunteer reads of the people whom they sponsor, by the volunteer's account.
    package static func sponsor(_ id: RecordID) -> ScopeName { ScopeName(.sponsor(id)) }

    private static let organisationPrefix = "organisation:"
    private static let portfolioPrefix = "portfolio:"
    private static let sponsorPrefix = "sponsor:"

    private init(_ audience: Audience) {
        self.audience = audience
        description =
            switch audience {
            case .territory: "territory"
            case .organisation(let id): Self.organisationPrefix + id.description
            case .portfolio(let id): Self.portfolioPrefix + id.description
            case .sponsor(let id): Self.sponsorPrefix + id.description
            }
    }

    /// Reads the canonical text form; `nil` for anything else, capitals in the identity included,
    /// so that one scope never has two names.
    package init?(_ text: String) {
        func id(after prefix: String) -> RecordID? {
            text.hasPrefix(prefix) ? RecordID(String(text.dropFirst(prefix.count))) : nil
        }
        if text == Self.territory.description {
            self = .territory
        } else if let id = id(after: Self.organisationPrefix) {
            self = .organisation(id)
        } else if let id = id(after: Self.portfolioPrefix) {
            self = .portfolio(id)
        } else if let id = id(after: Self.sponsorPrefix) {
            self = .sponsor(id)
        } else {
            return nil
        }
        guard description == text else { return nil }
    }

    /// Order of the bytes of the text form.
    package static func < (left: ScopeName, right: ScopeName) -> Bool {
        left.description.precedesInBytes(right.description)
    }
}
