// World: a server and its devices in one process, with a clock, a chance and a line of the test's.

import ClientCore
import FoundationEssentials
import SQLite
import Server
import Shared
import Testing

/// A clock that moves only when it is told to.
final class VirtualClock: Sendable {
    private let state = Locked<UInt64>(1_700_000_000_000)

    func now() -> UInt64 { state.withLock { $0 } }
    func advance(by milliseconds: UInt64) { state.withLock { $0 += milliseconds } }
    /// Somebody sets it right.
    func goBack(by milliseconds: UInt64) { state.withLock { $0 -= milliseconds } }
}

/// The server that answers now; a restored one takes the place of the one before.
final class RouterBox: Sendable {
    let current: Locked<Router>

    init(_ router: Router) { current = Locked(router) }
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
        /// Only so many bytes of the request arrive, as if they were all of it.
        case requestCut(Int)
        /// Only so many bytes of the answer arrive, as if they were all of it.
        case answerCut(Int)
    }

    private let router: RouterBox
    private let faults = Locked<[Fault?]>([])
    private let requests = Locked<Int>(0)
    private let exchanged = Locked<[(request: Int, answer: Int)]>([])

    init(_ router: RouterBox) { self.router = router }

    /// What happens to the next requests, one each; `nil` lets one pass.
    func fail(_ faults: [Fault?]) { self.faults.withLock { $0 += faults } }
    /// Nothing more happens to requests.
    func heal() { faults.withLock { $0 = [] } }
    var requestCount: Int { requests.withLock { $0 } }
    /// How many bytes each request that arrived had, and its answer, before anything was cut.
    var lengths: [(request: Int, answer: Int)] { exchanged.withLock { $0 } }

    func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
        requests.withLock { $0 += 1 }
        let fault = faults.withLock { $0.isEmpty ? nil : $0.removeFirst() }
        if case .requestLost = fault { throw TransportError(kind: .unreachable, detail: "test") }
        if case .answer(let response) = fault { return response }
        let response = router.current.withLock { $0 }.handle(
            HTTPRequest(
                method: request.method, path: request.path,
                headers: request.headers.map { ($0.name.lowercased(), $0.value) },
                body: TestLine.arriving(request.body, fault)))
        exchanged.withLock { $0.append((request.body.count, response.body.count)) }
        if case .responseLost = fault { throw TransportError(kind: .interrupted, detail: "test") }
        if case .answerCut(let count) = fault {
            return TransportResponse(
                status: response.status, body: Array(response.body.prefix(count)))
        }
        return TransportResponse(status: response.status, body: response.body)
    }

    private static func arriving(_ body: [UInt8], _ fault: Fault?) -> [UInt8] {
        if case .requestCut(let count)? = fault { Array(body.prefix(count)) } else { body }
    }
}

/// A server with one territory, and devices of it.
final class World {
    let folder: String
    /// The territory's file.
    var territory: String { folder + "/server/territories/garden.sqlite" }
    let schema: Schema
    let clock = VirtualClock()
    private(set) var data: ServerData
    let box: RouterBox
    var router: Router { box.current.withLock { $0 } }
    private(set) var administration: Administration
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
        box = RouterBox(Router(data: data, schema: schema))
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
            ports: data.ports, router: box)
        let accounts = Accounts(storage: administration.storage, ports: data.ports)
        let code = try accounts.invite(
            name: "User \(deviceCount)", organisation: organisation ?? self.organisation,
            role: role)
        _ = try await device.engine.enrol(url: "test:", code: code.code)
        return device
    }

    /// Copies the territory while it goes on.
    @discardableResult
    func backup(_ name: String = "backup") throws -> Position {
        try Backup.make(data, territory: "garden", to: folder + "/" + name).position
    }

    /// Stops the server, puts a backup in place, and starts it again.
    @discardableResult
    func restore(_ name: String = "backup", withoutLedger: Bool = false) throws -> RestoreSummary {
        let server = folder + "/server"
        if withoutLedger { try FileManager.default.removeItem(atPath: server + "/ledger") }
        let summary = try Restore.run(
            from: folder + "/" + name, into: server, ports: data.ports, schema: schema)
        try restart()
        return summary
    }

    /// Stops the server, and starts it again.
    func restart() throws {
        data = try ServerData(folder: folder + "/server", ports: data.ports, log: { _ in })
        administration = Administration(
            storage: try data.existingTerritory("garden"), ports: data.ports, schema: schema)
        let router = Router(data: data, schema: schema)
        box.current.withLock { $0 = router }
    }

    /// Gives something back in the name of a device's user, as if a restore had lost it.
    func takeBack(_ request: ReturnRequest, from device: TestDevice) throws -> ReturnResponse {
        let replica = try #require(try device.store.enrolment()).replica
        return try administration.storage.write { writer in
            let device = try #require(try writer.device(replica))
            let user = try #require(try writer.user(device.user))
            var rejoiner = try Rejoiner(
                writer, AuthenticatedDevice(device: device, user: user), schema: schema,
                ports: data.ports, lineage: request.lineage)
            return try rejoiner.take(request)
        }
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
    private let router: RouterBox

    init(folder: String, schema: Schema, ports: Ports, router: RouterBox) throws {
        self.router = router
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

    /// Copies the store's folder to where another device is, or an old copy is kept.
    func copy(to other: String) throws {
        let connection = try Connection(path: folder + "/relais.sqlite", mode: .readWrite)
        try connection.checkpoint()
        try? FileManager.default.removeItem(atPath: other)
        try FileManager.default.copyItem(atPath: folder, toPath: other)
    }

    /// The device that goes on with a copy of this one's folder.
    func clone(to other: String) throws -> TestDevice {
        try copy(to: other)
        return try TestDevice(folder: other, schema: schema, ports: ports, router: router)
    }

    /// Puts an old copy of the folder in its place.
    func rollBack(to copy: String) throws {
        try FileManager.default.removeItem(atPath: folder)
        try FileManager.default.copyItem(atPath: copy, toPath: folder)
        try reopen()
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

    func text(
        _ id: RecordID, _ field: String, in collection: String = "plot"
    ) throws -> String? {
        let record = try store.record(collection, id)
        guard case .single(.text(let text))? = record?.fields[field] else { return nil }
        return text
    }
}
