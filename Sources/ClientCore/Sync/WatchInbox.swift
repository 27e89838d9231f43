// WatchInbox: what happened while a watch was busy. It is never long: each kind of thing is kept
// once, because the last of a kind says everything.

import Shared

/// Between those who notice things and the one who decides.
final class WatchInbox: Sendable {
    private struct State {
        var changed: LiveHead?
        var isHeard = false
        var failure: SyncState.Failure?
        var hasSecond = false
        var hasWritten = false
        var isCancelled = false
        var waiting: CheckedContinuation<WatchState.Event, Never>?

        /// The next thing to decide on: what the stream said comes before its end.
        mutating func take() -> WatchState.Event? {
            if isCancelled { return .cancelled }
            if let head = changed {
                changed = nil
                return .changed(head)
            }
            if isHeard {
                isHeard = false
                return .heard
            }
            if let ended = failure {
                failure = nil
                return .failed(ended)
            }
            if hasSecond {
                hasSecond = false
                return .second
            }
            defer { hasWritten = false }
            return hasWritten ? .wrote : nil
        }
    }

    private let state = Locked(State())

    /// The stream told how far the server is.
    func changed(_ head: LiveHead) { post { $0.changed = head } }

    /// The stream said something else.
    func heard() { post { $0.isHeard = true } }

    /// The stream is over.
    func ended(_ failure: SyncState.Failure) { post { $0.failure = failure } }

    /// A second has passed.
    func second() { post { $0.hasSecond = true } }

    /// Something waits to be sent.
    func wrote() { post { $0.hasWritten = true } }

    /// The next thing that happened, waiting for it. One caller at a time.
    func next() async -> WatchState.Event {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let event = state.withLock { state -> WatchState.Event? in
                    if let event = state.take() { return event }
                    state.waiting = continuation
                    return nil
                }
                if let event { continuation.resume(returning: event) }
            }
        } onCancel: {
            post { $0.isCancelled = true }
        }
    }

    private func post(_ change: (inout State) -> Void) {
        let answer = state.withLock { state -> (() -> Void)? in
            change(&state)
            guard let waiting = state.waiting, let event = state.take() else { return nil }
            state.waiting = nil
            return { waiting.resume(returning: event) }
        }
        answer?()
    }
}
