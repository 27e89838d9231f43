// A lock that threads can wait on: a value, its mutex and one condition variable. It serves the
// two places of the HTTP server where a thread sleeps until something changes.

import Glibc

/// A value behind a lock, whose every change can be waited for.
final class Monitor<Value>: Sendable {
    // Never move and are only given to pthread functions, which are safe from any thread.
    nonisolated(unsafe) private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    nonisolated(unsafe) private let condition: UnsafeMutablePointer<pthread_cond_t>
    // Touched only while the mutex is held.
    nonisolated(unsafe) private var value: Value

    init(_ value: sending Value) {
        mutex = .allocate(capacity: 1)
        mutex.initialize(to: pthread_mutex_t())
        condition = .allocate(capacity: 1)
        condition.initialize(to: pthread_cond_t())
        self.value = value
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        // Deadlines must not move when somebody sets the wall clock.
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        let status = pthread_mutex_init(mutex, nil) | pthread_cond_init(condition, &attributes)
        pthread_condattr_destroy(&attributes)
        precondition(status == 0, "a mutex or a condition could not be made")
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    /// Changes the value and wakes the threads that wait for a change.
    ///
    /// `wakingOne` is for a change that only one of them can use, when any of them may be the one.
    func update<Result>(
        wakingOne: Bool = false, _ body: (inout sending Value) -> sending Result
    ) -> sending Result {
        pthread_mutex_lock(mutex)
        defer {
            _ = wakingOne ? pthread_cond_signal(condition) : pthread_cond_broadcast(condition)
            pthread_mutex_unlock(mutex)
        }
        return body(&value)
    }

    /// Waits until `body` answers something else than `nil`, and hands that over.
    ///
    /// `body` runs under the lock, once at the start and again after each change.
    func wait<Result>(_ body: (inout sending Value) -> sending Result?) -> sending Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while true {
            if let result = body(&value) { return result }
            pthread_cond_wait(condition, mutex)
        }
    }

    /// Waits at most this long for a condition on the value; false when the time ran out first.
    func wait(milliseconds: Int, until satisfied: (borrowing Value) -> Bool) -> Bool {
        var deadline = timespec()
        clock_gettime(CLOCK_MONOTONIC, &deadline)
        let nanoseconds = deadline.tv_nsec + (milliseconds % 1000) * 1_000_000
        deadline.tv_sec += milliseconds / 1000 + nanoseconds / 1_000_000_000
        deadline.tv_nsec = nanoseconds % 1_000_000_000
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while !satisfied(value) {
            if pthread_cond_timedwait(condition, mutex, &deadline) == ETIMEDOUT {
                return satisfied(value)
            }
        }
        return true
    }
}
