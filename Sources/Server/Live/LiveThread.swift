// LiveThread: the one clock of all watchers: looks for changes of other processes twice a second,
// and has heartbeats sent. A thread of its own, since looking reads files.

/// A thread that runs from its creation to `stop`.
package final class LiveThread: Sendable {
    /// A change of another process is told after this at the latest.
    package static let lookMilliseconds = 500
    /// Between two heartbeats: 30 seconds, below the idle timeouts of common proxies (60 seconds)
    /// and the patience of older clients (45 seconds).
    package static let looksPerBeat = 60

    private let thread: StoppableThread

    /// Starts the thread; the intervals are other ones for tests only.
    package init(
        hub: LiveHub, lookout: LiveLookout, lookMilliseconds: Int = LiveThread.lookMilliseconds,
        looksPerBeat: Int = LiveThread.looksPerBeat
    ) throws(ServerStartError) {
        thread = try StoppableThread { isStopped in
            var looks = 0
            while !isStopped.wait(milliseconds: lookMilliseconds, until: { $0 }) {
                lookout.look()
                looks += 1
                if looks % looksPerBeat == 0 { hub.beat() }
            }
        }
    }

    /// Ends the thread and waits for it. Idempotent.
    package func stop() { thread.stop() }
}
