// `relais admin invite`: a one-time code for a new device, of a new person or of a known one.

import ClientCore
import Console
import Shared

enum AdminInviteCommand: Command {
    static let specification = CommandSpecification(
        ["admin", "invite"],
        summary: Phrase(
            fr: "Donne un code à usage unique pour un nouvel appareil de votre structure.",
            en: "Gives a one-time code for a new device of your organisation."),
        options: [
            .value("name", "NAME", help: Phrase(fr: "Une nouvelle personne.", en: "A new person.")),
            .value(
                "role", "ROLE",
                help: Phrase(
                    fr: "mediator, coordinator, referent, volunteer ou observer.",
                    en: "mediator, coordinator, referent, volunteer or observer.")),
            .value(
                "user", "ID",
                help: Phrase(
                    fr: "Un compte existant, pour un autre appareil.",
                    en: "An existing user, for another device.")),
        ],
        example: "admin invite --name \"A. M.\" --role mediator")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let (user, name, role) = (
            context.member("user"), context.member("name"), context.member("role")
        )
        guard user.isEmpty ? !name.isEmpty && !role.isEmpty : name.isEmpty && role.isEmpty else {
            throw .usage(
                Phrase(
                    fr: "Il faut soit --user, soit --name et --role.",
                    en: "Either --user, or --name and --role, is needed."),
                remedy: Phrase(
                    fr: "Voyez `relais admin invite --help`.",
                    en: "See `relais admin invite --help`."))
        }
        let answer = try await context.administer("invite", user + name + role)
        context.output.rows([
            (Phrase(fr: "code", en: "code"), answer["code"].map(Context.text) ?? ""),
            (Phrase(fr: "compte", en: "user"), answer["user"].map(Context.text) ?? ""),
            (Phrase(fr: "expire", en: "expires"), answer["expires"].map(Context.text) ?? ""),
        ])
        return 0
    }
}
