// `relais sign-out`: ends this device's access, once the server has everything that it wrote.

import ClientCore
import Console
import Shared

enum SignOutCommand: Command {
    static let specification = CommandSpecification(
        ["sign-out"],
        summary: Phrase(
            fr: "Synchronise une dernière fois, met fin à l'accès de cet appareil et le vide ; "
                + "refuse, et dit ce qui attend, tant que le serveur n'a pas tout.",
            en: "Synchronises a last time, ends this device's access and empties it; refuses, and "
                + "says what waits, for as long as the server does not have everything."),
        options: [
            .flag(
                "force",
                help: Phrase(
                    fr: "Vide l'appareil même sans serveur ; ce qui n'a pas été envoyé reste dans "
                        + "son dossier.",
                    en: "Empties the device without the server too; what was not sent stays in "
                        + "its folder."))
        ],
        example: "sign-out --store ~/relais")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let store = try context.store()
        let engine = try context.engine(store)
        let report: SignOutReport
        do {
            report = try await engine.signOut(isForced: context.invocation.flag("force"))
        } catch {
            let waiting = try store.waitingRecords()
            for key in waiting.prefix(20) { context.output.line("  \(key.collection) \(key.id)") }
            return context.output.fail(error, beside: [waitingMember(waiting)])
        }
        let isTold = report.error == nil
        context.output.document(
            .object([
                "signedOut": .bool(isTold), "pushed": .count(report.pushed),
                "quarantined": .count(report.quarantined), "waiting": .count(report.waiting),
                "folder": report.waiting > 0 ? .string(store.folder) : .null,
            ]))
        context.output.rows([
            (Phrase(fr: "envoyés", en: "sent"), String(report.pushed)),
            (
                Phrase(fr: "refusés, gardés par le serveur", en: "refused, kept by the server"),
                String(report.quarantined)
            ),
        ])
        context.output.paragraph(
            isTold ? SignOutCommand.ended : SignOutCommand.emptied(report.waiting, store.folder))
        return 0
    }

    private static func waitingMember(_ waiting: [RecordKey]) -> JSONObject.Member {
        JSONObject.Member(
            key: "waiting",
            value: .array(
                waiting.map {
                    .object([
                        "collection": .string($0.collection), "id": .string($0.id.description),
                    ])
                }))
    }

    private static let ended = Phrase(
        fr: "Le serveur a tout reçu et l'accès de cet appareil est terminé ; il ne garde plus rien "
            + "du territoire.",
        en: "The server has everything and this device's access has ended; it keeps nothing of "
            + "the territory any more.")

    private static func emptied(_ waiting: Int, _ folder: String) -> Phrase {
        Phrase(
            fr: "L'appareil est vidé, mais le serveur ne le sait pas : demandez à la coordination "
                + "de retirer son accès. \(waiting) saisie(s) non envoyée(s) restent dans "
                + "\(folder) : gardez ce dossier ; `relais sync` les enverra.",
            en: "The device is emptied, but the server does not know: ask the coordinator to "
                + "withdraw its access. \(waiting) change(s) that were not sent stay in "
                + "\(folder): keep that folder; `relais sync` will send them.")
    }
}
