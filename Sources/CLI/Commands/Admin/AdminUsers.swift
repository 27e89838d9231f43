// `relais admin users`, `role`, `leave`: the accounts of an organisation, and what becomes of them.

import ClientCore
import Console
import Shared

enum AdminUsersCommand: Command {
    static let specification = CommandSpecification(
        ["admin", "users"],
        summary: Phrase(
            fr: "Liste les comptes de votre structure.", en: "Lists your organisation's users."),
        example: "admin users")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let answer = try await context.administer("users")
        context.lines(answer, "users", ["user", "name", "role", "left", "devices"])
        return 0
    }
}

enum AdminRoleCommand: Command {
    static let specification = CommandSpecification(
        ["admin", "role"],
        summary: Phrase(
            fr: "Change le rôle d'une personne, dès la prochaine requête de ses appareils.",
            en: "Changes a person's role, from the next request of their devices on."),
        options: [
            .value(
                "role", "ROLE", isRequired: true,
                help: Phrase(
                    fr: "mediator, coordinator, referent, volunteer ou observer.",
                    en: "mediator, coordinator, referent, volunteer or observer."))
        ],
        positionals: PositionalSpecification("USER", minimum: 1, maximum: 1),
        example: "admin role ID --role referent")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let user = ("user", JSON.string(context.argument(0)))
        let answer = try await context.administer("role", [user] + context.member("role"))
        context.output.line("\(context.argument(0))  \(answer["role"].map(Context.text) ?? "")")
        return 0
    }
}

enum AdminLeaveCommand: Command {
    static let specification = CommandSpecification(
        ["admin", "leave"],
        summary: Phrase(
            fr: "Note un départ : tous les appareils de la personne perdent leur accès.",
            en: "Notes a departure: all the person's devices lose their access."),
        positionals: PositionalSpecification("USER", minimum: 1, maximum: 1),
        example: "admin leave ID")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let answer = try await context.administer(
            "leave", [("user", .string(context.argument(0)))])
        let revoked = answer["revoked"].map(Context.text) ?? ""
        context.output.line(
            Phrase(
                fr: "Départ noté ; appareils sans accès : \(revoked.isEmpty ? "aucun" : revoked)",
                en: "Departure noted; devices without access: \(revoked.isEmpty ? "none" : revoked)"
            ))
        return 0
    }
}
