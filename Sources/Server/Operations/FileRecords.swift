// FileRecords: every record that is of a file, or names it, as the server holds it.

import Shared

/// Finds the records of files.
struct FileRecords {
    private let reader: any StorageReading
    private let schema: Schema

    init(_ reader: any StorageReading, schema: Schema) {
        self.reader = reader
        self.schema = schema
    }

    /// Every identity of one file: itself, and the duplicates that were joined with it.
    func names(of key: RecordKey) throws -> Set<RecordID> {
        guard let declaration = schema.collection(key.collection), declaration.joinsDuplicates,
            let field = declaration.field(CollectionDeclaration.joiningField)
        else { return [key.id] }
        var names: Set<RecordID> = [key.id]
        var waiting = [key.id]
        while let id = waiting.popLast() {
            var found = try target(of: RecordKey(collection: key.collection, id: id), field)
            for other in try reader.records(naming: id)
            where other.key.collection == key.collection {
                guard let state = try? RecordState(other),
                    state.texts(of: field).contains(id.description)
                else { continue }
                found.append(other.key.id)
            }
            for id in found where names.insert(id).inserted { waiting.append(id) }
        }
        return names
    }

    private func target(of key: RecordKey, _ field: FieldDeclaration) throws -> [RecordID] {
        guard let stored = try reader.record(key),
            let state = try? RecordState(stored)
        else { return [] }
        return state.texts(of: field).compactMap { RecordID($0) }
    }

    /// The records of a file by any of its names, each once, by key, and the envelopes that are
    /// tied to it. One whose bytes cannot be read is of the file that its row says.
    func records(of names: Set<RecordID>, in collection: String) throws -> [StoredRecord] {
        var found: [RecordKey: StoredRecord] = [:]
        for name in names {
            let key = RecordKey(collection: collection, id: name)
            if let stored = try reader.record(key) { found[key] = stored }
            for stored in try reader.records(naming: name)
            where isAbout(stored, name, collection) {
                found[stored.key] = stored
            }
        }
        let placement = Placement(storage: reader, schema: schema)
        for key in Array(found.keys) {
            if let envelope = try placement.envelope(tiedBy: key) { found[envelope.key] = envelope }
        }
        return found.values.sorted {
            ($0.key.collection, $0.key.id) < ($1.key.collection, $1.key.id)
        }
    }

    private func isAbout(_ stored: StoredRecord, _ name: RecordID, _ target: String) -> Bool {
        guard let declaration = schema.collection(stored.key.collection) else { return false }
        let fields = declaration.fields(referringTo: target)
        if fields.isEmpty { return false }
        guard let state = try? RecordState(stored) else { return stored.root == name }
        return fields.contains { state.texts(of: $0).contains(name.description) }
    }

    /// What a record shows, as a device would show it; nothing when it is deleted or damaged.
    func shown(_ stored: StoredRecord, _ lineage: Lineage) -> [String: ShownValue] {
        guard let declaration = schema.collection(stored.key.collection),
            let state = try? RecordState(stored), !state.isDeleted(lineage)
        else { return [:] }
        let values = zip(declaration.fields, RecordView(declaration, state).shown)
        return Dictionary(
            values.filter { !$1.isEmpty }.map { ($0.name, $1) }, uniquingKeysWith: { $1 })
    }

    /// The changes that make a new record show something, in the order of a transaction.
    static func edits(
        _ fields: [String: ShownValue], _ declaration: CollectionDeclaration
    ) -> [RecordChange.Edit] {
        fields.map { name, shown in
            let change: FieldChange =
                switch shown {
                case .single(let value): .assign(value)
                case .set(let elements): .edit(add: elements, remove: [])
                }
            return RecordChange.Edit(field: declaration.key(of: name), change: change)
        }.sorted { $0.field.precedesInBytes($1.field) }
    }
}
