// InterviewGrid: declares the collection `interview_grid`.

/// One version of a form; a new version is a new record (row 11).
public struct InterviewGrid: Model {
    /// The declarations of its fields.
    public static let shared = InterviewGrid()
    /// The collection's name, label and audience.
    public static let header = ModelHeader(
        "interview_grid", fr: "trame d'entretien", en: "interview form", access: .territory)

    /// Name.
    public let name = Field.text("name", fr: "nom", en: "name", merge: .review, search: .title)
    /// Version.
    public let version = Field.integer("version", fr: "version", en: "version", in: 0...100_000)
    /// The version before.
    public let replaces = Field.reference(
        "replaces", to: "interview_grid", fr: "remplace", en: "replaces")
    /// One line a question: its key, a colon, the question.
    public let questions = Field.text(
        "questions", fr: "questions", en: "questions", maximum: 20_000, merge: .review,
        search: .body)
    /// Description.
    public let description = Field.text(
        "description", fr: "description", en: "description", maximum: 5000, merge: .review,
        search: .body)
    /// Language.
    public let language = Field.code("language", CodeLists.language, fr: "langue", en: "language")
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
