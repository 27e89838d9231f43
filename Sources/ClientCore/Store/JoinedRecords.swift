// JoinedRecords: duplicates that were joined, and the record that stands for each.
//
// A record is joined when its `merged_into` names another record of its collection. Nothing is
// copied or rewritten: what refers to it still does, and is found from the record that stands for
// all of them. So joining is one write, and clearing the field undoes it.

import SQLite
import Shared

/// Which record stands for which, in one collection, as the device shows it now.
struct JoinedRecords {
    private let table: CollectionTable
    /// Where each record's `merged_into` leads, that of a deleted one too.
    private var links: [RecordID: RecordID] = [:]
    /// Those of them that are deleted: they are passed through, and stand for nobody.
    private var deleted: Set<RecordID> = []

    init(_ table: CollectionTable, _ connection: Connection) throws {
        self.table = table
        guard let declaration = table.declaration, declaration.joinsDuplicates else { return }
        let find = try connection.cached(
            text:
                """
                SELECT id, merged_into, _flags FROM \(CollectionTable.table(declaration))
                WHERE merged_into IS NOT NULL
                """)
        defer { find.reset() }
        while try find.step() {
            guard let id = RecordID(bytes: find.bytes(0)), let next = RecordID(bytes: find.bytes(1))
            else { continue }
            links[id] = next
            if RecordFlags(rawValue: find.int64(2)).contains(.deleted) { deleted.insert(id) }
        }
    }

    /// The records that name another one as standing for them.
    var ids: some Collection<RecordID> { links.keys }

    /// The record that stands for this one; itself when it was not joined, or when nothing is left
    /// of what it was joined into.
    func standing(for id: RecordID) throws -> RecordID {
        try MergedRecords.survivor(of: id, following: next)
    }

    /// The condition, with its one value, that a row is of no record that another one stands for.
    ///
    /// - Parameter row: what the row's columns are to be qualified with, and a full stop.
    func exclusion(row: String = "", parameter: String = "?") throws -> (sql: String, value: Value)
    {
        // Those of a circle that stand for it, and those that were joined into nothing.
        var alone: [String] = []
        for id in links.keys.sorted() where !deleted.contains(id) {
            if try standing(for: id) == id {
                alone.append("\"\(Hex.encode(id.bytes).uppercased())\"")
            }
        }
        return (
            "(\(row)merged_into IS NULL OR hex(\(row)id) IN "
                + "(SELECT value FROM json_each(\(parameter))))",
            .text("[\(alone.joined(separator: ","))]")
        )
    }

    /// Every identity under which a record is referred to: all that were joined with it.
    func names(of id: RecordID) throws -> Set<RecordID> {
        let standing = try standing(for: id)
        var result: Set<RecordID> = [id, standing]
        for other in links.keys where try self.standing(for: other) == standing {
            result.insert(other)
        }
        return result
    }

    /// The next record on the way that is shown.
    private func next(_ id: RecordID) throws -> RecordID? {
        var seen: Set<RecordID> = [id]
        var current = id
        while let next = links[current], seen.insert(next).inserted {
            if try isShown(next) { return next }
            current = next
        }
        return nil
    }

    private func isShown(_ id: RecordID) throws -> Bool {
        if links[id] != nil { return !deleted.contains(id) }
        return try table.row(id).map { !$0.flags.contains(.deleted) } ?? false
    }
}

extension StoreCore {
    /// The joined records of a collection.
    func joinedRecords(_ table: CollectionTable) throws -> JoinedRecords {
        try JoinedRecords(table, connection)
    }

    /// Every identity that a reference to a record may hold: itself, and what was joined with it.
    func names(
        of id: RecordID, referredToBy field: FieldDeclaration
    ) throws -> [RecordID] {
        var names: Set<RecordID> = [id]
        switch field.type {
        case .reference(let targets), .references(let targets):
            for target in targets where schema.collection(target)?.joinsDuplicates ?? false {
                names.formUnion(try joinedRecords(try table(target)).names(of: id))
            }
        default: break
        }
        return names.sorted()
    }
}

extension CollectionTable {
    /// What is shown of a deleted record's state: where it was joined and nothing else, so that a
    /// duplicate may be deleted and what refers to it is found all the same.
    func remainder(of state: RecordState) -> RecordState {
        guard let declaration, declaration.joinsDuplicates else { return RecordState() }
        let key = declaration.key(of: CollectionDeclaration.joiningField)
        return RecordState(fields: state.fields.filter { $0.name == key })
    }
}
