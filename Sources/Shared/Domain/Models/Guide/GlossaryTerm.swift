// GlossaryTerm: declares the collection `glossary_term`.

/// A word of the field and what it means in plain words (row 5).
public struct GlossaryTerm: Model {
    /// The declarations of its fields.
    public static let shared = GlossaryTerm()
    /// The collection's name, label and audience.
    public static let header = ModelHeader(
        "glossary_term", fr: "terme du glossaire", en: "glossary term", access: .territory)

    /// Term.
    public let name = Field.text(
        "name", fr: "terme", en: "term", merge: .review, search: .title, required: true)
    /// What the letters of an acronym stand for.
    public let expansion = Field.text(
        "expansion", fr: "développement", en: "expansion", maximum: 300, search: .body)
    /// The label that a person would understand.
    public let plainWords = Field.text(
        "plain_words", fr: "en clair", en: "in plain words", maximum: 1000, merge: .review,
        search: .body)
    /// Definition.
    public let definition = Field.text(
        "definition", fr: "définition", en: "definition", maximum: 5000, merge: .review,
        search: .body)
    /// Synonyms.
    public let synonyms = Field.tags("synonyms", fr: "synonymes", en: "synonyms", search: .body)
    /// Language.
    public let language = Field.code("language", CodeLists.language, fr: "langue", en: "language")
    /// See also.
    public let seeAlso = Field.references(
        "see_also", to: "glossary_term", fr: "voir aussi", en: "see also")
    /// Where the record comes from: natural key of imports, with `source_id`.
    public let source = SharedFields.source
    /// The identity of the record in its source.
    public let sourceId = SharedFields.sourceId
    /// The day on which somebody last checked the record.
    public let checkedAt = SharedFields.checkedAt
    /// Who checked it.
    public let checkedBy = SharedFields.checkedBy
    /// Names of the fields that were inferred, not stated by the source.
    public let inferred = SharedFields.inferred
}
