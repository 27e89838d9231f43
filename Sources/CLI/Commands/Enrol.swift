// `relais enrol`: joins a territory with a one-time code.

import ClientCore
import Console
import Shared

enum EnrolCommand: Command {
    static let specification = CommandSpecification(
        ["enrol"],
        summary: Phrase(
            fr: "Rattache cet appareil à un serveur, avec le code donné par la coordination.",
            en: "Enrols this device with a server, with the code that the coordinator gave."),
        options: TrustOptions.all,
        positionals: PositionalSpecification(
            "URL CODE", minimum: 2, maximum: 2,
            help: Phrase(
                fr: "URL : l'adresse du serveur, rien après le nom.\n"
                    + "CODE : le code, qui ne sert qu'une fois ; `-` pour l'entrée standard, ou "
                    + "`@FICHIER`.",
                en: "URL: the server's address, with nothing after the name.\n"
                    + "CODE: the code, which works once; `-` for standard input, or `@FILE`.")),
        example: "enrol https://relais.example.org ABCD-EFGH-JKLM --store ~/relais")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let url = context.argument(0)
        let trust = try TrustOptions.trust(context)
        try trust.check(url)
        let transport = try context.transport(url, trust)
        let code = try Secret(argument: context.argument(1), kind: .oneTimeCode)
        let engine = SyncEngine(store: try context.store(), transport: transport)
        let enrolment: Enrolment
        do {
            enrolment = try await engine.enrol(url: url, code: code.text, trust: trust)
        } catch {
            throw error.code == "offline" ? unreachable(error) : error
        }
        context.output.document(
            .object([
                "territory": .string(enrolment.territory),
                "territoryName": .string(enrolment.territoryName),
                "replica": .integer(Int64(enrolment.replica)),
                "user": .string(enrolment.user), "userName": .string(enrolment.userName),
                "organisation": .string(enrolment.organisation), "role": .string(enrolment.role),
            ]))
        context.output.rows([
            (Phrase(fr: "territoire", en: "territory"), enrolment.territoryName),
            (Phrase(fr: "personne", en: "user"), enrolment.userName),
            (
                Phrase(fr: "rôle", en: "role"),
                Role(rawValue: enrolment.role)?.label.text(context.language) ?? enrolment.role
            ),
            (Phrase(fr: "appareil", en: "device"), String(enrolment.replica)),
        ])
        context.output.paragraph(
            Phrase(
                fr: "Cet appareil est rattaché ; `relais sync` recopie ce que vous pouvez voir.",
                en: "This device is enrolled; `relais sync` copies what you may see."))
        return 0
    }

    /// There is nothing on the device yet that a remedy could speak of; the code is what matters.
    private static func unreachable(_ error: RelaisError) -> RelaisError {
        RelaisError(
            code: error.code, message: error.message,
            remedy: Phrase(
                fr: "Vérifiez l'adresse et le réseau, puis recommencez avec le même code : il "
                    + "n'est pas perdu.",
                en: "Check the address and the network, then try again with the same code: it is "
                    + "not lost."),
            isTransient: error.isTransient, detail: error.detail)
    }
}
