// Administration: what an operator does with a territory, while the server runs or not.

package import Shared

/// Operations on one territory.
package struct Administration: Sendable {
    package let storage: SQLiteTerritoryStorage
    let ports: Ports
    let schema: Schema

    package init(storage: SQLiteTerritoryStorage, ports: Ports, schema: Schema) {
        self.storage = storage
        self.ports = ports
        self.schema = schema
    }

    /// Creates an organisation, and its record in the directory under the same identity.
    package func createOrganisation(name: String) throws -> RecordID {
        let id = ports.makeRecordID()
        try storage.write { writer in
            try writer.putOrganisation(id, name: name)
            var server = try ServerWriter(writer, ports: ports, schema: schema)
            server.commit([
                RecordChange(
                    collection: "organisation", id: id,
                    action: .write([
                        RecordChange.Edit(field: "name", change: .assign(.text(name)))
                    ]))
            ])
            try server.finish()
        }
        return id
    }

    /// Withdraws a device's access, from its next request on.
    package func revoke(_ replica: Replica) throws -> Device {
        try storage.write { writer in
            guard var device = try writer.device(replica), device.state != .server else {
                throw AdministrationErrors.unknownDevice(String(replica))
            }
            device.state = .revoked
            try writer.note(.revoked(replica))
            try writer.put(device)
            return device
        }
    }
}

/// Writes as the server itself, through the same sequencer as every device.
package struct ServerWriter {
    private let writer: any StorageWriting
    private let ports: Ports
    private let schema: Schema
    private let authenticated: AuthenticatedDevice
    /// The territory before anything pending: what every transaction of this writer has seen.
    let info: TerritoryInfo
    private var pending: [Transaction] = []
    private var clock: HybridClock

    /// The name under which imports are shown.
    static let userID = "server"

    ///
    /// - Parameter organisation: whose records it may write beside those of the whole territory.
    package init(
        _ writer: any StorageWriting, ports: Ports, schema: Schema,
        organisation: RecordID? = nil
    ) throws {
        self.writer = writer
        self.ports = ports
        self.schema = schema
        clock = HybridClock()
        info = try writer.info()
        let user = User(
            id: ServerWriter.userID, name: info.name,
            organisation: organisation ?? RecordID(high: 0, low: 0), role: .coordinator)
        if let device = try writer.devices().first(where: { $0.state == .server }) {
            authenticated = AuthenticatedDevice(device: device, user: user)
            return
        }
        let device = Device(
            replica: try writer.nextReplica(), user: user.id, secretHash: [], state: .server,
            lastNumber: 0, chain: .start, createdAt: ports.now(), lastSeen: nil)
        try writer.put(user)
        try writer.put(device)
        authenticated = AuthenticatedDevice(device: device, user: user)
    }

    /// Adds a transaction that has seen everything the territory holds.
    ///
    /// - Parameter origin: the refused transaction that it releases.
    package mutating func commit(_ records: [RecordChange], origin: TransactionID? = nil) {
        pending.append(
            Transaction(
                id: TransactionID(ports.random()), stamp: clock.next(now: ports.now()),
                schema: schema.version, seen: info.end, origin: origin, records: records))
    }

    /// Sequences what was added. Every transaction is answered for; a refused one throws.
    package mutating func finish() throws {
        guard !pending.isEmpty else { return }
        var sequencer = try Sequencer(writer, authenticated, schema: schema, now: ports.now())
        let device = try writer.device(authenticated.device.replica) ?? authenticated.device
        let answer = try sequencer.push(pending, after: device.lastNumber, chain: device.chain)
        pending = []
        for case .quarantined(_, let code, let message) in answer.acknowledgements {
            throw RelaisError(
                code: code, message: message,
                remedy: Phrase(
                    fr: "Corrigez la donnée ; rien n'a été enregistré.",
                    en: "Correct the data; nothing was saved."))
        }
    }
}
