// World: a server and its devices in one process, with a clock, a chance and a line of the test's.

import ClientCore
import FoundationEssentials
import Server
import Shared

/// A clock that moves only when it is told to.
final class VirtualClock: Sendable {
    private let state = Locked<UInt64>(1_700_000_000_000)

    func now() -> UInt64 { state.withLock { $0 } }
    func advance(by milliseconds: UInt64) { state.withLock { $0 += milliseconds } }
}

/// A line to the server that can be cut.
final class TestLine: Transport {
    enum Fault: Sendable {
        /// The request never arrives.
        case requestLost
        /// The server acts, and nobody hears of it.
        case responseLost
        /// Something else answers.
        case answer(TransportResponse)
    }

    private let router: Router
    private let faults = Locked<[Fault?]>([])
    private let requests = Locked<Int>(0)

    init(_ router: Router) { self.router = router }

    /// What happens to the next requests, one each; `nil` lets one pass.
    func fail(_ faults: [Fault?]) { self.faults.withLock { $0 += faults } }
    var requestCount: Int { requests.withLock { $0 } }

    func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
        requests.withLock { $0 += 1 }
        let fault = faults.withLock { $0.isEmpty ? nil : $0.removeFirst() }
        if case .requestLost = fault { throw TransportError(kind: .unreachable, detail: "test") }
        if case .answer(let response) = fault { return response }
        let response = router.handle(
            HTTPRequest(
                method: request.method, path: request.path,
                headers: request.headers.map { ($0.name.lowercased(), $0.value) },
                body: request.body))
        if case .responseLost = fault { throw TransportError(kind: .interrupted, detail: "test") }
        return TransportResponse(status: response.status, body: response.body)
    }
}

/// A server with one territory, and devices of it.
final class World {
    let folder: String
    let schema: Schema
    let clock = VirtualClock()
    let data: ServerData
    let router: Router
    let administration: Administration
    private let random: Locked<SeededGenerator>
    private var deviceCount = 0
    private(set) var organisation: RecordID

    init(schema: Schema = GardenSchema.schema, seed: UInt64 = 1) throws {
        folder = temporaryPath()
        self.schema = schema
        let random = Locked(SeededGenerator(seed: seed))
        self.random = random
        let clock = clock
        let ports = Ports(
            now: { clock.now() }, random: { random.withLock { $0.next() } },
            sleep: { clock.advance(by: $0) })
        data = try ServerData(folder: folder + "/server", ports: ports, log: { _ in })
        try data.createTerritory("garden", name: "Garden")
        let storage = try data.existingTerritory("garden")
        administration = Administration(storage: storage, ports: ports, schema: schema)
        router = Router(data: data, schema: schema)
        organisation = ports.makeRecordID()
        let id = organisation
        try storage.write { try $0.putOrganisation(id, name: "Gardeners") }
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func makeOrganisation() throws -> RecordID {
        let id = data.ports.makeRecordID()
        try administration.storage.write { try $0.putOrganisation(id, name: "Others") }
        return id
    }

    /// A new device of a new user.
    func device(
        organisation: RecordID? = nil, role: Role = .mediator, schema: Schema? = nil
    ) async throws -> TestDevice {
        deviceCount += 1
        let device = try TestDevice(
            folder: folder + "/device\(deviceCount)", schema: schema ?? self.schema,
            ports: data.ports, router: router)
        let accounts = Accounts(storage: administration.storage, ports: data.ports)
        let code = try accounts.invite(
            name: "User \(deviceCount)", organisation: organisation ?? self.organisation,
            role: role)
        _ = try await device.engine.enrol(url: "test:", code: code.code)
        return device
    }

    func serverState(_ collection: String, _ id: RecordID) throws -> RecordState? {
        try administration.storage.read { reader in
            try reader.record(RecordKey(collection: collection, id: id)).map {
                try RecordState(bytes: $0.state)
            }
        }
    }
}

/// A device with its own line.
final class TestDevice {
    let folder: String
    let schema: Schema
    let ports: Ports
    let line: TestLine
    private(set) var store: Store
    private(set) var engine: SyncEngine

    init(folder: String, schema: Schema, ports: Ports, router: Router) throws {
        self.folder = folder
        self.schema = schema
        self.ports = ports
        line = TestLine(router)
        store = try Store(folder: folder, schema: schema, ports: ports)
        engine = SyncEngine(store: store, transport: line)
    }

    /// Opens the store again, as another program or another version of this one.
    func reopen(schema: Schema? = nil) throws {
        store = try Store(folder: folder, schema: schema ?? self.schema, ports: ports)
        engine = SyncEngine(store: store, transport: line)
    }

    @discardableResult
    func sync() async throws -> SyncReport {
        let report = try await engine.sync()
        if let error = report.error { throw error }
        return report
    }

    func create(_ collection: String, _ edits: [String: FieldEdit]) throws -> RecordID {
        try store.write { $0.create(collection, edits) }
    }

    func set(_ id: RecordID, _ field: String, _ text: String) throws {
        try store.write { $0.edit("plot", id, [field: .assign(.text(text))]) }
    }

    func text(_ id: RecordID, _ field: String) throws -> String? {
        guard case .single(.text(let text))? = try store.record("plot", id)?.fields[field] else {
            return nil
        }
        return text
    }
}
