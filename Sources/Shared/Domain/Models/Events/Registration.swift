// Registration: declares the collection `registration`.

/// One person at one event; its identity comes from both, so that no table counts twice (row
/// 26).
public struct Registration: Model {
    /// The declarations of its fields.
    public static let shared = Registration()
    /// The collection's name, label and audience.
    public static let header = ModelHeader(
        "registration", fr: "inscription", en: "registration", access: .organisation,
        identity: ["event", "person"],
        anonymous: ["event", "attendance", "sent_by", "outside_qpv"])

    /// Event.
    public let event = Field.reference("event", to: "event", fr: "événement", en: "event")
    /// Absent for somebody who is not followed.
    public let person = Field.reference("person", to: "person", fr: "personne", en: "person")
    /// For the check-in table, when there is no person.
    public let displayName = Field.text(
        "display_name", fr: "nom affiché", en: "name shown", merge: .review, search: .title)
    /// When a company registers.
    public let company = Field.reference("company", to: "company", fr: "entreprise", en: "company")
    /// Attendance.
    public let attendance = Field.code(
        "attendance", CodeLists.attendance, fr: "présence", en: "attendance",
        merge: .progress(ProgressOrders.attendance))
    /// The organisation that sent the person (row 33).
    public let sentBy = Field.reference(
        "sent_by", to: "organisation", fr: "adressé par", en: "sent by")
    /// The check-in table (row 26).
    public let table = Field.text("table", fr: "table", en: "table", maximum: 50)
    /// Registered at.
    public let registeredAt = Field.instant("registered_at", fr: "inscrit le", en: "registered at")
    /// Checked in at.
    public let checkedInAt = Field.instant("checked_in_at", fr: "arrivé à", en: "checked in at")
    /// Counts towards the event's quota (row 43).
    public let outsideQpv = Field.boolean("outside_qpv", fr: "hors QPV", en: "outside QPV")
    /// Comment.
    public let comment = Field.text(
        "comment", fr: "remarque", en: "comment", maximum: 1000, merge: .review)
}
