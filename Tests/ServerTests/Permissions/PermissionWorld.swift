// PermissionWorld: two organisations, their portfolios, another territory, one device for each
// role, and one record for each cell of the matrix that needs one, behind a real HTTP server.

import ClientCore
import CurlTransport
import SQLite
import Shared
import Testing

@testable import Server

/// A record that was planted for some cells.
struct PlantedRecord {
    let key: RecordKey
    let marker: Marker
    /// Where it belongs.
    let scope: ScopeName
    /// What it was before anybody asked for anything.
    var state: [UInt8] = []
}

/// One role, relation and collection, and the records that the deeds are tried on.
struct PermissionCase {
    let role: Role
    let relation: Relation
    let collection: CollectionDeclaration
    /// Where records of this relation belong.
    let home: ScopeName
    /// Where the member would read them.
    let scope: ScopeName
    /// The file there that parts refer to.
    let file: RecordID
    /// What is asked for, and otherwise left alone.
    var read: PlantedRecord
    /// By deed, what that deed is tried on.
    var tried: [Deed: PlantedRecord] = [:]

    func cell(_ deed: Deed) -> PermissionCell {
        PermissionCell(role: role, relation: relation, collection: collection.name, deed: deed)
    }
}

final class PermissionWorld {
    static let otherTerritory = "autre"
    let world: World
    let other: RecordID
    /// An organisation that nobody is of.
    let third: RecordID
    let home: ScopeName
    let colleagues: RecordID
    let foreign: RecordID
    private(set) var portfolios: [Role: RecordID] = [:]
    private(set) var speakers: [Role: PermissionSpeaker] = [:]
    /// Members of another territory, by the same roles.
    private(set) var strangers: [Role: PermissionSpeaker] = [:]
    private(set) var cases: [PermissionCase] = []
    private let server: MicroHTTPServer
    private var names: UInt64 = 0
    /// The file of each scope that parts refer to.
    private var files: [ScopeName: RecordID] = [:]

    /// A server with everything in place.
    init() async throws {
        let world = try World(schema: JobSearch.schema)
        self.world = world
        let router = world.router
        server = try MicroHTTPServer(
            configuration: .init(host: "127.0.0.1", port: 0, maximumConnectionsPerAddress: 0)
        ) { router.handle($0) }
        let transport = try CurlTransport(
            baseURL: "http://127.0.0.1:\(server.port)", options: .init())
        let other = try world.makeOrganisation()
        self.other = other
        third = try world.makeOrganisation()
        home = .organisation(world.organisation)
        try world.data.createTerritory(Self.otherTerritory, name: "Autre")
        let elsewhere = world.data.ports.makeRecordID()
        try world.data.existingTerritory(Self.otherTerritory).write {
            try $0.putOrganisation(elsewhere, name: "Autre")
        }
        func speaker(_ organisation: RecordID, _ role: Role) throws -> PermissionSpeaker {
            try PermissionSpeaker(
                world, territory: "garden", organisation: organisation, role: role, transport)
        }
        let keeper = try speaker(world.organisation, .coordinator)
        let keeperElsewhere = try speaker(other, .coordinator)
        let administration = world.administration
        colleagues = try administration.createPortfolio(
            organisation: world.organisation, name: "C", holder: keeper.user
        ).id
        foreign = try administration.createPortfolio(
            organisation: other, name: "F", holder: keeperElsewhere.user
        ).id
        for role in Role.allCases {
            let device = try speaker(world.organisation, role)
            speakers[role] = device
            portfolios[role] = try administration.createPortfolio(
                organisation: world.organisation, name: "\(role)", holder: device.user
            ).id
            strangers[role] = try PermissionSpeaker(
                world, territory: Self.otherTerritory, organisation: elsewhere, role: role,
                transport)
        }
        try await plant(keeper, keeperElsewhere)
    }

    func stop() { server.stop(gracePeriodMilliseconds: 1_000) }

    // MARK: Names

    func fresh() -> (RecordID, Marker) {
        names += 1
        // One bucket of digests for all of them: one question of verification shows them all.
        let id = RecordID(high: 0x0192_0000_0000_7000, low: 1 << 63 | names << 8 | 0x11)
        return (id, Marker(number: names))
    }

