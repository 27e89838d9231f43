// Accounts: organisations, users, one-time codes and devices of a territory.

package import Shared

/// A device whose secret was checked, and whose user is known.
package struct AuthenticatedDevice: Sendable {
    package let device: Device
    package let user: User
    /// The portfolios that the user holds.
    package let portfolios: Set<RecordID>

    package init(device: Device, user: User, portfolios: Set<RecordID> = []) {
        self.device = device
        self.user = user
        self.portfolios = portfolios
    }

    /// A device with what its user holds, and with what is open to it by exception.
    ///
    /// - Parameter now: Unix milliseconds; without it nothing is open by exception.
    init(
        _ device: Device, of user: User, _ reader: any StorageReading, now: UInt64? = nil
    ) throws {
        let open = try now.map { try ExceptionalAccesses.current(of: device.replica, reader, $0) }
        self.init(
            device: device, user: user,
            portfolios: Set(try reader.portfolios(of: user).map(\.id)).union(
                (open ?? [:]).keys))
    }

    /// How the audit names them.
    var actor: AuditActor { .device(user: user.id, device.replica) }

    /// What the rules of access know of them.
    package var member: Member {
        Member(
            organisation: user.organisation, role: user.role, portfolios: portfolios,
            user: RecordID(user.id))
    }
}

/// A one-time code, as it is handed to a person.
package struct InvitationCode: Sendable {
    package let code: String
    package let user: String
    /// Unix milliseconds.
    package let expiresAt: UInt64
}

/// The people and devices of a territory.
package struct Accounts: Sendable {
    let storage: any TerritoryStorage
    let ports: Ports
    private let administrator: Administrator

    /// - Parameter administrator: who invites, and into which organisations they may.
    package init(
        storage: any TerritoryStorage, ports: Ports, by administrator: Administrator = .operator
    ) {
        self.administrator = administrator
        self.storage = storage
        self.ports = ports
    }

    /// How long a code can be used: three days, in milliseconds.
    package static let codeLifetime: UInt64 = 3 * 24 * 3600 * 1000

    /// How long an expired code is remembered, so that whoever brings it is told what it is, and
    /// whoever used it may ask again: 30 days, in milliseconds.
    private static let codeMemory: UInt64 = 30 * 24 * 3600 * 1000

    /// Makes a code for a new user.
    package func invite(
        name: String, organisation: RecordID, role: Role
    ) throws -> InvitationCode {
        let id = ports.makeRecordID().description
        return try storage.write { writer in
            try administrator.confirm(writer)
            guard administrator.reaches(organisation),
                try writer.organisationName(organisation) != nil
            else { throw AdministrationErrors.unknownOrganisation(organisation.description) }
            try writer.put(User(id: id, name: name, organisation: organisation, role: role))
            return try code(for: id, writer)
        }
    }

    /// Makes a code for another device of a user.
    package func invite(user id: String) throws -> InvitationCode {
        try storage.write { writer in
            try administrator.confirm(writer)
            guard let user = try writer.user(id), administrator.reaches(user) else {
                throw AdministrationErrors.unknownUser(id)
            }
            if user.hasLeft { throw AdministrationErrors.userLeft(id) }
            return try code(for: id, writer)
        }
    }

    private func code(for user: String, _ writer: any StorageWriting) throws -> InvitationCode {
        let code = EnrolmentCode.make(ports)
        let now = ports.now()
        let expiresAt = now + Accounts.codeLifetime
        try writer.removeInvitations(expiredBefore: now - min(now, Accounts.codeMemory))
        try writer.put(
            Invitation(
                codeHash: EnrolmentCode.hash(code) ?? [], user: user, expiresAt: expiresAt,
                usedBy: nil))
        try writer.audit(
            AuditEvent(at: now, administrator.actor, .invited, on: AuditSubject.user(user)))
        return InvitationCode(code: code, user: user, expiresAt: expiresAt)
    }

    /// Turns a code into a device. The same code with the same secret gives the same answer again,
    /// so an answer that was lost can be asked for again.
    ///
    /// - Returns: `nil` when the territory knows no such code.
    package func enrol(
        codeHash: [UInt8], secret: String, former: EnrolRequest.Former? = nil
    ) throws -> AuthenticatedDevice? {
        // Asked first: nobody who guesses codes makes the territory's writer wait.
        guard try storage.read({ try $0.invitation(codeHash: codeHash) }) != nil else {
            return nil
        }
        let secretHash = SHA256.hash(Array(secret.utf8))
        return try storage.write { writer in
            guard var invitation = try writer.invitation(codeHash: codeHash),
                let user = try writer.user(invitation.user)
            else { return nil }
            if let replica = invitation.usedBy {
                guard let device = try writer.device(replica),
                    constantTimeEquals(device.secretHash, secretHash)
                else { throw ServerErrors.codeUsed }
                return AuthenticatedDevice(device: device, user: user)
            }
            guard ports.now() < invitation.expiresAt, !user.hasLeft else {
                throw ServerErrors.codeExpired
            }
            let device = Device(
                replica: try writer.nextReplica(), user: user.id, secretHash: secretHash,
                state: .active, lastNumber: 0, chain: .start, createdAt: ports.now(),
                lastSeen: nil,
                family: former == nil || DeliberateBug.formerIsForgotten.isOn
                    ? nil : try Forker.family(of: user.id, writer))
            try writer.note(.enrolled(device, user))
            try writer.put(device)
            invitation.usedBy = device.replica
            try writer.put(invitation)
            let enrolled = AuthenticatedDevice(device: device, user: user)
            try writer.audit(
                AuditEvent(
                    at: ports.now(), enrolled.actor, .enrolled,
                    on: AuditSubject.device(device.replica)))
            return enrolled
        }
    }

    /// Whether a text has the form of a device's secret: 64 hexadecimal digits.
    package static func isSecret(_ text: String) -> Bool {
        text.utf8.count == 64 && Hex.decode(text) != nil
    }

    /// The device that a secret belongs to.
    ///
    /// - Throws: a `Refusal`, or `NextSecretUsed` when the device has begun to use its next secret:
    ///   `TokenRotation` then makes it the present one.
    ///
    /// - Parameter admitsRevoked: whether a device whose access was withdrawn may still speak, for
    ///   its last push; one that is lost may not.
    /// - Parameter now: Unix milliseconds, for what is open to the device for a time; without it
    ///   nothing is.
    package static func authenticate(
        _ replica: Replica, secret: String, _ reader: any StorageReading,
        admitsRevoked: Bool = false, now: UInt64? = nil
    ) throws -> AuthenticatedDevice {
        // The hash is computed whether or not the device exists: both take the same time.
        let hash = SHA256.hash(Array(secret.utf8))
        guard let device = try reader.device(replica), device.state != .server,
            let proof = proof(hash, of: device), let user = try reader.user(device.user)
        else { throw ServerErrors.unauthorised }
        if device.state == .lost || (device.state == .revoked && !admitsRevoked) {
            throw ServerErrors.revoked
        }
        // Only a device that goes on is given its next secret for good.
        if proof == .next && device.state == .active { throw NextSecretUsed() }
        return try AuthenticatedDevice(device, of: user, reader, now: now)
    }

    /// Whether a device has said that it holds what it may no longer hold, and has not said since
    /// that it does not.
    ///
    /// - Parameter now: Unix milliseconds.
    package static func hasPendingPurge(
        _ device: Device, _ reader: any StorageReading, now: UInt64
    ) throws -> Bool {
        guard device.state == .active, let user = try reader.user(device.user) else {
            return !device.held.isEmpty
        }
        let member = try AuthenticatedDevice(device, of: user, reader, now: now).member
        return !device.held.isSubset(of: Authorisation.scopes(of: member).map(\.description))
    }

    /// Which of a device's secrets a hash is of.
    enum Proof { case present, next }

    /// Both are compared, to their last byte; `nil` when it is neither.
    static func proof(_ hash: [UInt8], of device: Device) -> Proof? {
        let isPresent = constantTimeEquals(device.secretHash, hash)
        let isNext = constantTimeEquals(device.nextSecretHash ?? [], hash)
        return isPresent ? .present : isNext ? .next : nil
    }
}

