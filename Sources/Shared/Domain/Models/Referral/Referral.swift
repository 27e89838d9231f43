// Referral: declares the collection `referral`.

/// A person is sent to another organisation, which answers (row 14).
public struct Referral: Model {
    /// The declarations of its fields.
    public static let shared = Referral()
    /// The collection's name, label and audience.
    public static let header = ModelHeader(
        "referral", fr: "orientation", en: "referral", access: .part(of: "person"))

    /// Person.
    public let person = Field.reference("person", to: "person", fr: "personne", en: "person")
    /// Sending organisation.
    public let fromOrganisation = Field.reference(
        "from_organisation", to: "organisation", fr: "structure d'origine",
        en: "sending organisation")
    /// Receiving organisation.
    public let toOrganisation = Field.reference(
        "to_organisation", to: "organisation", fr: "structure d'accueil",
        en: "receiving organisation")
    /// Service.
    public let service = Field.reference("service", to: "service", fr: "service", en: "service")
    /// Event.
    public let event = Field.reference("event", to: "event", fr: "événement", en: "event")
    /// Offer.
    public let offer = Field.reference("offer", to: "offer", fr: "offre", en: "offer")
    /// What it is for; only the fields that this needs travel.
    public let purposes = Field.codes(
        "purposes", CodeLists.referralPurpose, fr: "finalités", en: "purposes")
    /// Names of the person's fields that travel.
    public let sharedFields = Field.tags(
        "shared_fields", fr: "informations transmises", en: "fields shared")
    /// Needs.
    public let needs = Field.codes("needs", CodeLists.need, fr: "besoins", en: "needs")
    /// What the receiver reads.
    public let summary = Field.text(
        "summary", fr: "message", en: "message", maximum: 2000, merge: .review)
    /// Account of the sender.
    public let sentBy = Field.text("sent_by", fr: "envoyée par", en: "sent by", maximum: 100)
    /// Account of the receiver.
    public let handledBy = Field.text(
        "handled_by", fr: "suivie par", en: "handled by", maximum: 100)
    /// Sent at.
    public let sentAt = Field.instant("sent_at", fr: "envoyée le", en: "sent at")
    /// Received at.
    public let receivedAt = Field.instant("received_at", fr: "reçue le", en: "received at")
    /// Answered at.
    public let answeredAt = Field.instant("answered_at", fr: "réponse le", en: "answered at")
    /// Met on.
    public let metOn = Field.date("met_on", fr: "rencontre le", en: "met on")
    /// Ended on.
    public let endedOn = Field.date("ended_on", fr: "terminée le", en: "ended on")
    /// Silence until then raises a task.
    public let expiresOn = Field.date("expires_on", fr: "expire le", en: "expires on")
    /// State.
    public let state = Field.code(
        "state", CodeLists.referralState, fr: "état", en: "state",
        merge: .progress(ProgressOrders.referral))
    /// Refusal reason.
    public let refusalReason = Field.code(
        "refusal_reason", CodeLists.refusalReason, fr: "motif du refus", en: "refusal reason")
    /// Refusal in words.
    public let refusalText = Field.text(
        "refusal_text", fr: "précision sur le refus", en: "refusal in words", maximum: 500,
        merge: .review)
}
