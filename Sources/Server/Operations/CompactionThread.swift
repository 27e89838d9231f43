// CompactionThread: compacts a server's territories once a day, the first time when it starts. A
// thread of its own, since it reads and writes files.

import Glibc
package import Shared

/// A thread that runs from its creation to `stop`.
package final class CompactionThread: Sendable {
    private let context: CompactionContext
    private let thread: Monitor<pthread_t?>

    /// Starts the thread; the interval is another one for tests only.
    package init(
        data: ServerData, schema: Schema,
        intervalMilliseconds: Int = Int(Horizon.interval)
    ) throws(ServerStartError) {
        let context = CompactionContext(
            data: data, schema: schema, intervalMilliseconds: intervalMilliseconds)
        var thread = pthread_t()
        let reference = Unmanaged.passRetained(context)
        let status = pthread_create(&thread, nil, compactionMain, reference.toOpaque())
        guard status == 0 else {
            reference.release()
            throw .system(call: "pthread_create", code: status)
        }
        self.context = context
        self.thread = Monitor(thread)
    }

    deinit { stop() }

    /// Ends the thread once it is through with a territory, and waits for it. Idempotent.
    package func stop() {
        context.isStopped.update { $0 = true }
        let ending = thread.update { thread in
            defer { thread = nil }
            return thread
        }
        if let ending { pthread_join(ending, nil) }
    }
}

private final class CompactionContext: Sendable {
    let isStopped = Monitor(false)
    private let data: ServerData
    private let schema: Schema
    private let intervalMilliseconds: Int

    init(data: ServerData, schema: Schema, intervalMilliseconds: Int) {
        self.data = data
        self.schema = schema
        self.intervalMilliseconds = intervalMilliseconds
    }

    func run() {
        var compactions: [String: Compaction] = [:]
        repeat {
            compactAll(&compactions)
        } while !isStopped.wait(milliseconds: intervalMilliseconds, until: { $0 })
    }

    /// A failure is told to the operator, and the territory has its turn again the next day.
    private func compactAll(_ compactions: inout [String: Compaction]) {
        do {
            for (code, storage) in try data.territories() {
                if isStopped.wait(milliseconds: 0, until: { $0 }) { return }
                var compaction =
                    compactions[code]
                    ?? Compaction(storage: storage, ports: data.ports, schema: schema)
                do { _ = try compaction.run() } catch { data.report(error) }
                compactions[code] = compaction
            }
        } catch {
            data.report(error)
        }
    }
}

// A C callback must be a file-level function: a closure cannot carry the context.
private func compactionMain(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let context {
        Unmanaged<CompactionContext>.fromOpaque(context).takeRetainedValue().run()
    }
    return nil
}
