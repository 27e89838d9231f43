// Placement: which scope a record belongs to, by what it shows and by the rule of its collection.
//
// A file begins with one record, such as a person, and has parts, such as their notes. It belongs
// to its organisation, or to the portfolio that its first record names; its parts go where it goes.

import Shared

/// Finds the scopes of records, and moves the parts of a file after its first record.
struct Placement {
    let storage: any StorageReading
    let schema: Schema

    /// Where a record belongs.
    struct Place: Equatable {
        var scope: ScopeName
        /// The record whose file it is part of.
        var root: RecordID?
        /// The other audiences that hold it, in order.
        var guests: [ScopeName] = []
    }

    /// - Parameters:
    ///   - state: what the record is to be.
    ///   - scope: where it is, or where its author creates it.
    ///   - stored: the record as it is, when it is there.
    func place(
        _ key: RecordKey, _ state: RecordState, from scope: ScopeName, over stored: StoredRecord?
    ) throws -> Place {
        // Of an erased record nothing is left that could say where it belongs: it stays.
        if state.erasure != nil {
            return Place(
                scope: scope, root: stored?.root,
                guests: stored?.guests.compactMap { ScopeName($0.scope) } ?? [])
        }
        guard let declaration = schema.collection(key.collection) else {
            return Place(scope: scope)
        }
        if case .envelope(let rule) = declaration.access,
            let sides = Crossing.sides(rule, declaration, state)
        {
            return Place(
                scope: try side(sides.sender, of: key, rule),
                guests: [try side(sides.receiver, of: key, rule)])
        }
        guard let owner = try organisation(of: scope) else { return Place(scope: scope) }
        switch declaration.access {
        case .territory, .organisation: return Place(scope: scope)
        case .file(let field):
            let named = state.identity(field, declaration)
            let portfolio = try named.flatMap { try storage.portfolio($0) }
            guard let portfolio, portfolio.organisation == owner,
                !DeliberateBug.portfolioIsForAll.isOn
            else {
                // Its name is not written again where it is there already.
                let isWhole = scope.audience == .organisation(owner)
                return Place(scope: isWhole ? scope : .organisation(owner))
            }
            return Place(scope: .portfolio(portfolio.id))
        case .part(let field): return try part(field, declaration, state, owner)
        case .envelope(let rule): return try part(rule.file, declaration, state, owner)
        case .sponsored(let rule):
            var place = try part(rule.file, declaration, state, owner)
            place.guests = try sponsors(rule.sponsors, declaration, state, owner)
            return place
        }
    }

    private func part(
        _ field: String, _ declaration: CollectionDeclaration, _ state: RecordState,
        _ owner: RecordID
    ) throws -> Place {
        guard let root = state.identity(field, declaration) else {
            return Place(scope: .organisation(owner))
        }
        // A file that is not here may come yet, after a restore: its parts are found by it.
        guard let place = try self.scope(ofRoot: root, declaration, field),
            try organisation(of: place) == owner
        else { return Place(scope: .organisation(owner), root: root) }
        return Place(scope: place, root: root)
    }

    /// Where one side of an envelope holds it: where the file is that it was tied to, or with the
    /// whole organisation.
    private func side(
        _ organisation: RecordID, of envelope: RecordKey, _ rule: Envelope
    ) throws -> ScopeName {
        let whole = ScopeName.organisation(organisation)
        guard let tie = schema.collection(rule.tie), let field = tie.identity.first,
            let id = tie.factID(
                of: [field: .text(envelope.id.description)], scope: whole),
            let stored = try storage.record(RecordKey(collection: rule.tie, id: id)),
            let place = ScopeName(stored.scope),
            try self.organisation(of: place) == organisation,
            !DeliberateBug.envelopeIsForAll.isOn
        else { return whole }
        return place
    }

    /// The accounts of an organisation that a record names as sponsors.
    private func sponsors(
        _ name: String, _ declaration: CollectionDeclaration, _ state: RecordState,
        _ owner: RecordID
    ) throws -> [ScopeName] {
        guard let field = declaration.field(name),
            case .set(let accounts)? = state.field(field.key)?.shown(field)
        else { return [] }
        return try Set(accounts.compactMap { RecordID($0) }).sorted().filter { account in
            try storage.user(account.description)?.organisation == owner
        }.map(ScopeName.sponsor)
    }

    /// The envelope that a record ties to a file.
    func envelope(tiedBy key: RecordKey) throws -> StoredRecord? {
        guard let declaration = schema.envelopes(tiedBy: key.collection),
            let tie = schema.collection(key.collection), let field = tie.identity.first,
            let stored = try storage.record(key), let state = try? RecordState(stored),
            let id = state.identity(field, tie)
        else { return nil }
        return try storage.record(RecordKey(collection: declaration.name, id: id))
    }

    /// The parts of a file that are not where it is, and can go there. A damaged row stays with
    /// those who can mend it: they would be told that it left, and nobody be given it.
    func strays(of root: RecordKey, in scope: ScopeName) throws -> [StoredRecord] {
        guard case .file? = schema.collection(root.collection)?.access else { return [] }
        let owner = try organisation(of: scope)
        // What another organisation says is part of it stays with them.
        return try storage.parts(of: root.id).filter { part in
            guard part.scope != scope.description, let place = ScopeName(part.scope),
                (try? RecordState(part)) != nil
            else { return false }
            return try organisation(of: place) == owner
        }
    }

