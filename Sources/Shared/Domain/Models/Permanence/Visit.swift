// Visit: declares the collection `visit`.

/// Somebody who came, with or without a name (rows 9 and 10).
public struct Visit: Model {
    /// The declarations of its fields.
    public static let shared = Visit()
    /// The collection's name, label and audience.
    public static let header = ModelHeader(
        "visit", fr: "passage", en: "visit", access: .part(of: "person"),
        anonymous: [
            "permanence", "at", "first_visit", "needs", "actions", "duration", "audiences", "qpv",
            "state",
        ])

    /// Drop-in session.
    public let permanence = Field.reference(
        "permanence", to: "permanence", fr: "permanence", en: "drop-in session")
    /// Absent when the visit is anonymous.
    public let person = Field.reference("person", to: "person", fr: "personne", en: "person")
    /// Anonymous.
    public let anonymous = Field.boolean("anonymous", fr: "anonyme", en: "anonymous")
    /// Time.
    public let at = Field.instant("at", fr: "heure", en: "time")
    /// First visit.
    public let firstVisit = Field.boolean("first_visit", fr: "première venue", en: "first visit")
    /// Needs.
    public let needs = Field.codes("needs", CodeLists.need, fr: "besoins", en: "needs")
    /// Reason.
    public let reason = Field.text(
        "reason", fr: "motif", en: "reason", maximum: 500, merge: .review)
    /// What was done.
    public let actions = Field.codes(
        "actions", CodeLists.visitAction, fr: "ce qui a été fait", en: "what was done")
    /// What was agreed.
    public let summary = Field.text(
        "summary", fr: "ce qui a été convenu", en: "what was agreed", maximum: 2000, merge: .review)
    /// Duration (minutes).
    public let duration = Field.integer(
        "duration", fr: "durée (minutes)", en: "duration (minutes)", in: 0...1440)
    /// For figures, when there is no person.
    public let audiences = Field.codes(
        "audiences", CodeLists.audience, fr: "publics", en: "audiences")
    /// Where the visitor lives, when they say so.
    public let qpv = Field.text(
        "qpv", fr: "quartier prioritaire", en: "priority neighbourhood", maximum: 8,
        format: TextFormats.qpv)
    /// State.
    public let state = Field.code("state", CodeLists.visitState, fr: "état", en: "state")
}
