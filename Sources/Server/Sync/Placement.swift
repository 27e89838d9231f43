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
    }

    /// - Parameters:
    ///   - state: what the record is to be.
    ///   - scope: where it is, or where its author creates it.
    ///   - root: whose file it is part of until now.
    func place(
        _ key: RecordKey, _ state: RecordState, from scope: ScopeName, root: RecordID?
    ) throws -> Place {
        // Of an erased record nothing is left that could say where it belongs: it stays.
        if state.erasure != nil { return Place(scope: scope, root: root) }
        guard let declaration = schema.collection(key.collection),
            let owner = try organisation(of: scope)
        else { return Place(scope: scope) }
        switch declaration.access {
        case .territory, .organisation: return Place(scope: scope)
        case .file(let field):
            let named = Placement.identity(field, declaration, state)
            let portfolio = try named.flatMap { try storage.portfolio($0) }
            guard let portfolio, portfolio.organisation == owner,
                !DeliberateBug.portfolioIsForAll.isOn
            else {
                return Place(scope: .organisation(owner))
            }
            return Place(scope: .portfolio(portfolio.id))
        case .part(let field):
            guard let root = Placement.identity(field, declaration, state) else {
                return Place(scope: .organisation(owner))
            }
            // A file that is not here may come yet, after a restore: its parts are found by it.
            guard let place = try self.scope(ofRoot: root, declaration, field),
                try organisation(of: place) == owner
            else { return Place(scope: .organisation(owner), root: root) }
            return Place(scope: place, root: root)
        }
    }

    /// The parts of a file that are not where it is.
    func strays(of root: RecordKey, in scope: ScopeName) throws -> [StoredRecord] {
        guard case .file? = schema.collection(root.collection)?.access else { return [] }
        let owner = try organisation(of: scope)
        // What another organisation says is part of it stays with them.
        return try storage.parts(of: root.id).filter { part in
            guard part.scope != scope.description, let place = ScopeName(part.scope) else {
                return false
            }
            return try organisation(of: place) == owner
        }
    }

    /// The organisation whose records a scope holds; `nil` for those of the territory.
    func organisation(of scope: ScopeName) throws -> RecordID? {
        switch scope.audience {
        case .territory: nil
        case .organisation(let id): id
        case .portfolio(let id): try storage.portfolio(id)?.organisation
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

    /// The identity that a field shows.
    private static func identity(
        _ field: String, _ declaration: CollectionDeclaration, _ state: RecordState
    ) -> RecordID? {
        let field = declaration.field(field)
        guard let field, case .single(.text(let text))? = state.field(field.key)?.shown(field)
        else { return nil }
        return RecordID(text)
    }
}

/// Brings the parts of files to where their first record went.
struct Mover {
    let writer: any StorageWriting
    let schema: Schema
    let now: UInt64

    /// Moves the parts of one file. They share a sequence of their own, so that no page shows half
    /// of them.
    ///
    /// - Returns: the sequences that were used.
    func follow(_ root: RecordKey, to scope: ScopeName, by replica: Replica) throws -> UInt64 {
        if DeliberateBug.partsStayBehind.isOn { return 0 }
        let strays = try Placement(storage: writer, schema: schema).strays(of: root, in: scope)
        var used: UInt64 = 0
        for start in stride(from: 0, to: strays.count, by: WireLimits.recordsInTransaction) {
            let end = min(start + WireLimits.recordsInTransaction, strays.count)
            try move(strays[start..<end], to: scope, by: replica)
            used += 1
        }
        return used
    }

    private func move(
        _ parts: ArraySlice<StoredRecord>, to scope: ScopeName, by replica: Replica
    ) throws {
        let info = try writer.info()
        let sequence = info.head + 1
        for var part in parts {
            // The place is told by what has changed since the floor, and lost with the line that
            // it was changed on. A row that cannot be read moves as it is.
            if var state = try? RecordState(bytes: part.state), !DeliberateBug.moveIsNoChange.isOn {
                state.changed = Position(epoch: info.epoch, sequence: sequence)
                part.state = state.bytes
            }
            part.scope = scope.description
            part.entered = sequence
            part.sequence = sequence
            try writer.put(part)
        }
        try writer.append(
            JournalEntry(
                .move, naming: parts.map { ($0.key, $0.sequence) }, after: info,
                id: TransactionID(sequence), replica: replica, schema: schema, now: now))
    }
}
