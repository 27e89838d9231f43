// Model: a collection declared once as a Swift type, which gives typed access to its records.

/// A collection declared as a Swift structure whose stored properties are its fields.
///
/// ```swift
/// public struct Note: Model {
///     public static let shared = Note()
///     public static let header = ModelHeader(
///         "note", fr: "note", en: "note", access: .organisation)
///     public let person = Field.reference("person", to: "person", fr: "personne", en: "person")
///     public let text = Field.text("text", fr: "texte", en: "text", merge: .review)
/// }
/// ```
public protocol Model: Sendable {
    /// The one instance: it holds declarations, not data.
    static var shared: Self { get }
    /// The collection's name, label and audience.
    static var header: ModelHeader { get }
}

/// A collection's name, label and audience, and what makes a record the same fact.
public struct ModelHeader: Sendable {
    package let name: String
    package let label: Phrase
    package let access: Access
    package let identity: [String]
    package let anonymous: [String]
    package let erasedBy: String?

    /// The stable name of the collection.
    public var collectionName: String { name }

    /// Declares a header.
    ///
    /// - Parameters:
    ///   - identity: the fields that make a record the same fact, for what two devices may both
    ///     note: whoever notes it, it is one record (`CollectionDeclaration.identity`).
    ///   - anonymous: the fields that are kept, in a record of nobody, when the file that a record
    ///     is about is erased (`CollectionDeclaration.anonymous`).
    ///   - erasedBy: the field that has a record erased for ever once it is set
    ///     (`CollectionDeclaration.erasedBy`).
    public init(
        _ name: String, fr: String, en: String, access: Access, identity: [String] = [],
        anonymous: [String] = [], erasedBy: String? = nil
    ) {
        self.name = name
        label = Phrase(fr: fr, en: en)
        self.access = access
        self.identity = identity
        self.anonymous = anonymous
        self.erasedBy = erasedBy
    }
}

extension CollectionDeclaration {
    /// The collection that a model declares: its fields, and what was split into them, are the
    /// model's stored properties.
    public convenience init<M: Model>(_ model: M.Type) {
        let found = Declared.properties(of: M.shared)
        self.init(
            M.header.name, M.header.label, access: M.header.access,
            fields: found.compactMap { if case .field(let field) = $0 { field } else { nil } },
            splits: found.compactMap { if case .split(let lens) = $0 { lens } else { nil } },
            identity: M.header.identity, anonymous: M.header.anonymous,
            erasedBy: M.header.erasedBy)
    }
}
