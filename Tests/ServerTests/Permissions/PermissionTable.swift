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
    /// None: it is of a territory that they have no account in.
    case otherTerritory
}

/// What can be asked of a server about a record.
enum Deed: CaseIterable, Sendable {
    case pull, records, verify, history, receipt, mend, giveBack
    case create, change, delete, erase
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
        readers: Set<Role>, writers: Set<Role>, enters: (Set<Role>, Verdict)?
    ) -> PermissionRow {
        PermissionRow(
            readers: readers, writers: writers, erasers: writers.intersection(coordinators),
            enters: enters.map { ($0.0, $0.1) })
    }

    /// `nil` when no record of this access stands in this relation.
    static func row(_ access: Access, _ relation: Relation) -> PermissionRow? {
        switch (access, relation) {
        case (.territory, .directory):
            row(readers: everybody, writers: workers, enters: (workers, .allowed))
        case (.territory, .otherTerritory): row(readers: [], writers: [], enters: nil)
        case (.territory, .ownOrganisation), (.territory, .ownPortfolio),
            (.territory, .colleaguesPortfolio), (.territory, .otherOrganisation),
            (.territory, .otherPortfolio):
            nil

        case (.organisation, .ownOrganisation):
            row(readers: workers, writers: workers, enters: (workers, .allowed))
        case (.organisation, .otherOrganisation), (.organisation, .otherTerritory):
            row(readers: [], writers: [], enters: nil)
        case (.organisation, .directory), (.organisation, .ownPortfolio),
            (.organisation, .colleaguesPortfolio), (.organisation, .otherPortfolio):
            nil

        case (.file, .ownOrganisation), (.file, .ownPortfolio):
            row(readers: workers, writers: workers, enters: (workers, .allowed))
        // Whoever follows a person may hand them on to a colleague, and then follows them no more.
        case (.file, .colleaguesPortfolio):
            row(readers: coordinators, writers: coordinators, enters: (workers, .allowed))
        case (.file, .otherPortfolio): row(readers: [], writers: [], enters: ([], .allowed))
        case (.file, .otherOrganisation), (.file, .otherTerritory):
            row(readers: [], writers: [], enters: nil)
        case (.file, .directory): nil

        case (.part, .ownOrganisation), (.part, .ownPortfolio):
            row(readers: workers, writers: workers, enters: (workers, .allowed))
        // Nobody writes into a file that they could not read.
        case (.part, .colleaguesPortfolio):
            row(readers: coordinators, writers: coordinators, enters: (coordinators, .allowed))
        case (.part, .otherOrganisation), (.part, .otherPortfolio):
            row(readers: [], writers: [], enters: (workers, .staysAtHome))
        case (.part, .otherTerritory): row(readers: [], writers: [], enters: nil)
        case (.part, .directory): nil
        }
    }

    /// Whether a field says where records of this access are.
    static func isMovable(_ access: Access) -> Bool {
        switch access {
        case .territory, .organisation: false
        case .file, .part: true
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
        // After a restore a device is believed about what it may see (docs/THREAT_MODEL.md).
        case .giveBack: return verdict(row.readers)
        case .change, .delete: return verdict(row.writers)
        case .erase: return verdict(row.erasers)
        case .moveOut: return isMovable(access) ? verdict(row.writers) : nil
        case .moveIn where !isMovable(access): return nil
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
