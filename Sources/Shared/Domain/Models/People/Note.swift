// Note: declares the collection `note`.

/// A free note, objective and readable by the person.
public struct Note: Model {
    /// The declarations of its fields.
    public static let shared = Note()
    /// The collection's name, label and audience.
    public static let header = ModelHeader(
        "note", fr: "note", en: "note", access: .part(of: "person"))

    /// Person.
    public let person = Field.reference("person", to: "person", fr: "personne", en: "person")
    /// Text.
    public let text = Field.text("text", fr: "texte", en: "text", maximum: 5000, merge: .review)
    /// Time.
    public let at = Field.instant("at", fr: "date", en: "time")
    /// Written by.
    public let author = Field.text("author", fr: "rédigée par", en: "written by", maximum: 100)
}
