// CompanyNeed: declares the collection `company_need`.

/// What a company asks for, and who answers (rows 22 and 23).
public struct CompanyNeed: Model {
    /// The declarations of its fields.
    public static let shared = CompanyNeed()
    /// The collection's name, label and audience.
    public static let header = ModelHeader(
        "company_need", fr: "besoin d'une entreprise", en: "company's need", access: .organisation)

    /// Company.
    public let company = Field.reference("company", to: "company", fr: "entreprise", en: "company")
    /// Kind of need.
    public let kind = Field.code(
        "kind", CodeLists.companyNeed, fr: "type de besoin", en: "kind of need")
    /// Title.
    public let name = Field.text(
        "name", fr: "intitulé", en: "title", merge: .review, search: .title)
    /// Description.
    public let description = Field.text(
        "description", fr: "description", en: "description", maximum: 5000, merge: .review,
        search: .body)
    /// Positions.
    public let positions = Field.integer(
        "positions", fr: "postes", en: "positions", in: 0...100_000)
    /// ROME code.
    public let rome = Field.text(
        "rome", fr: "code ROME", en: "ROME code", maximum: 5, format: TextFormats.rome)
    /// The competent organisation (row 23).
    public let routedTo = Field.reference(
        "routed_to", to: "organisation", fr: "confié à", en: "routed to")
    /// Contact it came from.
    public let contactLog = Field.reference(
        "contact_log", to: "contact_log", fr: "contact d'origine", en: "contact it came from")
    /// Opened on.
    public let openedOn = Field.date("opened_on", fr: "exprimé le", en: "opened on")
    /// Closed on.
    public let closedOn = Field.date("closed_on", fr: "clos le", en: "closed on")
    /// State.
    public let state = Field.code("state", CodeLists.companyNeedState, fr: "état", en: "state")
}
