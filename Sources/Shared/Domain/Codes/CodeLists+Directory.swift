// CodeLists+Directory: code lists of the directory: kinds of organisation and place, publication.

extension CodeLists {
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
}
