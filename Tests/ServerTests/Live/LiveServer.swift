// A world whose router answers over a socket, with the thread that sends heartbeats and looks for
// the commits of others.

import ClientCore
import CurlTransport
import Shared
import Testing

@testable import Server

/// A running server of a world; `stop` and `start` are a restart.
final class LiveServer {
    let world: World
    let lookout: LiveLookout
    private(set) var server: MicroHTTPServer?
    private(set) var port: UInt16 = 0
    private let thread: LiveThread

    /// - Parameter looksPerBeat: looks come every 20 ms.
    init(looksPerBeat: Int = 5) throws {
        world = try World()
        lookout = LiveLookout(data: world.data, hub: world.router.live)
        thread = try LiveThread(
            hub: world.router.live, lookout: lookout, lookMilliseconds: 20,
            looksPerBeat: looksPerBeat)
        try start()
    }

    deinit { stop() }

    func start() throws {
        let router = world.router
        let server = try MicroHTTPServer(
            configuration: .init(
                host: "127.0.0.1", port: port, maximumConnectionsPerAddress: 0)
        ) { router.handle($0) }
        port = server.port
        self.server = server
    }

    /// Stops without patience: a client that went in mid-request would be waited for.
    func stop() {
        server?.stop(gracePeriodMilliseconds: 100)
        server = nil
    }

    /// Stops on a thread of its own: it waits for event loops.
    func stopAway() async {
        let ending = server
        await blocking { ending?.stop(gracePeriodMilliseconds: 60_000) }
        server = nil
    }

    /// Connections on which the streams of devices have begun: each was told the head.
    func streams(_ askers: [Asker]) async throws -> [RawConnection] {
        let (port, headers) = (port, askers.map(\.header))
        let streams = await blocking { headers.map { LiveServer.stream(port, $0) } }
        return try streams.map { try #require($0) }
    }

    static func stream(_ port: UInt16, _ header: String) -> RawConnection? {
        let connection = RawConnection(port: port)
        connection?.send("GET /v1/live HTTP/1.1\r\nHost: h\r\nAuthorization: \(header)\r\n\r\n")
        let begun = connection?.readToEnd(after: "}\n\n") ?? []
        return begun.contains("200 OK") && begun.contains("\"head\":") ? connection : nil
    }

    func transport() throws -> CurlTransport {
        try CurlTransport(baseURL: "http://127.0.0.1:\(port)", options: .init())
    }

    /// An enrolled store whose waits are real ones, over its own transport.
    func store(_ name: String) async throws -> (Store, SyncEngine, CurlTransport) {
        let ports = Ports(
            now: world.data.ports.now, random: world.data.ports.random, sleep: Ports.system.sleep)
        let store = try Store(
            folder: "\(world.folder)/\(name)", schema: world.schema, ports: ports)
        let transport = try transport()
        let engine = SyncEngine(store: store, transport: transport)
        _ = try await engine.enrol(url: "test:", code: try world.invite())
        return (store, engine, transport)
    }
}
