// Territory: a server in this process, and a line to it that measures the server's own CPU.

import ClientCore
import Server
import Shared

/// Hands requests to the server and adds up the CPU that answering takes.
final class MeasuredLine: Transport {
    private let router: Router
    private let state = Locked((cpu: 0.0, up: 0, down: 0, requests: 0))

    init(_ router: Router) { self.router = router }

    var serverCPU: Double { state.withLock { $0.cpu } }
    var bytes: (up: Int, down: Int) { state.withLock { ($0.up, $0.down) } }
    var requests: Int { state.withLock { $0.requests } }

    func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
        let start = Stopwatch.thread()
        let response = router.handle(
            HTTPRequest(
                method: request.method, path: request.path,
                headers: request.headers.map { ($0.name.lowercased(), $0.value) },
                body: request.body))
        let cpu = Stopwatch.thread() - start
        state.withLock { state in
            state.cpu += cpu
            state.up += request.body.count
            state.down += response.body.count
            state.requests += 1
        }
        return TransportResponse(status: response.status, body: response.body)
    }
}

/// A server with one territory and one organisation.
struct Territory {
    let router: Router
    private let accounts: Accounts
    let organisation: RecordID
    let administration: Administration
    let ports: Ports
    private let folder: String

    /// The server's data.
    var serverFolder: String { folder + "/server" }

    init(folder: String) throws {
        self.folder = folder
        let data = try ServerData(folder: folder + "/server", log: { _ in })
        try data.createTerritory("bench", name: "Bench")
        let storage = try data.existingTerritory("bench")
        ports = data.ports
        administration = Administration(
            storage: storage, ports: data.ports, schema: JobSearch.schema)
        organisation = try administration.createOrganisation(name: "Bench")
        accounts = Accounts(storage: storage, ports: data.ports)
        router = Router(data: data, schema: JobSearch.schema)
    }

    /// Writes as the server itself, in one commit.
    ///
    /// - Parameters:
    ///   - organisation: whose records they are; the first one's unless told.
    ///   - portfolios: made in the same commit, before.
    func write(
        _ changes: [RecordChange], of organisation: RecordID? = nil,
        with portfolios: [Portfolio] = []
    ) throws {
        let organisation = organisation ?? self.organisation
        try administration.storage.write { writer in
            for portfolio in portfolios { try writer.put(portfolio) }
            var server = try ServerWriter(
                writer, ports: ports, schema: JobSearch.schema, organisation: organisation)
            server.commit(changes)
            try server.finish()
        }
    }

    /// What a device without a store proves itself with.
    func header(_ name: String) throws -> String {
        let code = try accounts.invite(name: name, organisation: organisation, role: .mediator)
        let secret = Hex.encode(Ports.system.randomBytes(32))
        let hash = EnrolmentCode.hash(code.code) ?? []
        let replica = try accounts.enrol(codeHash: hash, secret: secret)?.device.replica ?? 0
        return "Bearer bench.\(replica).\(secret)"
    }

    /// An enrolled device with its own line.
    ///
    /// - Parameter passphrase: with it the store is locked.
    func device(
        _ name: String, passphrase: StorePassphrase? = nil
    ) async throws -> (Store, SyncEngine, MeasuredLine) {
        let store = try Store(
            folder: "\(folder)/\(name)", schema: JobSearch.schema, passphrase: passphrase)
        let line = MeasuredLine(router)
        let engine = SyncEngine(store: store, transport: line)
        let code = try accounts.invite(name: name, organisation: organisation, role: .mediator)
        _ = try await engine.enrol(url: "bench:", code: code.code)
        return (store, engine, line)
    }
}
