// ContactLog: declares the collection `contact_log`.

/// One contact, noted so that nobody calls twice (row 22).
public struct ContactLog: Model {
    /// The declarations of its fields.
    public static let shared = ContactLog()
    /// The collection's name, label and audience.
    public static let header = ModelHeader(
        "contact_log", fr: "contact avec une entreprise", en: "contact with a company",
        access: .organisation)

    /// Company.
    public let company = Field.reference("company", to: "company", fr: "entreprise", en: "company")
    /// Who made the contact.
    public let organisation = Field.reference(
        "organisation", to: "organisation", fr: "structure", en: "organisation")
    /// Time.
    public let at = Field.instant("at", fr: "date", en: "time")
    /// Means.
    public let kind = Field.code("kind", CodeLists.contactKind, fr: "moyen", en: "means")
    /// The account of who made the contact.
    public let user = Field.text("user", fr: "par", en: "by", maximum: 100)
    /// Contact person.
    public let contactName = Field.text(
        "contact_name", fr: "interlocuteur", en: "contact person", merge: .review, search: .title)
    /// Role.
    public let contactRole = Field.text("contact_role", fr: "fonction", en: "role")
    /// Telephone.
    public let contactPhone = Field.text(
        "contact_phone", fr: "téléphone", en: "telephone", maximum: 40, format: TextFormats.phone,
        merge: .review)
    /// E-mail.
    public let contactEmail = Field.text(
        "contact_email", fr: "courriel", en: "e-mail", format: TextFormats.email)
    /// Summary.
    public let summary = Field.text(
        "summary", fr: "compte rendu", en: "summary", maximum: 2000, merge: .review, search: .body)
    /// Needs expressed.
    public let needs = Field.codes(
        "needs", CodeLists.companyNeed, fr: "besoins exprimés", en: "needs expressed")
    /// Next step.
    public let nextStep = Field.text(
        "next_step", fr: "suite à donner", en: "next step", maximum: 500, search: .body)
    /// Next on.
    public let nextOn = Field.date("next_on", fr: "à reprendre le", en: "next on")
}
