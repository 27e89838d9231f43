// Application: declares the collection `application`.

/// A person's application for an offer or to a company (row 33).
public struct Application: Model {
    /// The declarations of its fields.
    public static let shared = Application()
    /// The collection's name, label and audience.
    public static let header = ModelHeader(
        "application", fr: "candidature", en: "application", access: .part(of: "person"),
        identity: ["offer", "person"],
        anonymous: ["offer", "event", "state", "sent_on", "answered_on", "sent_by", "campaign"])

    /// Person.
    public let person = Field.reference("person", to: "person", fr: "personne", en: "person")
    /// Offer.
    public let offer = Field.reference("offer", to: "offer", fr: "offre", en: "offer")
    /// Company.
    public let company = Field.reference("company", to: "company", fr: "entreprise", en: "company")
    /// Where it was made, if at one.
    public let event = Field.reference("event", to: "event", fr: "événement", en: "event")
    /// State.
    public let state = Field.code(
        "state", CodeLists.applicationState, fr: "état", en: "state",
        merge: .progress(ProgressOrders.application))
    /// Sent on.
    public let sentOn = Field.date("sent_on", fr: "envoyée le", en: "sent on")
    /// Answered on.
    public let answeredOn = Field.date("answered_on", fr: "réponse le", en: "answered on")
    /// The organisation that sent the person (row 33).
    public let sentBy = Field.reference(
        "sent_by", to: "organisation", fr: "adressée par", en: "sent by")
    /// Campaign.
    public let campaign = Field.text(
        "campaign", fr: "campagne", en: "campaign", maximum: 100, search: .body)
    /// Comment.
    public let comment = Field.text(
        "comment", fr: "remarque", en: "comment", maximum: 1000, merge: .review)
}
