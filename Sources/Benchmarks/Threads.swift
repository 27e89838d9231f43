// Threads: the same work many times at once, each on a thread of its own: the pool of tasks has as
// many as processors.

import Glibc

enum Threads {
    /// Runs `body` for 0 up to `count`, all at once, and waits for the last.
    static func atOnce(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) throws {
        let threads = try (0..<count).map { index in try create { body(index) } }
        for thread in threads { pthread_join(thread, nil) }
    }

    /// Runs `body` on a thread that nobody waits for.
    static func start(_ body: @escaping @Sendable () -> Void) throws {
        pthread_detach(try create(body))
    }

    private static func create(_ body: @escaping @Sendable () -> Void) throws -> pthread_t {
        var thread = pthread_t()
        let work = Unmanaged.passRetained(ThreadWork(body))
        let status = pthread_create(&thread, nil, threadMain, work.toOpaque())
        guard status == 0 else {
            work.release()
            throw BenchmarkFailure(call: "pthread_create", code: status)
        }
        return thread
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
