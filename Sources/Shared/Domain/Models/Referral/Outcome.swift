// Outcome: declares the collection `outcome`.

/// What came of it, « sortie positive » in the extended sense (row 42).
public struct Outcome: Model {
    /// The declarations of its fields.
    public static let shared = Outcome()
    /// The collection's name, label and audience.
    public static let header = ModelHeader(
        "outcome", fr: "résultat", en: "outcome", access: .part(of: "person"),
        anonymous: ["kind", "occurred_on", "contract_type", "event", "service", "permanence"])

    /// Person.
    public let person = Field.reference("person", to: "person", fr: "personne", en: "person")
    /// Outcome.
    public let kind = Field.code("kind", CodeLists.outcome, fr: "résultat", en: "outcome")
    /// Date.
    public let occurredOn = Field.date("occurred_on", fr: "date", en: "date")
    /// Contract type.
    public let contractType = Field.code(
        "contract_type", CodeLists.contractType, fr: "type de contrat", en: "contract type")
    /// First day.
    public let startsOn = Field.date("starts_on", fr: "début", en: "first day")
    /// Last day.
    public let endsOn = Field.date("ends_on", fr: "fin", en: "last day")
    /// The event that it came from (row 27).
    public let event = Field.reference("event", to: "event", fr: "événement", en: "event")
    /// The action that it came from.
    public let service = Field.reference("service", to: "service", fr: "service", en: "service")
    /// Drop-in session.
    public let permanence = Field.reference(
        "permanence", to: "permanence", fr: "permanence", en: "drop-in session")
    /// Referral.
    public let referral = Field.reference(
        "referral", to: "referral", fr: "orientation", en: "referral")
    /// Offer.
    public let offer = Field.reference("offer", to: "offer", fr: "offre", en: "offer")
    /// Company.
    public let company = Field.reference("company", to: "company", fr: "entreprise", en: "company")
    /// Evidence.
    public let evidence = Field.text("evidence", fr: "justificatif", en: "evidence", maximum: 500)
    /// The last day on which it was checked that it lasts.
    public let stillTrueOn = Field.date("still_true_on", fr: "encore vrai le", en: "still true on")
    /// Comment.
    public let comment = Field.text(
        "comment", fr: "remarque", en: "comment", maximum: 1000, merge: .review)
}
