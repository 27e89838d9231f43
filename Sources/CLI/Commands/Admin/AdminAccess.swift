// `relais admin access list`, `end`: what is open by exception in an organisation, and ending it.

import ClientCore
import Console
import Shared

enum AdminAccessListCommand: Command {
    static let specification = CommandSpecification(
        ["admin", "access", "list"],
        summary: Phrase(
            fr: "Liste ce qui est ouvert par exception dans votre structure, ou l'était il y a "
                + "moins de 30 jours.",
            en: "Lists what is open by exception in your organisation, or was less than 30 days "
                + "ago."),
        example: "admin access list")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let answer = try await context.administer("accesses")
        guard case .array(let rows)? = answer["exceptionalAccesses"] else { return 0 }
        for row in rows { context.write(row) }
        if rows.isEmpty {
            context.output.line(
                Phrase(fr: "Rien n'est ouvert par exception.", en: "Nothing is open by exception."))
        }
        return 0
    }
}

enum AdminAccessEndCommand: Command {
    static let specification = CommandSpecification(
        ["admin", "access", "end"],
        summary: Phrase(
            fr: "Retire ce qui est ouvert par exception à un appareil, dès sa prochaine requête.",
            en: "Ends what is open by exception to a device, from its next request on."),
        options: [
            .value(
                "portfolio", "ID",
                help: Phrase(
                    fr: "Ce portefeuille seulement ; sinon tous ceux qui lui sont ouverts.",
                    en: "This portfolio only; otherwise all that are open to it."))
        ],
        positionals: PositionalSpecification("REPLICA", minimum: 1, maximum: 1),
        example: "admin access end 3")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let replica = try context.replica(context.argument(0))
        let portfolio = try context.recordID(option: "portfolio").map {
            [("portfolio", JSON.string($0.description))]
        }
        let answer = try await context.administer(
            "end-access", [("replica", replica)] + (portfolio ?? []))
        guard case .array(let rows)? = answer["exceptionalAccesses"] else { return 0 }
        for row in rows { context.write(row) }
        context.output.line(
            Phrase(
                fr: "L'appareil le purge à sa prochaine synchronisation ; ce qui n'était pas "
                    + "envoyé attend en quarantaine.",
                en: "The device purges it at its next synchronisation; what was not sent waits "
                    + "in quarantine."))
        return 0
    }
}

extension Context {
    /// One line of what was opened: to whom, what, until when, why.
    fileprivate func write(_ row: JSON) {
        func text(_ key: String) -> String { row[key].map(Context.text) ?? "—" }
        let until: Phrase =
            row["ended"] == .null || row["ended"] == nil
            ? Phrase(fr: "jusqu'à \(text("until"))", en: "until \(text("until"))")
            : Phrase(fr: "retiré le \(text("ended"))", en: "ended at \(text("ended"))")
        let who = ["replica", "userName", "id"].map(text).joined(separator: "  ")
        output.line("\(who)  \(until.text(language))  \(text("reason"))")
    }
}
