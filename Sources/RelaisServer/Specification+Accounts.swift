// The commands of accounts: users, their devices, and the audit of what was done with them.

import Console
import Shared

extension Specification {
    static let users = [
        CommandSpecification(
            ["user", "list"],
            summary: Phrase(
                fr: "Liste les comptes d'un territoire.", en: "Lists a territory's users."),
            options: [oneTerritory, data], example: "user list --data DIR"),
        CommandSpecification(
            ["user", "role"],
            summary: Phrase(
                fr: "Change le rôle d'une personne, dès la prochaine requête de ses appareils.",
                en: "Changes a person's role, from the next request of their devices on."),
            options: [
                .value(
                    "role", "ROLE", isRequired: true,
                    help: Phrase(
                        fr: "mediator, coordinator, referent, volunteer ou observer.",
                        en: "mediator, coordinator, referent, volunteer or observer.")),
                territory, data,
            ],
            positionals: PositionalSpecification("USER", minimum: 1, maximum: 1),
            example: "user role ID --role referent --territory brest --data DIR"),
        CommandSpecification(
            ["user", "leave"],
            summary: Phrase(
                fr: "Note un départ : tous les appareils de la personne perdent leur accès.",
                en: "Notes a departure: all the person's devices lose their access."),
            options: [territory, data],
            positionals: PositionalSpecification("USER", minimum: 1, maximum: 1),
            example: "user leave ID --territory brest --data DIR"),
    ]

    static let devices = [
        CommandSpecification(
            ["devices", "list"],
            summary: Phrase(fr: "Liste les appareils.", en: "Lists the devices."),
            options: [
                .value(
                    "territory", "CODE",
                    help: Phrase(fr: "Un seul territoire.", en: "One territory only.")),
                .value(
                    "silent", "DAYS",
                    help: Phrase(
                        fr: "Seulement ceux qui n'ont rien dit depuis tant de jours.",
                        en: "Only those that have said nothing for so many days.")),
                data,
            ], example: "devices list --silent 14 --data DIR"),
        CommandSpecification(
            ["devices", "revoke"],
            summary: Phrase(
                fr: "Retire l'accès d'un appareil dès sa prochaine requête.",
                en: "Withdraws a device's access from its next request on."),
            options: [
                .flag(
                    "lost",
                    help: Phrase(
                        fr: "Il est en des mains inconnues : plus rien n'en sera pris.",
                        en: "It is in unknown hands: nothing more is taken from it.")),
                territory, data,
            ],
            positionals: PositionalSpecification("REPLICA", minimum: 1, maximum: 1),
            example: "devices revoke 3 --lost --territory brest --data DIR"),
    ]

    static let accesses = [
        CommandSpecification(
            ["access", "list"],
            summary: Phrase(
                fr: "Dit ce qui est ouvert par exception, à qui, jusqu'à quand et pourquoi.",
                en: "Says what is open by exception, to whom, until when and why."),
            options: [oneTerritory, data], example: "access list --territory brest --data DIR"),
        CommandSpecification(
            ["access", "end"],
            summary: Phrase(
                fr: "Retire ce qui est ouvert par exception à un appareil, avant son terme.",
                en: "Ends what is open by exception to a device, before its time."),
            options: [
                .value(
                    "portfolio", "ID",
                    help: Phrase(
                        fr: "Ce portefeuille seulement ; sinon tous ceux qui lui sont ouverts.",
                        en: "This portfolio only; otherwise all that are open to it.")),
                territory, data,
            ],
            positionals: PositionalSpecification("REPLICA", minimum: 1, maximum: 1),
            example: "access end 3 --territory brest --data DIR"),
    ]

    static let audit = CommandSpecification(
        ["audit"],
        summary: Phrase(
            fr: "Dit qui a fait quoi, et vérifie que ce compte rendu est intact.",
            en: "Says who did what, and verifies that this account is intact."),
        options: [
            .flag(
                "verify",
                help: Phrase(
                    fr: "Recalcule la chaîne ; nomme la première ligne altérée et sort avec 1.",
                    en: "Recomputes the chain; names the first broken line and exits with 1.")),
            .value(
                "since", "DAY",
                help: Phrase(
                    fr: "Depuis un jour ou un moment (RFC 3339).",
                    en: "From a day or a moment (RFC 3339) on.")),
            .value(
                "limit", "N",
                help: Phrase(
                    fr: "Les N dernières lignes (100).", en: "The last N lines (100).")),
            oneTerritory, data,
        ], example: "audit --territory brest --data DIR --verify")
}
