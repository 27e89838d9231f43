// Journey: a person's way: what holds them back, what they aim at, can do and are entitled to.

/// Something that holds a person back (row 12).
public struct Barrier: Model {
    /// The declarations of its fields.
    public static let shared = Barrier()
    /// The collection's name, label and audience.
    public static let header = ModelHeader(
        "barrier", fr: "frein", en: "barrier", access: .organisation)

    /// Person.
    public let person = Field.reference("person", to: "person", fr: "personne", en: "person")
    /// Kind of barrier.
    public let kind = Field.code(
        "kind", CodeLists.barrier, fr: "type de frein", en: "kind of barrier")
    /// State.
    public let state = Field.code("state", CodeLists.barrierState, fr: "état", en: "state")
    /// Noticed on.
    public let notedOn = Field.date("noted_on", fr: "repéré le", en: "noticed on")
    /// Overcome on.
    public let resolvedOn = Field.date("resolved_on", fr: "levé le", en: "overcome on")
    /// Comment.
    public let comment = Field.text(
        "comment", fr: "remarque", en: "comment", maximum: 2000, merge: .review)
}

/// What is aimed at, and the next action towards it (row 12).
public struct Objective: Model {
    /// The declarations of its fields.
    public static let shared = Objective()
    /// The collection's name, label and audience.
    public static let header = ModelHeader(
        "objective", fr: "objectif", en: "objective", access: .organisation)

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

/// Something that a person can do, with or without a diploma (rows 13 and 36).
public struct Skill: Model {
    /// The declarations of its fields.
    public static let shared = Skill()
    /// The collection's name, label and audience.
    public static let header = ModelHeader(
        "skill", fr: "compétence", en: "skill", access: .organisation)

    /// Person.
    public let person = Field.reference("person", to: "person", fr: "personne", en: "person")
    /// Skill.
    public let name = Field.text(
        "name", fr: "compétence", en: "skill", merge: .review, search: .title)
    /// The occupation that it comes from.
    public let rome = Field.text(
        "rome", fr: "code ROME", en: "ROME code", maximum: 5, format: TextFormats.rome)
    /// Level.
    public let level = Field.code("level", CodeLists.skillLevel, fr: "niveau", en: "level")
    /// What shows it: work done, reference, test.
    public let proof = Field.text(
        "proof", fr: "preuve", en: "proof", maximum: 1000, merge: .review, search: .body)
    /// Job, home, association …
    public let acquiredIn = Field.text(
        "acquired_in", fr: "acquise dans", en: "acquired in", maximum: 300, search: .body)
    /// ROME codes of other occupations that ask for it (row 36).
    public let transferableTo = Field.tags(
        "transferable_to", fr: "transférable vers", en: "transferable to")
    /// Noted on.
    public let notedOn = Field.date("noted_on", fr: "notée le", en: "noted on")
}

/// A right that was checked with the person (row 17).
public struct RightCheck: Model {
    /// The declarations of its fields.
    public static let shared = RightCheck()
    /// The collection's name, label and audience.
    public static let header = ModelHeader(
        "right_check", fr: "droit vérifié", en: "checked right", access: .organisation)

    /// Person.
    public let person = Field.reference("person", to: "person", fr: "personne", en: "person")
    /// Right.
    public let right = Field.code("right", CodeLists.right, fr: "droit", en: "right")
    /// For a right that the list lacks.
    public let rightText = Field.text(
        "right_text", fr: "droit, en toutes lettres", en: "right in words")
    /// State.
    public let state = Field.code("state", CodeLists.rightState, fr: "état", en: "state")
    /// Institution.
    public let organisation = Field.reference(
        "organisation", to: "organisation", fr: "organisme", en: "institution")
    /// Checked on.
    public let checkedOn = Field.date("checked_on", fr: "vérifié le", en: "checked on")
    /// Granted on.
    public let openedOn = Field.date("opened_on", fr: "ouvert le", en: "granted on")
    /// Comment.
    public let comment = Field.text(
        "comment", fr: "remarque", en: "comment", maximum: 1000, merge: .review)
}
