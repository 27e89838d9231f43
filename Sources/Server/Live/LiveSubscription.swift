// LiveSubscription: what one watcher has still to be told. It knows no socket and is never long: of
// several changes only the last is kept, because each says everything that those before it said.

package import Shared

/// One watcher's stream.
package final class LiveSubscription: HTTPStream {
    package let territory: String
    package let replica: Replica

    private struct State {
        /// The furthest head that it was told, sent or not.
        var head: LiveHead?
        var isHeadDue = false
        var isBeatDue = false
        var isClosed = false
        var wake: (@Sendable () -> Void)?
    }

    private let state = Locked(State())
    private let leave: @Sendable (LiveSubscription) -> Void

    /// - Parameter leave: called when nobody reads the stream any more.
    init(
        territory: String, replica: Replica, leave: @escaping @Sendable (LiveSubscription) -> Void
    ) {
        self.territory = territory
        self.replica = replica
        self.leave = leave
    }

    /// Tells how far the territory has come, once for each head. Two commits may be told in the
    /// wrong order: within an epoch the further one stays.
    package func tell(_ head: LiveHead) {
        change { state in
            if let told = state.head, told.epoch == head.epoch, told.sequence >= head.sequence {
                return false
            }
            state.head = head
            state.isHeadDue = true
            return true
        }
    }

    /// Has something sent, so that both ends and everything between them see that the line lives.
    package func beat() {
        change { state in
            defer { state.isBeatDue = true }
            return !state.isBeatDue
        }
    }

    /// Ends the stream; what was not sent is dropped, and the watcher comes back for it.
    package func close() {
        change { state in
            defer { state.isClosed = true }
            return !state.isClosed
        }
    }

    /// Wakes the reader when the change gave it something to read.
    private func change(_ body: (inout State) -> Bool) {
        let wake = state.withLock { state in body(&state) ? state.wake : nil }
        wake?()
    }

    package func next() -> HTTPStreamPart {
        state.withLock { state in
            if state.isClosed { return .end }
            defer {
                state.isHeadDue = false
                state.isBeatDue = false
            }
            // An event is as good a sign of life as a heartbeat.
            if state.isHeadDue, let head = state.head { return .bytes(head.event) }
            return state.isBeatDue ? .bytes(LiveHead.heartbeat) : .nothingYet
        }
    }

    package func onReady(_ wake: @escaping @Sendable () -> Void) {
        state.withLock { $0.wake = wake }
    }

    package func cancel() {
        state.withLock { state in
            state.isClosed = true
            state.wake = nil
        }
        leave(self)
    }
}
