// The pool of workers and the locks under it.

import Shared
import Testing

@testable import Server

@Suite(.timeLimit(.minutes(1))) struct WorkerPoolTests {
    @Test func everyJobIsEitherRunOrAbandonedOnce() async throws {
        let pool = try WorkerPool(threads: 3, maximumQueued: 100_000)
        let outcomes = Locked([Int](repeating: 0, count: 5000))
        for number in 0..<5000 {
            let count: @Sendable () -> Void = { outcomes.withLock { $0[number] += 1 } }
            let isQueued = pool.submit(.init(run: count, abandon: count))
            #expect(isQueued)
            if number == 2500 { pool.abandonQueue() }
        }
        await blocking { pool.stop() }
        #expect(outcomes.withLock { $0 } == [Int](repeating: 1, count: 5000))
    }

    @Test func oneWorkerKeepsTheOrder() async throws {
        let pool = try WorkerPool(threads: 1, maximumQueued: 100_000)
        let order = Locked<[Int]>([])
        for number in 0..<2000 {
            _ = pool.submit(.init(run: { order.withLock { $0.append(number) } }, abandon: {}))
        }
        #expect(await blocking { eventually { order.withLock { $0.count } == 2000 } })
        #expect(order.withLock { $0 } == Array(0..<2000))
        pool.stop()
    }

    @Test func fullOrStoppedPoolTakesNothing() async throws {
        let gate = Switch()
        let pool = try WorkerPool(threads: 1, maximumQueued: 1)
        let job = WorkerPool.Job(run: { gate.pass() }, abandon: {})
        #expect(pool.submit(job))
        #expect(await blocking { gate.waitForArrivals(1) })
        #expect(pool.submit(job))
        #expect(!pool.submit(job))
        gate.open()
        pool.stop()
        #expect(!pool.submit(job))
        pool.stop()
    }

    @Test func waitingEndsAtItsDeadline() {
        let monitor = Monitor(0)
        #expect(!monitor.wait(milliseconds: 20) { $0 == 1 })
        monitor.update { $0 = 1 }
        #expect(monitor.wait(milliseconds: 0) { $0 == 1 })
    }

    @Test func lockedLosesNoUpdate() async {
        let counter = Locked(0)
        await withTaskGroup { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<1000 { counter.withLock { $0 += 1 } }
                }
            }
        }
        #expect(counter.withLock { $0 } == 8000)
    }
}
