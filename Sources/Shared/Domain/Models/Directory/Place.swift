// Place: declares the collection `place`.

/// Where people go: community centre, digital access point, coworking (row 6).
public struct Place: Model {
    /// The declarations of its fields.
    public static let shared = Place()
    /// The collection's name, label and audience.
    public static let header = ModelHeader("place", fr: "lieu", en: "place", access: .territory)

    /// The name that people use.
    public let name = Field.text("name", fr: "nom", en: "name", merge: .review, search: .title)
    /// Who runs it.
    public let organisation = Field.reference(
        "organisation", to: "organisation", fr: "structure", en: "organisation")
    /// Kind of place.
    public let kind = Field.code(
        "kind", CodeLists.placeKind, fr: "type de lieu", en: "kind of place")
    /// Number and street; the commune stands apart.
    public let address = SharedFields.address
    /// Five digits, not the INSEE code.
    public let postalCode = SharedFields.postalCode
    /// INSEE code, not the postal code.
    public let commune = SharedFields.commune
    /// The commune, for people.
    public let communeName = SharedFields.communeName
    /// Neighbourhood.
    public let neighbourhood = Field.text(
        "neighbourhood", fr: "quartier", en: "neighbourhood", search: .body)
    /// QPV code, when it stands in one.
    public let qpv = Field.text(
        "qpv", fr: "quartier prioritaire", en: "priority neighbourhood", maximum: 8,
        format: TextFormats.qpv)
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
    /// Computers, printer, meeting room … (row 6).
    public let equipment = Field.tags("equipment", fr: "équipement", en: "equipment", search: .body)
    /// For people with disabilities, and how to get there.
    public let accessibility = Field.text(
        "accessibility", fr: "accessibilité", en: "accessibility", maximum: 500, search: .body)
    /// Fee.
    public let fee = Field.code("fee", CodeLists.fee, fr: "tarif", en: "fee")
    /// Publics that it welcomes.
    public let audiences = Field.codes(
        "audiences", CodeLists.audience, fr: "publics", en: "audiences")
    /// Description.
    public let description = Field.text(
        "description", fr: "description", en: "description", maximum: 5000, merge: .review,
        search: .body)
    /// The record that replaces this duplicate.
    public let mergedInto = SharedFields.mergedInto("place")
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
