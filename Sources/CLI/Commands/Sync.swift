// `relais sync`: sends what waits and fetches what is new.

import ClientCore
import Console
import Shared

enum SyncCommand: Command {
    static let specification = CommandSpecification(
        ["sync"],
        summary: Phrase(
            fr: "Envoie ce qui attend et reçoit ce qui est nouveau.",
            en: "Sends what waits and fetches what is new."),
        example: "sync --store ~/relais")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let store = try context.store()
        let engine = try context.engine(store)
        let output = context.output
        let before = try store.status().pending
        let received = Locked(0)
        let outcome: Outcome
        do {
            let report = try await engine.sync { count in
                received.withLock { $0 = count }
                output.progress(Phrase(fr: "Reçus", en: "Received"), done: count)
            }
            outcome = Outcome(report, store)
        } catch {
            // Something else answers in the server's place: for who waits here, it is not there.
            guard TrustErrors.isStranger(error) else { throw error }
            let status = try store.status()
            outcome = Outcome(
                pushed: max(0, before - status.pending), pulled: received.withLock { $0 },
                state: .offline, status: status, error: error)
        }
        output.endProgress()
        output.rows(outcome.rows(output.language))
        if let error = outcome.error { return output.fail(error, beside: outcome.members) }
        output.document(.object(JSONObject(members: outcome.members)))
        return 0
    }
}

/// How a synchronisation ended, and where the store stands after it.
struct Outcome {
    let pushed: Int
    let pulled: Int
    let state: SyncReport.State
    let status: StoreStatus
    let error: RelaisError?
    /// What arrived of what was awaited.
    var receipts: [ReceiptCheck] = []

    var members: [JSONObject.Member] {
        let object: JSONObject = [
            "pushed": .count(pushed), "pulled": .count(pulled),
            "conflicts": .count(status.conflicts), "quarantined": .count(status.quarantined),
            "pending": .count(status.pending), "cursor": .sequence(status.cursor),
            "epoch": .optional(status.epoch), "state": .string(state.rawValue),
            "receipts": .array(
                receipts.map { check in
                    .object([
                        "collection": .string(check.collection),
                        "id": .string(check.id.description), "recorded": .count(check.recorded),
                        "received": .count(check.received), "toReview": .count(check.toReview),
                        "signed": .bool(check.isSigned),
                    ])
                }),
        ]
        return object.members
    }

    func rows(_ language: Language) -> [(label: Phrase, value: String)] {
        [
            (Phrase(fr: "envoyés", en: "sent"), String(pushed)),
            (Phrase(fr: "reçus", en: "received"), String(pulled)),
            (Phrase(fr: "en attente", en: "waiting"), String(status.pending)),
            (Phrase(fr: "à trancher", en: "to settle"), String(status.conflicts)),
            (Phrase(fr: "refusés", en: "refused"), String(status.quarantined)),
        ]
            + receipts.map { check in
                (Phrase(fr: "reçu", en: "receipt"), check.summary.text(language))
            }
    }
}

extension Outcome {
    /// What a run reached, with the receipts that it brought. One that cannot be read is told by
    /// `relais permanence receipt`.
    init(_ report: SyncReport, _ store: Store) {
        self.init(
            pushed: report.pushed, pulled: report.pulled, state: report.state,
            status: report.status, error: report.error,
            receipts: report.receipts.compactMap { collection, id in
                try? store.receipt(for: collection, id, verifier: SignatureVerifier())
            })
    }
}
