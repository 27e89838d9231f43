// CodeLists+Network: code lists of the network's own life: roadmap, meetings, questionnaires.

extension CodeLists {
    /// State of an action of the roadmap (row 39).
    public static let roadmapState = CodeList(
        "roadmap-state",
        rows: [
            ("a-engager", "à engager", "to start"),
            ("en-cours", "en cours", "under way"),
            ("realisee", "réalisée", "done"),
            ("suspendue", "suspendue", "on hold"),
            ("abandonnee", "abandonnée", "given up"),
        ])

    /// What a target of the roadmap counts (row 39).
    public static let targetCount = CodeList(
        "target-count",
        rows: [
            ("permanences", "permanences tenues", "sessions held"),
            ("passages", "passages", "visits"),
            ("personnes", "personnes identifiées", "people identified"),
            ("entretiens", "entretiens", "interviews"),
            ("orientations-envoyees", "orientations envoyées", "referrals sent"),
            ("orientations-acceptees", "orientations acceptées", "referrals accepted"),
            ("sorties-positives", "sorties positives", "positive outcomes"),
        ])

    /// How often a network meeting comes back (row 38).
    public static let meetingKind = CodeList(
        "meeting-kind",
        rows: [
            ("mensuelle", "mensuelle", "monthly"),
            ("trimestrielle", "trimestrielle", "quarterly"),
            ("annuelle", "annuelle", "yearly"),
            ("exceptionnelle", "exceptionnelle", "exceptional"),
        ])

    /// Kinds of questionnaire (rows 29 and 41).
    public static let surveyKind = CodeList(
        "survey-kind",
        rows: [
            ("avant-apres", "avant / après", "before and after"),
            ("annuelle", "consultation annuelle", "yearly consultation"),
            ("satisfaction", "satisfaction", "satisfaction"),
        ])

    /// When an answer was given (row 29).
    public static let surveyMoment = CodeList(
        "survey-moment",
        rows: [
            ("avant", "avant", "before"),
            ("apres", "après", "after"),
            ("unique", "une seule fois", "once"),
        ])
}
