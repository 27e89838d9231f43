// CodeLists+Companies: code lists of companies, events and job offers.

extension CodeLists {
    /// Registration and presence (row 26); its order is `ProgressOrders.attendance`.
    public static let attendance = CodeList(
        "attendance",
        rows: [
            ("inscrit", "inscrit", "registered"),
            ("liste-attente", "liste d'attente", "waiting list"),
            ("present", "présent", "present"),
            ("excuse", "excusé", "excused"),
            ("absent", "absent", "absent"),
            ("annule", "annulé", "cancelled"),
        ])

    /// State of an event (row 25).
    public static let eventState = CodeList(
        "event-state",
        rows: [
            ("prevu", "prévu", "planned"),
            ("confirme", "confirmé", "confirmed"),
            ("reporte", "reporté", "postponed"),
            ("annule", "annulé", "cancelled"),
            ("passe", "passé", "past"),
        ])

    /// Evidence that a company label asks for (row 35).
    public static let labelCriterion = CodeList(
        "label-criterion",
        rows: [
            ("salaries-volontaires", "salariés volontaires", "volunteering staff"),
            ("main-oeuvre-locale", "main-d'œuvre locale", "local workforce"),
            ("forum-annuel", "forum annuel", "yearly job fair"),
        ])

    /// How a company was contacted (row 22).
    public static let contactKind = CodeList(
        "contact-kind",
        rows: [
            ("appel", "appel", "call"),
            ("courriel", "courriel", "e-mail"),
            ("courrier", "courrier", "letter"),
            ("visite", "visite", "visit"),
            ("rencontre", "rencontre", "meeting"),
            ("evenement", "événement", "event"),
        ])

    /// What a company asks for; it decides which institution is competent (row 23).
    public static let companyNeed = CodeList(
        "company-need",
        rows: [
            ("recrutement", "recruter", "recruit"),
            ("alternance", "alternance, apprentissage", "apprenticeship"),
            ("immersion", "accueillir en immersion", "host a placement"),
            ("formation", "former", "train"),
            ("conseil-rh", "conseil en ressources humaines", "human resources advice"),
            ("handicap", "emploi et handicap", "employment and disability"),
            ("clause-insertion", "clause d'insertion", "social clause"),
            ("aide-financiere", "aides à l'embauche", "hiring grants"),
            ("decouverte-metiers", "faire connaître ses métiers", "make its jobs known"),
            ("parrainage", "parrainer", "sponsor"),
            ("creation", "création ou reprise", "founding or taking over"),
            ("autre", "autre besoin", "another need"),
        ])

    /// State of a company's need.
    public static let companyNeedState = CodeList(
        "company-need-state",
        rows: [
            ("ouvert", "ouvert", "open"),
            ("en-cours", "en cours", "under way"),
            ("satisfait", "satisfait", "met"),
            ("abandonne", "abandonné", "given up"),
        ])

    /// State of a job offer.
    public static let offerState = CodeList(
        "offer-state",
        rows: [
            ("ouverte", "ouverte", "open"),
            ("pourvue", "pourvue", "filled"),
            ("retiree", "retirée", "withdrawn"),
            ("expiree", "expirée", "expired"),
        ])

    /// State of an application (row 33); its order is `ProgressOrders.application`.
    public static let applicationState = CodeList(
        "application-state",
        rows: [
            ("preparee", "préparée", "prepared"),
            ("envoyee", "envoyée", "sent"),
            ("entretien", "entretien obtenu", "interview"),
            ("retiree", "retirée", "withdrawn"),
            ("refusee", "refusée", "refused"),
            ("retenue", "retenue", "chosen"),
            ("embauche", "embauche", "hired"),
        ])

    /// Types of contract, in the spelling of France Travail « Offres v2 ».
    public static let contractType = CodeList(
        "contract-type",
        rows: [
            ("CDI", "contrat à durée indéterminée", "permanent contract"),
            ("CDD", "contrat à durée déterminée", "fixed-term contract"),
            ("MIS", "mission d'intérim", "temporary work"),
            ("SAI", "contrat saisonnier", "seasonal contract"),
            ("DIN", "CDI intérimaire", "permanent temporary-work contract"),
            ("DDI", "contrat à durée déterminée d'insertion", "fixed-term integration contract"),
            ("DDT", "CDD tremplin", "stepping-stone contract"),
            ("TTI", "travail temporaire d'insertion", "integration temporary work"),
            ("CCE", "profession commerciale", "sales profession"),
            ("FRA", "franchise", "franchise"),
            ("LIB", "profession libérale", "self-employed profession"),
            ("REP", "reprise d'entreprise", "taking over a business"),
        ])
}
