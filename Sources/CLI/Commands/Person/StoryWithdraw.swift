// `relais story withdraw`: somebody takes back the consent to their story.

import ClientCore
import Console
import Shared

enum StoryWithdrawCommand: Command {
    static let specification = CommandSpecification(
        ["story", "withdraw"],
        summary: Phrase(
            fr: "Retire le consentement à un récit : son texte disparaît ici, puis partout.",
            en: "Withdraws the consent to a story: its text goes from here, then everywhere."),
        positionals: PositionalSpecification("ID", minimum: 1, maximum: 1),
        example: "story withdraw 0192f0c1-2b3c-7def-8123-456789abcdef")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let store = try context.store()
        let id = try context.recordID(context.argument(0))
        try store.withdrawStory(id)
        context.output.document(
            .object(["id": .string(id.description), "withdrawn": .bool(true)]))
        context.output.rows([(Phrase(fr: "récit retiré", en: "story withdrawn"), id.description)])
        context.output.paragraph(
            Phrase(
                fr: "À la prochaine synchronisation le serveur l'efface pour toujours, et les "
                    + "autres appareils après lui.",
                en: "At the next synchronisation the server erases it for ever, and the other "
                    + "devices after it."))
        return 0
    }
}
