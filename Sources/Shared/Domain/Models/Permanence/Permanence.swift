// Permanence: the core offline session: a drop-in session and the visits to it.

/// A session in a neighbourhood, often without a network (row 9).
public struct Permanence: Model {
    /// The declarations of its fields.
    public static let shared = Permanence()
    /// The collection's name, label and audience.
    public static let header = ModelHeader(
        "permanence", fr: "permanence", en: "drop-in session", access: .organisation)

    /// Place.
    public let place = Field.reference("place", to: "place", fr: "lieu", en: "place")
    /// Also when the directory lacks the place.
    public let placeName = Field.text(
        "place_name", fr: "nom du lieu", en: "place name", search: .title)
    /// Neighbourhood.
    public let neighbourhood = Field.text(
        "neighbourhood", fr: "quartier", en: "neighbourhood", search: .body)
    /// Priority neighbourhood.
    public let qpv = Field.text(
        "qpv", fr: "quartier prioritaire", en: "priority neighbourhood", maximum: 8,
        format: TextFormats.qpv)
    /// Commune (INSEE code).
    public let commune = Field.text(
        "commune", fr: "commune (code INSEE)", en: "commune (INSEE code)", maximum: 5,
        format: TextFormats.communeCode)
    /// The slot.
    public let startsAt = Field.instant("starts_at", fr: "début prévu", en: "planned start")
    /// The slot.
    public let endsAt = Field.instant("ends_at", fr: "fin prévue", en: "planned end")
    /// Opened at.
    public let openedAt = Field.instant("opened_at", fr: "ouverte à", en: "opened at")
    /// Closed at.
    public let closedAt = Field.instant("closed_at", fr: "fermée à", en: "closed at")
    /// Names or accounts of who holds it.
    public let team = Field.tags("team", fr: "équipe", en: "team")
    /// State.
    public let state = Field.code(
        "state", CodeLists.permanenceState, fr: "état", en: "state",
        merge: .progress(ProgressOrders.permanence))
    /// Visits that were only counted.
    public let anonymousVisits = Field.counter(
        "anonymous_visits", fr: "passages anonymes", en: "anonymous visits")
}

/// Somebody who came, with or without a name (rows 9 and 10).
public struct Visit: Model {
    /// The declarations of its fields.
    public static let shared = Visit()
    /// The collection's name, label and audience.
    public static let header = ModelHeader(
        "visit", fr: "passage", en: "visit", access: .organisation)

    /// Drop-in session.
    public let permanence = Field.reference(
        "permanence", to: "permanence", fr: "permanence", en: "drop-in session")
    /// Absent when the visit is anonymous.
    public let person = Field.reference("person", to: "person", fr: "personne", en: "person")
    /// Anonymous.
    public let anonymous = Field.boolean("anonymous", fr: "anonyme", en: "anonymous")
    /// Time.
    public let at = Field.instant("at", fr: "heure", en: "time")
    /// First visit.
    public let firstVisit = Field.boolean("first_visit", fr: "première venue", en: "first visit")
    /// Needs.
    public let needs = Field.codes("needs", CodeLists.need, fr: "besoins", en: "needs")
    /// Reason.
    public let reason = Field.text(
        "reason", fr: "motif", en: "reason", maximum: 500, merge: .review)
    /// What was done.
    public let actions = Field.codes(
        "actions", CodeLists.visitAction, fr: "ce qui a été fait", en: "what was done")
    /// What was agreed.
    public let summary = Field.text(
        "summary", fr: "ce qui a été convenu", en: "what was agreed", maximum: 2000, merge: .review)
    /// Duration (minutes).
    public let duration = Field.integer(
        "duration", fr: "durée (minutes)", en: "duration (minutes)", in: 0...1440)
    /// For figures, when there is no person.
    public let audiences = Field.codes(
        "audiences", CodeLists.audience, fr: "publics", en: "audiences")
    /// Where the visitor lives, when they say so.
    public let qpv = Field.text(
        "qpv", fr: "quartier prioritaire", en: "priority neighbourhood", maximum: 8,
        format: TextFormats.qpv)
    /// State.
    public let state = Field.code("state", CodeLists.visitState, fr: "état", en: "state")
}
