// AuditThread: writes the refusals of a running server into the audits of its territories, soon
// after each minute and when the server stops.

/// A thread that runs from its creation to `stop`.
package final class AuditThread: Sendable {
    private let thread: StoppableThread
    private let data: ServerData

    /// Starts the thread; the interval is another one for tests only.
    package init(
        data: ServerData, intervalMilliseconds: Int = 5_000
    ) throws(ServerStartError) {
        self.data = data
        thread = try StoppableThread { isStopped in
            while !isStopped.wait(milliseconds: intervalMilliseconds, until: { $0 }) {
                data.writeRefusals()
            }
        }
    }

    /// Ends the thread, and writes down what is left. Called when nothing is served any more.
    package func stop() {
        thread.stop()
        data.writeRefusals(all: true)
    }
}
