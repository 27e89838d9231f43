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
        try withReading { core in
            let device = try DeviceState(core.connection)
            let floors = try ScopeRow.all(core.connection).map(\.floor?.sequence)
            return StoreStatus(
                pending: try core.journal.pending(device),
                conflicts: Int(try core.count("relais_conflict")),
                quarantined: Int(try core.count("relais_quarantine")),
                cursor: floors.contains(nil) ? 0 : floors.compactMap(\.self).min() ?? 0,
                epoch: device.epoch?.description,
                lastSync: device.lastSync.map { Instant(milliseconds: Int64($0)) })
        }
    }

    func credential() throws(RelaisError) -> Credential {
        try withReading { core in try core.credential(try DeviceState(core.connection)) }
    }

    /// The secret that the device offers when it enrols; kept so that a lost answer can be asked
    /// for again with the same one.
    func enrolmentSecret() throws(RelaisError) -> String {
        try withWriting { core in
            var device = try DeviceState(core.connection)
            guard device.replica == 0 || device.isUnknown else {
                throw SyncErrors.alreadyEnrolled
            }
            if let secret = device.nextSecret { return secret }
            let secret = Hex.encode(core.ports.randomBytes(32))
            device.nextSecret = secret
            try device.save(core.connection)
            return secret
        }
    }

    /// What the store was enrolled as, when it is enrolled again.
    func formerEnrolment() throws(RelaisError) -> EnrolRequest.Former? {
        try withCore { core in
            let device = try DeviceState(core.connection)
            guard device.replica != 0, let secret = device.secret else { return nil }
            return EnrolRequest.Former(replica: device.replica, secret: secret)
        }
    }

    /// Notes that the server no longer knows the device, so that it may be enrolled again.
    func noteUnknown() throws(RelaisError) {
        try withWriting { core in
            var device = try DeviceState(core.connection)
            device.isUnknown = true
            try device.save(core.connection)
        }
    }

    func noteEnrolment(
        _ response: EnrolResponse, url: String, trust: ServerTrust = .system
    ) throws(RelaisError) {
        try withWriting { core in
            var device = try DeviceState(core.connection)
            if let territory = device.territory, device.isUnknown,
                territory != response.territory || device.user != response.user
            {
                throw SyncErrors.enrolledAsAnother
            }
            // What waits goes out under the new number, in its order.
            try core.move(
                to: response.replica, afterRow: device.acknowledged + device.journalOffset,
                &device)
            device.secret = device.nextSecret
            device.nextSecret = nil
            device.isUnknown = false
            device.needsFork = false
            device.user = response.user
            device.userName = response.userName
            device.organisation = response.organisation
            device.role = response.role
            device.url = url
            device.territory = response.territory
            device.territoryName = response.territoryName
            device.receiptKey = response.receiptKey ?? device.receiptKey
            try device.save(core.connection)
            try core.save(trust)
        }
    }

    /// What is to be sent now, and what the device proves itself with.
    func outgoing(
        maximumTransactions: Int
    ) throws(RelaisError) -> (request: SyncRequest, credential: Credential) {
        try withReading { core in
            let device = try DeviceState(core.connection)
            return (
                try core.syncRequest(device, maximumTransactions: maximumTransactions),
                try core.credential(device)
            )
        }
    }

    func apply(
        _ response: SyncResponse, to request: SyncRequest
    ) throws(RelaisError) -> AppliedAnswer {
        try withWriting(response.isRepeatable(to: request) ? .normal : .full) { core in
            var applier = try PageApplier(core)
            return try applier.apply(response, to: request)
        }
    }
}

extension SyncResponse {
    /// Whether the server says all of it again to a device that has lost it with its power, and
    /// asks as it did: it need not wait for the disk. What is to be forgotten, and another epoch,
    /// are not taken back.
    fileprivate func isRepeatable(to request: SyncRequest) -> Bool {
        epoch == request.epoch && gone.isEmpty
            && Set(scopes.map(\.name)) == Set(request.scopes.map(\.name))
            && records.allSatisfy { $0.canonical == nil && $0.state.erasure == nil }
    }
}

extension Store {
    /// What an interrupted synchronisation left to be done first.
    func needs() throws(RelaisError) -> SyncState.Needs {
        try withReading { core in try core.needs(try DeviceState(core.connection)) }
    }
}

extension StoreCore {
    fileprivate func credential(_ device: DeviceState) throws -> Credential {
        guard device.replica != 0, let territory = device.territory, let secret = device.secret
        else { throw StoreErrors.notEnrolled }
        // Whoever asks for it is about to send it.
        if let url = device.url { try trust().check(url) }
        return Credential(territory: territory, replica: device.replica, secret: secret)
    }

    /// What is to be sent now.
    func syncRequest(
        _ device: DeviceState, maximumTransactions: Int
    ) throws -> SyncRequest {
        // What is no longer held can only be on the server, by its effects.
        let oldest =
            device.pruned > device.journalOffset ? device.pruned - device.journalOffset + 1 : 1
        let after = max(device.acknowledged, oldest - 1)
        let own = try journal.transactions(
            afterRow: after + device.journalOffset, maximum: maximumTransactions,
            bytes: WireLimits.pageBytes)
        guard let chain = try journal.chain(at: after, device) else {
            throw StoreErrors.damaged("journal \(after)")
        }
        return SyncRequest(
            schema: schema.version, epoch: device.epoch, after: after, chain: chain,
            transactions: own.map(\.transaction),
            former: DeliberateBug.formerPlacesAreNotSent.isOn
                ? []
                : own.compactMap { own in
                    own.former.isEmpty
                        ? nil
                        : FormerPlaces(number: own.address.number, positions: own.former)
                }, last: try journal.tail(device).number, oldest: oldest,
            scopes: try ScopeRow.all(connection).map { scope in
                HeldScope(name: scope.name, floor: scope.floor, page: scope.page)
            }, undecided: try undecided(),
            acts: try acts(maximum: WireLimits.acts))
    }

    func count(_ table: String) throws -> Int64 {
        let count = try connection.cached(text: "SELECT count(*) FROM \(table)")
        defer { count.reset() }
        return try count.step() ? count.int64(0) : 0
    }
}
