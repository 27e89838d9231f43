// The threads that run handlers. They are plain threads and not tasks: a handler blocks on the
// database, and the cooperative pool has only as many threads as the machine has cores.

import Glibc

/// A fixed number of threads that work off one bounded queue, in order of arrival.
final class WorkerPool: Sendable {
    /// One piece of work; exactly one of the two closures is called, once.
    struct Job: Sendable {
        /// Does the work; may block.
        let run: @Sendable () -> Void
        /// Called instead when the job is given up before it began; must not block.
        let abandon: @Sendable () -> Void
    }

    fileprivate struct Queue {
        var waiting: [Job] = []
        /// Jobs before this index have been taken; the array is compacted when it is worth it.
        var first = 0
        var isStopped = false
    }

    private let queue = Monitor(Queue())
    private let threads = Monitor<[pthread_t]>([])
    private let maximumQueued: Int

    /// Starts the threads.
    init(threads count: Int, maximumQueued: Int) throws(ServerStartError) {
        self.maximumQueued = maximumQueued
        for _ in 0..<count {
            var thread = pthread_t()
            let context = Unmanaged.passRetained(queue)
            let status = pthread_create(&thread, nil, workerMain, context.toOpaque())
            guard status == 0 else {
                context.release()
                stop()
                throw .system(call: "pthread_create", code: status)
            }
            threads.update { [thread] in $0.append(thread) }
        }
    }

    /// Queues a job; false, without having called any of its closures, when the queue is full.
    func submit(_ job: Job) -> Bool {
        queue.update(wakingOne: true) { queue in
            guard !queue.isStopped, queue.waiting.count - queue.first < maximumQueued else {
                return false
            }
            queue.waiting.append(job)
            return true
        }
    }

    /// Gives up every job that no thread has begun.
    func abandonQueue() {
        let abandoned = queue.update { queue in
            defer {
                queue.waiting = []
                queue.first = 0
            }
            return Array(queue.waiting[queue.first...])
        }
        for job in abandoned { job.abandon() }
    }

    /// Gives up the queue, waits for the jobs in hand and ends the threads. Idempotent.
    ///
    /// Must not be called from a job.
    func stop() {
        queue.update { $0.isStopped = true }
        abandonQueue()
        let ending = threads.update { threads in
            defer { threads = [] }
            return threads
        }
        for thread in ending { pthread_join(thread, nil) }
    }

    fileprivate typealias Context = Monitor<Queue>

    fileprivate static func work(_ queue: Context) {
        while let job = next(queue) { job.run() }
    }

    /// The next job, after waiting for it; `nil` once the pool has stopped.
    private static func next(_ queue: Context) -> Job? {
        queue.wait { queue -> Job?? in
            if queue.first < queue.waiting.count {
                let job = queue.waiting[queue.first]
                queue.first += 1
                if queue.first == queue.waiting.count || queue.first == 256 {
                    queue.waiting.removeFirst(queue.first)
                    queue.first = 0
                }
                return .some(job)
            }
            return queue.isStopped ? .some(nil) : nil
        }
    }
}

// A C callback must be a file-level function: a closure cannot carry the context.
private func workerMain(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let context {
        WorkerPool.work(Unmanaged<WorkerPool.Context>.fromOpaque(context).takeRetainedValue())
    }
    return nil
}
