// Administration: what an operator does with a territory, while the server runs or not.

package import Shared

/// Operations on one territory.
package struct Administration: Sendable {
    package let storage: SQLiteTerritoryStorage
    let ports: Ports
    let schema: Schema
    let administrator: Administrator

    /// - Parameter administrator: who acts, and how far they reach.
    package init(
        storage: SQLiteTerritoryStorage, ports: Ports, schema: Schema,
        by administrator: Administrator = .operator
    ) {
        self.administrator = administrator
        self.storage = storage
        self.ports = ports
        self.schema = schema
    }

    /// Acts, once it is sure that the administrator still may.
    func write<R>(_ body: (any StorageWriting) throws -> R) throws -> R {
        try storage.write { writer in
            try administrator.confirm(writer)
            return try body(writer)
        }
    }

    func audit(
        _ what: AuditKind, on subject: String, outcome: String = "done",
        _ writer: any StorageWriting
    ) throws {
        try writer.audit(
            AuditEvent(
                at: ports.now(), administrator.actor, what, on: subject, outcome: outcome))
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
            try writer.audit(
                AuditEvent(
                    at: ports.now(), .operator, .organisationCreated,
                    on: AuditSubject.organisation(id)))
        }
        return id
    }

    /// Withdraws a device's access, from its next request on.
    ///
    /// - Parameter isLost: it is in unknown hands. That is never taken back: another revocation of
    ///   a lost device changes nothing.
    package func revoke(_ replica: Replica, isLost: Bool = false) throws -> Device {
        try write { writer in
            guard let device = try writer.device(replica), device.state != .server,
                let user = try writer.user(device.user), administrator.reaches(user)
            else { throw AdministrationErrors.unknownDevice(String(replica)) }
            if administrator.isOwn(replica) { throw AdministrationErrors.ownAccount }
            return try revoke(device, isLost: isLost, writer)
        }
    }

    private func revoke(
        _ device: Device, isLost: Bool, _ writer: any StorageWriting
    ) throws -> Device {
        var device = device
        let state: Device.State = isLost || device.state == .lost ? .lost : .revoked
        if device.state == state { return device }
        device.state = state
        try writer.note(.revoked(device.replica, isLost: state == .lost))
        if !DeliberateBug.withdrawalIsForgotten.isOn { try writer.put(device) }
        try audit(isLost ? .lost : .revoked, on: AuditSubject.device(device.replica), writer)
        return device
    }

    /// Gives a user another role, from the next request of their devices on.
    package func setRole(_ role: Role, of id: String) throws -> User {
        try write { writer in
            var user = try present(id, writer)
            if user.role == role { return user }
            user.role = role
            try writer.note(.changed(user))
            try writer.put(user)
            try audit(
                .roleChanged, on: AuditSubject.user(id), outcome: role.rawValue, writer)
            return user
        }
    }

    /// Ends a user's access: all their devices are revoked, and no code makes them another.
    ///
    /// - Returns: the user, and the devices that were revoked by it.
    package func depart(_ id: String) throws -> (user: User, devices: [Device]) {
        try write { writer in
            var user = try present(id, writer)
            user.hasLeft = true
            try writer.note(.changed(user))
            try writer.put(user)
            let active = try writer.devices().filter { $0.user == id && $0.state == .active }
            let devices = try active.map { try revoke($0, isLost: false, writer) }
            try audit(.left, on: AuditSubject.user(id), writer)
            return (user, devices)
        }
    }

    /// A user who exists and has not left, and is not the administrator.
    private func present(_ id: String, _ reader: any StorageReading) throws -> User {
        guard let user = try reader.user(id), administrator.reaches(user) else {
            throw AdministrationErrors.unknownUser(id)
        }
        if user.hasLeft { throw AdministrationErrors.userLeft(id) }
        if administrator.isOwn(id) { throw AdministrationErrors.ownAccount }
        return user
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
        // No later epoch may give the number again: to one that is opened after a restore, it is
        // that of a writer that writes no more.
        var former = device
        former.state = .revoked
        try writer.note(.enrolled(former, user))
        authenticated = AuthenticatedDevice(device: device, user: user)
    }

    /// Adds a transaction that has seen everything the territory holds.
    ///
    /// - Parameters:
    ///   - origin: the refused transaction that it releases.
    ///   - id: its identity, where it must be the same whenever it is made; else one is drawn.
    package mutating func commit(
        _ records: [RecordChange], origin: TransactionID? = nil, id: TransactionID? = nil
    ) {
        let drawn = TransactionID(ports.random())
        pending.append(
            Transaction(
                id: id ?? drawn, stamp: clock.next(now: ports.now()),
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
