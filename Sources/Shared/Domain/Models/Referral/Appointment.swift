// Appointment: declares the collection `appointment`.

/// An appointment; its dates alone may be counted across organisations (row 16).
public struct Appointment: Model {
    /// The declarations of its fields.
    public static let shared = Appointment()
    /// The collection's name, label and audience.
    public static let header = ModelHeader(
        "appointment", fr: "rendez-vous", en: "appointment", access: .part(of: "person"))

    /// Person.
    public let person = Field.reference("person", to: "person", fr: "personne", en: "person")
    /// Organisation.
    public let organisation = Field.reference(
        "organisation", to: "organisation", fr: "structure", en: "organisation")
    /// Service.
    public let service = Field.reference("service", to: "service", fr: "service", en: "service")
    /// Place.
    public let place = Field.reference("place", to: "place", fr: "lieu", en: "place")
    /// Start.
    public let startsAt = Field.instant("starts_at", fr: "début", en: "start")
    /// End.
    public let endsAt = Field.instant("ends_at", fr: "fin", en: "end")
    /// Never leaves the organisation.
    public let subject = Field.text(
        "subject", fr: "objet", en: "subject", maximum: 300, merge: .review)
    /// Account of who receives the person.
    public let user = Field.text("user", fr: "avec", en: "with", maximum: 100)
    /// State.
    public let state = Field.code(
        "state", CodeLists.appointmentState, fr: "état", en: "state",
        merge: .progress(ProgressOrders.appointment))
}
