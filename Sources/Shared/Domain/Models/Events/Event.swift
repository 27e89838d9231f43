// Event: declares the collection `event`.

/// An event of the shared calendar (rows 25 to 28).
public struct Event: Model {
    /// The declarations of its fields.
    public static let shared = Event()
    /// The collection's name, label and audience.
    public static let header = ModelHeader(
        "event", fr: "événement", en: "event", access: .territory)

    /// Name.
    public let name = Field.text("name", fr: "nom", en: "name", merge: .review, search: .title)
    /// Kind of event.
    public let kind = Field.code(
        "kind", CodeLists.actionKind, fr: "type d'événement", en: "kind of event")
    /// Organiser.
    public let organisation = Field.reference(
        "organisation", to: "organisation", fr: "organisateur", en: "organiser")
    /// Partners.
    public let partners = Field.references(
        "partners", to: "organisation", fr: "partenaires", en: "partners")
    /// The action that it is an edition of.
    public let service = Field.reference("service", to: "service", fr: "action", en: "action")
    /// Companies that take part.
    public let companies = Field.references(
        "companies", to: "company", fr: "entreprises", en: "companies")
    /// Place.
    public let place = Field.reference("place", to: "place", fr: "lieu", en: "place")
    /// When the directory lacks the place.
    public let placeName = Field.text(
        "place_name", fr: "nom du lieu", en: "place name", search: .body)
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
    /// Start.
    public let startsAt = Field.instant("starts_at", fr: "début", en: "start")
    /// End.
    public let endsAt = Field.instant("ends_at", fr: "fin", en: "end")
    /// When only the day is known, or it lasts several.
    public let startsOn = Field.date("starts_on", fr: "premier jour", en: "first day")
    /// Last day.
    public let endsOn = Field.date("ends_on", fr: "dernier jour", en: "last day")
    /// As the source says them, for example « cinq fois par an ».
    public let scheduleText = Field.text(
        "schedule_text", fr: "dates, en toutes lettres", en: "dates in words", maximum: 300,
        search: .body)
    /// Description.
    public let description = Field.text(
        "description", fr: "description", en: "description", maximum: 5000, merge: .review,
        search: .body)
    /// Audiences.
    public let audiences = Field.codes(
        "audiences", CodeLists.audience, fr: "publics", en: "audiences")
    /// Audiences in words.
    public let audienceText = Field.text(
        "audience_text", fr: "publics, en toutes lettres", en: "audiences in words", maximum: 500,
        search: .body)
    /// Themes.
    public let themes = Field.codes("themes", CodeLists.need, fr: "thèmes", en: "themes")
    /// Beyond it, registrations wait (row 28).
    public let capacity = Field.integer("capacity", fr: "places", en: "capacity")
    /// Companies present.
    public let companiesCount = Field.integer(
        "companies_count", fr: "entreprises présentes", en: "companies present")
    /// People who came, also those without a registration.
    public let participantsCount = Field.integer(
        "participants_count", fr: "participants", en: "participants")
    /// Greatest share of participants from outside, in percent (row 43).
    public let outsideQpvQuota = Field.integer(
        "outside_qpv_quota", fr: "quota hors QPV", en: "quota outside QPV", in: 0...100)
    /// Website.
    public let website = Field.text(
        "website", fr: "site web", en: "website", maximum: 500, format: TextFormats.website)
    /// The recruitment campaign that it belongs to (row 33).
    public let campaign = Field.text(
        "campaign", fr: "campagne", en: "campaign", maximum: 100, search: .body)
    /// State.
    public let state = Field.code("state", CodeLists.eventState, fr: "état", en: "state")
    /// The record that replaces this duplicate.
    public let mergedInto = SharedFields.mergedInto("event")
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
