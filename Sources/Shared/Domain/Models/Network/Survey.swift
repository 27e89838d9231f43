// Survey: declares the collection `survey`.

/// A questionnaire: before and after an action, or the yearly consultation (rows 29 and 41).
public struct Survey: Model {
    /// The declarations of its fields.
    public static let shared = Survey()
    /// The collection's name, label and audience.
    public static let header = ModelHeader(
        "survey", fr: "questionnaire", en: "survey", access: .territory)

    /// Title.
    public let name = Field.text("name", fr: "titre", en: "title", merge: .review, search: .title)
    /// Kind.
    public let kind = Field.code("kind", CodeLists.surveyKind, fr: "type", en: "kind")
    /// Version.
    public let version = Field.integer("version", fr: "version", en: "version", in: 0...100_000)
    /// Event.
    public let event = Field.reference("event", to: "event", fr: "événement", en: "event")
    /// Action.
    public let service = Field.reference("service", to: "service", fr: "action", en: "action")
    /// One line a question: its key, a colon, the question.
    public let questions = Field.text(
        "questions", fr: "questions", en: "questions", maximum: 20_000, merge: .review,
        search: .body)
    /// Description.
    public let description = Field.text(
        "description", fr: "description", en: "description", maximum: 5000, merge: .review,
        search: .body)
    /// Audiences.
    public let audiences = Field.codes(
        "audiences", CodeLists.audience, fr: "publics", en: "audiences")
    /// Language.
    public let language = Field.code("language", CodeLists.language, fr: "langue", en: "language")
    /// Opens on.
    public let opensOn = Field.date("opens_on", fr: "ouvre le", en: "opens on")
    /// Closes on.
    public let closesOn = Field.date("closes_on", fr: "ferme le", en: "closes on")
    /// For the response rate (row 41).
    public let invitedCount = Field.integer(
        "invited_count", fr: "personnes sollicitées", en: "people asked")
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
