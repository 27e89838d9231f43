// Barrier: declares the collection `barrier`.

/// Something that holds a person back (row 12).
public struct Barrier: Model {
    /// The declarations of its fields.
    public static let shared = Barrier()
    /// The collection's name, label and audience.
    public static let header = ModelHeader(
        "barrier", fr: "frein", en: "barrier", access: .part(of: "person"))

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
