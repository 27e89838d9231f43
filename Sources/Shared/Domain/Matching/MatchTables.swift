// MatchTables: the data of the first orientation: what each met condition is worth, which needs a
// barrier or a kind of action speaks of, and which publics include or exclude one another.
//
// Nothing of this is hidden in code: whoever disagrees with a rank changes a line here.

/// A condition that makes something fit a person.
public enum MatchCriterion: String, Sendable, CaseIterable {
    /// Answers a need.
    case need
    /// Is of a kind that answers a need.
    case needByKind = "need-by-kind"
    /// Works on a barrier.
    case barrier
    /// Is of a kind that works on a barrier.
    case barrierByKind = "barrier-by-kind"
    /// Is made for a public that the person belongs to.
    case audience
    /// Is an offer of an occupation that is sought, by its ROME code.
    case occupation
    /// Is an offer whose title has the words that are sought.
    case occupationWords = "occupation-words"
    /// Is an offer of a neighbouring occupation.
    case occupationFamily = "occupation-family"
    /// Is an offer of an occupation that the person's skills are of use in.
    case skill
    /// Is open to disabled workers.
    case disabled
    /// Is given in a language that the person speaks.
    case language
    /// Costs nothing, and money is what is lacking.
    case free
    /// Is near.
    case distance
    /// Is in the person's commune.
    case sameCommune = "same-commune"
    /// Comes soon.
    case soon

    /// Whether it speaks of what the person is or looks for; what has only nearness for it is no
    /// answer.
    var isRelevant: Bool {
        switch self {
        case .need, .needByKind, .barrier, .barrierByKind, .audience, .occupation,
            .occupationWords, .occupationFamily, .skill:
            true
        case .disabled, .language, .free, .distance, .sameCommune, .soon: false
        }
    }
}

/// What the conditions are worth. No weight is ever below zero: a condition that is met never costs
/// a place.
public struct MatchWeights: Sendable {
    /// Points for each condition, counted once for each need, barrier or language it is met by;
    /// distance and time have their own tables.
    public var points: [MatchCriterion: Int]
    /// Points for being at most so many metres away; the first line that holds counts.
    public var distances: [(metres: Int, points: Int)]
    /// Points for an event that begins within so many days, or an offer that came within as many.
    public var days: [(days: Int, points: Int)]

    /// The weights that Relais ships.
    public static let standard = MatchWeights(
        points: [
            .occupation: 40, .need: 30, .occupationWords: 30, .audience: 25, .barrier: 20,
            .occupationFamily: 20, .skill: 20, .needByKind: 15, .language: 15, .disabled: 15,
            .sameCommune: 12, .barrierByKind: 10, .free: 8,
        ],
        distances: [(1_000, 20), (3_000, 15), (5_000, 10), (10_000, 6), (20_000, 3)],
        days: [(7, 6), (30, 3)])
}

/// What codes mean for one another.
enum MatchTables {
    /// The needs that a barrier makes.
    static let needs: [String: Set<String>] = [
        "mobilite-offre": ["mobilite"], "mobilite-psychologique": ["mobilite", "confiance"],
        "garde-enfants": ["garde"], "amenagements-parentaux": ["garde"], "langue": ["langue"],
        "illettrisme": ["langue"], "numerique": ["numerique"], "savoir-etre": ["candidature"],
        "codes-generationnels": ["decouverte-metier"],
        "meconnaissance-marche": ["orientation-pro", "decouverte-metier", "rencontre-employeur"],
        "motivation": ["confiance"], "discrimination": ["egalite"],
        "precarite": ["acces-droits", "budget"],
        "meconnaissance-dispositifs": ["information-claire"], "defiance": ["confiance"],
        "lenteur-demarches": ["acces-droits"], "sante": ["sante"], "logement": ["logement"],
        "budget": ["budget"], "telephone-internet": ["numerique"], "cantine": ["budget"],
    ]

    /// The needs that an action, an event or a place of a kind answers by what it is.
    static let kinds: [String: Set<String>] = [
        "atelier": ["candidature"], "cafe-rencontre": ["rencontre-employeur", "confiance"],
        "cafe-contact-emploi": ["rencontre-employeur"], "forum": ["rencontre-employeur"],
        "micro-forum": ["rencontre-employeur"], "job-dating": ["rencontre-employeur"],
        "visite-entreprise": ["decouverte-metier"], "parrainage": ["confiance", "candidature"],
        "mrs": ["rencontre-employeur"], "pmsmp": ["immersion", "decouverte-metier"],
        "prepa-apprentissage": ["formation", "orientation-pro"],
        "creation-activite": ["creation"], "formation": ["formation", "competences"],
        "accompagnement": ["orientation-pro"], "aide-financiere": ["budget"],
        "aide-materielle": ["budget"], "information": ["information-claire"],
        "permanence": ["information-claire", "acces-droits"],
        "point-numerique": ["numerique"], "mediatheque": ["numerique"],
        "coworking": ["creation"], "maison-france-services": ["acces-droits", "numerique"],
        "mission-locale": ["orientation-pro", "candidature"],
        "centre-social": ["information-claire"],
    ]

    /// Publics that a public is part of.
    static let within: [String: Set<String>] = [
        "jeunes-sans-emploi-formation": ["jeunes"], "longue-duree": ["demandeurs-emploi"],
        "plus-50-ans": ["seniors"], "seniors": ["plus-50-ans"],
        "retraites-en-recherche": ["seniors", "plus-50-ans"],
    ]

    /// The ages that a public has, with room on both sides: services do not all count alike.
    static let ages: [String: ClosedRange<Int>] = [
        "jeunes": 15...30, "jeunes-sans-emploi-formation": 15...30, "plus-50-ans": 49...120,
        "seniors": 45...120, "retraites-en-recherche": 50...120,
    ]

    /// Publics that follow from an age, for sure.
    static let byAge: [(audience: String, ages: ClosedRange<Int>)] = [
        ("jeunes", 17...25), ("plus-50-ans", 51...120), ("seniors", 55...120),
    ]

    /// Publics that no person is.
    static let companies: Set<String> = ["tpe", "entreprises"]

    /// Publics that cannot be together.
    static let apart: [(Set<String>, Set<String>)] = [
        (
            ["jeunes", "jeunes-sans-emploi-formation"],
            ["plus-50-ans", "seniors", "retraites-en-recherche"]
        )
    ]

    /// Contracts of work integration, which ask for an agreement beforehand.
    static let integrationContracts: Set<String> = ["DDI", "TTI"]
}
