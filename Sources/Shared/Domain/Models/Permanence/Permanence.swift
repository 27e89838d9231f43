// Permanence: declares the collection `permanence`.

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
