// CollectionDeclaration and Schema: what the engine is told about an application's records.

/// Who may hold a collection's records. The rule itself is in `Authorisation`; where a record
/// belongs follows from what it shows, and is found by the server at each change.
public enum Access: Hashable, Sendable {
    /// Everybody of the territory reads it: the directory and what people read.
    case territory
    /// Only the organisation that wrote it.
    case organisation
    /// It begins a file, such as a person does: only its organisation reads it, and once the field
    /// of this name gives it to a portfolio, only those who hold that portfolio.
    case file(portfolio: String)
    /// It is part of the file of the record that the field of this name refers to, and is held by
    /// the same people. Without one, by the organisation that wrote it.
    case part(of: String)
    /// It crosses to another organisation, and both hold it. One that names a file is part of that
    /// file instead, and crosses nothing.
    case envelope(Envelope)
    /// It is part of a file, and sponsors who do not hold the file read it too.
    case sponsored(Sponsored)

    /// The stable name, which `relais schema` prints.
    public var name: String {
        switch self {
        case .territory: "territory"
        case .organisation: "organisation"
        case .file: "file"
        case .part: "part"
        case .envelope: "envelope"
        case .sponsored: "sponsored"
        }
    }

    /// Whether two sides hold a record that do not write the same fields of it.
    package var isTwoSided: Bool {
        switch self {
        case .territory, .organisation, .file, .part: false
        case .envelope, .sponsored: true
        }
    }

    /// The field that refers to the record whose file a record is part of; `nil` for a collection
    /// whose records are part of none.
    public var fileField: String? {
        switch self {
        case .territory, .organisation, .file: nil
        case .part(let field): field
        case .envelope(let envelope): envelope.file
        case .sponsored(let sponsored): sponsored.file
        }
    }
}

/// A collection of records and its fields. One object, for it is passed around for every change.
public final class CollectionDeclaration: Sendable {
    /// The stable name: ASCII `snake_case`.
    public let name: String
    /// How people call one of its records.
    public let label: Phrase
    /// Who may hold its records.
    public let access: Access
    /// The fields, in the order in which people should see them.
    public let fields: [FieldDeclaration]
    /// Texts that older programs hold in one field and this one in several.
    public let splits: [SplitLens]
    /// The fields that make a record the same fact: created with the same values by two devices of
    /// one audience, it is one record. Empty where every creation is another record.
    public let identity: [String]
    /// The fields that are kept when the file that a record is about is erased: in a record of
    /// nobody, which is counted like any other. Empty where nothing is kept.
    public let anonymous: [String]
    /// The field that has a record erased for ever once it is set: a consent that was withdrawn.
    /// Whoever may write the record may have it erased so.
    public let erasedBy: String?
    private let index: [String: Int]
    private let keys: [String: Int]

