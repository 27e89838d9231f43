// Sponsorship: declares the collection `sponsorship`.

/// A pair of volunteers who meet one person each week (row 19). The sponsors hold this record, and
/// nothing else of the person's file.
public struct Sponsorship: Model {
    /// The declarations of its fields.
    public static let shared = Sponsorship()
    /// The collection's name, label and audience.
    public static let header = ModelHeader(
        "sponsorship", fr: "parrainage", en: "sponsorship",
        access: .sponsored(
            Sponsored(
                file: "person", sponsors: "sponsors",
                answers: ["meetings_count", "last_met_on", "next_meeting_at"])))

    /// Person.
    public let person = Field.reference("person", to: "person", fr: "personne", en: "person")
    /// Organisation.
    public let organisation = Field.reference(
        "organisation", to: "organisation", fr: "structure", en: "organisation")
    /// What the sponsors call the person.
    public let personName = Field.text(
        "person_name", fr: "prénom de la personne", en: "given name of the person",
        maximum: 100, search: .title)
    /// Where the sponsors reach the person.
    public let personPhone = Field.text(
        "person_phone", fr: "téléphone de la personne", en: "telephone of the person",
        maximum: 40, format: TextFormats.phone)
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
