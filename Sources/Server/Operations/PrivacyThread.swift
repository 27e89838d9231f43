// PrivacyThread: erases the files whose time has come, once a day, and overwrites what any erasure
// has left in free pages, and forgets what it has left in memory, within a minute. A thread of its
// own, since it reads and writes files.

package import Shared

/// A thread that runs from its creation to `stop`.
package final class PrivacyThread: Sendable {
    private let thread: StoppableThread

    /// How often it looks for free pages to overwrite.
    private static let interval = 60 * 1000

    /// Starts the thread; the interval is another one for tests only.
    package init(
        data: ServerData, schema: Schema, intervalMilliseconds: Int = interval
    ) throws(ServerStartError) {
        thread = try StoppableThread { isStopped in
            var next: UInt64 = 0
            var told: [String: [String]] = [:]
            repeat {
                let now = data.ports.now()
                let isDue = now >= next
                if isDue { next = now + Horizon.interval }
                PrivacyThread.look(data, schema, isDue: isDue, &told, isStopped)
            } while !isStopped.wait(milliseconds: intervalMilliseconds, until: { $0 })
            // What was erased in the last minute is overwritten before the server ends.
            do {
                for (_, storage) in try data.territories() { _ = try storage.scrub() }
            } catch {
                data.report(error)
            }
        }
    }

    /// Ends the thread once it is through with a territory, and waits for it. Idempotent.
    package func stop() { thread.stop() }

    /// A failure is told to the operator, and the territory has its turn again.
    private static func look(
        _ data: ServerData, _ schema: Schema, isDue: Bool, _ told: inout [String: [String]],
        _ isStopped: Monitor<Bool>
    ) {
        data.blocks.forgetUnused(now: data.ports.now())
        do {
            for (code, storage) in try data.territories() {
                if isStopped.wait(milliseconds: 0, until: { $0 }) { return }
                do {
                    let administration = Administration(
                        storage: storage, ports: data.ports, schema: schema)
                    if isDue {
                        lookForDamage(data, code, storage)
                        _ = try RetentionRun(administration).run(by: .server)
                    }
                    _ = try storage.scrub()
                    let (info, remains) = try storage.read {
                        (try $0.info(), try ErasureRemains.all($0))
                    }
                    data.blocks.note(info)
                    if remains != told[code] ?? [] {
                        told[code] = remains
                        data.report(
                            "erasure_remains: \(code): \(remains.joined(separator: " "))")
                    }
                } catch {
                    data.report(error)
                }
            }
        } catch {
            data.report(error)
        }
    }

    /// Nothing waits for it: a territory that cannot be read throughout is told as well.
    private static func lookForDamage(
        _ data: ServerData, _ code: String, _ storage: SQLiteTerritoryStorage
    ) {
        do {
            let damaged = try storage.read(DamagedRows.all)
            if damaged.isEmpty { return }
            data.report("damaged_rows: \(code): \(damaged.joined(separator: " "))")
        } catch {
            data.report(error)
        }
    }
}
