// Outcome: sponsorships, work placements and results.

/// A pair of volunteers who meet one person each week (row 19).
public struct Sponsorship: Model {
    /// The declarations of its fields.
    public static let shared = Sponsorship()
    /// The collection's name, label and audience.
    public static let header = ModelHeader(
        "sponsorship", fr: "parrainage", en: "sponsorship", access: .organisation)

    /// Person.
    public let person = Field.reference("person", to: "person", fr: "personne", en: "person")
    /// Organisation.
    public let organisation = Field.reference(
        "organisation", to: "organisation", fr: "structure", en: "organisation")
    /// Accounts of the pair.
    public let sponsors = Field.tags("sponsors", fr: "parrains", en: "sponsors")
    /// Names of the sponsors.
    public let sponsorNames = Field.tags(
        "sponsor_names", fr: "noms des parrains", en: "names of the sponsors")
    /// Goal.
    public let goal = Field.text("goal", fr: "but", en: "goal", maximum: 1000, merge: .review)
    /// First day.
    public let startsOn = Field.date("starts_on", fr: "début", en: "first day")
    /// Last day.
    public let endsOn = Field.date("ends_on", fr: "fin", en: "last day")
    /// Meetings.
    public let meetingsCount = Field.counter("meetings_count", fr: "rencontres", en: "meetings")
    /// Last met on.
    public let lastMetOn = Field.date("last_met_on", fr: "dernière rencontre", en: "last met on")
    /// Next meeting.
    public let nextMeetingAt = Field.instant(
        "next_meeting_at", fr: "prochaine rencontre", en: "next meeting")
    /// State.
    public let state = Field.code("state", CodeLists.sponsorshipState, fr: "état", en: "state")
}

/// A PMSMP: a short stay in a company, within legal limits (row 20).
public struct Immersion: Model {
    /// The declarations of its fields.
    public static let shared = Immersion()
    /// The collection's name, label and audience.
    public static let header = ModelHeader(
        "immersion", fr: "immersion (PMSMP)", en: "work placement", access: .organisation)

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

/// What came of it, « sortie positive » in the extended sense (row 42).
public struct Outcome: Model {
    /// The declarations of its fields.
    public static let shared = Outcome()
    /// The collection's name, label and audience.
    public static let header = ModelHeader(
        "outcome", fr: "résultat", en: "outcome", access: .organisation)

    /// Person.
    public let person = Field.reference("person", to: "person", fr: "personne", en: "person")
    /// Outcome.
    public let kind = Field.code("kind", CodeLists.outcome, fr: "résultat", en: "outcome")
    /// Date.
    public let occurredOn = Field.date("occurred_on", fr: "date", en: "date")
    /// Contract type.
    public let contractType = Field.code(
        "contract_type", CodeLists.contractType, fr: "type de contrat", en: "contract type")
    /// First day.
    public let startsOn = Field.date("starts_on", fr: "début", en: "first day")
    /// Last day.
    public let endsOn = Field.date("ends_on", fr: "fin", en: "last day")
    /// The event that it came from (row 27).
    public let event = Field.reference("event", to: "event", fr: "événement", en: "event")
    /// The action that it came from.
    public let service = Field.reference("service", to: "service", fr: "service", en: "service")
    /// Drop-in session.
    public let permanence = Field.reference(
        "permanence", to: "permanence", fr: "permanence", en: "drop-in session")
    /// Referral.
    public let referral = Field.reference(
        "referral", to: "referral", fr: "orientation", en: "referral")
    /// Offer.
    public let offer = Field.reference("offer", to: "offer", fr: "offre", en: "offer")
    /// Company.
    public let company = Field.reference("company", to: "company", fr: "entreprise", en: "company")
    /// Evidence.
    public let evidence = Field.text("evidence", fr: "justificatif", en: "evidence", maximum: 500)
    /// The last day on which it was checked that it lasts.
    public let stillTrueOn = Field.date("still_true_on", fr: "encore vrai le", en: "still true on")
    /// Comment.
    public let comment = Field.text(
        "comment", fr: "remarque", en: "comment", maximum: 1000, merge: .review)
}
