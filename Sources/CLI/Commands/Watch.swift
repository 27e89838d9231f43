// `relais watch`: stays connected and synchronises on each change, until it is asked to end.

import ClientCore
import Console
import Shared

enum WatchCommand: Command {
    static let specification = CommandSpecification(
        ["watch"],
        summary: Phrase(
            fr: "Reste connecté et synchronise à chaque changement, jusqu'à Ctrl-C.",
            en: "Stays connected and synchronises on each change, until Ctrl-C."),
        example: "watch --store ~/relais")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let store = try context.store()
        let transport = try context.transport(store)
        let engine = SyncEngine(store: store, transport: transport)
        let output = context.output
        let reporter = WatchReporter(output: output)
        let ending = Locked<(@Sendable () -> Void)?>(nil)
        let task = Task {
            await watch(engine, transport) { event in
                reporter.tell(event)
                // Nobody reads any more: there is nobody to watch for.
                if output.isLost { ending.withLock { $0 }?() }
            }
        }
        ending.withLock { $0 = { task.cancel() } }
        Interruption.whenAsked { task.cancel() }
        switch await task.value {
        case .success(.cancelled): return 0
        case .success(.revoked(let error)):
            return try reporter.fail(error, .revoked, store)
        case .success(.clientTooOld(let error)):
            return try reporter.fail(error, .clientTooOld, store)
        case .failure(let error): return output.fail(error, stream: true)
        }
    }

    /// A task knows no typed errors.
    private static func watch(
        _ engine: SyncEngine, _ transport: any LiveTransport,
        _ tell: @escaping @Sendable (WatchEvent) -> Void
    ) async -> Result<WatchEnd, RelaisError> {
        do {
            return .success(try await engine.watch(over: transport, tell: tell))
        } catch {
            return .failure(error)
        }
    }
}

/// Says what happens while a store is watched.
private final class WatchReporter: Sendable {
    private let output: Output
    /// The state of the synchronisation that was told last.
    private let last = Locked<SyncReport.State?>(nil)

    init(output: Output) { self.output = output }

    func tell(_ event: WatchEvent) {
        switch event {
        case .synchronised(let report): tell(report)
        case .connected:
            output.line(
                Phrase(
                    fr: "Connecté : les changements arrivent d'eux-mêmes. Ctrl-C pour finir.",
                    en: "Connected: changes arrive by themselves. Ctrl-C to end."))
        case .disconnected(let error, let milliseconds):
            let seconds = (milliseconds + 999) / 1_000
            let silent = Phrase(
                fr: "Le serveur ne dit plus rien.", en: "The server has fallen silent.")
            let reason = error?.message ?? silent
            guard !output.isJSON else { return }
            output.note(
                Phrase(
                    fr: "\(reason.french) Nouvel essai dans \(seconds) s.",
                    en: "\(reason.english) Next try in \(seconds) s."))
        }
    }

    /// A line for each synchronisation that reached the server, and one when the line goes down:
    /// those that fail in a row say nothing new.
    private func tell(_ report: SyncReport) {
        guard report.state == .upToDate || report.state == .offline else { return }
        let before = last.withLock { last in
            defer { last = report.state }
            return last
        }
        if report.state == .offline && before == .offline { return }
        let outcome = Outcome(report)
        output.document(.object(JSONObject(members: outcome.members)), stream: true)
        guard report.state == .upToDate else { return }
        if before == .upToDate && report.pushed == 0 && report.pulled == 0 { return }
        output.line(outcome.sentence)
    }

    /// The last thing that is said: this device is not served any more.
    func fail(
        _ error: RelaisError, _ state: SyncReport.State, _ store: Store
    ) throws(RelaisError) -> Int32 {
        let outcome = Outcome(
            pushed: 0, pulled: 0, state: state, status: try store.status(), error: error)
        return output.fail(error, beside: outcome.members, stream: true)
    }
}

extension Outcome {
    fileprivate init(_ report: SyncReport) {
        self.init(
            pushed: report.pushed, pulled: report.pulled, state: report.state,
            status: report.status, error: report.error)
    }

    /// The rows on one line.
    fileprivate var sentence: Phrase {
        Phrase(
            fr: rows.map { "\($0.label.french) : \($0.value)" }.joined(separator: ", "),
            en: rows.map { "\($0.label.english): \($0.value)" }.joined(separator: ", "))
    }
}
