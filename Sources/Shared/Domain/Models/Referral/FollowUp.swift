// FollowUp: declares the collection `follow_up`.

/// Somebody to call back (rows 15, 18 and 27).
public struct FollowUp: Model {
    /// The declarations of its fields.
    public static let shared = FollowUp()
    /// The collection's name, label and audience.
    public static let header = ModelHeader(
        "follow_up", fr: "relance", en: "follow-up", access: .part(of: "person"),
        identity: ["kind", "subject"])

    /// Person.
    public let person = Field.reference("person", to: "person", fr: "personne", en: "person")
    /// Reason.
    public let kind = Field.code("kind", CodeLists.followUpKind, fr: "motif", en: "reason")
    /// What a computed follow-up is about: with the reason, it makes the same follow-up on every
    /// device.
    public let subject = Field.text("subject", fr: "objet", en: "subject", maximum: 100)
    /// Referral.
    public let referral = Field.reference(
        "referral", to: "referral", fr: "orientation", en: "referral")
    /// Event.
    public let event = Field.reference("event", to: "event", fr: "événement", en: "event")
    /// Registration.
    public let registration = Field.reference(
        "registration", to: "registration", fr: "inscription", en: "registration")
    /// Due on.
    public let dueOn = Field.date("due_on", fr: "pour le", en: "due on")
    /// Done on.
    public let doneOn = Field.date("done_on", fr: "faite le", en: "done on")
    /// Account of who should do it.
    public let assignedTo = Field.text(
        "assigned_to", fr: "confiée à", en: "assigned to", maximum: 100)
    /// State.
    public let state = Field.code("state", CodeLists.followUpState, fr: "état", en: "state")
    /// Comment.
    public let comment = Field.text(
        "comment", fr: "remarque", en: "comment", maximum: 2000, merge: .review)
}
