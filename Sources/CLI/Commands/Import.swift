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
        let importer = StoreImporter(store: try context.store())
        let report = try importer.run(paths: context.invocation.positionals)
        return context.output.answer(report)
    }
}
