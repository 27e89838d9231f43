// Interview: declares the collection `interview`.

/// An interview held with a form (row 11).
public struct Interview: Model {
    /// The declarations of its fields.
    public static let shared = Interview()
    /// The collection's name, label and audience.
    public static let header = ModelHeader(
        "interview", fr: "entretien", en: "interview", access: .part(of: "person"))

    /// Person.
    public let person = Field.reference("person", to: "person", fr: "personne", en: "person")
    /// Drop-in session.
    public let permanence = Field.reference(
        "permanence", to: "permanence", fr: "permanence", en: "drop-in session")
    /// Form.
    public let grid = Field.reference("grid", to: "interview_grid", fr: "trame", en: "form")
    /// The version that the answers were given on.
    public let gridVersion = Field.integer(
        "grid_version", fr: "version de la trame", en: "version of the form", in: 0...100_000)
    /// Time.
    public let at = Field.instant("at", fr: "date", en: "time")
    /// Held by.
    public let user = Field.text("user", fr: "mené par", en: "held by", maximum: 100)
    /// One line an answer: the question's key, a colon, the answer.
    public let answers = Field.text(
        "answers", fr: "réponses", en: "answers", maximum: 20_000, merge: .review)
    /// Summary.
    public let summary = Field.text(
        "summary", fr: "synthèse", en: "summary", maximum: 5000, merge: .review)
    /// Duration (minutes).
    public let duration = Field.integer(
        "duration", fr: "durée (minutes)", en: "duration (minutes)", in: 0...1440)
    /// Next interview.
    public let nextOn = Field.date("next_on", fr: "prochain entretien", en: "next interview")
}