    /// The field of a collection that markers stand in.
    func field(_ collection: CollectionDeclaration) throws -> String {
        let placing = placingField(collection)
        return try #require(
            collection.fields.first { field in
                guard case .text(let maximum, nil) = field.type else { return false }
                return maximum >= 20 && field.name != placing && field.merge.name != "progress"
            }?.key, "\(collection.name) has no field for a marker")
    }

    /// The field that says where records of a collection are.
    func placingField(_ collection: CollectionDeclaration) -> String? {
        switch collection.access {
        case .territory, .organisation: nil
        case .file(let portfolio): portfolio
        case .part, .envelope, .sponsored: collection.access.fileField
        }
    }

    /// The field that another side than the author's writes, with a value that it may have.
    func answer(_ collection: CollectionDeclaration) -> (String, FieldValue)? {
        switch collection.access {
        case .territory, .organisation, .file, .part: nil
        case .envelope: ("handled_by", .text("somebody"))
        case .sponsored: ("last_met_on", .text("2026-03-09"))
        }
    }

    /// What brings a record to a scope, in a relation.
    func placing(
        _ collection: CollectionDeclaration, in scope: ScopeName, _ relation: Relation,
        _ role: Role
    ) -> [RecordChange.Edit] {
        func assign(_ name: String?, _ value: FieldValue?) -> [RecordChange.Edit] {
            guard let name, let value else { return [] }
            return [RecordChange.Edit(field: collection.key(of: name), change: .assign(value))]
        }
        let file = files[scope].map { FieldValue.text($0.description) }
        switch collection.access {
        case .territory, .organisation: return []
        case .file(let portfolio):
            switch scope.audience {
            case .territory, .organisation, .sponsor: return assign(portfolio, .null)
            case .portfolio(let id): return assign(portfolio, .text(id.description))
            }
        case .part(let name): return assign(name, file)
        case .envelope(let rule):
            guard relation.isCrossing else { return assign(rule.file, file) }
            let ours = world.organisation
            let sender = relation == .sent ? ours : other
            let receiver =
                relation == .sent ? other : relation == .received ? ours : third
            let purpose = RecordChange.Edit(
                field: collection.key(of: rule.purposes),
                change: .edit(add: ["orientation"], remove: []))
            return assign(rule.file, .null) + assign(rule.sender, .text(sender.description))
                + assign(rule.receiver, .text(receiver.description)) + [purpose]
        case .sponsored(let rule):
            guard relation == .sponsored, let user = speakers[role]?.user else {
                return assign(rule.file, file)
            }
            let sponsors = RecordChange.Edit(
                field: collection.key(of: rule.sponsors), change: .edit(add: [user], remove: []))
            return assign(rule.file, file) + [sponsors]
        }
    }

    /// Where a member would read the records of a relation, that belong to `home`.
    func view(_ relation: Relation, _ role: Role, _ home: ScopeName) throws -> ScopeName {
        switch relation {
        case .received: return self.home
        case .sponsored where role == .volunteer:
            let user = try #require(speakers[role]?.user)
            return .sponsor(try #require(RecordID(user)))
        case .directory, .ownOrganisation, .ownPortfolio, .colleaguesPortfolio, .otherOrganisation,
            .otherPortfolio, .sent, .crossing, .sponsored, .otherTerritory:
            return home
        }
    }

    /// Where records of a relation belong for a role.
    func scope(_ relation: Relation, _ role: Role, _ access: Access) throws -> ScopeName {
        switch relation {
        case .directory: return .territory
        case .ownOrganisation, .sent: return home
        case .ownPortfolio: return .portfolio(try #require(portfolios[role]))
        case .colleaguesPortfolio, .sponsored: return .portfolio(colleagues)
        case .otherOrganisation, .received, .crossing: return .organisation(other)
        case .otherPortfolio: return .portfolio(foreign)
        case .otherTerritory:
            switch access {
            case .territory: return .territory
            case .organisation, .file, .part, .envelope, .sponsored: return home
            }
        }
    }

    /// Where a record goes that is moved out of a relation.
    func exit(_ relation: Relation, _ role: Role) throws -> ScopeName {
        switch relation {
        case .ownOrganisation, .otherOrganisation, .directory, .otherTerritory, .sent, .received,
            .crossing:
            .portfolio(try #require(portfolios[role]))
        case .ownPortfolio, .colleaguesPortfolio, .otherPortfolio, .sponsored: home
        }
    }

    /// Where a record comes from that is moved into a relation.
    func entrance(_ relation: Relation, _ role: Role) throws -> ScopeName {
        relation == .ownOrganisation ? .portfolio(try #require(portfolios[role])) : home
    }

    // MARK: Writing

    func write(_ key: RecordKey, _ edits: [RecordChange.Edit]) -> Transaction {
        act(key, .write(edits.sorted { $0.field.utf8.lexicographicallyPrecedes($1.field.utf8) }))
    }

    /// - Parameter base: what its author knew of the record: a deletion deletes that, and no more.
    func act(
        _ key: RecordKey, _ action: RecordChange.Action, base: Base = .none
    ) -> Transaction {
        let ports = world.data.ports
        return Transaction(
            id: TransactionID(ports.random()), stamp: Stamp(milliseconds: ports.now()), schema: 1,
            seen: nil,
            records: [
                RecordChange(
                    collection: key.collection, id: key.id, base: base, action: action)
            ])
    }

    /// A record of a collection that is to be in a scope, and the write that makes it.
    private func record(
        _ collection: CollectionDeclaration, in scope: ScopeName, _ relation: Relation, _ role: Role
    ) throws -> (PlantedRecord, Transaction) {
        let (id, marker) = fresh()
        let key = RecordKey(collection: collection.name, id: id)
        let text = RecordChange.Edit(
            field: try field(collection), change: .assign(.text(marker.text)))
        let place = placing(collection, in: scope, relation, role)
        return (
            PlantedRecord(key: key, marker: marker, scope: scope), write(key, [text] + place)
        )
    }

    private func plant(
        _ keeper: PermissionSpeaker, _ keeperElsewhere: PermissionSpeaker
    ) async throws {
        var (own, elsewhere): ([Transaction], [Transaction]) = ([], [])
        func add(_ transaction: Transaction, _ scope: ScopeName) {
            let isElsewhere = scope == .organisation(other) || scope == .portfolio(foreign)
            if isElsewhere { elsewhere.append(transaction) } else { own.append(transaction) }
        }
        let person = try #require(JobSearch.schema.collection("person"))
        let places = [home, .portfolio(colleagues), .organisation(other), .portfolio(foreign)]
        for scope in places + portfolios.values.map(ScopeName.portfolio) {
            let (file, transaction) = try record(person, in: scope, .ownOrganisation, .mediator)
            files[scope] = file.key.id
            add(transaction, scope)
        }
        for collection in JobSearch.schema.collections {
            for relation in Relation.allCases
            where PermissionTable.row(collection.access, relation) != nil {
                for role in Role.allCases {
                    let scope = try scope(relation, role, collection.access)
                    let (read, creation) = try record(collection, in: scope, relation, role)
                    add(creation, scope)
                    var one = PermissionCase(
                        role: role, relation: relation, collection: collection, home: scope,
                        scope: try view(relation, role, scope),
                        file: files[scope] ?? read.key.id, read: read)
                    for deed in [
                        Deed.giveBack, .mend, .change, .answer, .delete, .erase, .moveOut, .moveIn,
                    ]
                    where PermissionTable.verdict(collection.access, relation, role, deed) != nil {
                        let place = deed == .moveIn ? try entrance(relation, role) : scope
                        let (planted, creation) = try record(
                            collection, in: place, deed == .moveIn ? .ownOrganisation : relation,
                            role)
                        add(creation, place)
                        one.tried[deed] = planted
                    }
                    cases.append(one)
                }
            }
        }
        let refusals = try await keeper.push(own) + keeperElsewhere.push(elsewhere)
        try #require(refusals.allSatisfy { $0 == nil }, "\(Set(refusals.compactMap(\.self)))")
        for index in cases.indices {
            cases[index].read.state = try #require(try stored(cases[index].read.key)).state
            for (deed, planted) in cases[index].tried {
                let stored = try #require(try stored(planted.key))
                try #require(stored.scope == planted.scope.description, "\(planted.key)")
                cases[index].tried[deed]?.state = stored.state
            }
        }
    }

    // MARK: Looking

    func stored(_ key: RecordKey) throws -> StoredRecord? {
        try world.administration.storage.read { try $0.record(key) }
    }

    func damage(_ keys: [RecordKey]) throws {
        let connection = try Connection(
            path: world.territory, mode: .readWrite)
        try connection.transaction(.immediate) {
            for key in keys {
                try connection.run(
                    "UPDATE record SET state = x'FFFF' WHERE id = ?", [.blob(key.id.bytes)])
            }
        }
    }
}