    /// Declares a collection by its fields, by the fields that were split, by those that make a
    /// record the same fact, and by those that are kept of nobody.
    public init(
        _ name: String, _ label: Phrase, access: Access, fields: [FieldDeclaration],
        splits: [SplitLens] = [], identity: [String] = [], anonymous: [String] = [],
        erasedBy: String? = nil
    ) {
        self.name = name
        self.label = label
        self.access = access
        self.fields = fields
        self.splits = splits
        self.identity = identity
        self.anonymous = anonymous
        self.erasedBy = erasedBy
        index = Dictionary(
            fields.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
        keys = Dictionary(
            fields.enumerated().map { ($1.key, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The field of this name.
    public func field(_ name: String) -> FieldDeclaration? {
        index[name].map { fields[$0] }
    }

    /// The field that is stored and sent under this key.
    package func fieldByKey(_ key: String) -> FieldDeclaration? {
        keys[key].map { fields[$0] }
    }

    /// What people call the field that is stored under a key; the key itself when it is not
    /// declared here.
    package func name(ofKey key: String) -> String { fieldByKey(key)?.name ?? key }

    /// The key under which a field of this name is stored.
    package func key(of name: String) -> String { field(name)?.key ?? name }

    /// Whether records carry the natural key (`source`, `source_id`) that imports match by.
    public var hasNaturalKey: Bool { index["source"] != nil && index["source_id"] != nil }
}

/// Every collection of an application. The engine knows none of them by name. One object, for it is
/// passed around for every change.
public final class Schema: Sendable {
    /// Grows by one with each change of the declarations that others should know of.
    public let version: Int
    /// A server turns programs away whose schema is older than this: they could do harm. They keep
    /// working by themselves, and send what they kept once they are updated.
    public let oldestSafeVersion: Int
    /// The collections, in the order in which people should see them.
    public let collections: [CollectionDeclaration]
    /// What no text of the application may hold, for example a social security number.
    public let textGuard: @Sendable (String) -> Phrase?
    /// A text without what the guard refuses, for a server that has met one all the same.
    public let textMask: @Sendable (String) -> String
    private let index: [String: Int]
    /// The collections of envelopes, by the collection that ties them to files.
    private let envelopes: [String: String]
    /// The collections whose records begin files: the people of the job-search schema do.
    package let fileCollections: [CollectionDeclaration]
    /// By collection, the fields that may name a file, each with the file's collection.
    private let fileFields: [String: [(field: FieldDeclaration, file: String)]]

    /// Declares a schema. A declaration that contradicts another is the programmer's error, and
    /// stops the program with a sentence that names it.
    ///
    /// - Parameters:
    ///   - version: at least 1; grows by one with each change.
    ///   - oldestSafeVersion: the oldest version that a server with this schema still serves.
    ///   - collections: in the order in which people should see them.
    ///   - textGuard: what is wrong with a text that the application must not hold.
    ///   - textMask: such a text without what is wrong with it; without one, nothing is left of it.
    public init(
        version: Int, oldestSafeVersion: Int = 1, collections: [CollectionDeclaration],
        textGuard: @escaping @Sendable (String) -> Phrase? = { _ in nil },
        textMask: @escaping @Sendable (String) -> String = { _ in "" }
    ) {
        let problems = SchemaCheck(version: version, oldestSafeVersion: oldestSafeVersion)
            .problems(with: collections)
        precondition(problems.isEmpty, problems.joined(separator: " "))
        self.version = version
        self.oldestSafeVersion = oldestSafeVersion
        self.collections = collections
        self.textGuard = textGuard
        self.textMask = textMask
        index = Dictionary(
            collections.enumerated().map { ($1.name, $0) },
            uniquingKeysWith: { first, _ in first })
        envelopes = collections.reduce(into: [:]) { found, collection in
            if case .envelope(let rule) = collection.access { found[rule.tie] = collection.name }
        }
        let files = collections.filter { if case .file = $0.access { true } else { false } }
        fileCollections = files
        fileFields = collections.reduce(into: [:]) { found, collection in
            for file in files {
                for field in collection.fields(referringTo: file.name) {
                    found[collection.name, default: []].append((field, file.name))
                }
            }
        }
    }

    /// The collection of this name.
    public func collection(_ name: String) -> CollectionDeclaration? {
        index[name].map { collections[$0] }
    }

    /// The collection whose envelopes the records of this one tie to files.
    package func envelopes(tiedBy name: String) -> CollectionDeclaration? {
        envelopes[name].flatMap { collection($0) }
    }

    /// The fields of a collection that may name a file, each with the file's collection.
    package func fileFields(of name: String) -> [(field: FieldDeclaration, file: String)] {
        fileFields[name] ?? []
    }

    /// Whether a conflict of the field under a key shows the value that both sides began from.
    package func keepsAncestors(_ collection: String) -> (String) -> Bool {
        let declared = self.collection(collection)
        return { key in
            if case .review? = declared?.fieldByKey(key)?.merge { true } else { false }
        }
    }
}
