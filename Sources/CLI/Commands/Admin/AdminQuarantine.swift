// `relais admin quarantine list`, `accept`, `correct`, `dismiss`: what the server refused of an
// organisation's authors, and what its coordinator decides.

import ClientCore
import Console
import Shared

enum AdminQuarantineListCommand: Command {
    static let specification = CommandSpecification(
        ["admin", "quarantine", "list"],
        summary: Phrase(
            fr: "Liste ce qui attend une décision dans votre structure.",
            en: "Lists what waits for a decision in your organisation."),
        example: "admin quarantine list")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let answer = try await context.administer("quarantine")
        guard case .array(let transactions)? = answer["transactions"],
            case .array(let sealed)? = answer["sealed"]
        else { return 0 }
        let language = context.language == .french ? "fr" : "en"
        for refused in transactions {
            let head = ["id", "userName", "receivedAt"].map { refused[$0].map(Context.text) ?? "—" }
            context.output.line(head.joined(separator: "  "))
            context.output.line("  " + (refused["message"]?[language].map(Context.text) ?? ""))
            context.lines(
                refused, "changes", ["collection", "id", "field", "value"], indent: "    ")
        }
        for record in sealed {
            let head = ["address", "userName", "receivedAt", "collection", "id"]
                .map { record[$0].map(Context.text) ?? "—" }
            context.output.line(head.joined(separator: "  "))
            context.output.line("  " + (record["message"]?[language].map(Context.text) ?? ""))
        }
        if transactions.isEmpty && sealed.isEmpty {
            context.output.line(Phrase(fr: "Rien n'attend de décision.", en: "Nothing waits."))
        }
        return 0
    }
}

enum AdminQuarantineAcceptCommand: Command {
    static let specification = CommandSpecification(
        ["admin", "quarantine", "accept"],
        summary: Phrase(
            fr: "Reprend une saisie refusée, telle qu'elle fut écrite, ou une fiche scellée.",
            en: "Releases a refused change, as it was written, or joins a sealed record."),
        positionals: PositionalSpecification("ID", minimum: 1, maximum: 1),
        example: "admin quarantine accept 65538:12")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        try await context.decide("accepted", [])
    }
}

enum AdminQuarantineCorrectCommand: Command {
    static let specification = CommandSpecification(
        ["admin", "quarantine", "correct"],
        summary: Phrase(
            fr: "Reprend une saisie refusée, avec des valeurs corrigées.",
            en: "Releases a refused change, with some values corrected."),
        options: [
            .value(
                "record", "COLLECTION:ID",
                help: Phrase(
                    fr: "Lequel de ses enregistrements, s'il y en a plusieurs.",
                    en: "Which of its records, when there are several."))
        ],
        positionals: PositionalSpecification("ID field=value…", minimum: 2, maximum: nil),
        example: "admin quarantine correct 65538:12 phone=0298000000")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        var members: [(String, JSON)] = [
            ("corrections", .array(context.invocation.positionals.dropFirst().map(JSON.string)))
        ]
        if let record = context.invocation.option("record") {
            let parts = record.split(separator: ":", maxSplits: 1).map(String.init)
            members.append(("record", .array(parts.map(JSON.string))))
        }
        return try await context.decide("corrected", members)
    }
}

enum AdminQuarantineDismissCommand: Command {
    static let specification = CommandSpecification(
        ["admin", "quarantine", "dismiss"],
        summary: Phrase(
            fr: "Écarte une saisie refusée ou une fiche scellée ; elle est gardée.",
            en: "Dismisses a refused change or a sealed record; it is kept."),
        positionals: PositionalSpecification("ID", minimum: 1, maximum: 1),
        example: "admin quarantine dismiss 65538:12")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        try await context.decide("dismissed", [])
    }
}

extension Context {
    fileprivate func decide(
        _ decision: String, _ members: [(String, JSON)]
    ) async throws(RelaisError) -> Int32 {
        let id = argument(0)
        let answer = try await administer(
            "decide", [("id", .string(id)), ("decision", .string(decision))] + members)
        let released = answer["released"].map(Context.text) ?? "0"
        output.line(
            Phrase(
                fr: "\(id) : décidée, \(released) saisie(s) reprise(s).",
                en: "\(id): decided, \(released) change(s) released."))
        return 0
    }
}
