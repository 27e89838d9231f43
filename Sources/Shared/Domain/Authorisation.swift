// Authorisation: who reads and writes what, as pure functions of a membership. The server decides
// with them and the client foresees with them, so both give the same answer.

/// Somebody's place in the territory.
package struct Member: Hashable, Sendable {
    /// The organisation that they belong to.
    package let organisation: RecordID
    /// What they are in it.
    package let role: Role
    /// The portfolios that they hold. A device does not know them: only the server decides by them.
    package let portfolios: Set<RecordID>
    /// Their account, when it is known: a volunteer reads what names it as a sponsor's.
    package let user: RecordID?

    /// A membership.
    package init(
        organisation: RecordID, role: Role, portfolios: Set<RecordID> = [], user: RecordID? = nil
    ) {
        self.organisation = organisation
        self.role = role
        self.portfolios = portfolios
        self.user = user
    }
}

/// Who may hold which scope, and who may write which records.
package enum Authorisation {
    /// The names of the scopes that a member's devices hold.
    package static func scopeNames(of member: Member) -> Set<String> {
        Set(scopes(of: member).map(\.description))
    }

    /// The scopes that a member's devices hold, sorted.
    ///
    /// Everybody holds the territory's. Volunteers and observers do not hold their organisation's
    /// nor a portfolio, for these have people in them whom they must not see. A volunteer holds
    /// what names them as a sponsor.
    package static func scopes(of member: Member) -> [ScopeName] {
        guard worksWithPeople(member.role) || DeliberateBug.scopesIgnoreRoles.isOn else {
            let sponsored = member.role == .volunteer ? member.user.map(ScopeName.sponsor) : nil
            return [sponsored, .territory].compactMap(\.self)
        }
        let own = [ScopeName.territory, .organisation(member.organisation)]
        return (own + member.portfolios.map(ScopeName.portfolio)).sorted()
    }

    /// The scope that a record goes to when a member creates it and nothing that it shows moves it
    /// elsewhere; `nil` when they may not create it.
    ///
    /// - Parameter collection: `nil` when this program does not know the collection; it is then
    ///   kept to the organisation, for a record shown to too few can be shared later, and one
    ///   shown to too many cannot be taken back.
    package static func scope(
        forNewRecordIn collection: CollectionDeclaration?, by member: Member
    ) -> ScopeName? {
        guard worksWithPeople(member.role) else { return nil }
        return audience(ofNewRecordIn: collection, by: member)
    }

    /// The same, whether or not they may: roles change, and a fact that was written while its
    /// author was something else is that fact all the same.
    package static func audience(
        ofNewRecordIn collection: CollectionDeclaration?, by member: Member
    ) -> ScopeName {
        switch collection?.access ?? .organisation {
        case .territory: .territory
        case .organisation, .file, .part, .envelope, .sponsored:
            .organisation(member.organisation)
        }
    }

    /// Whether a member may change a record of a collection in a scope. Of a record that two sides
    /// hold, `Crossing` says which fields.
    package static func mayWrite(
        _ collection: CollectionDeclaration?, scope: ScopeName, member: Member
    ) -> Bool {
        scopes(of: member).contains(scope) && mayWrite(collection, held: scope, by: member)
    }

    /// The same for a scope that the member is known to hold.
    package static func mayWrite(
        _ collection: CollectionDeclaration?, held scope: ScopeName, by member: Member
    ) -> Bool {
        let access = collection?.access ?? .organisation
        guard worksWithPeople(member.role) else {
            if case .sponsored = access { return scope != .territory }
            return false
        }
        switch access {
        case .territory: return scope == .territory
        case .organisation: return scope.audience == .organisation(member.organisation)
        case .file, .part, .envelope, .sponsored: return scope != .territory
        }
    }

    private static func worksWithPeople(_ role: Role) -> Bool {
        switch role {
        case .coordinator, .mediator, .referent: true
        case .volunteer, .observer: false
        }
    }
}
