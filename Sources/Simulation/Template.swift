// Template: a server and its devices as every run begins, made once for each process. A run copies
// the files, which costs a hundredth of making them.

import ClientCore
import FoundationEssentials
import Glibc
import Server
import Shared

/// Folders that runs are copied from.
package final class Template: Sendable {
    /// Someone with an account.
    struct Person: Sendable {
        let id: String
        let organisation: RecordID
        let role: Role
    }

    static let territory = "sim"
    static let roles: [(organisation: Int, role: Role)] = [
        (0, .coordinator), (0, .mediator), (1, .mediator), (0, .volunteer),
    ]

    /// Where runs have their folders.
    package let folder: String
    let people: [Person]
    let portfolios: [Portfolio]

    /// - Parameter folder: made by this, and removed with it.
    package init(folder: String) async throws {
        self.folder = folder
        try? FileManager.default.removeItem(atPath: folder)
        let time = VirtualTime()
        _ = time.seed(0xBE61_0000)
        let ports = time.ports(VirtualTime.Offset())
        let place = folder + "/template"
        let data = try ServerData(folder: place + "/server", ports: ports, log: { _ in })
        try data.createTerritory(Template.territory, name: "Simulated")
        let storage = try data.existingTerritory(Template.territory)
        let organisations = [ports.makeRecordID(), ports.makeRecordID()]
        for id in organisations { try storage.write { try $0.putOrganisation(id, name: "\(id)") } }
        let schema = SimulatedSchema.versions[0]
        let transport = DirectTransport(router: Router(data: data, schema: schema))
        var people: [Person] = []
        for (index, place) in Template.roles.enumerated() {
            let store = try Store(
                folder: "\(folder)/template/d\(index)", schema: schema, ports: ports)
            let organisation = organisations[place.organisation]
            let code = try Accounts(storage: storage, ports: ports)
                .invite(name: "User \(index)", organisation: organisation, role: place.role)
            _ = try await SyncEngine(store: store, transport: transport)
                .enrol(url: "sim:", code: code.code)
            people.append(Person(id: code.user, organisation: organisation, role: place.role))
        }
        let administration = Administration(storage: storage, ports: ports, schema: schema)
        let holders: [(organisation: Int, user: Int)] = [(0, 1), (0, 0), (1, 2)]
        portfolios = try holders.enumerated().map { index, place in
            try administration.createPortfolio(
                organisation: organisations[place.organisation], name: "Portfolio \(index)",
                holder: people[place.user].id)
        }
        _ = try Store(folder: place + "/fresh", schema: schema, ports: ports)
        self.people = people
        try storage.close()
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// Copies a store's or a territory's files, of which the second is its log.
    static func copy(_ from: String, to: String) throws {
        for suffix in ["", "-wal"] {
            // Bytes are copied by hand: a call that copies attributes too costs ten times as much.
            let source = open(from + suffix, O_RDONLY)
            guard source >= 0 else {
                if suffix.isEmpty { throw SimulationFailure("files", "\(from): \(errno)") }
                continue
            }
            defer { close(source) }
            let target = open(to + suffix, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
            guard target >= 0 else { throw SimulationFailure("files", "\(to): \(errno)") }
            defer { close(target) }
            while true {
                let count = sendfile(target, source, nil, 1 << 24)
                if count == 0 { break }
                if count < 0 { throw SimulationFailure("files", "\(to): \(errno)") }
            }
        }
    }

    static func makeFolder(_ path: String) throws {
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: nil)
    }

    func copyServer(to place: String) throws {
        for part in ["territories", "ledger"] {
            try Template.makeFolder("\(place)/\(part)")
            try Template.copy(
                "\(folder)/template/server/\(part)/sim.sqlite",
                to: "\(place)/\(part)/sim.sqlite")
        }
    }

    /// Copies an enrolled device, or one that is not.
    func copyDevice(_ index: Int?, to place: String) throws {
        try Template.makeFolder(place)
        let name = index.map { "d\($0)" } ?? "fresh"
        try Template.copy(
            "\(folder)/template/\(name)/relais.sqlite", to: place + "/relais.sqlite")
    }
}

/// A line on which nothing happens.
private struct DirectTransport: Transport {
    let router: Router

    func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
        let response = router.handle(HTTPRequest(request))
        return TransportResponse(status: response.status, body: response.body)
    }
}

extension HTTPRequest {
    init(_ request: TransportRequest) {
        self.init(
            method: request.method, path: request.path,
            headers: request.headers.map { ($0.name.lowercased(), $0.value) }, body: request.body)
    }
}
