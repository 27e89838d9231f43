// DataInclusionCodes: the codes of data·inclusion and ours, where they mean the same. What the
// other side has no code for is said in words, on both ways.

enum DataInclusionCodes {
    /// Kinds of service that both sides name alike.
    static let types: Set<String> = [
        "accompagnement", "aide-financiere", "aide-materielle", "atelier", "formation",
        "information",
    ]

    /// Our audiences, and the wider one of theirs.
    static let audiences = [
        "jeunes": "jeunes", "jeunes-sans-emploi-formation": "jeunes", "plus-50-ans": "seniors",
        "seniors": "seniors", "handicap": "personnes-en-situation-de-handicap",
        "refugies-bpi": "personnes-exilees", "brsa": "beneficiaires-des-minimas-sociaux",
        "habitants-qpv": "residents-qpv-frr", "demandeurs-emploi": "demandeurs-emploi",
        "longue-duree": "demandeurs-emploi", "femmes": "femmes", "parents-isoles": "familles",
        "salaries-precaires": "actifs",
    ]

    /// Our needs, and the theme of theirs that fits best.
    static let themes = [
        "mobilite": "mobilite--etre-accompagne-dans-son-parcours-mobilite",
        "garde": "famille--garde-denfants",
        "confiance": "remobilisation--bien-etre-confiance-en-soi",
        "budget": "difficultes-financieres--ameliorer-sa-gestion-budgetaire",
        "logement":
            "logement-hebergement--sinformer-sur-les-demarches-liees-a-lacces-au-logement",
        "acces-droits":
            "difficultes-administratives-ou-juridiques--accompagnement-pour-lacces-aux-droits",
        "langue": "lecture-ecriture-calcul--maitriser-le-francais",
        "numerique": "numerique--maitriser-les-fondamentaux-du-numerique",
        "formation": "se-former--trouver-sa-formation",
        "orientation-pro": "choisir-un-metier--confirmer-son-choix-de-metier",
        "competences": "choisir-un-metier--identifier-ses-points-forts-et-ses-competences",
        "candidature": "preparer-sa-candidature--realiser-un-cv-et-ou-une-lettre-de-motivation",
        "creation": "creer-une-entreprise--definir-son-projet-de-creation-dentreprise",
        "decouverte-metier":
            "choisir-un-metier--decouvrir-un-metier-ou-un-secteur-dactivite",
        "sante": "sante--acces-aux-soins",
    ]

    /// What they have no code for, as they write it.
    static let freeOnConditions = "Gratuit sous condition"

    /// Theirs, and ours of the same people; one that would be narrower here has none.
    static let theirAudiences = [
        "tous-publics": "tout-public", "jeunes": "jeunes", "seniors": "seniors",
        "personnes-en-situation-de-handicap": "handicap", "personnes-exilees": "refugies-bpi",
        "beneficiaires-des-minimas-sociaux": "brsa", "residents-qpv-frr": "habitants-qpv",
        "demandeurs-emploi": "demandeurs-emploi", "femmes": "femmes",
    ]

    /// Their themes, or their categories before `--`, of which every theme is one need here.
    private static let theirThemes = [
        "mobilite": "mobilite", "famille--garde-denfants": "garde",
        "lecture-ecriture-calcul": "langue", "numerique": "numerique",
        "logement-hebergement": "logement", "difficultes-financieres": "budget",
        "difficultes-administratives-ou-juridiques": "acces-droits", "sante": "sante",
        "se-former": "formation", "creer-une-entreprise": "creation",
        "choisir-un-metier--decouvrir-un-metier-ou-un-secteur-dactivite": "decouverte-metier",
        "choisir-un-metier--identifier-ses-points-forts-et-ses-competences": "competences",
        "choisir-un-metier": "orientation-pro", "preparer-sa-candidature": "candidature",
        "trouver-un-emploi": "candidature",
        "remobilisation--bien-etre-confiance-en-soi": "confiance",
        "remobilisation--benevolat-action-citoyenne": "utilite-sociale",
        // Categories of the schema before version 1.
        "acces-aux-droits-et-citoyennete": "acces-droits", "apprendre-francais": "langue",
        "gestion-financiere": "budget", "handicap": "handicap",
    ]

    /// The need here that one of their themes answers; `nil` when there is none.
    static func need(_ theme: String) -> String? {
        if let need = theirThemes[theme] { return need }
        let category = theme.firstRange(of: "--").map { String(theme[..<$0.lowerBound]) }
        return category.flatMap { theirThemes[$0] }
    }

    /// Their fees, also those before version 1, and ours.
    static let theirFees = [
        "gratuit": "gratuit", "payant": "payant", "gratuit-sous-conditions": "sous-condition",
    ]
}
