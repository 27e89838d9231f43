// Place: places, municipal referents and the corrections that anybody may propose.

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

/// A commune's entry point, elected or technical, sometimes one of a pair (row 37).
public struct CommuneReferent: Model {
    /// The declarations of its fields.
    public static let shared = CommuneReferent()
    /// The collection's name, label and audience.
    public static let header = ModelHeader(
        "commune_referent", fr: "référent communal", en: "municipal referent", access: .territory)

    /// Name.
    public let name = Field.text("name", fr: "nom", en: "name", merge: .review, search: .title)
    /// Elected or technical.
    public let kind = Field.code("kind", CodeLists.referentKind, fr: "qualité", en: "kind")
    /// Role.
    public let roleTitle = Field.text("role_title", fr: "fonction", en: "role", search: .body)
    /// The commune covered.
    public let commune = Field.text(
        "commune", fr: "commune (code INSEE)", en: "commune (INSEE code)", maximum: 5,
        format: TextFormats.communeCode)
    /// Commune name.
    public let communeName = Field.text(
        "commune_name", fr: "commune", en: "commune name", maximum: 100, search: .body)
    /// Organisation.
    public let organisation = Field.reference(
        "organisation", to: "organisation", fr: "structure", en: "organisation")
    /// The other one of the pair.
    public let pairedWith = Field.reference(
        "paired_with", to: "commune_referent", fr: "en binôme avec", en: "paired with")
    /// Telephone.
    public let phone = Field.text(
        "phone", fr: "téléphone", en: "telephone", maximum: 40, format: TextFormats.phone,
        merge: .review)
    /// E-mail.
    public let email = Field.text("email", fr: "courriel", en: "e-mail", format: TextFormats.email)
    /// The account that the referent uses.
    public let user = Field.text("user", fr: "compte", en: "account", maximum: 100)
    /// First day.
    public let startsOn = Field.date("starts_on", fr: "début", en: "first day")
    /// Last day.
    public let endsOn = Field.date("ends_on", fr: "fin", en: "last day")
    /// Who took over (row 37).
    public let handedOverTo = Field.reference(
        "handed_over_to", to: "commune_referent", fr: "transmis à", en: "handed over to")
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

/// What somebody says is wrong in the directory (row 1).
public struct Correction: Model {
    /// The declarations of its fields.
    public static let shared = Correction()
    /// The collection's name, label and audience.
    public static let header = ModelHeader(
        "correction", fr: "correction proposée", en: "proposed correction", access: .territory)

    /// The record to correct.
    public let record = Field.reference(
        "record",
        to: "organisation", "service", "place", "event", "company", "offer", "guide_article", "glossary_term", "commune_referent",
        fr: "fiche", en: "record")
    /// The collection of `record`.
    public let recordCollection = Field.text(
        "record_collection", fr: "type de fiche", en: "kind of record", maximum: 50)
    /// The field to correct; empty when it is about the whole record.
    public let field = Field.text("field", fr: "champ", en: "field", maximum: 50)
    /// Proposed value.
    public let value = Field.text(
        "value", fr: "valeur proposée", en: "proposed value", maximum: 5000)
    /// Explanation.
    public let reason = Field.text(
        "reason", fr: "explication", en: "explanation", maximum: 1000, search: .body)
    /// State.
    public let state = Field.code(
        "state", CodeLists.correctionState, fr: "état", en: "state", merge: .review)
    /// Proposed by.
    public let proposedBy = Field.text(
        "proposed_by", fr: "proposée par", en: "proposed by", maximum: 100)
    /// Proposed at.
    public let proposedAt = Field.instant("proposed_at", fr: "proposée le", en: "proposed at")
    /// Decided by.
    public let decidedBy = Field.text(
        "decided_by", fr: "décidée par", en: "decided by", maximum: 100)
    /// Decided at.
    public let decidedAt = Field.instant("decided_at", fr: "décidée le", en: "decided at")
}
