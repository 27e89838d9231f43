// StoppableThread: a thread of the server's own for work that waits or reads files, which must not
// hold one of the few that all tasks share.

import Glibc

/// A thread that runs from its creation to `stop`.
final class StoppableThread: Sendable {
    private let isStopped: Monitor<Bool>
    private let thread: Monitor<pthread_t?>

    /// Starts the thread.
    ///
    /// - Parameter body: looks at `isStopped`, or waits on it, and returns soon after it is set.
    init(_ body: @escaping @Sendable (_ isStopped: Monitor<Bool>) -> Void) throws(ServerStartError)
    {
        let isStopped = Monitor(false)
        var thread = pthread_t()
        let work = Unmanaged.passRetained(ThreadWork { body(isStopped) })
        let status = pthread_create(&thread, nil, threadMain, work.toOpaque())
        guard status == 0 else {
            work.release()
            throw .system(call: "pthread_create", code: status)
        }
        self.isStopped = isStopped
        self.thread = Monitor(thread)
    }

    deinit { stop() }

    /// Ends the thread and waits for it. Idempotent.
    func stop() {
        isStopped.update { $0 = true }
        let ending = thread.update { thread in
            defer { thread = nil }
            return thread
        }
        if let ending { pthread_join(ending, nil) }
    }
}

private final class ThreadWork: Sendable {
    let run: @Sendable () -> Void

    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}

// A C callback must be a file-level function: a closure cannot carry the context.
private func threadMain(_ work: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let work { Unmanaged<ThreadWork>.fromOpaque(work).takeRetainedValue().run() }
    return nil
}
