// Skill: declares the collection `skill`.

/// Something that a person can do, with or without a diploma (rows 13 and 36).
public struct Skill: Model {
    /// The declarations of its fields.
    public static let shared = Skill()
    /// The collection's name, label and audience.
    public static let header = ModelHeader(
        "skill", fr: "compétence", en: "skill", access: .part(of: "person"))

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
