// RightCheck: declares the collection `right_check`.

/// A right that was checked with the person (row 17).
public struct RightCheck: Model {
    /// The declarations of its fields.
    public static let shared = RightCheck()
    /// The collection's name, label and audience.
    public static let header = ModelHeader(
        "right_check", fr: "droit vérifié", en: "checked right", access: .part(of: "person"))

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
