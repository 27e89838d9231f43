// Territory: a server in this process, with one organisation, and its devices.

import ClientCore
import Server
import Shared

/// A server with one territory and one organisation.
struct Territory {
    private let data: ServerData
    private let accounts: Accounts
    let organisation: RecordID
    let administration: Administration
    let ports: Ports
    private let folder: String

    /// The server's data.
    var serverFolder: String { folder + "/server" }
    /// The file of the territory.
    var file: String { serverFolder + "/territories/bench.sqlite" }
    let router: Router

    /// What serves this territory; a page of a pull ends at once when `pageBytes` is small.
    func meter(pageBytes: Int = WireLimits.pageBytes) -> Meter {
        Meter(Router(data: data, schema: JobSearch.schema, pageBytes: pageBytes))
    }

    init(folder: String, ports: Ports = .system) throws {
        self.folder = folder
        data = try ServerData(folder: folder + "/server", ports: ports, log: { _ in })
        try data.createTerritory("bench", name: "Bench")
        let storage = try data.existingTerritory("bench")
        self.ports = ports
        administration = Administration(storage: storage, ports: ports, schema: JobSearch.schema)
        organisation = try administration.createOrganisation(name: "Bench")
        accounts = Accounts(storage: storage, ports: ports)
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

    /// How far the order has come.
    func head() throws -> Position { try administration.storage.read { try $0.info() }.end }

    /// A code that a device enrols with.
    func code(_ name: String) throws -> String {
        try accounts.invite(name: name, organisation: organisation, role: .mediator).code
    }

    /// What a device without a store proves itself with.
    func header(_ name: String) throws -> String {
        let secret = Hex.encode(ports.randomBytes(32))
        let hash = EnrolmentCode.hash(try code(name)) ?? []
        let replica = try accounts.enrol(codeHash: hash, secret: secret)?.device.replica ?? 0
        return "Bearer bench.\(replica).\(secret)"
    }

    /// An enrolled device with its own line.
    ///
    /// - Parameter passphrase: with it the store is locked.
    func device(
        _ name: String, passphrase: StorePassphrase? = nil
    ) async throws -> BenchDevice {
        let store = try Store(
            folder: "\(folder)/\(name)", schema: JobSearch.schema, ports: ports,
            passphrase: passphrase)
        let line = MeasuredLine(meter())
        let engine = SyncEngine(store: store, transport: line)
        _ = try await engine.enrol(url: "bench:", code: try code(name))
        return BenchDevice(store: store, engine: engine, line: line)
    }
}
