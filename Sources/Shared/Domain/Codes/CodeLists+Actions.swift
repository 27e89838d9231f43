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
}
