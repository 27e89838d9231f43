// CodeLists+People: code lists about people: who they are, what holds them back, what they ask for.

extension CodeLists {
    /// Publics that an action, a service or a person belongs to (DOMAIN.md, code lists).
    public static let audience = CodeList(
        "audience",
        rows: [
            ("jeunes", "jeunes", "young people"),
            (
                "jeunes-sans-emploi-formation", "jeunes sans emploi ni formation",
                "young people not in work or training"
            ),
            ("plus-50-ans", "plus de 50 ans", "over 50"),
            ("seniors", "seniors", "older workers"),
            ("handicap", "personnes en situation de handicap", "people with disabilities"),
            ("allophones", "personnes allophones", "people who speak another language"),
            ("parents-isoles", "parents isolés", "single parents"),
            ("longue-duree", "chômage de longue durée", "long-term unemployed"),
            ("brsa", "allocataires du RSA", "recipients of the RSA"),
            (
                "habitants-qpv", "habitants d'un quartier prioritaire",
                "residents of a priority neighbourhood"
            ),
            (
                "refugies-bpi", "réfugiés, protection internationale",
                "refugees, international protection"
            ),
            ("plie", "participants du PLIE", "participants of the PLIE"),
            ("iae", "insertion par l'activité économique", "work integration"),
            ("cadres", "cadres", "executives"),
            ("createurs", "créateurs d'activité", "business founders"),
            ("salaries-precaires", "salariés précaires", "workers in precarious jobs"),
            (
                "retraites-en-recherche", "retraités en recherche d'emploi",
                "pensioners looking for work"
            ),
            ("demandeurs-emploi", "demandeurs d'emploi", "job seekers"),
            ("femmes", "femmes", "women"),
            ("tpe", "très petites entreprises", "very small businesses"),
            ("entreprises", "entreprises", "companies"),
            ("tout-public", "tout public", "everybody"),
        ], whole: "tout-public", beside: ["entreprises", "tpe"])

    /// What holds a person back (« freins », V and B).
    public static let barrier = CodeList(
        "barrier",
        rows: [
            (
                "mobilite-offre", "mobilité : transports insuffisants",
                "mobility: too little transport"
            ),
            (
                "mobilite-psychologique", "mobilité : ne se sent pas de se déplacer",
                "mobility: does not dare to travel"
            ),
            ("garde-enfants", "garde d'enfants", "child care"),
            ("amenagements-parentaux", "aménagements pour les parents", "arrangements for parents"),
            ("langue", "langue française", "French language"),
            ("illettrisme", "lecture et écriture", "reading and writing"),
            ("numerique", "numérique", "digital skills"),
            ("savoir-etre", "codes du monde du travail", "ways of the workplace"),
            ("codes-generationnels", "codes entre générations", "codes between generations"),
            ("meconnaissance-marche", "marché du travail mal connu", "labour market little known"),
            ("motivation", "motivation", "motivation"),
            ("discrimination", "discrimination", "discrimination"),
            ("precarite", "précarité", "poverty"),
            ("meconnaissance-dispositifs", "dispositifs mal connus", "schemes little known"),
            ("defiance", "défiance envers les institutions", "distrust of institutions"),
            ("surcharge-rdv", "trop de rendez-vous", "too many appointments"),
            ("lenteur-demarches", "lenteur des démarches", "slow procedures"),
            ("sante", "santé", "health"),
            ("logement", "logement", "housing"),
            ("budget", "budget", "budget"),
            ("telephone-internet", "téléphone ou internet", "telephone or internet"),
            ("cantine", "cantine", "school meals"),
        ])

    /// What a person asks for, and what a service answers (V).
    public static let need = CodeList(
        "need",
        rows: [
            ("mobilite", "mobilité", "mobility"),
            ("garde", "garde d'enfants", "child care"),
            ("information-claire", "information claire", "clear information"),
            ("confiance", "confiance en soi", "self-confidence"),
            ("budget", "budget", "budget"),
            ("logement", "logement", "housing"),
            ("acces-droits", "accès aux droits", "access to rights"),
            ("langue", "langue française", "French language"),
            ("numerique", "numérique", "digital skills"),
            ("formation", "formation", "training"),
            ("orientation-pro", "orientation professionnelle", "career guidance"),
            ("competences", "compétences", "skills"),
            ("candidature", "candidature, CV, entretien", "applications, CV, interviews"),
            ("creation", "création d'activité", "starting a business"),
            ("decouverte-metier", "découverte d'un métier", "discovering a job"),
            ("rencontre-employeur", "rencontre avec un employeur", "meeting an employer"),
            ("immersion", "immersion en entreprise", "work placement"),
            ("sante", "santé", "health"),
            ("handicap", "handicap", "disability"),
            (
                "egalite", "égalité, lutte contre les discriminations",
                "equality, against discrimination"
            ),
            ("utilite-sociale", "utilité sociale", "being of use"),
        ])

