// FileErasures: erasing the file of a person on the server, as an operator does it, as the end of
// a retention does it, and as what completes the erasure of a device that did not hold all of it.

package import Shared

/// What an erasure did.
package struct FileErasureSummary: Equatable, Sendable {
    /// Records of which only the identity is left.
    package var erased = 0
    /// Records of nobody that took the place of what is counted.
    package var anonymous = 0
    /// Records that stay and no longer name the file.
    package var forgotten = 0

    package init(erased: Int = 0, anonymous: Int = 0, forgotten: Int = 0) {
        self.erased = erased
        self.anonymous = anonymous
        self.forgotten = forgotten
    }
}

/// Erases files, inside one storage transaction.
package struct FileErasures {
    private let writer: any StorageWriting
    private let schema: Schema
    private let ports: Ports

    package init(_ writer: any StorageWriting, schema: Schema, ports: Ports) {
        self.writer = writer
        self.schema = schema
        self.ports = ports
    }

    /// Erases a file with all that is about it.
    ///
    /// - Throws: code `not_found` when the server has no such file, `record_erased` when it was
    ///   erased before.
    package func erase(_ key: RecordKey, by actor: AuditActor) throws -> FileErasureSummary {
        guard let stored = try writer.record(key) else { throw PrivacyErrors.unknownFile(key) }
        if try Masking.isErased(key, writer) { throw PrivacyErrors.erasedBefore(key) }
        return try erase(key, in: stored.scope, by: actor)
    }

    /// Completes the erasures that a device has just pushed: the server may hold what had not come
    /// to that device yet, and a consent that was withdrawn erases what it was given for.
    func complete(_ transactions: [Transaction], by actor: AuditActor) throws {
        for change in transactions.flatMap(\.records) { try eraseWithdrawn(change, by: actor) }
        for change in transactions.flatMap(\.records) where change.action == .erase {
            let key = RecordKey(collection: change.collection, id: change.id)
            guard schema.beginsFiles(key.collection), let stored = try writer.record(key),
                try Masking.isErased(key, writer)
            else { continue }
            _ = try erase(key, in: stored.scope, by: nil)
        }
    }

    private func eraseWithdrawn(_ change: RecordChange, by actor: AuditActor) throws {
        let key = RecordKey(collection: change.collection, id: change.id)
        guard let declaration = schema.collection(key.collection),
            let field = declaration.erasedBy.flatMap(declaration.field),
            !change.texts(of: field).isEmpty, let stored = try writer.record(key),
            let state = try? RecordState(bytes: stored.state), state.erasure == nil,
            !state.texts(of: field).isEmpty
        else { return }
        try ErasureRegistration(writer: writer, schema: schema, now: ports.now())
            .register(erasing: [key], by: actor)
        var server = try ServerWriter(writer, ports: ports, schema: schema)
        server.commit([RecordChange(collection: key.collection, id: key.id, action: .erase)])
        try server.finish()
    }

    /// - Parameter actor: who erases; `nil` for what belongs to an erasure that is registered.
    private func erase(
        _ key: RecordKey, in scope: String, by actor: AuditActor?
    ) throws -> FileErasureSummary {
        let placement = Placement(storage: writer, schema: schema)
        let owner = try ScopeName(scope).flatMap { try placement.organisation(of: $0) }
        let held = FileRecords(writer, schema: schema)
        let names = try held.names(of: key)
        // What another organisation keeps is its own to erase.
        let records = try held.records(of: names, in: key.collection).filter { stored in
            let audiences = [stored.scope] + stored.guests.map(\.scope)
            let owners = try audiences.compactMap(ScopeName.init).map(placement.organisation)
            return try owners.contains(owner) && !Masking.isErased(stored.key, writer)
        }
        let lineage = try writer.info().lineage
        let plan = FileErasure(
            of: names, in: key.collection,
            among: records.map {
                FileErasure.Concerned(key: $0.key, shown: held.shown($0, lineage))
            }, schema: schema)
        if let actor {
            try ErasureRegistration(writer: writer, schema: schema, now: ports.now())
                .register(erasing: plan.erased, by: actor)
        }
        try commit(plan, owner)
        return FileErasureSummary(
            erased: plan.erased.count, anonymous: plan.anonymous.count,
            forgotten: Set(plan.forgotten.map(\.key)).count)
    }

    private func commit(_ plan: FileErasure, _ owner: RecordID?) throws {
        var changes = plan.erased.map {
            RecordChange(collection: $0.collection, id: $0.id, action: .erase)
        }
        for part in plan.forgotten {
            guard let declaration = schema.collection(part.key.collection) else { continue }
            let change: FieldChange =
                part.element.map { .edit(add: [], remove: [$0]) } ?? .assign(.null)
            let edit = RecordChange.Edit(field: declaration.key(of: part.field), change: change)
            if let index = changes.firstIndex(where: {
                $0.id == part.key.id && $0.collection == part.key.collection
            }) {
                guard case .write(let edits) = changes[index].action else { continue }
                changes[index].action = .write(
                    (edits + [edit]).sorted {
                        $0.field.precedesInBytes($1.field)
                    })
            } else {
                changes.append(
                    RecordChange(
                        collection: part.key.collection, id: part.key.id, action: .write([edit])))
            }
        }
        changes += plan.anonymous.compactMap { record in
            schema.collection(record.collection).map { declaration in
                RecordChange(
                    collection: record.collection, id: ports.makeRecordID(), base: .none,
                    action: .write(FileRecords.edits(record.fields, declaration)))
            }
        }
        var server = try ServerWriter(writer, ports: ports, schema: schema, organisation: owner)
        for start in stride(from: 0, to: changes.count, by: WireLimits.recordsInTransaction) {
            let end = min(start + WireLimits.recordsInTransaction, changes.count)
            server.commit(Array(changes[start..<end]))
        }
        try server.finish()
    }
}

extension Administration {
    /// Erases a file with all that is about it, and overwrites what is left of it in free pages.
    package func eraseFile(_ key: RecordKey) throws -> FileErasureSummary {
        let summary = try storage.write { writer in
            try FileErasures(writer, schema: schema, ports: ports)
                .erase(key, by: .operator)
        }
        _ = try storage.scrub()
        return summary
    }
}
