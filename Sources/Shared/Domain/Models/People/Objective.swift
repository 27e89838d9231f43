// Objective: declares the collection `objective`.

/// What is aimed at, and the next action towards it (row 12).
public struct Objective: Model {
    /// The declarations of its fields.
    public static let shared = Objective()
    /// The collection's name, label and audience.
    public static let header = ModelHeader(
        "objective", fr: "objectif", en: "objective", access: .part(of: "person"))

    /// Person.
    public let person = Field.reference("person", to: "person", fr: "personne", en: "person")
    /// The barrier that it works on.
    public let barrier = Field.reference("barrier", to: "barrier", fr: "frein", en: "barrier")
    /// Objective.
    public let name = Field.text(
        "name", fr: "objectif", en: "objective", maximum: 300, merge: .review, search: .title)
    /// What was agreed to do.
    public let action = Field.text(
        "action", fr: "action", en: "action", maximum: 2000, merge: .review, search: .body)
    /// Service.
    public let service = Field.reference("service", to: "service", fr: "service", en: "service")
    /// Who does it.
    public let responsible = Field.text("responsible", fr: "qui fait quoi", en: "who does it")
    /// Set on.
    public let setOn = Field.date("set_on", fr: "fixé le", en: "set on")
    /// Due on.
    public let dueOn = Field.date("due_on", fr: "pour le", en: "due on")
    /// Reached on.
    public let reachedOn = Field.date("reached_on", fr: "atteint le", en: "reached on")
    /// State.
    public let state = Field.code("state", CodeLists.objectiveState, fr: "état", en: "state")
}
