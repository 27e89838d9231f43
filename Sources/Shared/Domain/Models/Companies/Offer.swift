// Offer: declares the collection `offer`.

/// A job offer; fields follow France Travail « Offres v2 » (rows 30 to 33).
public struct Offer: Model {
    /// The declarations of its fields.
    public static let shared = Offer()
    /// The collection's name, label and audience.
    public static let header = ModelHeader(
        "offer", fr: "offre d'emploi", en: "job offer", access: .territory)

    /// `intitule`.
    public let name = Field.text(
        "name", fr: "intitulé", en: "title", maximum: 300, merge: .review, search: .title)
    /// Description.
    public let description = Field.text(
        "description", fr: "description", en: "description", maximum: 10_000, merge: .review,
        search: .body)
    /// Company.
    public let company = Field.reference("company", to: "company", fr: "entreprise", en: "company")
    /// `entreprise.nom`.
    public let employerName = Field.text(
        "employer_name", fr: "employeur", en: "employer", search: .body)
    /// `romeCode`.
    public let rome = Field.text(
        "rome", fr: "code ROME", en: "ROME code", maximum: 5, format: TextFormats.rome)
    /// `romeLibelle`.
    public let romeLabel = Field.text("rome_label", fr: "métier", en: "occupation", search: .body)
    /// `codeNAF`, without its dot.
    public let naf = Field.text(
        "naf", fr: "code NAF", en: "NAF code", maximum: 5, format: TextFormats.naf)
    /// `2008` or `2025`.
    public let nafVersion = Field.text(
        "naf_version", fr: "version de la NAF", en: "NAF version", maximum: 10)
    /// `typeContrat`.
    public let contractType = Field.code(
        "contract_type", CodeLists.contractType, fr: "type de contrat", en: "contract type")
    /// Contract in words.
    public let contractText = Field.text(
        "contract_text", fr: "contrat, en toutes lettres", en: "contract in words", maximum: 300,
        search: .body)
    /// `salaire.libelle`.
    public let salaryText = Field.text("salary_text", fr: "salaire", en: "salary", maximum: 300)
    /// `dureeTravailLibelle`.
    public let workloadText = Field.text(
        "workload_text", fr: "durée du travail", en: "working time", maximum: 300)
    /// Experience.
    public let experienceText = Field.text(
        "experience_text", fr: "expérience", en: "experience", maximum: 300)
    /// `nombrePostes`.
    public let positions = Field.integer(
        "positions", fr: "postes", en: "positions", in: 0...100_000)
    /// `accessibleTH`.
    public let accessibleToDisabled = Field.boolean(
        "accessible_to_disabled", fr: "accessible TH", en: "open to disabled workers")
    /// Publics that it is aimed at (row 31).
    public let audiences = Field.codes(
        "audiences", CodeLists.audience, fr: "publics", en: "audiences")
    /// `lieuTravail.libelle`.
    public let locationText = Field.text(
        "location_text", fr: "lieu de travail", en: "place of work", search: .body)
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
    /// `dateCreation`.
    public let publishedAt = Field.instant("published_at", fr: "publiée le", en: "published at")
    /// `dateActualisation`.
    public let updatedAt = Field.instant("updated_at", fr: "actualisée le", en: "updated at")
    /// Expires on.
    public let expiresOn = Field.date("expires_on", fr: "expire le", en: "expires on")
    /// `origineOffre.origine`.
    public let origin = Field.text("origin", fr: "origine", en: "origin")
    /// `origineOffre.urlOrigine`.
    public let originUrl = Field.text(
        "origin_url", fr: "adresse d'origine", en: "address of origin", maximum: 1000,
        format: TextFormats.website)
    /// The weekly digest that it came out in (row 30).
    public let digestNumber = Field.integer(
        "digest_number", fr: "numéro de l'hebdo", en: "digest number", in: 0...100_000)
    /// The recruitment campaign that it belongs to (row 33).
    public let campaign = Field.text(
        "campaign", fr: "campagne", en: "campaign", maximum: 100, search: .body)
    /// State.
    public let state = Field.code("state", CodeLists.offerState, fr: "état", en: "state")
    /// The record that replaces this duplicate (row 32).
    public let mergedInto = SharedFields.mergedInto("offer")
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
