// `relais admin devices`: the devices of an organisation, and how long they have been silent.

import ClientCore
import Console
import Shared

enum AdminDevicesCommand: Command {
    static let specification = CommandSpecification(
        ["admin", "devices"],
        summary: Phrase(
            fr: "Liste les appareils de votre structure.",
            en: "Lists your organisation's devices."),
        options: [
            .value(
                "silent", "DAYS",
                help: Phrase(
                    fr: "Seulement ceux qui n'ont rien dit depuis tant de jours.",
                    en: "Only those that have said nothing for so many days."))
        ],
        example: "admin devices --silent 14")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let silent = try context.count("silent").map { [("silent", JSON.count($0))] } ?? []
        let answer = try await context.administer("devices", silent)
        context.lines(
            answer, "devices", ["replica", "userName", "state", "silentDays", "lastSeen"])
        return 0
    }
}
