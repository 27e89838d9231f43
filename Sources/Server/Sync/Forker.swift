// Forker: gives a store that turned out to be a copy, or an old state, a replica number of its own.
//
// The numbers through the last common one stay what they are; what the store made after them moves
// to the new number, with the same ids. The old and the new number are a family from then on: a
// transaction that comes again under another number is known by its id.

package import Shared

/// Gives new numbers.
package struct Forker {
    private let writer: any StorageWriting
    private let ports: Ports

    package init(_ writer: any StorageWriting, ports: Ports) {
        self.writer = writer
        self.ports = ports
    }

    package func fork(
        _ request: ForkRequest, _ authenticated: AuthenticatedDevice
    ) throws -> ForkResponse {
        let secretHash = SHA256.hash(Array(request.secret.utf8))
        let old = try writer.device(authenticated.device.replica) ?? authenticated.device
        let common = try commonNumber(request, old)
        let known = try known(secretHash, of: old)
        let new = try known ?? make(secretHash, from: old, authenticated.user)
        // The number that it had not learned yet when its access was withdrawn is withdrawn too.
        if old.state == .revoked, new.state == .active, new.lastSeen == nil {
            var withdrawn = new
            withdrawn.state = .revoked
            try writer.note(.revoked(new.replica, isLost: false))
            try writer.put(withdrawn)
            try writer.audit(
                AuditEvent(
                    at: ports.now(), .device(user: authenticated.user.id, old.replica), .revoked,
                    on: AuditSubject.device(new.replica)))
        }
        return ForkResponse(
            epoch: try writer.info().epoch, replica: new.replica, common: common,
            acknowledgements: try Received(writer, old).acknowledgements(
                from: request.after &+ 1, through: common),
            // Who may not see anything any more is told nothing.
            refused: old.state == .revoked ? [] : try undecided(of: old, after: common))
    }

    /// What nobody has decided of what the server has from beyond the common number. Its effects
    /// are nowhere, so the store, if it is the one that wrote it, could not get it back by pulling.
    private func undecided(of old: Device, after common: UInt64) throws -> [Transaction] {
        var result: [Transaction] = []
        var size = 0
        for run in try Received(writer, old).runs(after: common) where run.sequence == nil {
            guard let refused = try writer.quarantined(old.replica, number: run.first),
                refused.decision == nil
            else { continue }
            size += refused.body.count
            // One answer has to hold it. Whoever refused so much of one store has it still.
            if size > WireLimits.messageBytes / 4 || result.count >= WireLimits.transactions {
                break
            }
            result.append(try Transaction(bytes: refused.body))
        }
        return result
    }

    /// The device that the same question was answered with before.
    private func known(_ secretHash: [UInt8], of old: Device) throws -> Device? {
        guard let family = old.family else { return nil }
        return try writer.devices().first { device in
            device.family == family && constantTimeEquals(device.secretHash, secretHash)
        }
    }

    private func make(
        _ secretHash: [UInt8], from old: Device, _ user: User
    ) throws -> Device {
        let family = try Forker.family(of: old.user, writer) ?? old.replica
        let device = Device(
            replica: try writer.nextReplica(), user: old.user, secretHash: secretHash,
            state: old.state, lastNumber: 0, chain: .start, createdAt: ports.now(), lastSeen: nil,
            family: family)
        try writer.note(.enrolled(device, user))
        // It may say what only it holds, and nothing else.
        if device.state == .revoked {
            try writer.note(.revoked(device.replica, isLost: false))
        }
        try writer.put(device)
        try writer.audit(
            AuditEvent(
                at: ports.now(), .device(user: user.id, old.replica), .forked,
                on: AuditSubject.device(device.replica)))
        return device
    }

    /// The family of a user's stores: every number that the user's devices have had is made
    /// a member of it; `nil` when they have had none.
    ///
    /// A store is enrolled again for its own user only, so all copies of one store are in it,
    /// whatever numbers they had on lines that nobody remembers; and nobody else's are, who could
    /// take the place of what they wrote. Everything that any member has had accepted is noted by
    /// its id: another may send it again.
    static func family(of user: String, _ writer: any StorageWriting) throws -> Replica? {
        let members = try writer.devices().filter { $0.user == user && $0.state != .server }
        guard let family = members.map({ $0.family ?? $0.replica }).min() else { return nil }
        for var device in members {
            if device.family != family {
                device.family = family
                try writer.put(device)
            }
            for (id, sequence) in try Received(writer, device).transactions(after: 0) {
                try writer.put(family: family, id, sequence: sequence)
            }
        }
        return family
    }

    /// The greatest number at which store and server have the same chain hash: everything before it
    /// is then the same too.
    private func commonNumber(_ request: ForkRequest, _ old: Device) throws -> UInt64 {
        let known = try Received(writer, old).chains(from: request.after)
        var common: UInt64 = 0
        if known[request.after] == request.chain { common = request.after }
        for (offset, chain) in request.chains.enumerated() {
            let number = request.after &+ UInt64(offset) &+ 1
            if known[number] == chain { common = number }
        }
        return common
    }
}
