// `relais admin revoke`: withdraws the access of a device of the coordinator's organisation.

import ClientCore
import Console
import Shared

enum AdminRevokeCommand: Command {
    static let specification = CommandSpecification(
        ["admin", "revoke"],
        summary: Phrase(
            fr: "Retire l'accès d'un appareil dès sa prochaine requête.",
            en: "Withdraws a device's access from its next request on."),
        options: [
            .flag(
                "lost",
                help: Phrase(
                    fr: "Il est en des mains inconnues : plus rien n'en sera pris.",
                    en: "It is in unknown hands: nothing more is taken from it."))
        ],
        positionals: PositionalSpecification("REPLICA", minimum: 1, maximum: 1),
        example: "admin revoke 3 --lost")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let replica = try context.replica(context.argument(0))
        let answer = try await context.administer(
            "revoke", [("replica", replica), ("lost", .bool(context.invocation.flag("lost")))])
        context.lines(answer, "devices", ["replica", "userName", "state"])
        // It is revoked, whether or not the rest can be told.
        if let devices = try? await context.engine(try context.store())
            .administer("devices", .object([:]))
        {
            noteOthers(of: answer, devices, context.output)
        }
        return 0
    }

    /// The person's other numbers.
    private static func noteOthers(of answer: JSON, _ devices: JSON, _ output: Output) {
        guard case .array(let revoked)? = answer["devices"], let user = revoked.first?["user"],
            let name = revoked.first?["userName"], case .array(let rows)? = devices["devices"]
        else { return }
        let active = rows.filter { $0["user"] == user && $0["state"] == .string("active") }
        output.note(
            stillActive: active.compactMap { $0["replica"].map(Context.text) },
            of: Context.text(name))
    }
}
