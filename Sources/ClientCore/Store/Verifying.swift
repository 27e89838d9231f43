// What a verification needs of the store: digests of what it holds, and mending it.

import SQLite
import Shared

/// The digests of what a store holds of one scope.
struct ScopeDigests {
    var count = 0
    var total = Digest.zero
    var buckets = Array(repeating: Digest.zero, count: Digest.bucketCount)
}

extension Store {
    func scopes() throws(RelaisError) -> [ScopeRow] {
        try withCore { core in try ScopeRow.all(core.connection) }
    }

    /// Whether something waits to be sent.
    func hasUnsent() throws(RelaisError) -> Bool {
        try withCore { core in try core.journal.pending(try DeviceState(core.connection)) > 0 }
    }

    func digests(of scope: ScopeRow) throws(RelaisError) -> ScopeDigests {
        try withCore { core in
            var digests = ScopeDigests()
            try core.eachConfirmed(in: scope.number) { key, state in
                let digest = Digest(key, state: state)
                digests.count += 1
                digests.total.add(digest)
                digests.buckets[Digest.bucket(of: key.id)].add(digest)
            }
            return digests
        }
    }

    /// Sets the sum that is kept with every change to that of what is there.
    func keepDigest(of scope: ScopeRow) throws(RelaisError) {
        let found = try digests(of: scope)
        try withWriting { core in
            try core.setDigest(scope: scope.number, found.total, count: Int64(found.count))
        }
    }

    /// The copies of records that the server says it no longer has: whether they are what it should
    /// have is its to say.
    func copies(
        of keys: [RecordKey], in scope: ScopeRow
    ) throws(RelaisError) -> [ReturnedRecord] {
        try withCore { core in
            try keys.compactMap { key in
                guard let bytes = try core.table(key.collection).row(key.id)?.state,
                    let state = try? RecordState(bytes: bytes)
                else { return nil }
                guard let base = state.changed ?? scope.floor else { return nil }
                return ReturnedRecord(
                    collection: key.collection, id: key.id, scope: scope.name, base: base,
                    state: state)
            }
        }
    }

    /// Notes which copies are not what the server should have, and cannot give.
    func noteBehind(_ damaged: [VerifyResponse.Entry]) throws(RelaisError) {
        try withWriting { core in
            for entry in damaged {
                let table = try core.table(entry.collection)
                guard let row = try table.row(entry.id), let state = row.state,
                    !row.flags.contains(.behind), Digest(entry.key, state: state) != entry.digest
                else { continue }
                try core.connection.run(
                    "UPDATE \(CollectionTable.table(table.declaration)) SET _flags = ? "
                        + "WHERE _row = ?",
                    [
                        .integer(row.flags.union(.behind).rawValue), .integer(row.row),
                    ])
            }
        }
    }

    func entries(
        of scope: ScopeRow, bucket: Int
    ) throws(RelaisError) -> [RecordKey: Digest] {
        try withCore { core in
            var entries: [RecordKey: Digest] = [:]
            try core.eachConfirmed(in: scope.number) { key, state in
                if Digest.bucket(of: key.id) == bucket {
                    entries[key] = Digest(key, state: state)
                }
            }
            return entries
        }
    }

    /// Takes whole records from the server in place of what is held. Returns those that were.
    func replace(_ answer: RecordsResponse) throws(RelaisError) -> [RecordKey] {
        try withWriting { core in
            var replaced: [RecordKey] = []
            let device = try DeviceState(core.connection)
            let scopes = try ScopeRow.all(core.connection)
            for record in answer.records {
                let table = try core.table(record.collection)
                guard let scope = scopes.first(where: { $0.name == record.scope }) else {
                    continue
                }
                try core.confirm(
                    table, record.id, ConfirmedState(record.state), scope: scope.number,
                    own: try core.overlay.transactions(table.number, record.id, core.journal),
                    device)
                replaced.append(RecordKey(collection: record.collection, id: record.id))
            }
            for key in answer.absent {
                let table = try core.table(key.collection)
                try core.confirm(
                    table, key.id, nil, scope: nil,
                    own: try core.overlay.transactions(table.number, key.id, core.journal),
                    device)
            }
            return replaced + answer.absent
        }
    }

    /// Derives every row anew and mends those whose columns did not follow from their state.
    /// Returns the records that were mended.
    func mendShown() throws(RelaisError) -> [RecordKey] {
        try withWriting { core in
            let device = try DeviceState(core.connection)
            var mended: [RecordKey] = []
            for declaration in core.schema.collections {
                let table = try core.table(declaration.name)
                for id in try core.ids(in: declaration) {
                    let before = try core.stored(declaration, id)
                    try core.refresh(table, id, device)
                    if try core.stored(declaration, id) != before {
                        mended.append(RecordKey(collection: declaration.name, id: id))
                    }
                }
            }
            core.changed = mended
            return mended
        }
    }
}

extension StoreCore {
    /// Every record that the server confirmed in a scope, with its canonical bytes.
    fileprivate func eachConfirmed(
        in scope: Int64, _ body: (RecordKey, [UInt8]) throws -> Void
    ) throws {
        for declaration in schema.collections {
            try connection.rows(
                "SELECT id, _state FROM \(CollectionTable.table(declaration)) WHERE _scope = ?",
                [.integer(scope)]
            ) { row in
                guard let id = RecordID(bytes: row.bytes(0)), !row.isNull(1) else { return }
                try body(RecordKey(collection: declaration.name, id: id), row.bytes(1))
            }
        }
        try connection.rows(
            """
            SELECT u.id, u._state, c.name FROM relais_unknown AS u
            JOIN relais_collection AS c ON c.number = u.collection WHERE u._scope = ?
            """, [.integer(scope)]
        ) { row in
            guard let id = RecordID(bytes: row.bytes(0)), !row.isNull(1) else { return }
            try body(RecordKey(collection: row.string(2), id: id), row.bytes(1))
        }
    }

    fileprivate func ids(in declaration: CollectionDeclaration) throws -> [RecordID] {
        var ids: [RecordID] = []
        try connection.rows("SELECT id FROM \(CollectionTable.table(declaration))", []) { row in
            if let id = RecordID(bytes: row.bytes(0)) { ids.append(id) }
        }
        return ids
    }

    /// A row as it stands, column by column.
    fileprivate func stored(
        _ declaration: CollectionDeclaration, _ id: RecordID
    ) throws -> [Value] {
        var values: [Value] = []
        try connection.rows(
            "SELECT * FROM \(CollectionTable.table(declaration)) WHERE id = ?", [.blob(id.bytes)]
        ) { row in
            values = (0..<row.columnCount).map { row.value($0) }
        }
        return values
    }
}
