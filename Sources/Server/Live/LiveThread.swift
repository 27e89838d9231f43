// LiveThread: the one clock of all watchers: looks for changes of other processes twice a second,
// and has heartbeats sent. A thread of its own, since looking reads files.

import Glibc

/// A thread that runs from its creation to `stop`.
package final class LiveThread: Sendable {
    /// A change of another process is told after this at the latest.
    package static let lookMilliseconds = 500
    /// Between two heartbeats: 15 seconds, below the idle timeouts of common proxies (60 seconds).
    package static let looksPerBeat = 30

    private let context: LiveThreadContext
    private let thread: Monitor<pthread_t?>

    /// Starts the thread; the intervals are other ones for tests only.
    package init(
        hub: LiveHub, lookout: LiveLookout, lookMilliseconds: Int = LiveThread.lookMilliseconds,
        looksPerBeat: Int = LiveThread.looksPerBeat
    ) throws(ServerStartError) {
        let context = LiveThreadContext(
            hub: hub, lookout: lookout, lookMilliseconds: lookMilliseconds,
            looksPerBeat: looksPerBeat)
        var thread = pthread_t()
        let reference = Unmanaged.passRetained(context)
        let status = pthread_create(&thread, nil, liveMain, reference.toOpaque())
        guard status == 0 else {
            reference.release()
            throw .system(call: "pthread_create", code: status)
        }
        self.context = context
        self.thread = Monitor(thread)
    }

    deinit { stop() }

    /// Ends the thread and waits for it. Idempotent.
    package func stop() {
        context.isStopped.update { $0 = true }
        let ending = thread.update { thread in
            defer { thread = nil }
            return thread
        }
        if let ending { pthread_join(ending, nil) }
    }
}

private final class LiveThreadContext: Sendable {
    let isStopped = Monitor(false)
    private let hub: LiveHub
    private let lookout: LiveLookout
    private let lookMilliseconds: Int
    private let looksPerBeat: Int

    init(hub: LiveHub, lookout: LiveLookout, lookMilliseconds: Int, looksPerBeat: Int) {
        self.hub = hub
        self.lookout = lookout
        self.lookMilliseconds = lookMilliseconds
        self.looksPerBeat = looksPerBeat
    }

    func run() {
        var looks = 0
        while !isStopped.wait(milliseconds: lookMilliseconds, until: { $0 }) {
            lookout.look()
            looks += 1
            if looks % looksPerBeat == 0 { hub.beat() }
        }
    }
}

// A C callback must be a file-level function: a closure cannot carry the context.
private func liveMain(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let context {
        Unmanaged<LiveThreadContext>.fromOpaque(context).takeRetainedValue().run()
    }
    return nil
}
