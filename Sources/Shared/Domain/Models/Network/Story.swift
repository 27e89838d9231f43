// Story: declares the collection `story`.

/// A story of going back to work, told with a consent that can be withdrawn (row 44).
public struct Story: Model {
    /// The declarations of its fields.
    public static let shared = Story()
    /// The collection's name, label and audience.
    public static let header = ModelHeader(
        "story", fr: "récit", en: "story", access: .part(of: "person"),
        erasedBy: "consent_withdrawn_on")

    /// Person.
    public let person = Field.reference("person", to: "person", fr: "personne", en: "person")
    /// Title.
    public let name = Field.text("name", fr: "titre", en: "title", merge: .review, search: .title)
    /// The name under which it is told.
    public let pseudonym = Field.text(
        "pseudonym", fr: "nom d'emprunt", en: "pseudonym", maximum: 100)
    /// Text.
    public let text = Field.text("text", fr: "récit", en: "text", maximum: 20_000, merge: .review)
    /// Consent.
    public let consent = Field.boolean("consent", fr: "consentement", en: "consent", merge: .review)
    /// Consent date.
    public let consentOn = Field.date("consent_on", fr: "consentement du", en: "consent date")
    /// From then on nothing is left of it.
    public let consentWithdrawnOn = Field.date(
        "consent_withdrawn_on", fr: "consentement retiré le", en: "consent withdrawn on")
    /// Consent to a photograph.
    public let photoConsent = Field.boolean(
        "photo_consent", fr: "consentement photo", en: "consent to a photograph", merge: .review)
    /// Published on.
    public let publishedOn = Field.date("published_on", fr: "publié le", en: "published on")
    /// Publication.
    public let state = Field.code(
        "state", CodeLists.publicationState, fr: "publication", en: "publication")
}
