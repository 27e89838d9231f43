// SignOut: POST /v1/sign-out: a device ends its own access, once the server has everything that it
// wrote. It stays known as one whose access was withdrawn, and says afterwards what it still holds.

import Shared

struct SignOut {
    let data: ServerData

    /// - Parameter body: `{"last":17}`, the last number that the device made; always in JSON.
    func answer(_ body: [UInt8], _ credential: DeviceCredential) throws -> [UInt8] {
        guard body.count <= 1_000, let message = try? JSON.parse(body),
            case .integer(let number)? = message["last"], let last = UInt64(exactly: number)
        else { throw ServerErrors.malformed("last") }
        guard let storage = try data.territory(credential.territory) else {
            throw ServerErrors.unauthorised
        }
        return try storage.write { writer in
            let authenticated = try Accounts.authenticate(
                credential.replica, secret: credential.secret, writer, admitsRevoked: true)
            var device = authenticated.device
            // Asked again after a lost answer: it is done.
            if device.state == .active {
                guard device.lastNumber >= last else { throw ServerErrors.notAllReceived }
                device.state = .revoked
                try writer.note(.revoked(device.replica, isLost: false))
                try writer.put(device)
                try writer.audit(
                    AuditEvent(
                        at: data.ports.now(), authenticated.actor, .signedOut,
                        on: AuditSubject.device(device.replica)))
            }
            return JSON.object([
                "replica": .integer(Int64(device.replica)),
                "received": .integer(Int64(clamping: device.lastNumber)),
            ]).bytes
        }
    }
}
