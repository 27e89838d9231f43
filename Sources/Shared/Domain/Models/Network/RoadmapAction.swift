// RoadmapAction: declares the collection `roadmap_action`.

/// Axis, action, owner, state (row 39).
public struct RoadmapAction: Model {
    /// The declarations of its fields.
    public static let shared = RoadmapAction()
    /// The collection's name, label and audience.
    public static let header = ModelHeader(
        "roadmap_action", fr: "action de la feuille de route", en: "roadmap action",
        access: .territory)

    /// Action.
    public let name = Field.text(
        "name", fr: "action", en: "action", maximum: 300, merge: .review, search: .title)
    /// Axis.
    public let axis = Field.text("axis", fr: "axe", en: "axis", search: .body)
    /// Kind of action.
    public let kind = Field.code(
        "kind", CodeLists.actionKind, fr: "type d'action", en: "kind of action")
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
    /// What its target counts.
    public let counted = Field.code(
        "counted", CodeLists.targetCount, fr: "objectif compté en", en: "target counts")
    /// How many are aimed at between its first day and its last.
    public let target = Field.integer("target", fr: "objectif chiffré", en: "target")
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