/// A device has proved itself with the secret that it asked to have next.
struct NextSecretUsed: Error {}

/// One-time codes: twelve letters and digits that are not taken for one another.
package enum EnrolmentCode {
    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

    /// A code of 60 random bits, `XXXX-XXXX-XXXX`.
    package static func make(_ ports: Ports) -> String {
        var bits = ports.random()
        var characters: [UInt8] = []
        for index in 0..<12 {
            if index == 4 || index == 8 { characters.append(UInt8(ascii: "-")) }
            characters.append(alphabet[Int(bits & 31)])
            bits >>= 5
        }
        return String(decoding: characters, as: UTF8.self)
    }

    /// The hash of a code as a person may have typed it: hyphens, spaces and case do not matter,
    /// and neither do the letters that stand for a digit. `nil` when it cannot be a code.
    package static func hash(_ typed: String) -> [UInt8]? {
        var characters: [UInt8] = []
        for byte in typed.utf8.prefix(100) {
            let upper = (0x61...0x7A).contains(byte) ? byte - 0x20 : byte
            switch upper {
            case UInt8(ascii: "-"), UInt8(ascii: " "): continue
            case UInt8(ascii: "O"): characters.append(UInt8(ascii: "0"))
            case UInt8(ascii: "I"), UInt8(ascii: "L"): characters.append(UInt8(ascii: "1"))
            default:
                guard alphabet.contains(upper) else { return nil }
                characters.append(upper)
            }
        }
        return characters.count == 12 ? SHA256.hash(characters) : nil
    }
}
