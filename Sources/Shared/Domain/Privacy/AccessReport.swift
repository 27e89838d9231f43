// AccessReport: everything that is held on a person, for the person to read.
//
// A value that a device and a server fill alike. Its order is that of the schema, then of
// identities, then of time, so that two reports of the same data are the same.

/// Everything that is held on a person.
public struct AccessReport: Sendable {
    /// Where something that was written stands.
    public enum Standing: String, Sendable {
        /// The server has it.
        case kept
        /// It waits on this device.
        case waiting
        /// The server refused it, and somebody must decide.
        case refused
        /// It was given back after a restore, could not be joined, and is sealed.
        case sealed
    }

    /// One thing that somebody wrote.
    public struct Change: Sendable {
        /// The field; `nil` for the record as a whole.
        public let field: String?
        /// What was written.
        public let content: ChangeContent
        /// The name of who wrote it; `nil` when that is not known here.
        public let author: String?
        /// The replica number of the device it was written on; 0 before that device is enrolled.
        public let device: UInt32
        /// When its author's clock said it was.
        public let at: Instant
        /// Where it stands.
        public let standing: Standing
        /// Orders what was written in the same moment.
        let transaction: TransactionID

        package init(
            field: String?, content: ChangeContent, author: String?, device: UInt32, at: Instant,
            standing: Standing, transaction: TransactionID
        ) {
            self.field = field
            self.content = content
            self.author = author
            self.device = device
            self.at = at
            self.standing = standing
            self.transaction = transaction
        }
    }

    /// One record, and all that is known of how it came to be.
    public struct Entry: Sendable {
        /// The collection's name.
        public let collection: String
        /// The record's identity.
        public let id: RecordID
        /// What it shows, by field; empty for one that was deleted or never taken.
        public let fields: [String: ShownValue]
        /// Whether it is shown: what was deleted is still held for a while, and is told here.
        public let isShown: Bool
        /// The fields of which two people wrote different values, for somebody to settle.
        public let conflicts: [String]
        /// Everything that was written in it and is still held, the earliest first.
        public let changes: [Change]

        package init(
            collection: String, id: RecordID, fields: [String: ShownValue], isShown: Bool,
            conflicts: [String], changes: [Change]
        ) {
            self.collection = collection
            self.id = id
            self.fields = fields
            self.isShown = isShown
            self.conflicts = conflicts.sorted()
            self.changes = changes.sorted { left, right in
                if left.at != right.at { return left.at < right.at }
                if left.transaction != right.transaction {
                    return left.transaction < right.transaction
                }
                return left.field ?? "" < right.field ?? ""
            }
        }
    }

    /// Where the data is held, in a word for the person: a device, a server.
    public enum Holder: Sendable {
        /// One tablet or telephone.
        case device
        /// The territory's server.
        case server
    }

    /// Whom it is about.
    public let person: RecordID
    /// When it was made.
    public let madeAt: Instant
    /// Who holds what it tells.
    public let holder: Holder
    /// The records, the person's own first.
    public let entries: [Entry]
    /// What the records that are referred to are called, by their identity.
    public let titles: [RecordID: String]
    let schema: Schema

    package init(
        person: RecordID, madeAt: Instant, holder: Holder, entries: [Entry],
        titles: [RecordID: String], schema: Schema
    ) {
        self.person = person
        self.madeAt = madeAt
        self.holder = holder
        self.titles = titles
        self.schema = schema
        let order = Dictionary(
            schema.collections.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { $1 })
        func rank(_ entry: Entry) -> Int {
            schema.beginsFiles(entry.collection) ? -1 : order[entry.collection] ?? .max
        }
        self.entries = entries.sorted { left, right in
            let (first, second) = (rank(left), rank(right))
            return first != second ? first < second : left.id < right.id
        }
    }

    /// What a record that shows these fields is called; `nil` when nothing of it is a title.
    package static func title(
        _ fields: [String: ShownValue], _ collection: CollectionDeclaration
    ) -> String? {
        let parts = collection.fields.compactMap { field -> String? in
            guard case .title = field.search, case .single(.text(let text))? = fields[field.name]
            else { return nil }
            return text
        }
        return parts.isEmpty ? nil : parts.joined(separator: " ")
    }

    /// The identities that the shown fields of records refer to.
    package static func references(
        of fields: [String: ShownValue], _ collection: CollectionDeclaration
    ) -> [RecordKey] {
        collection.fields.flatMap { field -> [RecordKey] in
            let targets: [String]
            switch field.type {
            case .reference(let names), .references(let names): targets = names
            default: return []
            }
            let texts: [String] =
                switch fields[field.name] {
                case .single(.text(let text))?: [text]
                case .set(let elements)?: elements
                default: []
                }
            return texts.compactMap { RecordID($0) }.flatMap { id in
                targets.map { RecordKey(collection: $0, id: id) }
            }
        }
    }
}
