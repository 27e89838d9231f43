// `relais person erase`: erases the file of a person for ever.

import ClientCore
import Console
import Shared

enum PersonEraseCommand: Command {
    static let specification = CommandSpecification(
        ["person", "erase"],
        summary: Phrase(
            fr: "Efface pour toujours le dossier d'une personne, ici puis partout (coordination).",
            en: "Erases a person's file for ever, here and then everywhere (coordinators)."),
        options: [
            .value(
                "confirm", "ID",
                help: Phrase(
                    fr: "L'identifiant, répété ; demandé au clavier sans cette option.",
                    en: "The id again; asked for at the keyboard without this option."))
        ],
        positionals: PositionalSpecification("ID", minimum: 1, maximum: 1),
        example: "person erase 0192f0c1-2b3c-7def-8123-456789abcdef")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let store = try context.store()
        let id = try context.recordID(context.argument(0))
        try Confirmation.require(
            id, context.invocation, context.environment, context.output,
            Phrase(
                fr: "Tout ce qui concerne cette personne va être effacé, ici, sur le serveur et "
                    + "sur les autres appareils. Rien ne pourra le rendre.",
                en: "Everything about this person is about to be erased, here, on the server and "
                    + "on the other devices. Nothing can bring it back."))
        let erased = try store.eraseFile(id)
        context.output.document(
            .object([
                "id": .string(id.description), "erased": .count(erased.erased),
                "anonymous": .count(erased.anonymous), "forgotten": .count(erased.forgotten),
            ]))
        context.output.rows([
            (Phrase(fr: "fiches effacées", en: "records erased"), String(erased.erased)),
            (
                Phrase(fr: "comptées sans personne", en: "counted of nobody"),
                String(erased.anonymous)
            ),
        ])
        context.output.paragraph(
            Phrase(
                fr: "Le serveur et les autres appareils suivent à leur prochaine synchronisation : "
                    + "`relais sync` maintenant. `relais-server erasures list` dit où elle en est.",
                en: "The server and the other devices follow at their next synchronisation: "
                    + "`relais sync` now. `relais-server erasures list` says how far it has come."))
        return 0
    }
}
