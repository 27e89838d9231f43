// Person: declares the collection `person`.

/// Somebody who is accompanied; nothing is compulsory, for a first contact may have no identity
/// (row 10).
public struct Person: Model {
    /// The declarations of its fields.
    public static let shared = Person()
    /// The collection's name, label and audience.
    public static let header = ModelHeader(
        "person", fr: "personne accompagnée", en: "person", access: .file(portfolio: "portfolio"))

    /// Given name.
    public let givenName = Field.text(
        "given_name", fr: "prénom", en: "given name", maximum: 100, merge: .review, search: .title)
    /// Family name.
    public let familyName = Field.text(
        "family_name", fr: "nom", en: "family name", maximum: 100, merge: .review, search: .title)
    /// Never the whole date.
    public let birthYear = Field.integer(
        "birth_year", fr: "année de naissance", en: "year of birth", in: 1900...2100,
        merge: .review)
    /// Telephone.
    public let phone = Field.text(
        "phone", fr: "téléphone", en: "telephone", maximum: 40, format: TextFormats.phone,
        merge: .review)
    /// E-mail.
    public let email = Field.text("email", fr: "courriel", en: "e-mail", format: TextFormats.email)
    /// Address.
    public let address = Field.text(
        "address", fr: "adresse", en: "address", maximum: 300, merge: .review)
    /// Postal code.
    public let postalCode = Field.text(
        "postal_code", fr: "code postal", en: "postal code", maximum: 5,
        format: TextFormats.postalCode)
    /// Commune (INSEE code).
    public let commune = Field.text(
        "commune", fr: "commune (code INSEE)", en: "commune (INSEE code)", maximum: 5,
        format: TextFormats.communeCode)
    /// Commune name.
    public let communeName = Field.text(
        "commune_name", fr: "commune", en: "commune name", maximum: 100, search: .body)
    /// QPV code of where the person lives.
    public let qpv = Field.text(
        "qpv", fr: "quartier prioritaire", en: "priority neighbourhood", maximum: 8,
        format: TextFormats.qpv)
    /// Languages.
    public let languages = Field.codes(
        "languages", CodeLists.language, fr: "langues", en: "languages")
    /// Audiences.
    public let audiences = Field.codes(
        "audiences", CodeLists.audience, fr: "publics", en: "audiences")
    /// Needs.
    public let needs = Field.codes("needs", CodeLists.need, fr: "besoins", en: "needs")
    /// ROME codes or words (row 21).
    public let soughtOccupations = Field.tags(
        "sought_occupations", fr: "métiers recherchés", en: "occupations sought", search: .body)
    /// How the person can travel.
    public let mobilityText = Field.text(
        "mobility_text", fr: "mobilité", en: "mobility", maximum: 500)
    /// Availability.
    public let availabilityText = Field.text(
        "availability_text", fr: "disponibilités", en: "availability", maximum: 500)
    /// The account of who follows the person (row 18).
    public let referent = Field.text("referent", fr: "référent", en: "referent", maximum: 100)
    /// Sent by.
    public let sentBy = Field.reference(
        "sent_by", to: "organisation", fr: "adressée par", en: "sent by")
    /// First met on.
    public let firstMetOn = Field.date("first_met_on", fr: "première rencontre", en: "first met on")
    /// Two years after it the person is no longer kept.
    public let lastContactOn = Field.date(
        "last_contact_on", fr: "dernier contact", en: "last contact on")
    /// The day on which the file goes, while a notice of it stands; a contact takes it back.
    public let eraseOn = Field.date("erase_on", fr: "sera effacée le", en: "will be erased on")
    /// Legal basis.
    public let legalBasis = Field.code(
        "legal_basis", CodeLists.legalBasis, fr: "base légale", en: "legal basis")
    /// When the person was told what is kept and why.
    public let informationGivenOn = Field.date(
        "information_given_on", fr: "information donnée le", en: "information given on")
    /// Only where consent is the legal basis.
    public let consent = Field.boolean("consent", fr: "consentement", en: "consent", merge: .review)
    /// When it was given or withdrawn.
    public let consentOn = Field.date("consent_on", fr: "consentement du", en: "consent date")
    /// Number of notes.
    public let notesCount = Field.counter(
        "notes_count", fr: "nombre de notes", en: "number of notes")
    /// Active.
    public let active = Field.boolean("active", fr: "suivie", en: "active")
    /// The record that replaces this duplicate.
    public let mergedInto = SharedFields.mergedInto("person")
    /// The portfolio that holds the file; without one, the whole organisation does.
    public let portfolio = Field.text(
        "portfolio", fr: "portefeuille", en: "portfolio", maximum: 36,
        format: TextFormats.identity)
}
