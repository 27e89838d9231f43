// The lock of the product: one value, reachable only while its mutex is held.
//
// A heap-allocated pthread mutex, because ThreadSanitizer understands it; the mutex of the
// Synchronization module gives it false alarms on Linux.

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A value that several threads may use, one at a time.
///
/// The value need not be `Sendable`; `body` must not let a reference into it escape.
public final class Locked<Value: ~Copyable>: Sendable {
    // Never moves and is only given to pthread functions, which are safe from any thread.
    nonisolated(unsafe) private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    // Touched in `withLock` only, while the mutex is held.
    nonisolated(unsafe) private var value: Value

    /// Puts a value behind a new, free lock; the caller keeps no other way to it.
    public init(_ value: consuming Value) {
        mutex = .allocate(capacity: 1)
        mutex.initialize(to: pthread_mutex_t())
        self.value = value
        let status = pthread_mutex_init(mutex, nil)
        precondition(status == 0, "pthread_mutex_init failed")
    }

    deinit {
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    /// Runs `body` with the value while no other thread can reach it.
    ///
    /// Waits as long as another thread holds the lock. Not reentrant: calling it again from inside
    /// `body` waits for ever, so keep `body` short and call nothing unknown from it.
    public func withLock<Result: ~Copyable, Failure: Error>(
        _ body: (inout Value) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return try body(&value)
    }
}
