// Field: the one declaration of a field, typed for Swift and described for the engine.

/// A field as the engine sees it. One object, for it is passed around for every change.
public final class FieldDeclaration: Sendable {
    /// The part that a field plays in search.
    public enum SearchRole: Sendable {
        /// Not searched.
        case none
        /// Found, and part of the title of a result.
        case title
        /// Found.
        case body
    }

    /// The name that code and people use: ASCII `snake_case`.
    public let name: String
    /// The name under which it is stored, sent and merged. It never changes: it is the name that
    /// the field had first.
    public let key: String
    /// The version of the schema that gave the field its present name; `nil` for its first name.
    public let renamedIn: Int?
    /// What it may hold.
    public let type: FieldType
    /// How concurrent writes are shown.
    public let merge: MergeRule
    /// How people call it.
    public let label: Phrase
    /// The part it plays in search.
    public let search: SearchRole
    /// Whether a record cannot be created without it.
    public let isRequired: Bool

    init(
        name: String, key: String? = nil, renamedIn: Int? = nil, type: FieldType, merge: MergeRule,
        label: Phrase, search: SearchRole, isRequired: Bool
    ) {
        self.name = name
        self.key = key ?? name
        self.renamedIn = renamedIn
        self.type = type
        self.merge = merge
        self.label = label
        self.search = search
        self.isRequired = isRequired
        Declared.note(self)
    }
}

/// Anything that declares a field; lets a collection list its fields whatever their Swift types.
public protocol FieldDeclaring {
    /// The declaration.
    var declaration: FieldDeclaration { get }
}

/// A field with the Swift type of its values.
public struct Field<Content: FieldContent>: FieldDeclaring, Sendable {
    /// The declaration that the engine reads.
    public let declaration: FieldDeclaration

    /// The name that code and people use.
    public var name: String { declaration.name }

    package init(
        _ name: String, _ type: FieldType, _ merge: MergeRule, _ label: Phrase,
        search: FieldDeclaration.SearchRole = .none, required: Bool = false
    ) {
        declaration = FieldDeclaration(
            name: name, type: type, merge: merge, label: label, search: search,
            isRequired: required)
    }

    private init(_ declaration: FieldDeclaration) { self.declaration = declaration }

    /// This field, which had another name in older versions of the schema. Old and new programs
    /// store and send the very same bytes, under the name that came first.
    ///
    /// ```swift
    /// let phone = Field.text("phone", fr: "téléphone", en: "phone").formerly("tel", since: 2)
    /// ```
    ///
    /// - Parameters:
    ///   - key: the first name. A field that is renamed twice keeps it.
    ///   - version: the version of the schema from which the field has its present name.
    public func formerly(_ key: String, since version: Int) -> Field {
        Field(
            FieldDeclaration(
                name: name, key: key, renamedIn: version, type: declaration.type,
                merge: declaration.merge, label: declaration.label, search: declaration.search,
                isRequired: declaration.isRequired))
    }
}

extension Field where Content == String {
    /// Text of at most `maximum` characters.
    public static func text(
        _ name: String, fr: String, en: String, maximum: Int = 200, format: TextFormat? = nil,
        merge: MergeRule = .latest, search: FieldDeclaration.SearchRole = .none,
        required: Bool = false
    ) -> Field {
        Field(
            name, .text(maximum: maximum, format: format), merge, Phrase(fr: fr, en: en),
            search: search, required: required)
    }

    /// One code of a list.
    public static func code(
        _ name: String, _ list: CodeList, fr: String, en: String, merge: MergeRule = .latest,
        required: Bool = false
    ) -> Field {
        Field(name, .code(list), merge, Phrase(fr: fr, en: en), required: required)
    }
}

extension Field where Content == Int64 {
    /// A whole number in a range.
    public static func integer(
        _ name: String, fr: String, en: String, in range: ClosedRange<Int64> = 0...1_000_000_000,
        merge: MergeRule = .latest
    ) -> Field {
        Field(name, .integer(range), merge, Phrase(fr: fr, en: en))
    }

    /// A count that concurrent increments add up in.
    public static func counter(_ name: String, fr: String, en: String) -> Field {
        Field(name, .counter, .counter, Phrase(fr: fr, en: en))
    }
}

extension Field where Content == Double {
    /// A finite number in a range.
    public static func real(
        _ name: String, fr: String, en: String, in range: ClosedRange<Double>
    ) -> Field {
        Field(name, .real(range), .latest, Phrase(fr: fr, en: en))
    }
}

extension Field where Content == Bool {
    /// True or false.
    public static func boolean(
        _ name: String, fr: String, en: String, merge: MergeRule = .latest
    ) -> Field {
        Field(name, .boolean, merge, Phrase(fr: fr, en: en))
    }
}

extension Field where Content == CalendarDate {
    /// A calendar day.
    public static func date(
        _ name: String, fr: String, en: String, merge: MergeRule = .latest
    ) -> Field {
        Field(name, .date, merge, Phrase(fr: fr, en: en))
    }
}

extension Field where Content == Instant {
    /// A moment in time.
    public static func instant(_ name: String, fr: String, en: String) -> Field {
        Field(name, .instant, .latest, Phrase(fr: fr, en: en))
    }
}

extension Field where Content == RecordID {
    /// The identity of a record of one of these collections.
    public static func reference(
        _ name: String, to collections: String..., fr: String, en: String,
        merge: MergeRule = .latest, required: Bool = false
    ) -> Field {
        Field(
            name, .reference(collections), merge, Phrase(fr: fr, en: en), required: required)
    }
}

extension Field where Content == Set<String> {
    /// A set of codes of a list.
    public static func codes(_ name: String, _ list: CodeList, fr: String, en: String) -> Field {
        Field(name, .codes(list), .set, Phrase(fr: fr, en: en))
    }

    /// A set of short texts.
    public static func tags(
        _ name: String, fr: String, en: String, search: FieldDeclaration.SearchRole = .none
    ) -> Field {
        Field(name, .tags, .set, Phrase(fr: fr, en: en), search: search)
    }

    /// A set of record identities.
    public static func references(
        _ name: String, to collections: String..., fr: String, en: String
    ) -> Field {
        Field(name, .references(collections), .set, Phrase(fr: fr, en: en))
    }
}
