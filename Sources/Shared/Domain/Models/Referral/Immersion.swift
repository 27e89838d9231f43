// Immersion: declares the collection `immersion`.

/// A PMSMP: a short stay in a company, within legal limits (row 20).
public struct Immersion: Model {
    /// The declarations of its fields.
    public static let shared = Immersion()
    /// The collection's name, label and audience.
    public static let header = ModelHeader(
        "immersion", fr: "immersion (PMSMP)", en: "work placement", access: .part(of: "person"))

    /// Person.
    public let person = Field.reference("person", to: "person", fr: "personne", en: "person")
    /// Company.
    public let company = Field.reference("company", to: "company", fr: "entreprise", en: "company")
    /// When the directory lacks the company.
    public let hostName = Field.text(
        "host_name", fr: "structure d'accueil", en: "host", search: .title)
    /// Host's SIRET.
    public let siret = Field.text(
        "siret", fr: "SIRET de l'accueil", en: "host's SIRET", maximum: 14,
        format: TextFormats.siret)
    /// Prescriber.
    public let prescriber = Field.reference(
        "prescriber", to: "organisation", fr: "prescripteur", en: "prescriber")
    /// Tutor.
    public let tutorName = Field.text("tutor_name", fr: "tuteur", en: "tutor", merge: .review)
    /// Tutor's telephone.
    public let tutorPhone = Field.text(
        "tutor_phone", fr: "téléphone du tuteur", en: "tutor's telephone", maximum: 40,
        format: TextFormats.phone, merge: .review)
    /// Objective.
    public let objective = Field.code(
        "objective", CodeLists.immersionObjective, fr: "objectif", en: "objective")
    /// ROME code.
    public let rome = Field.text(
        "rome", fr: "code ROME", en: "ROME code", maximum: 5, format: TextFormats.rome)
    /// First day.
    public let startsOn = Field.date("starts_on", fr: "début", en: "first day")
    /// Last day.
    public let endsOn = Field.date("ends_on", fr: "fin", en: "last day")
    /// Hours a week.
    public let weeklyHours = Field.integer(
        "weekly_hours", fr: "heures par semaine", en: "hours a week", in: 0...60)
    /// Agreement signed on.
    public let agreementSignedOn = Field.date(
        "agreement_signed_on", fr: "convention signée le", en: "agreement signed on")
    /// Review.
    public let review = Field.text(
        "review", fr: "bilan", en: "review", maximum: 5000, merge: .review)
    /// State.
    public let state = Field.code("state", CodeLists.immersionState, fr: "état", en: "state")
}
