// Counts the requests in progress, so that the server can stop without cutting one off: the HTTP
// library aborts the process when it is stopped while a connection is suspended.

/// Knows how many requests are in progress and whether more may come.
final class RequestGate: Sendable {
    private enum Phase: Int {
        case open, draining, closed, stopped
    }

    private struct State {
        var phase = Phase.open
        /// Begun and not yet answered to the last byte, or broken off.
        var requests = 0
        /// Waiting for a worker or in its hands; their connections are suspended.
        var suspended = 0
    }

    private let state = Monitor(State())

    /// The requests of which the line has been read and the answer not yet sent.
    var requests: Int { state.update { $0.requests } }

    /// Whether connections should be closed after their answer.
    var isDraining: Bool { state.update { $0.phase != .open } }

    /// A request begins; false when the server is stopping and it should be refused.
    func begin() -> Bool {
        state.update {
            $0.requests += 1
            return $0.phase == .open
        }
    }

    /// A request has ended, in whatever way.
    func end() {
        state.update { $0.requests -= 1 }
    }

    /// Asks to suspend a request; when false it must be refused, and `resumed` not called.
    func suspend() -> Bool {
        state.update { state in
            guard state.phase.rawValue < Phase.closed.rawValue else { return false }
            state.suspended += 1
            return true
        }
    }

    /// A suspended request has been resumed.
    func resumed() {
        state.update { $0.suspended -= 1 }
    }

    /// New requests are refused from now on; false when that was so already.
    func drain() -> Bool {
        state.update { state in
            guard state.phase == .open else { return false }
            state.phase = .draining
            return true
        }
    }

    /// No request is suspended any more from now on.
    func close() {
        state.update { $0.phase = .closed }
    }

    /// Waits until no request is in progress; false when the time ran out first.
    func waitForRequests(milliseconds: Int) -> Bool {
        state.wait(milliseconds: milliseconds) { $0.requests == 0 }
    }

    /// Waits, without a limit, until no request is suspended.
    func waitForSuspended() {
        state.wait { $0.suspended == 0 ? () : nil }
    }

    /// Everything has ended.
    func markStopped() {
        state.update { $0.phase = .stopped }
    }

    /// Waits for `markStopped`.
    func waitUntilStopped() {
        state.wait { $0.phase == .stopped ? () : nil }
    }
}
