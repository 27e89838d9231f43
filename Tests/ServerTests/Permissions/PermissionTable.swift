// PermissionTable: who may do what to which record, written down by hand and apart from the rules
// that it judges. The tests generate every cell from it and from the declared `Access` alone.
//
// No switch here has a `default`: a new kind of access, relation, role or deed does not compile
// until its rows are written.

import Shared

/// How a record stands to the member who asks for it.
enum Relation: CaseIterable, Sendable {
    /// The territory's directory.
    case directory
    /// Their own organisation's, in no portfolio.
    case ownOrganisation
    /// In the portfolio that they hold.
    case ownPortfolio
    /// In a portfolio that a colleague of their organisation holds.
    case colleaguesPortfolio
    /// Another organisation's, in no portfolio.
    case otherOrganisation
    /// In a portfolio of another organisation.
    case otherPortfolio
    /// An envelope that their organisation sent to another one.
    case sent
    /// An envelope that another organisation sent to theirs.
    case received
    /// An envelope between two other organisations.
    case crossing
    /// Part of a file in a portfolio that a colleague holds; it names the member as a sponsor.
    case sponsored
    /// None: it is of a territory that they have no account in.
    case otherTerritory

    /// Whether it is one of an envelope between two organisations.
    var isCrossing: Bool {
        switch self {
        case .sent, .received, .crossing: true
        case .directory, .ownOrganisation, .ownPortfolio, .colleaguesPortfolio, .otherOrganisation,
            .otherPortfolio, .sponsored, .otherTerritory:
            false
        }
    }
}

/// What can be asked of a server about a record.
enum Deed: CaseIterable, Sendable {
    case pull, records, verify, history, receipt, mend, giveBack
    case create, change, delete, erase
    /// A field is changed that another side than the author's writes.
    case answer
    /// Its place is changed from where it is to another one.
    case moveOut
    /// A record of the member's own is brought to where it is.
    case moveIn
}

/// What must come of it.
enum Verdict: Hashable, Sendable {
    /// It works, and has its effect there.
    case allowed
    /// It is refused, has no effect, and nothing of the record is told.
    case refused
    /// It is taken, but stays with the organisation that wrote it: the other side has none of it.
    case staysAtHome
}

/// What members may do with the records of one kind of access in one relation.
struct PermissionRow: Sendable {
    var readers: Set<Role>
    var writers: Set<Role>
    var erasers: Set<Role>
    /// Who may write what the other side answers; `nil` where there is no other side.
    var answerers: Set<Role>?
    /// Who may take something out of there; `nil` where places do not change.
    var movers: Set<Role>?
    /// Who may create something there, where that is another question than bringing it there.
    var creators: Set<Role>?
    /// Who may bring something there, and what becomes of it; `nil` where nothing can be said to
    /// go there, for the place follows from its author alone.
    var enters: (roles: Set<Role>, verdict: Verdict)?
}

enum PermissionTable {
    private static let everybody = Set(Role.allCases)
    private static let coordinators: Set<Role> = [.coordinator]
    private static let workers: Set<Role> = Set(
        Role.allCases.filter { role in
            switch role {
            case .coordinator, .mediator, .referent: true
            case .volunteer, .observer: false
            }
        })

    private static func row(
        readers: Set<Role>, writers: Set<Role>, answerers: Set<Role>? = nil,
        enters: (Set<Role>, Verdict)?
    ) -> PermissionRow {
        PermissionRow(
            readers: readers, writers: writers, erasers: writers.intersection(coordinators),
            answerers: answerers, movers: writers, creators: nil,
            enters: enters.map { ($0.0, $0.1) })
    }

    /// An envelope stays where it was sent, and nothing becomes one.
    private static func envelope(
        readers: Set<Role>, writers: Set<Role>, answerers: Set<Role>, creators: Set<Role>
    ) -> PermissionRow {
        PermissionRow(
            readers: readers, writers: writers, erasers: readers.intersection(coordinators),
            answerers: answerers, movers: [], creators: creators, enters: ([], .allowed))
    }

    /// `nil` when no record of this access stands in this relation.
    static func row(_ access: Access, _ relation: Relation) -> PermissionRow? {
        switch relation {
        case .sent:
            guard case .envelope = access else { return nil }
            return envelope(
                readers: workers, writers: workers, answerers: [], creators: workers)
        case .received:
            guard case .envelope = access else { return nil }
            return envelope(readers: workers, writers: [], answerers: workers, creators: [])
        case .crossing:
            guard case .envelope = access else { return nil }
            return envelope(readers: [], writers: [], answerers: [], creators: [])
        case .sponsored:
            guard case .sponsored = access else { return nil }
            return row(
                readers: [.volunteer, .coordinator], writers: coordinators,
                answerers: [.volunteer, .coordinator], enters: (coordinators, .allowed))
        case .directory, .ownOrganisation, .ownPortfolio, .colleaguesPortfolio, .otherOrganisation,
            .otherPortfolio, .otherTerritory:
            break
        }
        switch access {
        // One that names a file is part of it, and crosses nothing.
        case .envelope(let rule): return plainRow(.part(of: rule.file), relation)
        case .sponsored(let rule):
            var found = plainRow(.part(of: rule.file), relation)
            let writers = found?.writers
            found?.answerers = writers
            return found
        case .territory, .organisation, .file, .part: return plainRow(access, relation)
        }
    }

