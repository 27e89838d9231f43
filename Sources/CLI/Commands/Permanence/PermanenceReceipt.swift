// `relais permanence receipt`: proves that what was noted in a permanence is on the server.

import ClientCore
import Console
import Shared
import Cryptography

enum PermanenceReceiptCommand: Command {
    static let specification = CommandSpecification(
        ["permanence", "receipt"],
        summary: Phrase(
            fr: "Demande, vérifie et montre le reçu d'une permanence ; sort avec 1 s'il manque "
                + "quelque chose.",
            en: "Asks for, checks and shows the receipt of a drop-in session; exits with 1 when "
                + "something is missing."),
        positionals: PositionalSpecification(
            "ID", minimum: 0, maximum: 1,
            help: Phrase(
                fr: "La permanence ; sinon celle que vous avez fermée en dernier.",
                en: "The drop-in session; otherwise the one that you closed last.")),
        example: "permanence receipt")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let store = try context.store()
        let asked = context.invocation.positionals.first
        let id =
            if let asked { try context.recordID(asked) } else {
                try Permanences(store).lastClosed()
            }
        guard try store.record("permanence", id) != nil else {
            throw StoreErrors.notFound("permanence", id)
        }
        var failure: RelaisError?
        do {
            try await context.engine(store).fetchReceipt(for: "permanence", id)
        } catch let error where error.isTransient {
            // Without a network, what the device keeps is checked.
            failure = error
        }
        let verifier = SignatureVerifier()
        guard let check = try store.receipt(for: "permanence", id, verifier: verifier) else {
            throw failure ?? StoreErrors.notFound("permanence", id)
        }
        context.output.document(document(check, isFresh: failure == nil))
        context.output.rows(rows(check, context.show, isFresh: failure == nil))
        for missing in check.missing {
            let why = missing.why.phrase.text(context.language)
            context.output.line("  \(missing.collection) \(missing.id): \(why)")
        }
        return check.isComplete ? 0 : 1
    }

    private static func document(_ check: ReceiptCheck, isFresh: Bool) -> JSON {
        .object([
            "permanence": .string(check.id.description), "recorded": .count(check.recorded),
            "received": .count(check.received), "toReview": .count(check.toReview),
            "missing": .array(
                check.missing.map { missing in
                    .object([
                        "collection": .string(missing.collection),
                        "id": .string(missing.id.description),
                        "why": .string(missing.why.rawValue),
                    ])
                }),
            "signed": .bool(check.isSigned), "key": .string(check.key),
            "head": .sequence(check.head), "epoch": .string(check.epoch),
            "time": .string(check.time.description), "fresh": .bool(isFresh),
        ])
    }

    private static func rows(
        _ check: ReceiptCheck, _ show: Show, isFresh: Bool
    ) -> [(label: Phrase, value: String)] {
        let signature =
            check.isSigned
            ? Phrase(
                fr: "valable, clé \(check.key.prefix(16))…",
                en: "valid, key \(check.key.prefix(16))…")
            : Phrase(
                fr: "non valable : ce reçu ne prouve rien",
                en: "not valid: this receipt proves nothing")
        let source =
            isFresh
            ? Phrase(fr: "demandé à l'instant", en: "asked for just now")
            : Phrase(
                fr: "gardé sur l'appareil, le serveur ne répond pas",
                en: "kept on the device, the server does not answer")
        return [
            (Phrase(fr: "reçu", en: "receipt"), check.summary.text(show.language)),
            (Phrase(fr: "établi", en: "made"), show.instant(check.time)),
            (Phrase(fr: "signature", en: "signature"), signature.text(show.language)),
            (Phrase(fr: "d'où il vient", en: "where it is from"), source.text(show.language)),
        ]
    }
}

extension ReceiptCheck {
    /// The receipt in a line.
    var summary: Phrase {
        Phrase(
            fr: "\(recorded) enregistrés, \(received) reçus, \(toReview) à revoir",
            en: "\(recorded) recorded, \(received) received, \(toReview) to review")
    }
}

extension ReceiptCheck.Reason {
    fileprivate var phrase: Phrase {
        switch self {
        case .notSent:
            Phrase(fr: "attend sur cet appareil", en: "waits on this device")
        case .quarantined:
            Phrase(
                fr: "mis de côté par le serveur, à décider",
                en: "set aside by the server, to be decided")
        case .notHeld: Phrase(fr: "le serveur ne l'a pas", en: "the server does not have it")
        case .different:
            Phrase(
                fr: "le serveur en a une autre version",
                en: "the server has another version of it")
        }
    }
}

/// Checks signatures with the library of this machine.
struct SignatureVerifier: ReceiptVerifier {
    func isValid(signature: [UInt8], over message: [UInt8], by publicKey: [UInt8]) -> Bool {
        SigningKey.isValid(signature: signature, over: message, by: publicKey)
    }
}
