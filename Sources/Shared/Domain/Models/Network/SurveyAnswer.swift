// SurveyAnswer: declares the collection `survey_answer`.

/// One set of answers (rows 29 and 41).
public struct SurveyAnswer: Model {
    /// The declarations of its fields.
    public static let shared = SurveyAnswer()
    /// The collection's name, label and audience.
    public static let header = ModelHeader(
        "survey_answer", fr: "réponse à un questionnaire", en: "survey answer",
        access: .part(of: "person"), identity: ["survey", "person", "moment"])

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
