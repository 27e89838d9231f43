// OwnThreads: these tests wait for processes, and must not hold the threads that every other test
// of the run shares while they do.

import Foundation
import Testing

/// Runs tests on two threads of their own.
struct OwnThreads: SuiteTrait, TestTrait, TestScoping {
    let isRecursive = true

    @concurrent func provideScope(
        for test: Test, testCase: Test.Case?,
        performing function: @Sendable @concurrent () async throws -> Void
    ) async throws {
        try await withTaskExecutorPreference(WaitingExecutor.shared) { try await function() }
    }
}

extension Trait where Self == OwnThreads {
    /// Runs what waits for processes on threads of its own.
    static var ownThreads: Self { OwnThreads() }
}

private final class WaitingExecutor: TaskExecutor {
    static let shared = WaitingExecutor()

    private let queue: OperationQueue

    init() {
        queue = OperationQueue()
        // Each test keeps a core or two busy with the processes that it started.
        queue.maxConcurrentOperationCount = 2
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.addOperation { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
