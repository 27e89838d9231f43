// Correction: declares the collection `correction`.

/// What somebody says is wrong in the directory (row 1).
public struct Correction: Model {
    /// The declarations of its fields.
    public static let shared = Correction()
    /// The collection's name, label and audience.
    public static let header = ModelHeader(
        "correction", fr: "correction proposée", en: "proposed correction", access: .territory)

    /// The record to correct.
    public let record = Field.reference(
        "record",
        to: "organisation", "service", "place", "event", "company", "offer", "guide_article",
        "glossary_term", "commune_referent",
        fr: "fiche", en: "record")
    /// The collection of `record`.
    public let recordCollection = Field.text(
        "record_collection", fr: "type de fiche", en: "kind of record", maximum: 50)
    /// The field to correct; empty when it is about the whole record.
    public let field = Field.text("field", fr: "champ", en: "field", maximum: 50)
    /// Proposed value.
    public let value = Field.text(
        "value", fr: "valeur proposée", en: "proposed value", maximum: 5000)
    /// Explanation.
    public let reason = Field.text(
        "reason", fr: "explication", en: "explanation", maximum: 1000, search: .body)
    /// State.
    public let state = Field.code(
        "state", CodeLists.correctionState, fr: "état", en: "state", merge: .review)
    /// Proposed by.
    public let proposedBy = Field.text(
        "proposed_by", fr: "proposée par", en: "proposed by", maximum: 100)
    /// Proposed at.
    public let proposedAt = Field.instant("proposed_at", fr: "proposée le", en: "proposed at")
    /// Decided by.
    public let decidedBy = Field.text(
        "decided_by", fr: "décidée par", en: "decided by", maximum: 100)
    /// Decided at.
    public let decidedAt = Field.instant("decided_at", fr: "décidée le", en: "decided at")
}
