// Organisation: declares the collection `organisation`.

/// An actor of employment: association, town service, institution (row 1).
public struct Organisation: Model {
    /// The declarations of its fields.
    public static let shared = Organisation()
    /// The collection's name, label and audience.
    public static let header = ModelHeader(
        "organisation", fr: "structure", en: "organisation", access: .territory)

    /// The name that people use.
    public let name = Field.text(
        "name", fr: "nom", en: "name", merge: .review, search: .title, required: true)
    /// The name in full, when the usual one is short.
    public let longName = Field.text(
        "long_name", fr: "nom complet", en: "full name", maximum: 300, search: .body)
    /// Kind of organisation.
    public let kind = Field.code(
        "kind", CodeLists.organisationKind, fr: "type de structure", en: "kind of organisation")
    /// 14 digits, checked.
    public let siret = Field.text(
        "siret", fr: "SIRET", en: "SIRET", maximum: 14, format: TextFormats.siret)
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
    /// Opening hours.
    public let openingHours = Field.text(
        "opening_hours", fr: "horaires", en: "opening hours", maximum: 500,
        format: TextFormats.openingHours)
    /// Publics that it serves (row 1).
    public let audiences = Field.codes(
        "audiences", CodeLists.audience, fr: "publics", en: "audiences")
    /// Needs that it answers (rows 1 and 21).
    public let themes = Field.codes("themes", CodeLists.need, fr: "thèmes", en: "themes")
    /// Needs of companies that it is the door for (row 23).
    public let competentFor = Field.codes(
        "competent_for", CodeLists.companyNeed, fr: "compétente pour", en: "competent for")
    /// INSEE codes; empty when it covers the whole territory.
    public let coveredCommunes = Field.tags(
        "covered_communes", fr: "communes couvertes", en: "communes covered")
    /// Description.
    public let description = Field.text(
        "description", fr: "description", en: "description", maximum: 5000, merge: .review,
        search: .body)
    /// What it does, in its own words.
    public let actions = Field.text(
        "actions", fr: "actions", en: "actions", maximum: 5000, search: .body)
    /// The record that replaces this duplicate.
    public let mergedInto = SharedFields.mergedInto("organisation")
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
