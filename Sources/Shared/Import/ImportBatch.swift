// ImportBatch: what files hold for the schema's collections, before anything is compared or stored.

/// What a row says of one field. A field that it does not mention is left as it is.
package enum ImportValue: Hashable, Sendable {
    /// The field's value, never `.null`.
    case value(FieldValue)
    /// All the elements of a set, sorted by their bytes.
    case set([String])
    /// The total of a counter.
    case total(Int64)
}

/// One record as a file states it; every value fits the schema.
package struct ImportRow: Hashable, Sendable {
    /// The file's name, as it was given.
    package let file: String
    /// The line, from 1, on which the record begins.
    package let line: Int
    /// A declared collection that has a natural key.
    package let collection: String
    /// Where the record comes from; with `sourceID`, its natural key.
    package let source: String
    /// The identity of the record in its source.
    package let sourceID: String
    /// The other fields, by name.
    package let values: [String: ImportValue]
    /// The identity that every device and the server give to a record of this natural key.
    package let id: RecordID

    init(
        file: String, line: Int, collection: String, source: String, sourceID: String,
        values: [String: ImportValue]
    ) {
        self.file = file
        self.line = line
        self.collection = collection
        self.source = source
        self.sourceID = sourceID
        self.values = values
        id = NaturalKey.id(collection, source, sourceID)
    }

    /// The row with its references following records that are known under another identity than
    /// their natural key's.
    package func followingReferences(
        _ aliases: [RecordID: RecordID], in schema: Schema
    ) -> ImportRow {
        guard !aliases.isEmpty, let declaration = schema.collection(collection) else { return self }
        func followed(_ text: String) -> String {
            RecordID(text).flatMap { aliases[$0] }?.description ?? text
        }
        var values = values
        for (name, value) in values {
            switch (declaration.field(name)?.type, value) {
            case (.reference?, .value(.text(let text))):
                values[name] = .value(.text(followed(text)))
            case (.references?, .set(let elements)):
                values[name] = .set(NaturalKey.sorted(Set(elements.map(followed))))
            default: break
            }
        }
        return ImportRow(
            file: file, line: line, collection: collection, source: source, sourceID: sourceID,
            values: values)
    }
}

/// The records of one or several files.
package struct ImportBatch: Hashable, Sendable {
    /// The rows that can be imported, in the order of the files and lines.
    package var rows: [ImportRow] = []
    /// What cannot, in the same order.
    package var skipped: [ImportSkipped] = []
    /// How many records the files hold, whether they can be imported or not.
    package var read = 0

    /// The records of several files. The order in which they are given does not matter: they are
    /// read in the order of their names.
    ///
    /// A key that stands twice with the same content is kept twice; with other content, only its
    /// first row is kept.
    package init(files: [(name: String, bytes: [UInt8])], schema: Schema) {
        let sorted = files.sorted { left, right in
            left.name.utf8.elementsEqual(right.name.utf8)
                ? left.bytes.lexicographicallyPrecedes(right.bytes)
                : left.name.precedesInBytes(right.name)
        }
        for file in sorted {
            let batch = ImportFile.read(name: file.name, bytes: file.bytes, schema: schema)
            rows += batch.rows
            skipped += batch.skipped
            read += batch.read
        }
        refuseContradictions()
        // Stable, so that what stands on one line keeps its order.
        let order = Dictionary(
            sorted.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
        skipped = skipped.enumerated().sorted { left, right in
            (order[left.element.file] ?? 0, left.element.line, left.offset)
                < (order[right.element.file] ?? 0, right.element.line, right.offset)
        }.map(\.element)
    }

    init() {}

    /// The collections that the rows belong or refer to, by name, in order.
    package func collections(of schema: Schema) -> [String] {
        var names: Set<String> = []
        for row in rows {
            names.insert(row.collection)
            for name in row.values.keys {
                switch schema.collection(row.collection)?.field(name)?.type {
                case .reference(let targets)?, .references(let targets)?:
                    names.formUnion(targets)
                default: break
                }
            }
        }
        return names.sorted()
    }

    private mutating func refuseContradictions() {
        var first: [RecordID: ImportRow] = [:]
        rows.removeAll { row in
            guard let earlier = first[row.id] else {
                first[row.id] = row
                return false
            }
            if earlier.values == row.values { return false }
            skipped.append(
                ImportSkipped(
                    file: row.file, line: row.line, reason: ImportReasons.keyTwice(row, earlier)))
            return true
        }
    }
}

/// The key (`source`, `source_id`) that records of the outside world are known by.
package enum NaturalKey {
    /// The identity of a record of this key, the same wherever it is imported.
    package static func id(_ collection: String, _ source: String, _ sourceID: String) -> RecordID {
        RecordID.deterministic(
            scope: "territory", collection: collection, parts: [source, sourceID])
    }

    /// The record that a text refers to: an identity, or `source/source_id` of the first of these
    /// collections; `nil` when it is neither.
    static func reference(_ text: String, to collections: [String]) -> RecordID? {
        if let id = RecordID(text) { return id }
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
            .map { FieldText.trimmed(String($0)) }
        guard let collection = collections.first, parts.count == 2,
            !parts.contains(where: \.isEmpty)
        else { return nil }
        return id(collection, parts[0], parts[1])
    }

    /// Elements in the order of their bytes.
    static func sorted(_ elements: Set<String>) -> [String] {
        elements.sorted { $0.precedesInBytes($1) }
    }
}
