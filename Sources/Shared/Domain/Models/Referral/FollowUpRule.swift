// FollowUpRule: declares the collection `follow_up_rule`.

/// From when on something is to be followed up, as an organisation chooses it (rows 15 to 17).
public struct FollowUpRule: Model {
    /// The declarations of its fields.
    public static let shared = FollowUpRule()
    /// The collection's name, label and audience.
    public static let header = ModelHeader(
        "follow_up_rule", fr: "règle de relance", en: "follow-up rule", access: .organisation,
        identity: ["kind"])

    /// Reason.
    public let kind = Field.code("kind", CodeLists.followUpKind, fr: "motif", en: "reason")
    /// Days; for an open session, hours; for appointments, how many in a week.
    public let number = Field.integer("number", fr: "nombre", en: "number", in: 1...3650)
    /// Why this number.
    public let comment = Field.text(
        "comment", fr: "remarque", en: "comment", maximum: 500, merge: .review)
}
