// `relais permanence close`: ends a permanence, and asks for its receipt.

import ClientCore
import Console
import Shared

enum PermanenceCloseCommand: Command {
    static let specification = CommandSpecification(
        ["permanence", "close"],
        summary: Phrase(
            fr: "Ferme une permanence et en donne le bilan ; la prochaine synchronisation en donne "
                + "le reçu.",
            en: "Closes a drop-in session and says what it came to; the next synchronisation "
                + "brings its receipt."),
        positionals: PositionalSpecification(
            "[ID] field=value…", minimum: 0, maximum: nil,
            help: Phrase(
                fr: "La permanence, sinon celle ouverte ici ; et ce qui reste à en dire "
                    + "(`relais schema permanence`).",
                en: "The session, otherwise the one open here; and what is left to say of it "
                    + "(`relais schema permanence`).")),
        example: "permanence close")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let store = try context.store()
        let permanences = Permanences(store)
        let (id, next) = try context.permanence(permanences)
        try permanences.close(id, try context.edits(of: "permanence", from: next, store))
        let forgotten = try permanences.forgotten()
        try context.write(try PermanenceReport(id, permanences, store, forgotten: forgotten))
        return 0
    }
}
