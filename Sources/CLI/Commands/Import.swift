// `relais import`: brings the records of files into the store.

import ClientCore
import Console
import Shared

enum ImportCommand: Command {
    static let specification = CommandSpecification(
        ["import"],
        summary: Phrase(
            fr: "Importe des fichiers ; recommencer ne crée pas de double.",
            en: "Imports files; doing it again makes no duplicate."),
        positionals: PositionalSpecification(
            "FILE…", minimum: 1, maximum: nil,
            help: Phrase(
                fr: "Des fichiers .csv, .json ou .jsonl, nommés d'après leur collection "
                    + "(`organisation.csv`) ou avec une colonne `collection`. Un enregistrement se "
                    + "reconnaît à sa clé (`source`, `source_id`).",
                en: "Files .csv, .json or .jsonl, named after their collection "
                    + "(`organisation.csv`) or with a column `collection`. A record is recognised "
                    + "by its key (`source`, `source_id`).")),
        example: "import organisation.csv service.csv --store ~/relais")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let store = try context.store()
        let report = try StoreImporter(store: store).run(paths: context.invocation.positionals)
        let status = context.output.answer(report)
        if report.created > 0 { try tellDuplicates(store, context) }
        return status
    }

    /// Another source may have known the same doors: somebody should look.
    private static func tellDuplicates(_ store: Store, _ context: Context) throws(RelaisError) {
        for name in DirectoryJoining.collections {
            let count = try DirectoryJoining(store).duplicates(in: name).count
            if count == 0 { continue }
            let label = try context.collection(name).label
            context.output.note(
                Phrase(
                    fr: "\(label.french) : doublons probables, \(count) ; "
                        + "`relais duplicates \(name)` les montre.",
                    en: "\(label.english): likely duplicates, \(count); "
                        + "`relais duplicates \(name)` shows them."))
        }
    }
}
