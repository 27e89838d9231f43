// CollectionDeclaration and Schema: what the engine is told about an application's records.

/// Who may hold a collection's records. The rule itself is in `Authorisation`.
public enum Access: String, Sendable {
    /// Everybody of the territory reads it: the directory and what people read.
    case territory
    /// Only the organisation that wrote it.
    case organisation
}

/// A collection of records and its fields.
public struct CollectionDeclaration: Sendable {
    /// The stable name: ASCII `snake_case`.
    public let name: String
    /// How people call one of its records.
    public let label: Phrase
    /// Who may hold its records.
    public let access: Access
    /// The fields, in the order in which people should see them.
    public let fields: [FieldDeclaration]
    private let index: [String: Int]

    /// Declares a collection by its fields.
    public init(_ name: String, _ label: Phrase, access: Access, fields: [FieldDeclaration]) {
        self.name = name
        self.label = label
        self.access = access
        self.fields = fields
        index = Dictionary(
            fields.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The field of this name.
    public func field(_ name: String) -> FieldDeclaration? {
        index[name].map { fields[$0] }
    }

    /// Whether records carry the natural key (`source`, `source_id`) that imports match by.
    public var hasNaturalKey: Bool { index["source"] != nil && index["source_id"] != nil }
}

/// Every collection of an application. The engine knows none of them by name.
public struct Schema: Sendable {
    /// Grows by one with each change of the declarations that others should know of.
    public let version: Int
    /// The collections, in the order in which people should see them.
    public let collections: [CollectionDeclaration]
    /// What no text of the application may hold, for example a social security number.
    public let textGuard: @Sendable (String) -> Phrase?
    private let index: [String: Int]

    /// Declares a schema.
    public init(
        version: Int, collections: [CollectionDeclaration],
        textGuard: @escaping @Sendable (String) -> Phrase? = { _ in nil }
    ) {
        self.version = version
        self.collections = collections
        self.textGuard = textGuard
        index = Dictionary(
            collections.enumerated().map { ($1.name, $0) },
            uniquingKeysWith: { first, _ in first })
    }

    /// The collection of this name.
    public func collection(_ name: String) -> CollectionDeclaration? {
        index[name].map { collections[$0] }
    }

    /// Whether a conflict of this field shows the value that both sides began from.
    package func keepsAncestors(_ collection: String) -> (String) -> Bool {
        let declared = self.collection(collection)
        return { name in
            if case .review? = declared?.field(name)?.merge { true } else { false }
        }
    }
}
