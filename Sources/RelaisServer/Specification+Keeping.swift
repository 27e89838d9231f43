// The commands that decide of what was refused, and those that keep a territory.

import Console
import Shared

extension Specification {
    static let oneTerritory = OptionSpecification.value(
        "territory", "CODE",
        help: Phrase(
            fr: "Le territoire, s'il y en a plusieurs.",
            en: "The territory, if there are several."))

    static let passphrase = OptionSpecification.value(
        "passphrase-file", "FILE",
        help: Phrase(
            fr: "La phrase de passe d'une sauvegarde chiffrée : un fichier, ou `-` pour l'entrée "
                + "standard. Sans elle, la sauvegarde est en clair.",
            en: "The passphrase of an encrypted backup: a file, or `-` for standard input. "
                + "Without it, the backup is in the clear."))

    static let quarantine = [
        CommandSpecification(
            ["quarantine", "list"],
            summary: Phrase(
                fr: "Liste les saisies refusées qui attendent une décision, et les fiches "
                    + "qu'aucune restauration n'a pu joindre.",
                en: "Lists the refused transactions that wait for a decision, and the records "
                    + "that could not be joined after a restore."),
            options: [oneTerritory, data], example: "quarantine list --data DIR"),
        CommandSpecification(
            ["quarantine", "accept"],
            summary: Phrase(
                fr: "Reprend une saisie refusée telle qu'elle fut écrite, ou une fiche scellée.",
                en: "Releases a refused transaction as it was written, or joins a sealed record."),
            options: [oneTerritory, data],
            positionals: PositionalSpecification("ID", minimum: 1, maximum: 1),
            example: "quarantine accept 65538:12 --data DIR"),
        CommandSpecification(
            ["quarantine", "correct"],
            summary: Phrase(
                fr: "Reprend une saisie refusée avec d'autres valeurs.",
                en: "Releases a refused transaction with other values."),
            options: [
                .value(
                    "record", "COLLECTION:ID",
                    help: Phrase(
                        fr: "L'enregistrement, si la saisie en change plusieurs.",
                        en: "The record, if the transaction changes several.")),
                oneTerritory, data,
            ],
            positionals: PositionalSpecification(
                "ID field=value…", minimum: 2, maximum: nil,
                help: Phrase(
                    fr: "Les valeurs se lisent comme celles de `relais put`.",
                    en: "Values are read like those of `relais put`.")),
            example: "quarantine correct 65538:12 phone=0298000000 --data DIR"),
        CommandSpecification(
            ["quarantine", "dismiss"],
            summary: Phrase(
                fr: "Laisse refusée une saisie refusée ou scellée ; elle est gardée.",
                en: "Leaves what was refused or sealed as it is; it is kept."),
            options: [oneTerritory, data],
            positionals: PositionalSpecification("ID", minimum: 1, maximum: 1),
            example: "quarantine dismiss 65538:12 --data DIR"),
    ]

    static let keeping = [
        CommandSpecification(
            ["backup"],
            summary: Phrase(
                fr: "Copie un territoire dans un fichier, que le serveur tourne ou non.",
                en: "Copies a territory to a file, while the server runs or not."),
            options: [
                .value(
                    "to", "FILE", isRequired: true,
                    help: Phrase(
                        fr: "Le fichier, remplacé d'un coup.", en: "The file, replaced at once.")),
                passphrase, oneTerritory, data,
            ], example: "backup --data DIR --to brest.backup --passphrase-file ~/phrase"),
        CommandSpecification(
            ["restore"],
            summary: Phrase(
                fr: "Remet une sauvegarde en place ; aucun serveur ne doit tourner.",
                en: "Puts a backup in place; no server may be running."),
            options: [
                .value(
                    "from", "FILE", isRequired: true,
                    help: Phrase(
                        fr: "Un fichier que `backup` a écrit.",
                        en: "A file that `backup` wrote.")),
                passphrase, data,
            ], example: "restore --from brest.backup --data DIR"),
        CommandSpecification(
            ["compact"],
            summary: Phrase(
                fr: "Retire ce qui fut supprimé il y a longtemps ; `serve` le fait chaque jour.",
                en: "Takes out what was deleted long ago; `serve` does it every day."),
            options: [
                .flag(
                    "dry-run",
                    help: Phrase(
                        fr: "Compte sans rien retirer.",
                        en: "Counts without taking anything out.")),
                oneTerritory, data,
            ], example: "compact --data DIR --dry-run"),
    ]
}
