// CommuneReferent: declares the collection `commune_referent`.

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
    /// The record that replaces this duplicate.
    public let mergedInto = SharedFields.mergedInto("commune_referent")
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
