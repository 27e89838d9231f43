// Meeting: the network's own life: meetings and the roadmap.

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

/// Axis, action, owner, state (row 39).
public struct RoadmapAction: Model {
    /// The declarations of its fields.
    public static let shared = RoadmapAction()
    /// The collection's name, label and audience.
    public static let header = ModelHeader(
        "roadmap_action", fr: "action de la feuille de route", en: "roadmap action", access: .territory)

    /// Action.
    public let name = Field.text(
        "name", fr: "action", en: "action", maximum: 300, merge: .review, search: .title)
    /// Axis.
    public let axis = Field.text("axis", fr: "axe", en: "axis", search: .body)
    /// Its number in the roadmap, for example `2.3`.
    public let number = Field.text("number", fr: "numéro", en: "number", maximum: 20)
    /// Description.
    public let description = Field.text(
        "description", fr: "description", en: "description", maximum: 5000, merge: .review,
        search: .body)
    /// Owner.
    public let owner = Field.reference("owner", to: "organisation", fr: "pilote", en: "owner")
    /// As the source names it.
    public let ownerText = Field.text(
        "owner_text", fr: "pilote, en toutes lettres", en: "owner in words", maximum: 300,
        search: .body)
    /// Partners.
    public let partners = Field.references(
        "partners", to: "organisation", fr: "partenaires", en: "partners")
    /// Partners in words.
    public let partnerText = Field.text(
        "partner_text", fr: "partenaires, en toutes lettres", en: "partners in words", maximum: 500,
        search: .body)
    /// Audiences.
    public let audiences = Field.codes(
        "audiences", CodeLists.audience, fr: "publics", en: "audiences")
    /// Themes.
    public let themes = Field.codes("themes", CodeLists.need, fr: "thèmes", en: "themes")
    /// INSEE codes.
    public let communes = Field.tags("communes", fr: "communes", en: "communes")
    /// First day.
    public let startsOn = Field.date("starts_on", fr: "début", en: "first day")
    /// Due on.
    public let dueOn = Field.date("due_on", fr: "échéance", en: "due on")
    /// Progress.
    public let progressText = Field.text(
        "progress_text", fr: "avancement", en: "progress", maximum: 2000, merge: .review,
        search: .body)
    /// What will show that it is done.
    public let indicatorText = Field.text(
        "indicator_text", fr: "indicateur", en: "indicator", maximum: 500, search: .body)
    /// State.
    public let state = Field.code("state", CodeLists.roadmapState, fr: "état", en: "state")
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
