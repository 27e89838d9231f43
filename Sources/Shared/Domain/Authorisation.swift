// Authorisation: who reads and writes what, as pure functions of a membership. The server decides
// with them and the client foresees with them, so both give the same answer.

/// Somebody's place in the territory.
package struct Member: Hashable, Sendable {
    /// The organisation that they belong to.
    package let organisation: RecordID
    /// What they are in it.
    package let role: Role

    /// A membership.
    package init(organisation: RecordID, role: Role) {
        self.organisation = organisation
        self.role = role
    }
}

/// Who may hold which scope, and who may write which records.
package enum Authorisation {
    /// The scopes that a member's devices hold, sorted.
    ///
    /// Everybody holds the territory's. Volunteers and observers do not hold their organisation's,
    /// for it has people in it whom they must not see.
    package static func scopes(of member: Member) -> [ScopeName] {
        let own: [ScopeName] =
            worksWithPeople(member.role) || DeliberateBug.scopesIgnoreRoles.isOn
            ? [.organisation(member.organisation)] : []
        return (own + [.territory]).sorted()
    }

    /// The scope that a record goes to when a member creates it; `nil` when they may not.
    ///
    /// - Parameter collection: `nil` when this program does not know the collection; it is then
    ///   kept to the organisation, for a record shown to too few can be shared later, and one
    ///   shown to too many cannot be taken back.
    package static func scope(
        forNewRecordIn collection: CollectionDeclaration?, by member: Member
    ) -> ScopeName? {
        guard worksWithPeople(member.role) else { return nil }
        return home(of: collection, for: member)
    }

    /// Whether a member may change a record of a collection in a scope.
    package static func mayWrite(
        _ collection: CollectionDeclaration?, scope: ScopeName, member: Member
    ) -> Bool {
        self.scope(forNewRecordIn: collection, by: member) == scope
    }

    private static func home(
        of collection: CollectionDeclaration?, for member: Member
    ) -> ScopeName {
        switch collection?.access ?? .organisation {
        case .territory: .territory
        case .organisation: .organisation(member.organisation)
        }
    }

    private static func worksWithPeople(_ role: Role) -> Bool {
        switch role {
        case .coordinator, .mediator, .referent: true
        case .volunteer, .observer: false
        }
    }
}
