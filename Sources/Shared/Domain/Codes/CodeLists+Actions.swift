// CodeLists+Actions: code lists of actions: what is done, for whom, and on what terms.

extension CodeLists {
    /// Kinds of action, service and event (A, B, V).
    public static let actionKind = CodeList(
        "action-kind",
        rows: [
            ("atelier", "atelier", "workshop"),
            ("cafe-rencontre", "café-rencontre", "coffee meeting"),
            ("cafe-contact-emploi", "café contact emploi", "coffee and job contact"),
            ("matinale", "matinale entreprises", "company breakfast"),
            ("forum", "forum", "job fair"),
            ("micro-forum", "micro-forum", "small job fair"),
            ("job-dating", "job dating", "job dating"),
            ("visite-entreprise", "visite d'entreprise", "company visit"),
            ("parrainage", "parrainage", "sponsorship"),
            ("mrs", "méthode de recrutement par simulation", "recruitment by simulation"),
            ("pmsmp", "immersion (PMSMP)", "work placement (PMSMP)"),
            ("clause-insertion", "clause d'insertion", "social clause"),
            ("prepa-apprentissage", "prépa-apprentissage", "pre-apprenticeship"),
            ("creation-activite", "création d'activité", "starting a business"),
            ("permanence", "permanence", "drop-in session"),
            ("reunion-reseau", "réunion de réseau", "network meeting"),
            ("conseil-rh", "conseil en ressources humaines", "human resources advice"),
            ("formation", "formation", "training"),
            ("accompagnement", "accompagnement", "support"),
            ("aide-materielle", "aide matérielle", "help in kind"),
            ("aide-financiere", "aide financière", "financial help"),
            ("information", "information", "information"),
        ])

    /// What an action is for: the criterion « finalité » (row 24).
    public static let purpose = CodeList(
        "purpose",
        rows: [
            ("rencontre", "rencontre avec les entreprises", "meeting companies"),
            ("projet-professionnel", "projet professionnel", "career plan"),
            ("connaissance-metiers", "connaissance des métiers", "knowing jobs"),
            ("appui-recrutement", "appui au recrutement", "help with recruiting"),
            ("conseil-rh", "conseil en ressources humaines", "human resources advice"),
        ])

    /// Where an action is held (row 24).
    public static let whereHeld = CodeList(
        "where",
        rows: [
            ("dans-entreprise", "dans l'entreprise", "in the company"),
            ("hors-entreprise", "hors de l'entreprise", "outside the company"),
        ])

    /// How an action stands between person and company (row 24).
    public static let stance = CodeList(
        "stance",
        rows: [
            ("intermediation", "intermédiation", "intermediation"),
            ("mediation", "médiation", "mediation"),
        ])

    /// How long the relation to the company lasts (row 24).
    public static let duration = CodeList(
        "duration",
        rows: [
            ("ponctuelle", "ponctuelle", "one-off"),
            ("courte", "courte", "short"),
            ("longue", "longue", "long"),
        ])

    /// Whether a service is given one to one or in a group (row 2).
    public static let mode = CodeList(
        "mode",
        rows: [
            ("individuel", "individuel", "individual"),
            ("collectif", "collectif", "in a group"),
            ("mixte", "mixte", "both"),
        ])

    /// What a service costs the person (row 2).
    public static let fee = CodeList(
        "fee",
        rows: [
            ("gratuit", "gratuit", "free"),
            ("payant", "payant", "paid"),
            ("sous-condition", "gratuit sous condition", "free on conditions"),
        ])

    /// Kinds of organisation, as the five documents name them.
    public static let organisationKind = CodeList(
        "organisation-kind",
        rows: [
            ("association", "association", "association"),
            ("association-intermediaire", "association intermédiaire", "intermediary association"),
            ("aci", "atelier et chantier d'insertion", "integration workshop"),
            ("ei", "entreprise d'insertion", "integration enterprise"),
            (
                "etti", "entreprise de travail temporaire d'insertion",
                "integration temporary-work agency"
            ),
            (
                "geiq", "groupement d'employeurs pour l'insertion",
                "employers' group for integration"
            ),
            ("agence-interim", "agence d'intérim", "temporary-work agency"),
            ("mission-locale", "mission locale", "youth employment office"),
            ("cap-emploi", "Cap emploi", "employment office for people with disabilities"),
            ("plie", "PLIE", "local integration plan"),
            ("etablissement-public", "établissement public", "public body"),
            ("service-public", "service public", "public service"),
            ("caf", "caisse d'allocations familiales", "family benefits office"),
            ("ccas", "centre communal d'action sociale", "municipal social service"),
            ("centre-social", "centre social", "community centre"),
            ("commune", "commune", "commune"),
            ("agglomeration", "agglomération", "agglomeration"),
            ("metropole", "métropole", "metropolis"),
            ("conseil-departemental", "conseil départemental", "département council"),
            ("conseil-regional", "conseil régional", "regional council"),
            ("prefecture", "préfecture", "prefecture"),
            ("territoire-de-projet", "territoire de projet", "project territory"),
            (
                "chambre-consulaire", "chambre consulaire",
                "chamber of commerce, trades or agriculture"
            ),
            ("federation", "fédération", "federation"),
            ("club-entreprises", "club d'entreprises", "business club"),
            ("entreprise", "entreprise", "company"),
            ("fondation", "fondation", "foundation"),
            ("organisme-formation", "organisme de formation", "training provider"),
            ("cfa", "centre de formation d'apprentis", "apprentice training centre"),
            ("etablissement-scolaire", "établissement scolaire", "school"),
            ("collectif", "collectif d'habitants", "residents' group"),
            ("autre", "autre structure", "another organisation"),
        ])

    /// Kinds of place (row 6, V).
    public static let placeKind = CodeList(
        "place-kind",
        rows: [
            ("centre-social", "centre social", "community centre"),
            ("mediatheque", "médiathèque", "library"),
            ("point-numerique", "point d'accès numérique", "digital access point"),
            ("coworking", "espace de coworking", "coworking space"),
            ("mairie", "mairie", "town hall"),
            ("mission-locale", "mission locale", "youth employment office"),
            ("agence", "agence", "branch office"),
            ("maison-france-services", "France services", "France Services house"),
            ("permanence", "lieu de permanence", "place of drop-in sessions"),
            ("commune", "commune", "commune"),
            ("autre", "autre lieu", "another place"),
        ])

    /// Whether a sheet, an article or a story is out (rows 4 and 8).
    public static let publicationState = CodeList(
        "publication-state",
        rows: [
            ("brouillon", "brouillon", "draft"),
            ("publie", "publié", "published"),
            ("archive", "archivé", "archived"),
        ])

    /// What became of a proposed correction (row 1).
    public static let correctionState = CodeList(
        "correction-state",
        rows: [
            ("proposee", "proposée", "proposed"),
            ("acceptee", "acceptée", "accepted"),
            ("refusee", "refusée", "refused"),
        ])

    /// Kinds of municipal referent (row 37).
    public static let referentKind = CodeList(
        "referent-kind",
        rows: [
            ("elu", "élu", "elected"),
            ("technique", "technique", "staff"),
        ])

    /// Kinds of guide article (row 4).
    public static let articleKind = CodeList(
        "article-kind",
        rows: [
            ("faq", "question fréquente", "frequent question"),
            ("guide", "fiche pratique", "practical sheet"),
            ("menu", "menu par profil", "menu by profile"),
        ])

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