    /// The organisation whose records a scope holds; `nil` for those of the territory.
    func organisation(of scope: ScopeName) throws -> RecordID? {
        switch scope.audience {
        case .territory: nil
        case .organisation(let id): id
        case .portfolio(let id): try storage.portfolio(id)?.organisation
        case .sponsor(let id): try storage.user(id.description)?.organisation
        }
    }

    /// The scope of the file that a record says that it is part of; `nil` when there is no file.
    func scope(
        ofRoot root: RecordID, _ declaration: CollectionDeclaration, _ field: String
    ) throws -> ScopeName? {
        guard case .reference(let targets)? = declaration.field(field)?.type else { return nil }
        for target in targets {
            let key = RecordKey(collection: target, id: root)
            guard case .file? = schema.collection(target)?.access else { continue }
            let name = try storage.record(key)?.scope ?? storage.tombstone(key)?.scope
            if let name { return ScopeName(name) }
        }
        return nil
    }
}

/// Brings the parts of files to where their first record went.
struct Mover {
    let writer: any StorageWriting
    let schema: Schema
    let now: UInt64

    /// Moves what goes where a record went: the parts of a file, and the envelopes that are tied to
    /// it. They share a sequence of their own, so that no page shows half of them.
    ///
    /// - Returns: the sequences that were used.
    func follow(_ root: RecordKey, to scope: ScopeName, by replica: Replica) throws -> UInt64 {
        if DeliberateBug.partsStayBehind.isOn { return 0 }
        let placement = Placement(storage: writer, schema: schema)
        let strays = try placement.strays(of: root, in: scope)
        var used = try move(strays, by: replica) { part in
            Placement.Place(
                scope: scope, root: part.root,
                guests: part.guests.compactMap { ScopeName($0.scope) })
        }
        let envelopes = try ([root] + strays.map(\.key)).compactMap {
            try placement.envelope(tiedBy: $0)
        }
        let places = try envelopes.map { try placement.place(of: $0) }
        let moved = zip(envelopes, places).filter { !$0.isAt($1) }
        let byKey = Dictionary(
            moved.map { ($0.key, $1) }, uniquingKeysWith: { first, _ in first })
        used += try move(moved.map(\.0), by: replica) { byKey[$0.key] }
        return used
    }

    /// Brings a record that was damaged to where it belongs by now, and what goes with it.
    func settle(_ mended: StoredRecord, by replica: Replica) throws {
        let place = try Placement(storage: writer, schema: schema).place(of: mended)
        if !mended.isAt(place) { _ = try move([mended], by: replica) { _ in place } }
        _ = try follow(mended.key, to: place.scope, by: replica)
    }

    private func move(
        _ records: [StoredRecord], by replica: Replica,
        to place: (StoredRecord) throws -> Placement.Place?
    ) throws -> UInt64 {
        var used: UInt64 = 0
        for start in stride(from: 0, to: records.count, by: WireLimits.recordsInTransaction) {
            let end = min(start + WireLimits.recordsInTransaction, records.count)
            try move(records[start..<end], by: replica, to: place)
            used += 1
        }
        return used
    }

    private func move(
        _ records: ArraySlice<StoredRecord>, by replica: Replica,
        to place: (StoredRecord) throws -> Placement.Place?
    ) throws {
        let info = try writer.info()
        let sequence = info.head + 1
        for record in records {
            guard let place = try place(record) else { continue }
            // The place is told by what has changed since the floor, and lost with the line that
            // it was changed on.
            var state = try RecordState(record)
            state.changed = Position(epoch: info.epoch, sequence: sequence)
            try writer.put(
                StoredRecord(
                    record.key, at: place, over: record, sequence: sequence, state: state.bytes))
        }
        try writer.append(
            JournalEntry(
                .move, naming: records.map { ($0.key, $0.sequence) }, after: info,
                id: TransactionID(sequence), replica: replica, schema: schema, now: now))
    }
}

extension Placement {
    /// Where a record belongs as it stands; where it is, when its row is damaged.
    fileprivate func place(of record: StoredRecord) throws -> Place {
        guard let scope = ScopeName(record.scope) else { throw StorageDamage("scope") }
        guard let state = try? RecordState(record) else {
            return Place(
                scope: scope, root: record.root,
                guests: record.guests.compactMap { ScopeName($0.scope) })
        }
        return try place(record.key, state, from: scope, over: record)
    }
}

extension StoredRecord {
    /// A record at its place. It enters the audiences that did not hold it.
    init(
        _ key: RecordKey, at place: Placement.Place, over old: StoredRecord?, sequence: UInt64,
        state: [UInt8]
    ) {
        func entered(_ scope: ScopeName) -> UInt64 { old?.entered(scope.description) ?? sequence }
        self.init(
            key: key, scope: place.scope.description, entered: entered(place.scope),
            sequence: sequence, state: state, root: place.root,
            guests: place.guests.map {
                Guest(scope: $0.description, entered: entered($0))
            })
    }

    /// Whether it is where a place says.
    func isAt(_ place: Placement.Place) -> Bool {
        scope == place.scope.description
            && guests.map(\.scope) == place.guests.map(\.description)
    }
}
