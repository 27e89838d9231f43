// FileErasure: what becomes of each record when the file of a person is erased.
//
// The parts of a file go with it. What is counted is kept without anybody: a record in which
// nothing leads to the person takes its place, under an identity of its own, so that a permanence
// had as many visits after as before. What only names the file forgets the name. Which is which
// stands in the declarations, and nothing here knows a collection.

/// Decides what an erasure does, as a pure function of what is there.
package struct FileErasure: Sendable {
    /// A record that an erasure may concern.
    package struct Concerned: Sendable {
        package let key: RecordKey
        /// What it shows, by field; nothing of one that is deleted or cannot be read.
        package let shown: [String: ShownValue]

        package init(key: RecordKey, shown: [String: ShownValue]) {
            self.key = key
            self.shown = shown
        }
    }

    /// A record of nobody.
    package struct Anonymous: Hashable, Sendable {
        package let collection: String
        /// What it shows, by field.
        package let fields: [String: ShownValue]
    }

    /// A reference to the file that is taken out of a record which stays.
    package struct Forgotten: Hashable, Sendable {
        package let key: RecordKey
        package let field: String
        /// The identity that is taken out of a set; `nil` for a field that is emptied.
        package let element: String?
    }

    /// What is erased: files first, each in the order of the schema.
    package private(set) var erased: [RecordKey] = []
    /// What is created in the place of what is counted.
    package private(set) var anonymous: [Anonymous] = []
    /// What forgets the file and stays.
    package private(set) var forgotten: [Forgotten] = []

    /// - Parameters:
    ///   - names: the identities of one file: itself, and the duplicates that were joined with it.
    ///   - collection: the one that the file is in.
    ///   - records: everything that may refer to it, the file's own records included.
    package init(
        of names: Set<RecordID>, in collection: String, among records: [Concerned],
        schema: Schema
    ) {
        let texts = Set(names.map(\.description))
        let order = Dictionary(
            schema.collections.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { $1 })
        let sorted = records.sorted { left, right in
            let (first, second) = (order[left.key.collection], order[right.key.collection])
            if first != second { return first ?? .max < second ?? .max }
            return left.key.id < right.key.id
        }
        let files = sorted.filter {
            $0.key.collection == collection && names.contains($0.key.id)
        }
        erased = files.map(\.key)
        for record in sorted {
            let isFile = record.key.collection == collection && names.contains(record.key.id)
            guard let declaration = schema.collection(record.key.collection), !isFile else {
                continue
            }
            add(record, declaration, collection, texts)
        }
    }

    private mutating func add(
        _ record: Concerned, _ declaration: CollectionDeclaration, _ target: String,
        _ names: Set<String>
    ) {
        let fields = declaration.fields(referringTo: target)
        // An envelope that was tied to the file carries a copy of it, and goes on both sides.
        let root = declaration.access.fileField
        let isPart = fields.contains { $0.name == root }
        guard isPart || !declaration.anonymous.isEmpty else {
            for field in fields { forget(record, field, names) }
            return
        }
        erased.append(record.key)
        if let kept = FileErasure.kept(of: record, declaration) { anonymous.append(kept) }
    }

    private mutating func forget(
        _ record: Concerned, _ field: FieldDeclaration, _ names: Set<String>
    ) {
        switch record.shown[field.name] {
        case .single(.text(let text))? where names.contains(text):
            forgotten.append(Forgotten(key: record.key, field: field.name, element: nil))
        case .set(let elements)?:
            for element in elements where names.contains(element) {
                forgotten.append(Forgotten(key: record.key, field: field.name, element: element))
            }
        default: break
        }
    }

    /// The record of nobody that takes a record's place; `nil` when nothing would be counted.
    private static func kept(
        of record: Concerned, _ declaration: CollectionDeclaration
    ) -> Anonymous? {
        var fields = record.shown.filter { declaration.anonymous.contains($0.key) }
        guard !fields.isEmpty else { return nil }
        if case .boolean? = declaration.field(anonymousField)?.type {
            fields[anonymousField] = .single(.bool(true))
        }
        return Anonymous(collection: declaration.name, fields: fields)
    }

    /// The field by which a collection says that a record is of nobody, where it has one.
    private static let anonymousField = "anonymous"
}
