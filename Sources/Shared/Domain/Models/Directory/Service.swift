// Service: declares the collection `service`.

/// What an organisation offers: a scheme, an action, a workshop (rows 2, 8, 24 and 34).
public struct Service: Model {
    /// The declarations of its fields.
    public static let shared = Service()
    /// The collection's name, label and audience.
    public static let header = ModelHeader(
        "service", fr: "service", en: "service", access: .territory)

    /// The name that people use.
    public let name = Field.text(
        "name", fr: "nom", en: "name", merge: .review, search: .title, required: true)
    /// Who answers for it.
    public let organisation = Field.reference(
        "organisation", to: "organisation", fr: "structure", en: "organisation")
    /// Who carries it: the criterion « portage » (row 24).
    public let holders = Field.references(
        "holders", to: "organisation", fr: "porteurs", en: "holders")
    /// Who takes part in it.
    public let partners = Field.references(
        "partners", to: "organisation", fr: "partenaires", en: "partners")
    /// As the source names them, also those that the directory lacks.
    public let holderText = Field.text(
        "holder_text", fr: "porteurs, en toutes lettres", en: "holders in words", maximum: 500,
        search: .body)
    /// As the source names them.
    public let partnerText = Field.text(
        "partner_text", fr: "partenaires, en toutes lettres", en: "partners in words", maximum: 500,
        search: .body)
    /// Description.
    public let description = Field.text(
        "description", fr: "description", en: "description", maximum: 10_000, merge: .review,
        search: .body)
    /// Kind of action.
    public let kind = Field.code(
        "kind", CodeLists.actionKind, fr: "type d'action", en: "kind of action")
    /// Publics that it is for.
    public let audiences = Field.codes(
        "audiences", CodeLists.audience, fr: "publics", en: "audiences")
    /// As the source names them.
    public let audienceText = Field.text(
        "audience_text", fr: "publics, en toutes lettres", en: "audiences in words", maximum: 500,
        search: .body)
    /// One to one or in a group (row 2).
    public let modes = Field.codes("modes", CodeLists.mode, fr: "modalités", en: "modes")
    /// Fee.
    public let fee = Field.code("fee", CodeLists.fee, fr: "tarif", en: "fee")
    /// Amount or conditions.
    public let feeText = Field.text(
        "fee_text", fr: "tarif, en toutes lettres", en: "fee in words", maximum: 300)
    /// What a person must be or have (row 2).
    public let entryConditions = Field.text(
        "entry_conditions", fr: "conditions d'accès", en: "entry conditions", maximum: 2000,
        search: .body)
    /// Needs that it answers (row 21).
    public let themes = Field.codes("themes", CodeLists.need, fr: "thèmes", en: "themes")
    /// The criterion « finalité »; empty when not stated (row 24).
    public let purposes = Field.codes(
        "purposes", CodeLists.purpose, fr: "finalités", en: "purposes")
    /// Empty when not stated (row 24).
    public let stance = Field.code("stance", CodeLists.stance, fr: "posture", en: "stance")
    /// The criterion « durée de la relation » (row 24).
    public let duration = Field.code("duration", CodeLists.duration, fr: "durée", en: "duration")
    /// In the company or outside it (row 24).
    public let whereHeld = Field.code("where_held", CodeLists.whereHeld, fr: "où", en: "where")
    /// Languages that it is given in.
    public let languages = Field.codes(
        "languages", CodeLists.language, fr: "langues", en: "languages")
    /// Place.
    public let place = Field.reference("place", to: "place", fr: "lieu", en: "place")
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
    /// People at a time.
    public let capacity = Field.integer("capacity", fr: "places", en: "capacity")
    /// Hours of work or training it gives (row 34).
    public let hours = Field.integer("hours", fr: "heures", en: "hours")
    /// Greatest share of participants from outside, in percent (row 43).
    public let outsideQpvQuota = Field.integer(
        "outside_qpv_quota", fr: "quota hors QPV", en: "quota outside QPV", in: 0...100)
    /// First day.
    public let startsOn = Field.date("starts_on", fr: "début", en: "first day")
    /// Last day.
    public let endsOn = Field.date("ends_on", fr: "fin", en: "last day")
    /// Draft, published or archived (row 8).
    public let state = Field.code(
        "state", CodeLists.publicationState, fr: "publication", en: "publication")
    /// The record that replaces this duplicate.
    public let mergedInto = SharedFields.mergedInto("service")
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
