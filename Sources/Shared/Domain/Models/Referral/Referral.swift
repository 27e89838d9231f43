// Referral: declares the collection `referral`.

/// A person is sent to another organisation, which answers (row 14). Both hold it; it carries what
/// its purposes need, and each side ties it to a file of its own (`ReferralTie`). One that names a
/// person is part of that file instead: a note of where the person was sent, which nobody receives.
public struct Referral: Model {
    /// The declarations of its fields.
    public static let shared = Referral()
    /// The collection's name, label and audience.
    public static let header = ModelHeader(
        "referral", fr: "orientation", en: "referral", access: .envelope(ReferralEnvelope.rule))

    /// Person.
    public let person = Field.reference("person", to: "person", fr: "personne", en: "person")
    /// Sending organisation.
    public let fromOrganisation = Field.reference(
        "from_organisation", to: "organisation", fr: "structure d'origine",
        en: "sending organisation")
    /// Receiving organisation.
    public let toOrganisation = Field.reference(
        "to_organisation", to: "organisation", fr: "structure d'accueil",
        en: "receiving organisation")
    /// Service.
    public let service = Field.reference("service", to: "service", fr: "service", en: "service")
    /// Event.
    public let event = Field.reference("event", to: "event", fr: "événement", en: "event")
    /// Offer.
    public let offer = Field.reference("offer", to: "offer", fr: "offre", en: "offer")
    /// What it is for; only the fields that this needs travel.
    public let purposes = Field.codes(
        "purposes", CodeLists.referralPurpose, fr: "finalités", en: "purposes")
    /// Names of the person's fields that travel.
    public let sharedFields = Field.tags(
        "shared_fields", fr: "informations transmises", en: "fields shared")
    /// Given name of the person.
    public let personGivenName = Field.text(
        "person_given_name", fr: "prénom de la personne", en: "given name of the person",
        maximum: 100, search: .title)
    /// Family name of the person.
    public let personFamilyName = Field.text(
        "person_family_name", fr: "nom de la personne", en: "family name of the person",
        maximum: 100, search: .title)
    /// Year of birth of the person.
    public let personBirthYear = Field.integer(
        "person_birth_year", fr: "année de naissance de la personne",
        en: "year of birth of the person", in: 1900...2100)
    /// Telephone of the person.
    public let personPhone = Field.text(
        "person_phone", fr: "téléphone de la personne", en: "telephone of the person",
        maximum: 40, format: TextFormats.phone)
    /// E-mail of the person.
    public let personEmail = Field.text(
        "person_email", fr: "courriel de la personne", en: "e-mail of the person",
        format: TextFormats.email)
    /// Commune of the person.
    public let personCommuneName = Field.text(
        "person_commune_name", fr: "commune de la personne", en: "commune of the person",
        maximum: 100)
    /// Languages of the person.
    public let personLanguages = Field.codes(
        "person_languages", CodeLists.language, fr: "langues de la personne",
        en: "languages of the person")
    /// Audiences of the person.
    public let personAudiences = Field.codes(
        "person_audiences", CodeLists.audience, fr: "publics de la personne",
        en: "audiences of the person")
    /// Occupations that the person seeks.
    public let personSoughtOccupations = Field.tags(
        "person_sought_occupations", fr: "métiers recherchés par la personne",
        en: "occupations that the person seeks")
    /// How the person can travel.
    public let personMobilityText = Field.text(
        "person_mobility_text", fr: "mobilité de la personne", en: "mobility of the person",
        maximum: 500)
    /// Availability of the person.
    public let personAvailabilityText = Field.text(
        "person_availability_text", fr: "disponibilités de la personne",
        en: "availability of the person", maximum: 500)
    /// Needs.
    public let needs = Field.codes("needs", CodeLists.need, fr: "besoins", en: "needs")
    /// What the receiver reads.
    public let summary = Field.text(
        "summary", fr: "message", en: "message", maximum: 2000, merge: .review)
    /// The days of the person's appointments on the sender's side, and nothing else (row 16).
    public let senderDays = Field.tags(
        "sender_days", fr: "jours de rendez-vous, envoi", en: "days of appointments, sender")
    /// The same on the side of the receiver.
    public let receiverDays = Field.tags(
        "receiver_days", fr: "jours de rendez-vous, accueil", en: "days of appointments, receiver")
    /// Account of the sender.
    public let sentBy = Field.text("sent_by", fr: "envoyée par", en: "sent by", maximum: 100)
    /// Account of the receiver.
    public let handledBy = Field.text(
        "handled_by", fr: "suivie par", en: "handled by", maximum: 100)
    /// Sent at.
    public let sentAt = Field.instant("sent_at", fr: "envoyée le", en: "sent at")
    /// Received at.
    public let receivedAt = Field.instant("received_at", fr: "reçue le", en: "received at")
    /// Answered at.
    public let answeredAt = Field.instant("answered_at", fr: "réponse le", en: "answered at")
    /// Met on.
    public let metOn = Field.date("met_on", fr: "rencontre le", en: "met on")
    /// Ended on.
    public let endedOn = Field.date("ended_on", fr: "terminée le", en: "ended on")
    /// Silence until then raises a task.
    public let expiresOn = Field.date("expires_on", fr: "expire le", en: "expires on")
    /// State.
    public let state = Field.code(
        "state", CodeLists.referralState, fr: "état", en: "state",
        merge: .progress(ProgressOrders.referral))
    /// Refusal reason.
    public let refusalReason = Field.code(
        "refusal_reason", CodeLists.refusalReason, fr: "motif du refus", en: "refusal reason")
    /// Refusal in words.
    public let refusalText = Field.text(
        "refusal_text", fr: "précision sur le refus", en: "refusal in words", maximum: 500,
        merge: .review)
}
