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
        let document: JSONObject = [
            "read": .count(report.read), "created": .count(report.created),
            "updated": .count(report.updated), "unchanged": .count(report.unchanged),
            "skipped": .array(
                report.skipped.map { skipped in
                    .object([
                        "file": .string(skipped.file), "line": .count(skipped.line),
                        "reason": .string(skipped.reason.text(context.language)),
                    ])
                }),
        ]
        context.output.rows([
            (Phrase(fr: "lus", en: "read"), String(report.read)),
            (Phrase(fr: "créés", en: "created"), String(report.created)),
            (Phrase(fr: "modifiés", en: "updated"), String(report.updated)),
            (Phrase(fr: "inchangés", en: "unchanged"), String(report.unchanged)),
            (Phrase(fr: "écartés", en: "skipped"), String(report.skipped.count)),
        ])
        for skipped in report.skipped {
            let reason = skipped.reason.text(context.language)
            for line in Columns.wrap("\(skipped.file):\(skipped.line)  \(reason)", hanging: 4) {
                context.output.line(line)
            }
        }
        if report.read == 0, !report.skipped.isEmpty {
            return context.output.fail(ImportedFile.nothingImported, beside: document.members)
        }
        context.output.document(.object(document))
        return 0
    }
}