    /// The rows of what one side holds.
    private static func plainRow(_ access: Access, _ relation: Relation) -> PermissionRow? {
        switch (access, relation) {
        case (.envelope, _), (.sponsored, _), (_, .sent), (_, .received), (_, .crossing),
            (_, .sponsored):
            return nil
        case (.territory, .directory):
            return row(readers: everybody, writers: workers, enters: (workers, .allowed))
        case (.territory, .otherTerritory): return row(readers: [], writers: [], enters: nil)
        case (.territory, .ownOrganisation), (.territory, .ownPortfolio),
            (.territory, .colleaguesPortfolio), (.territory, .otherOrganisation),
            (.territory, .otherPortfolio):
            return nil

        case (.organisation, .ownOrganisation):
            return row(readers: workers, writers: workers, enters: (workers, .allowed))
        case (.organisation, .otherOrganisation), (.organisation, .otherTerritory):
            return row(readers: [], writers: [], enters: nil)
        case (.organisation, .directory), (.organisation, .ownPortfolio),
            (.organisation, .colleaguesPortfolio), (.organisation, .otherPortfolio):
            return nil

        case (.file, .ownOrganisation), (.file, .ownPortfolio):
            return row(readers: workers, writers: workers, enters: (workers, .allowed))
        // Whoever follows a person may hand them on to a colleague, and then follows them no more.
        case (.file, .colleaguesPortfolio):
            return row(readers: coordinators, writers: coordinators, enters: (workers, .allowed))
        case (.file, .otherPortfolio): return row(readers: [], writers: [], enters: ([], .allowed))
        case (.file, .otherOrganisation), (.file, .otherTerritory):
            return row(readers: [], writers: [], enters: nil)
        case (.file, .directory): return nil

        case (.part, .ownOrganisation), (.part, .ownPortfolio):
            return row(readers: workers, writers: workers, enters: (workers, .allowed))
        // Nobody writes into a file that they could not read.
        case (.part, .colleaguesPortfolio):
            return row(
                readers: coordinators, writers: coordinators, enters: (coordinators, .allowed))
        case (.part, .otherOrganisation), (.part, .otherPortfolio):
            return row(readers: [], writers: [], enters: (workers, .staysAtHome))
        case (.part, .otherTerritory): return row(readers: [], writers: [], enters: nil)
        case (.part, .directory): return nil
        }
    }

    /// Whether a field says where records of this access are.
    static func isMovable(_ access: Access) -> Bool {
        switch access {
        case .territory, .organisation: false
        case .file, .part, .envelope, .sponsored: true
        }
    }

    /// `nil` when it cannot be asked.
    static func verdict(
        _ access: Access, _ relation: Relation, _ role: Role, _ deed: Deed
    ) -> Verdict? {
        guard let row = row(access, relation) else { return nil }
        func verdict(_ roles: Set<Role>) -> Verdict { roles.contains(role) ? .allowed : .refused }
        switch deed {
        case .pull, .records, .verify, .history, .receipt, .mend: return verdict(row.readers)
        // After a restore a device is believed about what its user may see, when they may write
        // there as well (docs/THREAT_MODEL.md).
        case .giveBack:
            return verdict(row.readers.intersection(row.writers.union(row.answerers ?? [])))
        case .change, .delete: return verdict(row.writers)
        case .erase: return verdict(row.erasers)
        case .answer: return row.answerers.map(verdict)
        case .moveOut: return isMovable(access) ? row.movers.map(verdict) : nil
        case .moveIn where !isMovable(access): return nil
        case .create where row.creators != nil: return row.creators.map(verdict)
        case .create, .moveIn:
            return row.enters.map { $0.roles.contains(role) ? $0.verdict : .refused }
        }
    }
}

/// One cell of the matrix.
struct PermissionCell: Hashable, Sendable, CustomStringConvertible {
    let role: Role
    let relation: Relation
    let collection: String
    let deed: Deed

    var description: String { "\(role) \(relation) \(collection) \(deed)" }

    /// Every cell that can be asked, with what must come of it.
    static func all(of schema: Schema) -> [PermissionCell: Verdict] {
        var cells: [PermissionCell: Verdict] = [:]
        for collection in schema.collections {
            for relation in Relation.allCases {
                for role in Role.allCases {
                    for deed in Deed.allCases {
                        cells[
                            PermissionCell(
                                role: role, relation: relation, collection: collection.name,
                                deed: deed)] = PermissionTable.verdict(
                                collection.access, relation, role, deed)
                    }
                }
            }
        }
        return cells
    }
}
