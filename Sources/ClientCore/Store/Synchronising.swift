// What a synchronisation needs of the store: what to send, taking an answer, who the device is.

import SQLite
public import Shared

/// Who this device is to its server.
public struct Enrolment: Hashable, Sendable {
    /// The server's address.
    public let url: String
    /// The territory's code.
    public let territory: String
    /// The territory's name.
    public let territoryName: String
    /// The number that the server knows this device by.
    public let replica: UInt32
    /// The identity of the user.
    public let user: String
    /// The name of the user.
    public let userName: String
    /// The identity of the user's organisation.
    public let organisation: String
    /// The user's role.
    public let role: String
}

/// Where a store stands.
public struct StoreStatus: Hashable, Sendable {
    /// Transactions of this device that wait to be sent.
    public let pending: Int
    /// Fields and records that wait to be settled.
    public let conflicts: Int
    /// Transactions of this device that the server refused.
    public let quarantined: Int
    /// Everything through this sequence is held; 0 before the first complete pull.
    public let cursor: UInt64
    /// The epoch of the server's order; `nil` before the first synchronisation.
    public let epoch: String?
    /// When the device last held everything that the server had.
    public let lastSync: Instant?
}

extension Store {
    /// Who this device is; `nil` before it is enrolled.
    public func enrolment() throws(RelaisError) -> Enrolment? {
        try withCore { core in
            let device = try DeviceState(core.connection)
            guard device.replica != 0, let url = device.url, let territory = device.territory,
                let user = device.user
            else { return nil }
            return Enrolment(
                url: url, territory: territory, territoryName: device.territoryName ?? territory,
                replica: device.replica, user: user, userName: device.userName ?? user,
                organisation: device.organisation ?? "", role: device.role ?? "")
        }
    }

    /// Where the store stands.
    public func status() throws(RelaisError) -> StoreStatus {
        try withCore { core in
            let device = try DeviceState(core.connection)
            let floors = try ScopeRow.all(core.connection).map(\.floor?.sequence)
            return StoreStatus(
                pending: try core.journal.count(after: device.acknowledged),
                conflicts: Int(try core.count("relais_conflict")),
                quarantined: Int(try core.count("relais_quarantine")),
                cursor: floors.contains(nil) ? 0 : floors.compactMap(\.self).min() ?? 0,
                epoch: device.epoch?.description,
                lastSync: device.lastSync.map { Instant(milliseconds: Int64($0)) })
        }
    }

    func credential() throws(RelaisError) -> Credential {
        let credential: Credential? = try withCore { core in
            let device = try DeviceState(core.connection)
            guard device.replica != 0, let territory = device.territory,
                let secret = device.secret
            else { return nil }
            return Credential(territory: territory, replica: device.replica, secret: secret)
        }
        guard let credential else { throw StoreErrors.notEnrolled }
        return credential
    }

    /// The secret that the device offers when it enrols; kept so that a lost answer can be asked
    /// for again with the same one.
    func enrolmentSecret() throws(RelaisError) -> String {
        try withWriting { core in
            var device = try DeviceState(core.connection)
            guard device.replica == 0 else { throw SyncErrors.alreadyEnrolled }
            if let secret = device.secret { return secret }
            let secret = Hex.encode(core.ports.randomBytes(32))
            device.secret = secret
            try device.save(core.connection)
            return secret
        }
    }

    func noteEnrolment(_ response: EnrolResponse, url: String) throws(RelaisError) {
        try withWriting { core in
            var device = try DeviceState(core.connection)
            device.url = url
            device.territory = response.territory
            device.territoryName = response.territoryName
            device.replica = response.replica
            device.user = response.user
            device.userName = response.userName
            device.organisation = response.organisation
            device.role = response.role
            try device.save(core.connection)
        }
    }

    /// What is to be sent now.
    func syncRequest(maximumTransactions: Int) throws(RelaisError) -> SyncRequest {
        try withCore { core in
            let device = try DeviceState(core.connection)
            let own = try core.journal.transactions(
                after: device.acknowledged, maximum: maximumTransactions,
                bytes: WireLimits.pageBytes * 2)
            return SyncRequest(
                schema: schema.version, epoch: device.epoch, after: device.acknowledged,
                chain: try core.journal.chain(at: device.acknowledged),
                transactions: own.map(\.transaction),
                scopes: try ScopeRow.all(core.connection).map { scope in
                    HeldScope(name: scope.name, floor: scope.floor, page: scope.page)
                })
        }
    }

    func apply(
        _ response: SyncResponse, to request: SyncRequest
    ) throws(RelaisError) -> AppliedAnswer {
        try withWriting { core in
            var applier = try PageApplier(core)
            return try applier.apply(response, to: request)
        }
    }
}

extension StoreCore {
    func count(_ table: String) throws -> Int64 {
        let count = try connection.cached("SELECT count(*) FROM \(table)")
        defer { count.reset() }
        return try count.step() ? count.int64(0) : 0
    }
}
