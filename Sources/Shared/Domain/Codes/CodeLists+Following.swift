// CodeLists+Following: code lists of what happens with a person: sessions, referrals, results.

extension CodeLists {
    /// State of a drop-in session (row 9).
    public static let permanenceState = CodeList(
        "permanence-state",
        rows: [
            ("prevue", "prévue", "planned"),
            ("ouverte", "ouverte", "open"),
            ("annulee", "annulée", "cancelled"),
            ("fermee", "fermée", "closed"),
        ])

    /// How a visit to a drop-in session stands (row 9).
    public static let visitState = CodeList(
        "visit-state",
        rows: [
            ("en-attente", "en attente", "waiting"),
            ("recue", "reçue", "seen"),
            ("repartie", "repartie sans être reçue", "left without being seen"),
        ])

    /// What was done during a visit (row 9).
    public static let visitAction = CodeList(
        "visit-action",
        rows: [
            ("ecoute", "écoute", "listening"),
            ("information", "information", "information"),
            ("orientation", "orientation", "referral"),
            ("rendez-vous", "rendez-vous pris", "appointment made"),
            ("candidature", "aide à la candidature", "help with an application"),
            ("numerique", "aide numérique", "digital help"),
            ("demarche", "aide à une démarche", "help with a procedure"),
            ("inscription", "inscription à une action", "registration for an action"),
            ("autre", "autre", "other"),
        ])

    /// State of a barrier (row 12).
    public static let barrierState = CodeList(
        "barrier-state",
        rows: [
            ("repere", "repéré", "noticed"),
            ("en-cours", "en cours", "being worked on"),
            ("leve", "levé", "overcome"),
            ("abandonne", "abandonné", "given up"),
        ])

    /// State of an objective (row 12).
    public static let objectiveState = CodeList(
        "objective-state",
        rows: [
            ("prevu", "prévu", "planned"),
            ("en-cours", "en cours", "under way"),
            ("atteint", "atteint", "reached"),
            ("abandonne", "abandonné", "given up"),
        ])

    /// State of a checked right (row 17).
    public static let rightState = CodeList(
        "right-state",
        rows: [
            ("a-verifier", "à vérifier", "to check"),
            ("sans-objet", "sans objet", "does not apply"),
            ("demande", "demandé", "applied for"),
            ("ouvert", "ouvert", "granted"),
            ("refuse", "refusé", "refused"),
        ])

    /// Why a person is referred; what travels follows from it (rows 14 and 16).
    public static let referralPurpose = CodeList(
        "referral-purpose",
        rows: [
            ("orientation", "orientation", "referral"),
            ("accompagnement", "accompagnement", "support"),
            ("coordination", "coordination du suivi", "coordination"),
            ("ouverture-droit", "ouverture d'un droit", "opening a right"),
            ("inscription", "inscription à une action", "registration for an action"),
            ("candidature", "candidature à une offre", "application for an offer"),
        ])

    /// State of a referral (row 14); its order is `ProgressOrders.referral`.
    public static let referralState = CodeList(
        "referral-state",
        rows: [
            ("envoyee", "envoyée", "sent"),
            ("recue", "reçue", "received"),
            ("acceptee", "acceptée", "accepted"),
            ("refusee", "refusée", "refused"),
            ("rencontre", "personne rencontrée", "person met"),
            ("terminee", "terminée", "done"),
            ("expiree", "expirée", "expired"),
            ("annulee", "annulée", "cancelled"),
        ])

    /// Why a referral is refused (row 14).
    public static let refusalReason = CodeList(
        "refusal-reason",
        rows: [
            ("complet", "complet", "full"),
            ("hors-public", "hors public", "not the right public"),
            ("hors-territoire", "hors territoire", "outside the territory"),
            ("injoignable", "injoignable", "could not be reached"),
            ("deja-suivi", "déjà suivi", "already followed"),
            ("autre", "autre", "other"),
        ])

    /// Why somebody is to be called back (rows 14, 15, 18 and 27).
    public static let followUpKind = CodeList(
        "follow-up-kind",
        rows: [
            ("relance", "relance", "reminder"),
            ("suivi", "suivi", "follow-up"),
            ("perdue-de-vue", "perdue de vue", "lost from view"),
            ("silence-orientation", "orientation sans réponse", "unanswered referral"),
            ("suivi-evenement", "suivi après un événement", "after an event"),
            ("transmission", "transmission entre référents", "hand-over between referents"),
            ("rdv-manque", "rendez-vous manqué", "missed appointment"),
            ("surcharge-rdv", "trop de rendez-vous", "too many appointments"),
            ("droit-a-suivre", "droit à vérifier ou à suivre", "right to check or to follow"),
            ("permanence-ouverte", "permanence restée ouverte", "session left open"),
        ])

    /// State of a follow-up.
    public static let followUpState = CodeList(
        "follow-up-state",
        rows: [
            ("a-faire", "à faire", "to do"),
            ("faite", "faite", "done"),
            ("reportee", "reportée", "postponed"),
            ("abandonnee", "abandonnée", "given up"),
        ])

    /// State of an appointment (row 16).
    public static let appointmentState = CodeList(
        "appointment-state",
        rows: [
            ("prevu", "prévu", "planned"),
            ("confirme", "confirmé", "confirmed"),
            ("annule", "annulé", "cancelled"),
            ("absent", "absent", "absent"),
            ("excuse", "excusé", "excused"),
            ("honore", "honoré", "kept"),
        ])

    /// State of a sponsorship (row 19).
    public static let sponsorshipState = CodeList(
        "sponsorship-state",
        rows: [
            ("propose", "proposé", "proposed"),
            ("en-cours", "en cours", "under way"),
            ("interrompu", "interrompu", "interrupted"),
            ("termine", "terminé", "ended"),
        ])

    /// The three legal objectives of a PMSMP (code du travail, L5135-1).
    public static let immersionObjective = CodeList(
        "immersion-objective",
        rows: [
            ("decouvrir", "découvrir un métier ou un secteur", "discover a job or a sector"),
            ("confirmer", "confirmer un projet professionnel", "confirm a career plan"),
            ("recruter", "initier un recrutement", "begin a recruitment"),
        ])

    /// State of a work placement (row 20).
    public static let immersionState = CodeList(
        "immersion-state",
        rows: [
            ("prevue", "prévue", "planned"),
            ("en-cours", "en cours", "under way"),
            ("interrompue", "interrompue", "interrupted"),
            ("annulee", "annulée", "cancelled"),
            ("terminee", "terminée", "ended"),
        ])

    /// Results, in the extended sense of « sortie positive » (row 42).
    public static let outcome = CodeList(
        "outcome",
        rows: [
            ("emploi-durable", "emploi durable", "lasting job"),
            ("emploi-court", "emploi court", "short job"),
            ("alternance", "alternance", "work and study"),
            ("formation", "formation", "training"),
            ("creation", "création d'activité", "own business"),
            ("immersion", "immersion", "work placement"),
            ("stage", "stage", "internship"),
            ("service-civique", "service civique", "civic service"),
            ("droit-ouvert", "droit ouvert", "right granted"),
            ("orientation-acceptee", "orientation acceptée", "referral accepted"),
            ("autre-positif", "autre résultat positif", "other positive result"),
            ("sans-suite", "sans suite", "nothing came of it"),
        ])
}