    /// Why the law allows keeping data about a person (RGPD, article 6); consent is its own field.
    public static let legalBasis = CodeList(
        "legal-basis",
        rows: [
            ("mission-interet-public", "mission d'intérêt public", "public task"),
            ("obligation-legale", "obligation légale", "legal obligation"),
            ("interet-legitime", "intérêt légitime", "legitimate interest"),
            ("contrat", "contrat", "contract"),
            ("consentement", "consentement", "consent"),
        ])

    /// Languages that people speak and that texts are written in: ISO 639-1, or 639-3 when it has
    /// none.
    public static let language = CodeList(
        "language",
        rows: [
            ("fr", "français", "French"),
            ("en", "anglais", "English"),
            ("ar", "arabe", "Arabic"),
            ("bn", "bengali", "Bengali"),
            ("br", "breton", "Breton"),
            ("de", "allemand", "German"),
            ("es", "espagnol", "Spanish"),
            ("fa", "persan, dari", "Persian, Dari"),
            ("ff", "peul", "Fula"),
            ("hi", "hindi", "Hindi"),
            ("hy", "arménien", "Armenian"),
            ("it", "italien", "Italian"),
            ("ka", "géorgien", "Georgian"),
            ("kab", "kabyle", "Kabyle"),
            ("ln", "lingala", "Lingala"),
            ("pl", "polonais", "Polish"),
            ("ps", "pachto", "Pashto"),
            ("pt", "portugais", "Portuguese"),
            ("ro", "roumain", "Romanian"),
            ("ru", "russe", "Russian"),
            ("snk", "soninké", "Soninke"),
            ("so", "somali", "Somali"),
            ("sq", "albanais", "Albanian"),
            ("sr", "serbe", "Serbian"),
            ("ta", "tamoul", "Tamil"),
            ("ti", "tigrigna", "Tigrinya"),
            ("tr", "turc", "Turkish"),
            ("uk", "ukrainien", "Ukrainian"),
            ("ur", "ourdou", "Urdu"),
            ("vi", "vietnamien", "Vietnamese"),
            ("wo", "wolof", "Wolof"),
            ("zh", "chinois", "Chinese"),
            ("bm", "bambara", "Bambara"),
            ("fsl", "langue des signes française", "French Sign Language"),
        ])

    /// How well a skill is held, as the person and the mediator agree (row 13).
    public static let skillLevel = CodeList(
        "skill-level",
        rows: [
            ("notions", "notions", "some notion"),
            ("pratique", "pratique", "practised"),
            ("maitrise", "maîtrise", "mastered"),
            ("transmet", "sait transmettre", "can teach it"),
        ])

    /// Rights that are checked with a person (row 17).
    public static let right = CodeList(
        "right",
        rows: [
            ("rsa", "RSA", "RSA (minimum income)"),
            ("prime-activite", "prime d'activité", "in-work benefit"),
            ("are", "allocation chômage (ARE)", "unemployment benefit"),
            ("ass", "allocation de solidarité (ASS)", "solidarity benefit"),
            ("aah", "allocation adulte handicapé", "disability benefit"),
            ("rqth", "reconnaissance travailleur handicapé", "disabled worker status"),
            ("css", "complémentaire santé solidaire", "health cover"),
            ("logement", "aide au logement", "housing benefit"),
            ("aide-mobilite", "aide à la mobilité", "help with travel"),
            ("aide-garde", "aide à la garde d'enfants", "help with child care"),
            ("cheque-energie", "chèque énergie", "energy voucher"),
            ("contrat-engagement-jeune", "contrat d'engagement jeune", "youth commitment contract"),
            ("formation", "droits à la formation (CPF)", "training rights"),
            ("autre", "autre droit", "another right"),
        ])
}
