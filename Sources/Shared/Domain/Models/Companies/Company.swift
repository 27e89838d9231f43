// Company: companies and the relation to them.

/// A company's public sheet (rows 22 and 35).
public struct Company: Model {
    /// The declarations of its fields.
    public static let shared = Company()
    /// The collection's name, label and audience.
    public static let header = ModelHeader(
        "company", fr: "entreprise", en: "company", access: .territory)

    /// Name.
    public let name = Field.text(
        "name", fr: "nom", en: "name", merge: .review, search: .title, required: true)
    /// Legal name.
    public let legalName = Field.text(
        "legal_name", fr: "raison sociale", en: "legal name", maximum: 300, search: .body)
    /// 14 digits, checked.
    public let siret = Field.text(
        "siret", fr: "SIRET", en: "SIRET", maximum: 14, format: TextFormats.siret)
    /// NAF code.
    public let naf = Field.text(
        "naf", fr: "code NAF", en: "NAF code", maximum: 5, format: TextFormats.naf)
    /// `2008` or `2025`: the later applies from 2027-01-01.
    public let nafVersion = Field.text(
        "naf_version", fr: "version de la NAF", en: "NAF version", maximum: 10)
    /// Sector.
    public let sector = Field.text("sector", fr: "secteur", en: "sector", search: .body)
    /// Headcount.
    public let headcount = Field.integer("headcount", fr: "effectif", en: "headcount")
    /// Number and street; the commune stands apart.
    public let address = SharedFields.address
    /// Five digits, not the INSEE code.
    public let postalCode = SharedFields.postalCode
    /// INSEE code, not the postal code.
    public let commune = SharedFields.commune
    /// The commune, for people.
    public let communeName = SharedFields.communeName
    /// Degrees north, WGS 84.
    public let latitude = SharedFields.latitude
    /// Degrees east, WGS 84.
    public let longitude = SharedFields.longitude
    /// A number that anybody may call.
    public let phone = SharedFields.phone
    /// An address that anybody may write to.
    public let email = SharedFields.email
    /// Host or web address.
    public let website = SharedFields.website
    /// Description.
    public let description = Field.text(
        "description", fr: "description", en: "description", maximum: 5000, merge: .review,
        search: .body)
    /// Hosts placements.
    public let hostsImmersions = Field.boolean(
        "hosts_immersions", fr: "accueille en immersion", en: "hosts placements")
    /// Criteria that have evidence (row 35).
    public let labelCriteria = Field.codes(
        "label_criteria", CodeLists.labelCriterion, fr: "critères du label", en: "label criteria")
    /// What shows each criterion (row 35).
    public let labelEvidence = Field.text(
        "label_evidence", fr: "preuves", en: "evidence", maximum: 2000)
    /// Label granted on.
    public let labelGrantedOn = Field.date(
        "label_granted_on", fr: "label obtenu le", en: "label granted on")
    /// Label expires on.
    public let labelExpiresOn = Field.date(
        "label_expires_on", fr: "label valable jusqu'au", en: "label expires on")
    /// The record that replaces this duplicate.
    public let mergedInto = Field.reference(
        "merged_into", to: "company", fr: "fusionnée avec", en: "merged into")
    /// Where the record comes from: natural key of imports, with `source_id`.
    public let source = SharedFields.source
    /// The identity of the record in its source.
    public let sourceId = SharedFields.sourceId
    /// The day on which somebody last checked the record.
    public let checkedAt = SharedFields.checkedAt
    /// Who checked it.
    public let checkedBy = SharedFields.checkedBy
    /// Names of the fields that were inferred, not stated by the source.
    public let inferred = SharedFields.inferred
}

/// One contact, noted so that nobody calls twice (row 22).
public struct ContactLog: Model {
    /// The declarations of its fields.
    public static let shared = ContactLog()
    /// The collection's name, label and audience.
    public static let header = ModelHeader(
        "contact_log", fr: "contact avec une entreprise", en: "contact with a company", access: .organisation)

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

/// What a company asks for, and who answers (rows 22 and 23).
public struct CompanyNeed: Model {
    /// The declarations of its fields.
    public static let shared = CompanyNeed()
    /// The collection's name, label and audience.
    public static let header = ModelHeader(
        "company_need", fr: "besoin d'une entreprise", en: "company's need", access: .organisation)

    /// Company.
    public let company = Field.reference("company", to: "company", fr: "entreprise", en: "company")
    /// Kind of need.
    public let kind = Field.code(
        "kind", CodeLists.companyNeed, fr: "type de besoin", en: "kind of need")
    /// Title.
    public let name = Field.text(
        "name", fr: "intitulé", en: "title", merge: .review, search: .title)
    /// Description.
    public let description = Field.text(
        "description", fr: "description", en: "description", maximum: 5000, merge: .review,
        search: .body)
    /// Positions.
    public let positions = Field.integer(
        "positions", fr: "postes", en: "positions", in: 0...100_000)
    /// ROME code.
    public let rome = Field.text(
        "rome", fr: "code ROME", en: "ROME code", maximum: 5, format: TextFormats.rome)
    /// The competent organisation (row 23).
    public let routedTo = Field.reference(
        "routed_to", to: "organisation", fr: "confié à", en: "routed to")
    /// Contact it came from.
    public let contactLog = Field.reference(
        "contact_log", to: "contact_log", fr: "contact d'origine", en: "contact it came from")
    /// Opened on.
    public let openedOn = Field.date("opened_on", fr: "exprimé le", en: "opened on")
    /// Closed on.
    public let closedOn = Field.date("closed_on", fr: "clos le", en: "closed on")
    /// State.
    public let state = Field.code("state", CodeLists.companyNeedState, fr: "état", en: "state")
}
