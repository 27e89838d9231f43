// `relais token`: gives the device a new secret to prove itself with, and ends the old one.

import ClientCore
import Console
import Shared

enum TokenCommand: Command {
    static let specification = CommandSpecification(
        ["token"],
        summary: Phrase(
            fr: "Renouvelle ce qui prouve l'identité de l'appareil ; l'ancien jeton ne vaut plus "
                + "rien.",
            en: "Renews what the device proves itself with; the old token is worth nothing more."),
        example: "token --store ~/relais")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let store = try context.store()
        try await context.engine(store).rotateToken()
        context.output.document(.object(["rotated": .bool(true)]))
        context.output.paragraph(
            Phrase(
                fr: "Le jeton de cet appareil est renouvelé.",
                en: "This device's token was renewed."))
        return 0
    }
}
