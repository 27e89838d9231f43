// GuideArticle: declares the collection `guide_article`.

/// A question, a practical sheet or a menu by profile (row 4).
public struct GuideArticle: Model {
    /// The declarations of its fields.
    public static let shared = GuideArticle()
    /// The collection's name, label and audience.
    public static let header = ModelHeader(
        "guide_article", fr: "fiche du guide", en: "guide article", access: .territory)

    /// Title.
    public let name = Field.text(
        "name", fr: "titre", en: "title", merge: .review, search: .title, required: true)
    /// Kind of article.
    public let kind = Field.code(
        "kind", CodeLists.articleKind, fr: "type de fiche", en: "kind of article")
    /// In plain words, for people who read little.
    public let body = Field.text(
        "body", fr: "texte", en: "text", maximum: 20_000, merge: .review, search: .body)
    /// Language.
    public let language = Field.code("language", CodeLists.language, fr: "langue", en: "language")
    /// The article that this one translates.
    public let translationOf = Field.reference(
        "translation_of", to: "guide_article", fr: "traduction de", en: "translation of")
    /// Profiles that it is for.
    public let audiences = Field.codes(
        "audiences", CodeLists.audience, fr: "publics", en: "audiences")
    /// Themes.
    public let themes = Field.codes("themes", CodeLists.need, fr: "thèmes", en: "themes")
    /// Services named.
    public let services = Field.references(
        "services", to: "service", fr: "services cités", en: "services named")
    /// Web addresses to go further.
    public let links = Field.tags("links", fr: "liens", en: "links")
    /// Place in the menu; the smallest comes first.
    public let rank = Field.integer("rank", fr: "rang", en: "rank", in: 0...10_000)
    /// Grows by one with each publication (row 3).
    public let edition = Field.integer("edition", fr: "édition", en: "edition", in: 0...10_000)
    /// Publication.
    public let state = Field.code(
        "state", CodeLists.publicationState, fr: "publication", en: "publication")
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
