// CompactionThread: compacts a server's territories once a day, the first time when it starts. A
// thread of its own, since it reads and writes files.

package import Shared

/// A thread that runs from its creation to `stop`.
package final class CompactionThread: Sendable {
    private let thread: StoppableThread

    /// Starts the thread; the interval is another one for tests only.
    package init(
        data: ServerData, schema: Schema,
        intervalMilliseconds: Int = Int(Horizon.interval)
    ) throws(ServerStartError) {
        thread = try StoppableThread { isStopped in
            var compactions: [String: Compaction] = [:]
            repeat {
                CompactionThread.compactAll(data, schema, &compactions, isStopped)
            } while !isStopped.wait(milliseconds: intervalMilliseconds, until: { $0 })
        }
    }

    /// Ends the thread once it is through with a territory, and waits for it. Idempotent.
    package func stop() { thread.stop() }

    /// A failure is told to the operator, and the territory has its turn again the next day.
    private static func compactAll(
        _ data: ServerData, _ schema: Schema, _ compactions: inout [String: Compaction],
        _ isStopped: Monitor<Bool>
    ) {
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
