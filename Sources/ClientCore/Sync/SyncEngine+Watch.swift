// Watching: staying connected, so that a change on one device is on the others within a second.

public import Shared

/// What happens while a store is watched.
public enum WatchEvent: Sendable {
    /// A synchronisation ended; its state tells whether it reached the server.
    case synchronised(SyncReport)
    /// From now on the server tells of changes at once.
    case connected
    /// The line is down or the server did not answer; the next try is after so many milliseconds.
    /// Without an error when the server only fell silent.
    case disconnected(RelaisError?, retryMilliseconds: UInt64)
}

/// Why a watch ended by itself.
public enum WatchEnd: Sendable {
    /// The task was cancelled.
    case cancelled
    /// The device may not synchronise any more; the store keeps what it holds.
    case revoked(RelaisError)
    /// The server asks for a newer program.
    case clientTooOld(RelaisError)
}

extension SyncEngine {
    /// Stays connected: synchronises, and again whenever the server has something new or something
    /// was written to the store, by this or another program. Comes back by itself, with growing and
    /// jittered waits, however often the line breaks.
    ///
    /// Runs until its task is cancelled, and ends soon after. Local writes are noticed within a
    /// quarter of a second. What changes in the store is told by `Store.changes`, as always.
    ///
    /// - Parameters:
    ///   - transport: carries the stream to the same server as the engine's own requests.
    ///   - policy: how patient it is.
    ///   - tell: called at each event, one call at a time for synchronisations; must not block.
    /// - Returns: why it ended.
    /// - Throws: when the store is not enrolled or fails, or the server refuses for good.
    public func watch(
        over transport: any LiveTransport, policy: WatchPolicy = .standard,
        tell: @escaping @Sendable (WatchEvent) -> Void = { _ in }
    ) async throws(RelaisError) -> WatchEnd {
        var watcher = try Watcher(self, transport, policy, tell)
        switch await watcher.run() {
        case .cancelled: return .cancelled
        case .revoked(let error): return .revoked(error)
        case .clientTooOld(let error): return .clientTooOld(error)
        case .failed(let error): throw error
        }
    }
}

extension Store {
    /// Whether something of this device waits to be sent.
    func hasPending() throws(RelaisError) -> Bool {
        try withCore { core in
            try core.journal.pending(try DeviceState(core.connection)) > 0
        }
    }
}
