// The command line of relais-server.

import Console
import Shared

enum Specification {
    static let data = OptionSpecification.value(
        "data", "DIR", isRequired: true,
        help: Phrase(fr: "Le dossier de données du serveur.", en: "The server's data folder."))
    static let territory = OptionSpecification.value(
        "territory", "CODE", isRequired: true,
        help: Phrase(fr: "Le code du territoire.", en: "The territory's code."))
    private static func name(_ fr: String, _ en: String) -> OptionSpecification {
        .value("name", "NAME", isRequired: true, help: Phrase(fr: fr, en: en))
    }

    static let program = ProgramSpecification(
        name: "relais-server", version: "0.1.0",
        summary: Phrase(
            fr: "Le serveur de synchronisation de Relais, et son administration.",
            en: "The sync server of Relais, and its administration."),
        commands: [serve] + creation + portfolios + [invite] + users + devices + accesses
            + quarantine + [imports, status] + keeping + privacy + [audit])

    private static let serve = CommandSpecification(
        ["serve"],
        summary: Phrase(
            fr: "Sert les territoires du dossier jusqu'à SIGTERM.",
            en: "Serves the folder's territories until SIGTERM."),
        options: [
            data,
            .value(
                "listen", "HOST:PORT",
                help: Phrase(
                    fr: "Où écouter (127.0.0.1:8080) ; le port 0 en prend un libre.",
                    en: "Where to listen (127.0.0.1:8080); port 0 takes a free one.")),
        ] + ServeOptions.specifications,
        example: "serve --data /var/lib/relais --listen 127.0.0.1:8080")

    private static let creation = [
        CommandSpecification(
            ["territory", "create"],
            summary: Phrase(fr: "Crée un territoire.", en: "Creates a territory."),
            options: [name("Le nom du territoire.", "The territory's name."), data],
            positionals: PositionalSpecification("CODE", minimum: 1, maximum: 1),
            example: "territory create brest --name \"Brest métropole\" --data DIR"),
        CommandSpecification(
            ["organisation", "create"],
            summary: Phrase(
                fr: "Crée une structure et sa fiche d'annuaire.",
                en: "Creates an organisation and its directory record."),
            options: [
                territory, name("Le nom de la structure.", "The organisation's name."), data,
            ],
            example: "organisation create --territory brest --name \"Mission locale\" --data DIR"),
    ]

    private static let portfolios = [
        CommandSpecification(
            ["portfolio", "create"],
            summary: Phrase(
                fr: "Crée un portefeuille : des dossiers que peu de personnes tiennent.",
                en: "Creates a portfolio: files that few people hold."),
            options: [
                territory,
                .value(
                    "organisation", "ID", isRequired: true,
                    help: Phrase(fr: "Sa structure.", en: "Its organisation.")),
                name("Le nom du portefeuille.", "The portfolio's name."),
                .value(
                    "holder", "USER",
                    help: Phrase(fr: "Le compte qui le tient.", en: "The user who holds it.")),
                data,
            ],
            example: "portfolio create --territory brest --organisation ID --name Nord --data DIR"),
        CommandSpecification(
            ["portfolio", "hand-over"],
            summary: Phrase(
                fr: "Transmet un portefeuille à une autre personne de la structure.",
                en: "Hands a portfolio over to somebody else of the organisation."),
            options: [
                territory,
                .value(
                    "to", "USER", isRequired: true,
                    help: Phrase(fr: "Le compte qui le reprend.", en: "The user who takes it.")),
                data,
            ],
            positionals: PositionalSpecification("ID", minimum: 1, maximum: 1),
            example: "portfolio hand-over ID --to USER --territory brest --data DIR"),
        CommandSpecification(
            ["portfolio", "list"],
            summary: Phrase(
                fr: "Dit quels portefeuilles il y a, et qui les tient.",
                en: "Says which portfolios there are, and who holds them."),
            options: [territory, data],
            example: "portfolio list --territory brest --data DIR"),
    ]

    private static let invite = CommandSpecification(
        ["invite"],
        summary: Phrase(
            fr: "Donne un code à usage unique pour un nouvel appareil.",
            en: "Gives a one-time code for a new device."),
        options: [
            territory,
            .value(
                "organisation", "ID",
                help: Phrase(fr: "La structure de la personne.", en: "The person's organisation.")),
            .value(
                "role", "ROLE",
                help: Phrase(
                    fr: "mediator, coordinator, referent, volunteer ou observer.",
                    en: "mediator, coordinator, referent, volunteer or observer.")),
            .value(
                "name", "NAME",
                help: Phrase(fr: "Une nouvelle personne.", en: "A new person.")),
            .value(
                "user", "ID",
                help: Phrase(
                    fr: "Un compte existant, pour un autre appareil.",
                    en: "An existing user, for another device.")),
            data,
        ],
        example: "invite --territory brest --organisation ID --role mediator --name \"A. M.\" "
            + "--data DIR")

    private static let imports = CommandSpecification(
        ["import"],
        summary: Phrase(
            fr: "Importe l'annuaire, les actions, les offres.",
            en: "Imports the directory, actions and offers."),
        options: [territory, data],
        positionals: PositionalSpecification("FILE…", minimum: 1, maximum: nil),
        example: "import --territory brest --data DIR Examples/data/brest/organisation.csv")

    private static let status = CommandSpecification(
        ["status"],
        summary: Phrase(
            fr: "Dit où en sont les territoires.", en: "Says where the territories stand."),
        options: [data], example: "status --data DIR")
}
