// `relais person import`: a spreadsheet of people, shown first and written only after « oui ».

import ClientCore
import Console
import Glibc
import Shared

enum PersonImportCommand: Command {
    static let specification = CommandSpecification(
        ["person", "import"],
        summary: Phrase(
            fr: "Reprend un tableau de personnes (CSV) : le montre, puis l'écrit après « oui ».",
            en: "Takes a spreadsheet of people (CSV) over: shows it, then writes after \"yes\"."),
        options: [
            .flag(
                "yes",
                help: Phrase(
                    fr: "Écrit sans demander ; sans terminal, rien n'est écrit sans elle.",
                    en: "Writes without asking; without a terminal nothing is written unless given."
                )),
            .flag(
                "duplicates",
                help: Phrase(
                    fr: "Écrit aussi les personnes qui semblent déjà là.",
                    en: "Also writes the people who seem to be there already.")),
        ],
        positionals: PositionalSpecification(
            "FILE", minimum: 1, maximum: 1,
            help: Phrase(
                fr: "Un fichier CSV dont la première ligne nomme les colonnes : prénom, nom, "
                    + "téléphone, courriel, année de naissance, adresse, code postal, commune.",
                en: "A CSV file whose first line names the columns: given name, family name, "
                    + "phone, email, birth year, address, postal code, city.")),
        example: "person import personnes.csv")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let store = try context.store()
        let people = People(store)
        let plan = try people.plan(sheet: try ImportedFile.read(context.argument(0)))
        let takesAll = context.invocation.flag("duplicates")
        let count = plan.rows.count { takesAll || !$0.isDoubtful }
        try preview(plan, count, store, context)
        let isMeant = count > 0 && confirmed(context)
        let ids = isMeant ? try people.take(plan, includingDoubtful: takesAll) : []
        context.output.document(document(plan, ids))
        context.output.line(
            ids.isEmpty
                ? Phrase(fr: "Rien n'a été écrit.", en: "Nothing was written.")
                : Phrase(
                    fr: "\(ids.count) personnes notées ; `relais undo` les retire.",
                    en: "\(ids.count) people noted; `relais undo` takes them back."))
        return 0
    }

    /// Asks on a terminal. Elsewhere nothing prompts, and only `--yes` is an answer.
    private static func confirmed(_ context: Context) -> Bool {
        if context.invocation.flag("yes") { return true }
        if context.invocation.isJSON || !context.environment.isInputTerminal { return false }
        context.output.line(
            Phrase(fr: "Écrire ? Répondez « oui ».", en: "Write them? Answer \"yes\"."))
        return ["oui", "yes"].contains((readLine() ?? "").lowercased())
    }

    private static func preview(
        _ plan: PeopleImportPlan, _ count: Int, _ store: Store, _ context: Context
    ) throws(RelaisError) {
        let doubtful = plan.rows.filter(\.isDoubtful)
        context.output.rows([
            (Phrase(fr: "personnes lues", en: "people read"), String(plan.rows.count)),
            (Phrase(fr: "à écrire", en: "to be written"), String(count)),
            (
                Phrase(fr: "déjà là, semble-t-il", en: "there already, it seems"),
                String(doubtful.count)
            ),
            (Phrase(fr: "lignes illisibles", en: "rows not read"), String(plan.faults.count)),
            (
                Phrase(fr: "colonnes laissées", en: "columns left out"),
                plan.ignored.joined(separator: ", ")
            ),
        ])
        for row in doubtful.prefix(50) {
            let head = Phrase(
                fr: "ligne \(row.line) : \(row.name)", en: "line \(row.line): \(row.name)")
            context.output.line(head)
            if let (id, likeness) = row.known.first {
                try write(
                    try PersonLines.head(id, store, context), likeness, context)
            } else if let (line, likeness) = row.earlier.first {
                let text = Phrase(fr: "ligne \(line)", en: "line \(line)")
                try write(text.text(context.language), likeness, context)
            }
        }
        for fault in plan.faults.prefix(50) {
            let text = Phrase(
                fr: "ligne \(fault.line) : \(fault.reason.french)",
                en: "line \(fault.line): \(fault.reason.english)")
            for line in Columns.wrap(text.text(context.language), hanging: 2) {
                context.output.line(line)
            }
        }
    }

    private static func write(
        _ text: String, _ likeness: Likeness, _ context: Context
    ) throws(RelaisError) {
        let why = PersonLines.why(likeness).text(context.language)
        for line in Columns.wrap(
            "= \(text) (\(why))", width: Columns.width - 2, hanging: 2)
        {
            context.output.line("  " + line)
        }
    }

    private static func document(_ plan: PeopleImportPlan, _ ids: [RecordID]) -> JSON {
        .object([
            "read": .count(plan.rows.count), "written": .count(ids.count),
            "ids": .array(ids.map { .string($0.description) }),
            "duplicates": .array(
                plan.rows.filter(\.isDoubtful).map { row in
                    .object([
                        "line": .count(row.line),
                        "known": .array(row.known.map { .string($0.id.description) }),
                        "earlierLines": .array(row.earlier.map { .count($0.line) }),
                    ])
                }),
            "faults": .array(
                plan.faults.map { fault in
                    .object([
                        "line": .count(fault.line), "reason": .string(fault.reason.english),
                    ])
                }), "ignored": .array(plan.ignored.map(JSON.string)),
        ])
    }
}
