// Referring: which fields may name a record of a collection, found from the declarations.

extension CollectionDeclaration {
    /// The field that joins a duplicate to the record which stands for it.
    package static let joiningField = "merged_into"

    /// Whether duplicates of this collection can be joined: it has a reference named `merged_into`
    /// to itself.
    package var joinsDuplicates: Bool {
        guard case .reference(let targets)? = field(Self.joiningField)?.type else { return false }
        return targets == [name]
    }

    /// The fields that may name a record of a collection, without the one that joins duplicates.
    package func fields(referringTo target: String) -> [FieldDeclaration] {
        fields.filter { field in
            switch field.type {
            case .reference(let targets), .references(let targets):
                targets.contains(target) && !(name == target && field.name == Self.joiningField)
            default: false
            }
        }
    }
}

extension Schema {
    /// The collections whose records may name a record of a collection, with the fields that do.
    package func referrers(
        of target: String
    ) -> [(collection: CollectionDeclaration, fields: [FieldDeclaration])] {
        collections.compactMap { collection in
            let fields = collection.fields(referringTo: target)
            return fields.isEmpty ? nil : (collection, fields)
        }
    }

    /// Whether a collection's records begin files: the people of the job-search schema do.
    package func beginsFiles(_ collection: String) -> Bool {
        if case .file? = self.collection(collection)?.access { true } else { false }
    }
}

extension RecordState {
    /// The texts that were ever written to a field and still stand beside each other.
    package func texts(of field: FieldDeclaration) -> [String] {
        (self.field(field.key)?.siblings ?? []).compactMap { sibling in
            switch sibling.content {
            case .value(.text(let text)): text
            case .element(let element): element
            default: nil
            }
        }
    }
}

extension RecordChange {
    /// The texts that the change writes to a field.
    package func texts(of field: FieldDeclaration) -> [String] {
        guard case .write(let edits) = action else { return [] }
        return edits.filter { $0.field == field.key }.flatMap { edit -> [String] in
            switch edit.change {
            case .assign(.text(let text)): [text]
            case .edit(let add, _): add
            default: []
            }
        }
    }
}

extension Schema {
    /// Whether a change writes a reference to a file by any of its names.
    package func names(
        _ change: RecordChange, anyOf names: Set<String>, in target: String
    ) -> Bool {
        guard let collection = collection(change.collection) else { return false }
        return collection.fields(referringTo: target).contains { field in
            change.texts(of: field).contains(where: names.contains)
        }
    }

    /// The files that a change says its record is about, each with its collection.
    package func files(namedBy change: RecordChange) -> [RecordKey] {
        fileFields(of: change.collection).flatMap { field, file in
            change.texts(of: field).compactMap { RecordID($0) }
                .map { RecordKey(collection: file, id: $0) }
        }
    }
}

extension Transaction {
    /// The transaction with nothing left of some of its changes but that their records were erased.
    /// `nil` when none of them is meant.
    package func masking(where isMasked: (RecordChange) throws -> Bool) rethrows -> Transaction? {
        var masked = self
        var isAny = false
        for (index, change) in records.enumerated() where try isMasked(change) {
            masked.records[index].action = .erase
            isAny = true
        }
        return isAny ? masked : nil
    }
}
