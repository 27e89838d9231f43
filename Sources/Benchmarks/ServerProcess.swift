// ServerProcess: a server in a process of its own, and what the system knows of it.

import FoundationEssentials
import Glibc
import Server
import Shared

/// This program, started again as a server; it ends with the value.
final class ServerProcess {
    /// The argument that makes this program the server of the folder that follows.
    static let argument = "serve"

    let port: UInt16
    let process: Child

    var url: String { "http://127.0.0.1:\(port)" }

    /// Starts it and waits until it answers.
    ///
    /// - Parameter watchers: how many may watch it at once.
    init(folder: String, watchers: Int = 2_000) throws {
        process = try Child([ServerProcess.argument, folder, String(watchers)])
        port = UInt16(process.readLine() ?? "") ?? 0
        guard port != 0 else { throw BenchmarkFailure(call: "serve", code: 0) }
    }

    /// What the started process does: serves as `relais-server` would, until SIGTERM.
    static func serve(_ folder: String, watchers: Int) throws {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGTERM)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        let connections = watchers * 2 + 96
        DescriptorLimit.raise(to: connections + 256)
        let data = try ServerData(folder: folder, log: { _ in })
        let router = Router(
            data: data, schema: JobSearch.schema, live: LiveHub(maximumWatchers: watchers))
        let lookout = LiveLookout(data: data, hub: router.live)
        let live = try LiveThread(hub: router.live, lookout: lookout)
        let server = try MicroHTTPServer(
            configuration: MicroHTTPServer.Configuration(
                host: "127.0.0.1", port: 0, maximumConnections: connections,
                maximumConnectionsPerAddress: 0)
        ) { router.handle($0) }
        let line = Array("\(server.port)\n".utf8)
        _ = write(1, line, line.count)
        var signal: Int32 = 0
        sigwait(&signals, &signal)
        server.stop(gracePeriodMilliseconds: 1_000)
        live.stop()
    }
}
