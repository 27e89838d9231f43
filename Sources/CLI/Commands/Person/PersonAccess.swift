// `relais person access`: everything that the device holds on a person, for the person to read.

import ClientCore
import Console
import Shared

enum PersonAccessCommand: Command {
    static let specification = CommandSpecification(
        ["person", "access"],
        summary: Phrase(
            fr: "Écrit tout ce que l'appareil garde sur une personne, en clair, pour elle.",
            en: "Writes everything that the device holds on a person, in plain words, for them."),
        options: [
            .value(
                "to", "FILE",
                help: Phrase(
                    fr: "Le fichier à écrire, lisible de son seul propriétaire ; avec --json, en "
                        + "JSON.",
                    en: "The file to write, for its owner only; with --json, as JSON."))
        ],
        positionals: PositionalSpecification("ID", minimum: 1, maximum: 1),
        example: "person access 0192f0c1-2b3c-7def-8123-456789abcdef --to demande.txt")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let store = try context.store()
        let report = try store.accessReport(on: try context.recordID(context.argument(0)))
        try store.noteAct(
            .personRead, of: Person.collectionName, report.person, count: report.entries.count)
        try ReportOutput(context.invocation, context.output)
            .write(report, time: context.show.instant)
        return 0
    }
}
