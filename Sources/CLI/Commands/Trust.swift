// `relais trust`: how this device trusts its server, and changing it when a key or an authority
// changed.

import ClientCore
import Console
import Shared

enum TrustCommand: Command {
    static let specification = CommandSpecification(
        ["trust"],
        summary: Phrase(
            fr: "Dit comment cet appareil reconnaît son serveur ; avec des options, le remplace.",
            en: "Says how this device recognises its server; with options, replaces that."),
        options: TrustOptions.all + [
            .flag(
                "system",
                help: Phrase(
                    fr: "Revient aux autorités du système, sans empreinte ni exception.",
                    en: "Goes back to the authorities of the system, without pin or exception."))
        ],
        example: "trust --pin sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let store = try context.store()
        let wanted = try TrustOptions.trust(context)
        let isReset = context.invocation.flag("system")
        guard !isReset || wanted == .system else {
            throw .usage(
                Phrase(
                    fr: "--system ne va pas avec les autres options.",
                    en: "--system does not go with the other options."),
                remedy: Phrase(
                    fr: "Voyez `relais trust --help`.", en: "See `relais trust --help`."))
        }
        if isReset || wanted != .system { try store.setTrust(wanted) }
        show(try store.trust(), context.output)
        return 0
    }

    private static func show(_ trust: ServerTrust, _ output: Output) {
        output.document(
            .object([
                "authority": .string(trust.authority == nil ? "system" : "own"),
                "pin": .optional(trust.pin), "allowsPlainHTTP": .bool(trust.allowsPlainHTTP),
            ]))
        let own = Phrase(fr: "celle qui a été donnée", en: "the one that was given")
        let system = Phrase(fr: "celles du système", en: "those of the system")
        let none = Phrase(fr: "aucune", en: "none")
        let plain =
            trust.allowsPlainHTTP
            ? Phrase(fr: "permis", en: "allowed") : Phrase(fr: "refusé", en: "refused")
        output.rows([
            (
                Phrase(fr: "autorité", en: "authority"),
                (trust.authority == nil ? system : own).text(output.language)
            ),
            (Phrase(fr: "empreinte", en: "pin"), trust.pin ?? none.text(output.language)),
            (Phrase(fr: "sans chiffrement", en: "unencrypted"), plain.text(output.language)),
        ])
    }
}
