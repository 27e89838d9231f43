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
            outcome = Outcome(
                pushed: report.pushed, pulled: report.pulled, state: report.state,
                status: report.status, error: report.error)
        } catch {
            // Something else answers in the server's place: for who waits here, it is not there.
            guard TrustErrors.isStranger(error) else { throw error }
            let status = try store.status()
            outcome = Outcome(
                pushed: max(0, before - status.pending), pulled: received.withLock { $0 },
                state: .offline, status: status, error: error)
        }
        output.endProgress()
        output.rows(outcome.rows)
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

    var members: [JSONObject.Member] {
        let object: JSONObject = [
            "pushed": .count(pushed), "pulled": .count(pulled),
            "conflicts": .count(status.conflicts), "quarantined": .count(status.quarantined),
            "pending": .count(status.pending), "cursor": .sequence(status.cursor),
            "epoch": .optional(status.epoch), "state": .string(state.rawValue),
        ]
        return object.members
    }

    var rows: [(label: Phrase, value: String)] {
        [
            (Phrase(fr: "envoyés", en: "sent"), String(pushed)),
            (Phrase(fr: "reçus", en: "received"), String(pulled)),
            (Phrase(fr: "en attente", en: "waiting"), String(status.pending)),
            (Phrase(fr: "à trancher", en: "to settle"), String(status.conflicts)),
            (Phrase(fr: "refusés", en: "refused"), String(status.quarantined)),
        ]
    }
}
