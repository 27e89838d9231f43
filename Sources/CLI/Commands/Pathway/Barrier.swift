// `relais barrier …`, `relais objective …`, `relais skill add`: what holds a person back, what is
// aimed at, what they can do.

import ClientCore
import Console
import Shared

/// What these commands have in common.
private enum PathwayCommand {
    static let id = "0192f0c1-2b3c-7def-8123-456789abcdef"

    /// Writes one record's part of a pathway and says which.
    static func answer(
        _ id: RecordID, _ label: Phrase, _ context: Context, warnings: JSON = .array([])
    ) -> Int32 {
        context.output.document(
            .object(["id": .string(id.description), "warnings": warnings]))
        context.output.rows([(label, id.description)])
        return 0
    }
}

enum BarrierAddCommand: Command {
    static let specification = CommandSpecification(
        ["barrier", "add"],
        summary: Phrase(
            fr: "Note ce qui freine une personne.", en: "Notes what holds a person back."),
        positionals: PositionalSpecification(
            "PERSON KIND field=value…", minimum: 2, maximum: nil,
            help: Phrase(
                fr: "La personne, le frein (\(codes)), et ce qui est su de plus : `comment=…`.",
                en: "The person, the barrier (\(codes)), and what else is known: `comment=…`.")),
        example: "barrier add \(PathwayCommand.id) mobilite-offre")

    private static let codes = CodeLists.barrier.entries.map(\.code).joined(separator: ", ")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let store = try context.store()
        let person = try context.person(context.argument(0), store)
        let edits = try context.edits(of: "barrier", from: 2, store)
        let warnings = context.warn(of: edits, in: try context.collection("barrier"))
        let id = try Pathways(store).add(context.argument(1), of: person, edits)
        return PathwayCommand.answer(
            id, Phrase(fr: "frein", en: "barrier"), context, warnings: warnings)
    }
}

enum BarrierAimCommand: Command {
    static let specification = CommandSpecification(
        ["barrier", "aim"],
        summary: Phrase(
            fr: "Dit ce qui est visé face à un frein, et ce qui est convenu.",
            en: "Says what is aimed at against a barrier, and what was agreed."),
        positionals: PositionalSpecification(
            "BARRIER OBJECTIVE field=value…", minimum: 2, maximum: nil,
            help: Phrase(
                fr: "Le frein, l'objectif, puis `action=…`, `due_on=…`, `responsible=…`.",
                en: "The barrier, the objective, then `action=…`, `due_on=…`, `responsible=…`.")),
        example:
            "barrier aim \(PathwayCommand.id) 'Passer le permis' 'action=Appeler la mission locale'"
    )

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let store = try context.store()
        let barrier = try context.recordID(context.argument(0))
        var edits = try context.edits(of: "objective", from: 2, store)
        edits[Objective.shared.name.name] = .assign(.text(context.argument(1)))
        let warnings = context.warn(of: edits, in: try context.collection("objective"))
        let id = try Pathways(store).aim(context.argument(1), at: barrier, edits)
        return PathwayCommand.answer(
            id, Phrase(fr: "objectif", en: "objective"), context, warnings: warnings)
    }
}

enum BarrierLiftCommand: Command {
    static let specification = CommandSpecification(
        ["barrier", "lift"],
        summary: Phrase(fr: "Note qu'un frein est levé.", en: "Notes that a barrier is overcome."),
        positionals: PositionalSpecification("BARRIER", minimum: 1, maximum: 1),
        example: "barrier lift \(PathwayCommand.id)")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let id = try context.recordID(context.argument(0))
        try Pathways(try context.store()).end(id, isOvercome: true)
        return PathwayCommand.answer(id, Phrase(fr: "frein levé", en: "overcome"), context)
    }
}

enum BarrierDropCommand: Command {
    static let specification = CommandSpecification(
        ["barrier", "drop"],
        summary: Phrase(
            fr: "Note qu'on ne travaille plus un frein.",
            en: "Notes that a barrier is no longer worked on."),
        positionals: PositionalSpecification("BARRIER", minimum: 1, maximum: 1),
        example: "barrier drop \(PathwayCommand.id)")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let id = try context.recordID(context.argument(0))
        try Pathways(try context.store()).end(id, isOvercome: false)
        return PathwayCommand.answer(id, Phrase(fr: "frein abandonné", en: "given up"), context)
    }
}

enum ObjectiveReachedCommand: Command {
    static let specification = CommandSpecification(
        ["objective", "reached"],
        summary: Phrase(
            fr: "Note qu'un objectif est atteint.", en: "Notes that an objective is reached."),
        positionals: PositionalSpecification("OBJECTIVE", minimum: 1, maximum: 1),
        example: "objective reached \(PathwayCommand.id)")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let id = try context.recordID(context.argument(0))
        try Pathways(try context.store()).end(objective: id, isReached: true)
        return PathwayCommand.answer(id, Phrase(fr: "objectif atteint", en: "reached"), context)
    }
}

