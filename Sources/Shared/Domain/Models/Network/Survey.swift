// Survey: questionnaires, their answers, and stories of people who found work.

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
    public let invitedCount = Field.counter(
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

/// One set of answers (rows 29 and 41).
public struct SurveyAnswer: Model {
    /// The declarations of its fields.
    public static let shared = SurveyAnswer()
    /// The collection's name, label and audience.
    public static let header = ModelHeader(
        "survey_answer", fr: "réponse à un questionnaire", en: "survey answer", access: .organisation)

    /// Survey.
    public let survey = Field.reference("survey", to: "survey", fr: "questionnaire", en: "survey")
    /// The version that the answers were given on.
    public let surveyVersion = Field.integer(
        "survey_version", fr: "version", en: "version", in: 0...100_000)
    /// Absent when the answer is anonymous.
    public let person = Field.reference("person", to: "person", fr: "personne", en: "person")
    /// Anonymous.
    public let anonymous = Field.boolean("anonymous", fr: "anonyme", en: "anonymous")
    /// Joins « before » and « after » without a name.
    public let pairKey = Field.text(
        "pair_key", fr: "clé d'appariement", en: "pairing key", maximum: 100)
    /// Moment.
    public let moment = Field.code("moment", CodeLists.surveyMoment, fr: "moment", en: "moment")
    /// One line an answer: the question's key, a colon, the answer.
    public let answers = Field.text(
        "answers", fr: "réponses", en: "answers", maximum: 20_000, merge: .review)
    /// Answered on.
    public let answeredOn = Field.date("answered_on", fr: "répondu le", en: "answered on")
}

/// A story of going back to work, told with a consent that can be withdrawn (row 44).
public struct Story: Model {
    /// The declarations of its fields.
    public static let shared = Story()
    /// The collection's name, label and audience.
    public static let header = ModelHeader("story", fr: "récit", en: "story", access: .organisation)

    /// Person.
    public let person = Field.reference("person", to: "person", fr: "personne", en: "person")
    /// Title.
    public let name = Field.text("name", fr: "titre", en: "title", merge: .review, search: .title)
    /// The name under which it is told.
    public let pseudonym = Field.text(
        "pseudonym", fr: "nom d'emprunt", en: "pseudonym", maximum: 100)
    /// Text.
    public let text = Field.text("text", fr: "récit", en: "text", maximum: 20_000, merge: .review)
    /// Consent.
    public let consent = Field.boolean("consent", fr: "consentement", en: "consent", merge: .review)
    /// Consent date.
    public let consentOn = Field.date("consent_on", fr: "consentement du", en: "consent date")
    /// From then on it is not shown.
    public let consentWithdrawnOn = Field.date(
        "consent_withdrawn_on", fr: "consentement retiré le", en: "consent withdrawn on")
    /// Consent to a photograph.
    public let photoConsent = Field.boolean(
        "photo_consent", fr: "consentement photo", en: "consent to a photograph", merge: .review)
    /// Published on.
    public let publishedOn = Field.date("published_on", fr: "publié le", en: "published on")
    /// Publication.
    public let state = Field.code(
        "state", CodeLists.publicationState, fr: "publication", en: "publication")
}
