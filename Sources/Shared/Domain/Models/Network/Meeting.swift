// Meeting: declares the collection `meeting`.

/// A meeting, its host, who is invited, its minutes (row 38).
public struct Meeting: Model {
    /// The declarations of its fields.
    public static let shared = Meeting()
    /// The collection's name, label and audience.
    public static let header = ModelHeader(
        "meeting", fr: "réunion du réseau", en: "network meeting", access: .territory)

    /// Subject.
    public let name = Field.text("name", fr: "objet", en: "subject", merge: .review, search: .title)
    /// Rhythm.
    public let kind = Field.code("kind", CodeLists.meetingKind, fr: "rythme", en: "rhythm")
    /// Start.
    public let startsAt = Field.instant("starts_at", fr: "début", en: "start")
    /// End.
    public let endsAt = Field.instant("ends_at", fr: "fin", en: "end")
    /// Place.
    public let place = Field.reference("place", to: "place", fr: "lieu", en: "place")
    /// Place name.
    public let placeName = Field.text(
        "place_name", fr: "nom du lieu", en: "place name", search: .body)
    /// Host.
    public let host = Field.reference("host", to: "organisation", fr: "accueillie par", en: "host")
    /// Invitees.
    public let invitees = Field.references(
        "invitees", to: "organisation", "commune_referent", fr: "invités", en: "invitees")
    /// Attendees.
    public let attendees = Field.references(
        "attendees", to: "organisation", "commune_referent", fr: "présents", en: "attendees")
    /// Agenda.
    public let agenda = Field.text(
        "agenda", fr: "ordre du jour", en: "agenda", maximum: 5000, merge: .review, search: .body)
    /// Minutes.
    public let minutes = Field.text(
        "minutes", fr: "compte rendu", en: "minutes", maximum: 20_000, merge: .review,
        search: .body)
    /// Web address.
    public let website = Field.text(
        "website", fr: "adresse web", en: "web address", maximum: 500, format: TextFormats.website)
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
