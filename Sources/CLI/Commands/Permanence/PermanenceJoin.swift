// `relais permanence join|move`, `relais note move`: taking part in a colleague's permanence; what
// was noted in the wrong place.

import ClientCore
import Console
import Shared

enum PermanenceJoinCommand: Command {
    static let specification = CommandSpecification(
        ["permanence", "join"],
        summary: Phrase(
            fr:
                "Prend part à une permanence qu'un collègue a ouverte, qui l'est ici aussi.",
            en: "Takes part in a session that a colleague opened: it is open here as well."),
        positionals: PositionalSpecification(
            "ID", minimum: 1, maximum: 1,
            help: Phrase(
                fr: "La permanence (`relais list permanence --where state=ouverte`).",
                en: "The session (`relais list permanence --where state=ouverte`).")),
        example: "permanence join 0192f0c1-2b3c-7def-8123-456789abcdef")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let store = try context.store()
        let id = try context.recordID(context.argument(0))
        let permanences = Permanences(store)
        try permanences.join(id)
        try context.write(
            try PermanenceReport(id, permanences, store, forgotten: try permanences.forgotten()))
        return 0
    }
}

enum PermanenceMoveCommand: Command {
    static let specification = CommandSpecification(
        ["permanence", "move"],
        summary: Phrase(
            fr: "Déplace un passage noté dans la mauvaise permanence.",
            en: "Moves a visit that was noted in the wrong session."),
        options: [
            .value(
                "to", "ID", isRequired: true,
                help: Phrase(fr: "La bonne permanence.", en: "The right session."))
        ],
        positionals: PositionalSpecification(
            "VISIT", minimum: 1, maximum: 1,
            help: Phrase(fr: "Le passage.", en: "The visit.")),
        example: "permanence move 0192f0c1-2b3c-7def-8123-456789abcdef "
            + "--to 0192f0c1-2b3c-7def-8123-456789abcd00")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let store = try context.store()
        let visit = try context.recordID(context.argument(0))
        let target = try context.recordID(context.invocation.option("to") ?? "")
        try Permanences(store).move(visit, to: target)
        context.output.document(
            .object([
                "id": .string(visit.description), "permanence": .string(target.description),
            ]))
        context.output.rows([
            (Phrase(fr: "passage déplacé", en: "visit moved"), visit.description),
            (Phrase(fr: "permanence", en: "drop-in session"), target.description),
        ])
        return 0
    }
}

enum NoteMoveCommand: Command {
    static let specification = CommandSpecification(
        ["note", "move"],
        summary: Phrase(
            fr: "Déplace une note écrite dans le dossier d'une autre personne.",
            en: "Moves a note that was written in another person's file."),
        options: [
            .value(
                "to", "PERSON", isRequired: true,
                help: Phrase(fr: "La bonne personne.", en: "The right person."))
        ],
        positionals: PositionalSpecification(
            "NOTE", minimum: 1, maximum: 1, help: Phrase(fr: "La note.", en: "The note.")),
        example: "note move 0192f0c1-2b3c-7def-8123-456789abcdef "
            + "--to 0192f0c1-2b3c-7def-8123-456789abcd00")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let store = try context.store()
        let note = try context.recordID(context.argument(0))
        let person = try context.recordID(context.invocation.option("to") ?? "")
        try Notes(store).move(note, to: person)
        context.output.document(
            .object([
                "id": .string(note.description), "person": .string(person.description),
            ]))
        context.output.rows([
            (Phrase(fr: "note déplacée", en: "note moved"), note.description),
            (Phrase(fr: "personne", en: "person"), person.description),
        ])
        return 0
    }
}
