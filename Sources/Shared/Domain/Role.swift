// Role: what somebody is in an organisation. What each may do is in `Authorisation`.

/// What a member is in their organisation.
public enum Role: String, CaseIterable, Sendable {
    /// Runs a territory: directory, calendar, accounts, devices.
    case coordinator
    /// Holds drop-in sessions and meets people.
    case mediator
    /// One commune's entry point, elected or technical.
    case referent
    /// Sponsors people.
    case volunteer
    /// Reads figures, never people.
    case observer

    /// How people call it.
    public var label: Phrase {
        switch self {
        case .coordinator: Phrase(fr: "coordinateur, coordinatrice", en: "coordinator")
        case .mediator: Phrase(fr: "médiateur, médiatrice", en: "mediator")
        case .referent: Phrase(fr: "référent communal", en: "municipal referent")
        case .volunteer: Phrase(fr: "bénévole, parrain", en: "volunteer")
        case .observer: Phrase(fr: "observateur, observatrice", en: "observer")
        }
    }
}
