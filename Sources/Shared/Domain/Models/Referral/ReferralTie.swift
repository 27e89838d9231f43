// ReferralTie: declares the collection `referral_tie`.

/// Which file of one's own a referral is about (row 14). It is part of that file: the other side
/// never sees it, and the referral itself names no file.
public struct ReferralTie: Model {
    /// The declarations of its fields.
    public static let shared = ReferralTie()
    /// The collection's name, label and audience.
    public static let header = ModelHeader(
        "referral_tie", fr: "rattachement d'orientation", en: "referral tie",
        access: .part(of: "person"), identity: ["referral"])

    /// Person.
    public let person = Field.reference("person", to: "person", fr: "personne", en: "person")
    /// Referral.
    public let referral = Field.reference(
        "referral", to: "referral", fr: "orientation", en: "referral")
    /// What is noted of it on this side alone.
    public let text = Field.text(
        "text", fr: "note interne", en: "note of this side", maximum: 1000, merge: .review)
}
