// The commands about the data of people.

import Console
import Shared

extension Specification {
    private static let confirm = OptionSpecification.value(
        "confirm", "ID",
        help: Phrase(
            fr: "L'identifiant, répété ; demandé au clavier sans cette option.",
            en: "The id again; asked for at the keyboard without this option."))

    static let privacy = [
        CommandSpecification(
            ["person", "access"],
            summary: Phrase(
                fr: "Écrit tout ce que le serveur garde sur une personne, en clair, pour elle.",
                en: "Writes everything that the server holds on a person, in plain words."),
            options: [
                .value(
                    "to", "FILE",
                    help: Phrase(
                        fr: "Le fichier à écrire, lisible de son seul propriétaire ; avec --json, "
                            + "en JSON.",
                        en: "The file to write, for its owner only; with --json, as JSON.")),
                oneTerritory, data,
            ],
            positionals: PositionalSpecification("ID", minimum: 1, maximum: 1),
            example: "person access 0192f0c1-2b3c-7def-8123-456789abcdef --data DIR"),
        CommandSpecification(
            ["erase"],
            summary: Phrase(
                fr: "Efface pour toujours le dossier d'une personne, ici puis sur les appareils.",
                en: "Erases a person's file for ever, here and then on every device."),
            options: [confirm, oneTerritory, data],
            positionals: PositionalSpecification("PERSON-ID", minimum: 1, maximum: 1),
            example: "erase 0192f0c1-2b3c-7def-8123-456789abcdef --territory brest --data DIR"),
        CommandSpecification(
            ["erasures", "list"],
            summary: Phrase(
                fr: "Dit ce qui fut effacé, quand et par qui, et quels appareils l'ont confirmé.",
                en: "Says what was erased, when and by whom, and which devices have confirmed."),
            options: [oneTerritory, data], example: "erasures list --data DIR"),
        CommandSpecification(
            ["retention"],
            summary: Phrase(
                fr: "Efface les dossiers sans contact depuis trop longtemps, prévient avant ; "
                    + "`serve` le fait chaque jour.",
                en: "Erases files without contact for too long, after a notice; `serve` does it "
                    + "every day."),
            options: [
                .flag(
                    "dry-run",
                    help: Phrase(
                        fr: "Dit qui partirait, sans rien changer.",
                        en: "Says who would go, and changes nothing.")),
                .value(
                    "months", "N",
                    help: Phrase(
                        fr: "Change la règle du territoire : mois après le dernier contact (24).",
                        en: "Changes the territory's rule: months after the last contact (24).")),
                .value(
                    "notice-days", "N",
                    help: Phrase(
                        fr: "Change la règle : jours entre l'annonce et l'effacement (30).",
                        en: "Changes the rule: days between the notice and the erasure (30).")),
                oneTerritory, data,
            ], example: "retention --dry-run --territory brest --data DIR"),
    ]
}
