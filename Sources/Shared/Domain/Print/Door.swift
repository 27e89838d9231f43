// Door: where a person can go, with all that is needed to get there and be received.

/// Somewhere to go: a service, a place, an event, an offer or an organisation.
public struct Door: Hashable, Sendable {
    /// What it is called.
    public var title: String
    /// Who receives.
    public var organisation: String?
    /// Number and street, then postal code and commune.
    public var address: [String] = []
    /// A telephone number.
    public var phone: String?
    /// An e-mail address.
    public var email: String?
    /// A web address.
    public var website: String?
    /// Opening hours as they are written.
    public var openingHours: String?
    /// When it takes place.
    public var when: Phrase?
    /// How to get there, in words.
    public var directions: String?
    /// Metres from where the person lives, about.
    public var distanceMetres: Int?
    /// Whom to ask for.
    public var askFor: String?
    /// Why, in plain words.
    public var reasons: [Phrase] = []
    /// What to check or bring, in plain words.
    public var gaps: [Phrase] = []
    /// What it costs, in words.
    public var fee: Phrase?
    /// Since when the sheet is known to be right.
    public var checkedOn: CalendarDate?
    /// Who checked it.
    public var checkedBy: String?

    /// A door of which only the name is known.
    public init(title: String) { self.title = title }

    /// What a page says of it.
    public func facts(_ language: Language) -> [Sheet.Fact] {
        var facts: [Sheet.Fact] = []
        func add(_ fr: String, _ en: String, _ value: String?) {
            guard let value, !value.isEmpty else { return }
            facts.append(Sheet.Fact(Phrase(fr: fr, en: en).text(language), value))
        }
        add(
            "pourquoi", "why",
            reasons.map { $0.text(language) }.joined(separator: ", "))
        add("quand", "when", when?.text(language))
        add("adresse", "address", address.joined(separator: ", "))
        let hours = openingHours.map { OpeningHours.lines($0, language).joined(separator: "\n") }
        add("ouvert", "open", hours)
        add("téléphone", "telephone", phone)
        add("courriel", "e-mail", email)
        add("site", "website", website)
        let far = distanceMetres.map { metres in
            let distance = Distance.phrase(metres)
            return Phrase(
                fr: "à environ \(distance.french) du centre de votre commune",
                en: "about \(distance.english) from the middle of your commune"
            ).text(language)
        }
        add(
            "comment venir", "how to get there",
            [directions, far].compactMap(\.self).joined(separator: "\n"))
        add("demandez", "ask for", askFor ?? organisation)
        add("tarif", "fee", fee?.text(language))
        add("à savoir", "to know", gaps.map { $0.text(language) }.joined(separator: "\n"))
        return facts
    }

    /// When and by whom it was checked, in words.
    func checked(_ language: Language) -> String? {
        guard let checkedOn else { return nil }
        let day = checkedOn.text(language)
        return Phrase(
            fr: "le \(day)" + (checkedBy.map { " par \($0)" } ?? ""),
            en: "on \(day)" + (checkedBy.map { " by \($0)" } ?? "")
        ).text(language)
    }
}