enum ObjectiveDropCommand: Command {
    static let specification = CommandSpecification(
        ["objective", "drop"],
        summary: Phrase(
            fr: "Note qu'un objectif est abandonné.", en: "Notes that an objective is given up."),
        positionals: PositionalSpecification("OBJECTIVE", minimum: 1, maximum: 1),
        example: "objective drop \(PathwayCommand.id)")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let id = try context.recordID(context.argument(0))
        try Pathways(try context.store()).end(objective: id, isReached: false)
        return PathwayCommand.answer(
            id, Phrase(fr: "objectif abandonné", en: "given up"), context)
    }
}

enum BarrierListCommand: Command {
    static let specification = CommandSpecification(
        ["barrier", "list"],
        summary: Phrase(
            fr: "Montre le parcours d'une personne : freins, objectifs, actions.",
            en: "Shows a person's path: barriers, objectives, actions."),
        positionals: PositionalSpecification("PERSON", minimum: 1, maximum: 1),
        example: "barrier list \(PathwayCommand.id)")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let store = try context.store()
        let person = try context.person(context.argument(0), store)
        guard try store.record(Person.collectionName, person) != nil else {
            throw StoreErrors.notFound(Person.collectionName, person)
        }
        let steps = try Pathways(store).steps(of: person)
        let barriers = try context.collection(Barrier.collectionName)
        let objectives = try context.collection(Objective.collectionName)
        context.output.document(
            .object([
                "steps": .array(
                    steps.map { step in
                        .object([
                            "barrier": step.barrier?.record.json(barriers) ?? .null,
                            "objectives": .array(
                                step.objectives.map { $0.record.json(objectives) }),
                        ])
                    })
            ]))
        for step in steps { write(step, context) }
        if steps.isEmpty {
            context.output.line(Phrase(fr: "Aucun frein noté.", en: "No barrier is noted."))
        }
        return 0
    }

    private static func write(_ step: Pathways.Step, _ context: Context) {
        let show = context.show
        let fields = Barrier.shared
        if let barrier = step.barrier {
            var text = barrier.kind.map { show.word($0, fields.kind.declaration) } ?? ""
            if let state = barrier.state {
                text += ", " + show.word(state, fields.state.declaration)
            }
            if let day = barrier.resolvedOn ?? barrier.notedOn { text += " " + show.date(day) }
            line("\(barrier.record.id)  \(text)", 0, context)
        } else {
            context.output.line(
                Phrase(fr: "Objectifs sans frein :", en: "Objectives without a barrier:"))
        }
        for objective in step.objectives {
            let state = objective.state.map {
                show.word($0, Objective.shared.state.declaration)
            }
            let due = objective.dueOn.map { day in
                Phrase(fr: "pour le \(show.date(day))", en: "by \(show.date(day))")
                    .text(context.language)
            }
            let parts = [objective.name, state, due].compactMap(\.self)
            line("\(objective.record.id)  " + parts.joined(separator: ", "), 2, context)
            if let action = objective.action { line("→ " + action, 4, context) }
        }
    }

    private static func line(_ text: String, _ indent: Int, _ context: Context) {
        let margin = String(repeating: " ", count: indent)
        for line in Columns.wrap(text, width: Columns.width - indent, hanging: 2) {
            context.output.line(margin + line)
        }
    }
}

enum SkillAddCommand: Command {
    static let specification = CommandSpecification(
        ["skill", "add"],
        summary: Phrase(
            fr: "Note ce qu'une personne sait faire, avec ou sans diplôme.",
            en: "Notes what a person can do, with or without a diploma."),
        positionals: PositionalSpecification(
            "PERSON SKILL field=value…", minimum: 2, maximum: nil,
            help: Phrase(
                fr: "La personne, la compétence, puis `rome=…` (lettre et 4 chiffres), "
                    + "`level=…`, `proof=…`, `acquired_in=…` (`relais schema skill`).",
                en: "The person, the skill, then `rome=…` (a letter and 4 digits), `level=…`, "
                    + "`proof=…`, `acquired_in=…` (`relais schema skill`).")),
        example: "skill add \(PathwayCommand.id) 'Tenir une caisse' rome=D1505")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let store = try context.store()
        let person = try context.person(context.argument(0), store)
        guard try store.record(Person.collectionName, person) != nil else {
            throw StoreErrors.notFound(Person.collectionName, person)
        }
        let fields = Skill.shared
        let today = try store.today()
        var edits: [String: FieldEdit] = [
            fields.notedOn.name: .assign(.text(today.description))
        ]
        edits.merge(try context.edits(of: "skill", from: 2, store)) { $1 }
        edits[fields.person.name] = .assign(.text(person.description))
        edits[fields.name.name] = .assign(.text(context.argument(1)))
        let all = edits
        let warnings = context.warn(of: all, in: try context.collection("skill"))
        let id = try store.write { $0.create(Skill.collectionName, all) }
        return PathwayCommand.answer(
            id, Phrase(fr: "compétence", en: "skill"), context, warnings: warnings)
    }
}
