// ReferralEnvelope: what a referral carries from one organisation to another, and who writes what.
//
// Nothing about a person crosses but what the purpose needs (Conseil constitutionnel 2023-858 DC):
// the table below is that rule. A purpose without a line stops the program when it starts.

/// The rule by which referrals cross.
public enum ReferralEnvelope {
    /// To know whom one speaks to, and how to reach them.
    private static let contact: Set<String> = [
        "person_given_name", "person_family_name", "person_phone", "person_email",
        "person_languages",
    ]

    /// The fields of a referral that each purpose needs.
    static let contents: [String: Set<String>] = [
        "orientation": contact.union(["needs"]),
        "accompagnement": contact.union([
            "needs", "person_birth_year", "person_commune_name", "person_audiences",
            "person_sought_occupations", "person_mobility_text", "person_availability_text",
        ]),
        "coordination": [
            "person_given_name", "person_family_name", "sender_days", "receiver_days",
        ],
        "ouverture-droit": contact.union([
            "needs", "person_birth_year", "person_commune_name", "person_audiences",
        ]),
        "inscription": contact.union(["person_availability_text"]),
        "candidature": contact.union([
            "person_sought_occupations", "person_mobility_text", "person_availability_text",
        ]),
    ]

    /// How referrals cross.
    public static let rule = Envelope(
        file: "person", sender: "from_organisation", receiver: "to_organisation",
        tie: "referral_tie", purposes: "purposes", contents: contents, state: "state",
        senderStates: ["envoyee", "annulee", "expiree"],
        answers: [
            "handled_by", "received_at", "answered_at", "met_on", "ended_on", "refusal_reason",
            "refusal_text", "receiver_days",
        ])

    /// The field of a person that a field of a referral is a copy of; `nil` for one that is none.
    public static func personField(_ field: String) -> String? {
        if field == "needs" { return field }
        let prefix = "person_"
        return field.hasPrefix(prefix) ? String(field.dropFirst(prefix.count)) : nil
    }
}
