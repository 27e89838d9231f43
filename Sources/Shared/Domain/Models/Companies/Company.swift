// Company: declares the collection `company`.

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
    public let mergedInto = SharedFields.mergedInto("company")
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
