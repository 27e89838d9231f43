// Oversight: what whoever administers looks at: who has not synchronised for long, what waits for
// a decision, what is still to be purged, which invitations nobody took.

package import Shared

/// One device, as somebody who looks after it wants to know it.
package struct OverseenDevice: Sendable {
    package let device: Device
    package let user: User
    /// Whether it may still hold what it may no longer hold.
    package let hasPendingPurge: Bool
    /// Whole days since it last spoke to the server, or since it was enrolled if it never did.
    package let silentDays: UInt64
}

/// What waits of one author.
package struct WaitingAuthor: Sendable {
    package let user: User
    package let count: Int
    /// When the first of them arrived, in Unix milliseconds.
    package let oldest: UInt64
}

/// The state of an organisation, or of all of a territory.
package struct Overview: Sendable {
    /// Those who have not left, each with their devices that are active.
    package let users: [(user: User, devices: [OverseenDevice])]
    /// Active devices that have been silent for as many days as were asked about.
    package let silent: [OverseenDevice]
    /// Devices, active or not, that may still hold what they may no longer hold.
    package let pendingPurges: [OverseenDevice]
    /// What waits for a decision, by author.
    package let waiting: [WaitingAuthor]
    /// What is open by exception, or was until not long ago, with who asked for it.
    package let opened: [(access: ExceptionalAccess, user: User)]
    /// Users with a code that expired before anybody used it, and when, the last one each.
    package let expired: [(user: User, expiredAt: UInt64)]
}

/// Looks over what an administrator reaches.
package struct Oversight: Sendable {
    private let storage: any TerritoryStorage
    private let ports: Ports
    private let administrator: Administrator

    /// How many days of silence are worth a question, unless told.
    package static let usualDays: UInt64 = 14
    private static let day: UInt64 = 24 * 3600 * 1000

    package init(
        storage: any TerritoryStorage, ports: Ports, by administrator: Administrator = .operator
    ) {
        self.storage = storage
        self.ports = ports
        self.administrator = administrator
    }

    /// The devices that the administrator reaches.
    ///
    /// - Parameter days: only active ones that have been silent for so long.
    package func devices(silentFor days: UInt64? = nil) throws -> [OverseenDevice] {
        let devices = try storage.read { reader in try self.devices(reader) }
        guard let days else { return devices }
        return devices.filter { $0.device.state == .active && $0.silentDays >= days }
    }

    /// One device, when the administrator reaches it.
    package func device(_ replica: Replica) throws -> OverseenDevice? {
        try devices().first { $0.device.replica == replica }
    }

    /// The users that the administrator reaches, with their active devices.
    package func users() throws -> [(user: User, devices: [OverseenDevice])] {
        try storage.read { reader in try users(reader, try devices(reader)) }
    }

    /// Everything that may ask for something to be done.
    package func overview(silentFor days: UInt64 = usualDays) throws -> Overview {
        try storage.read { reader in
            let devices = try devices(reader)
            return Overview(
                users: try users(reader, devices).filter { !$0.user.hasLeft },
                silent: devices.filter { $0.device.state == .active && $0.silentDays >= days },
                pendingPurges: devices.filter(\.hasPendingPurge),
                waiting: try waiting(reader), opened: try opened(reader),
                expired: try expired(reader))
        }
    }

    /// What is open by exception, or was until not long ago, with who asked for it.
    package func accesses() throws -> [(access: ExceptionalAccess, user: User)] {
        try storage.read { reader in try opened(reader) }
    }

    private func devices(_ reader: any StorageReading) throws -> [OverseenDevice] {
        let now = ports.now()
        return try reader.devices().compactMap { device in
            guard device.state != .server, let user = try reader.user(device.user),
                administrator.reaches(user)
            else { return nil }
            let since = device.lastSeen ?? device.createdAt
            return OverseenDevice(
                device: device, user: user,
                hasPendingPurge: try Accounts.hasPendingPurge(device, reader, now: now),
                silentDays: (now - min(now, since)) / Oversight.day)
        }
    }

    private func users(
        _ reader: any StorageReading, _ devices: [OverseenDevice]
    ) throws -> [(user: User, devices: [OverseenDevice])] {
        let active = Dictionary(
            grouping: devices.filter { $0.device.state == .active }, by: \.user.id)
        return try reader.users().filter(administrator.reaches).map { ($0, active[$0.id] ?? []) }
    }

    private func waiting(_ reader: any StorageReading) throws -> [WaitingAuthor] {
        var seen: Set<TransactionID> = []
        var found: [String: WaitingAuthor] = [:]
        for refused in try reader.quarantine() where refused.decision == nil {
            guard seen.insert(refused.id).inserted,
                let user = try reader.device(refused.replica).flatMap({ try reader.user($0.user) }),
                administrator.reaches(user.organisation)
            else { continue }
            let before = found[user.id]
            found[user.id] = WaitingAuthor(
                user: user, count: 1 + (before?.count ?? 0),
                oldest: min(refused.receivedAt, before?.oldest ?? .max))
        }
        return found.values.sorted { $0.user.id < $1.user.id }
    }

    /// For how long after its end an opening is shown here: 30 days. The table keeps them all.
    private static let openedMemory = 30 * day

    private func opened(
        _ reader: any StorageReading
    ) throws -> [(access: ExceptionalAccess, user: User)] {
        let now = ports.now()
        return try reader.exceptionalAccesses(of: nil).compactMap { access in
            guard access.until > now - min(now, Oversight.openedMemory),
                let user = try reader.device(access.replica).flatMap({ try reader.user($0.user) }),
                administrator.reaches(user)
            else { return nil }
            return (access, user)
        }
    }

    private func expired(
        _ reader: any StorageReading
    ) throws -> [(user: User, expiredAt: UInt64)] {
        let now = ports.now()
        let open = try reader.invitations().filter { $0.usedBy == nil }
        return try Dictionary(grouping: open, by: \.user).compactMap { id, invitations in
            // Somebody who was given another code since is waited for, not forgotten.
            guard let last = invitations.map(\.expiresAt).max(), last <= now,
                let user = try reader.user(id), administrator.reaches(user), !user.hasLeft
            else { return nil }
            return (user, last)
        }.sorted { $0.user.id < $1.user.id }
    }
}
