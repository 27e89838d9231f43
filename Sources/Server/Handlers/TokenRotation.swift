// TokenRotation: POST /v1/token gives a device another secret. The present one stays valid until
// the next one was used once, so that no lost answer and no crash leaves a device without one.

import Shared

struct TokenRotation {
    let data: ServerData

    /// Notes the secret that a device wants next; the same question may be asked again.
    ///
    /// - Parameter body: `{"secret":"<64 hex>"}`, always in JSON.
    func rotate(_ body: [UInt8], _ credential: DeviceCredential) throws -> [UInt8] {
        let secret = try TokenRotation.secret(in: body)
        let hash = SHA256.hash(Array(secret.utf8))
        let storage = try territory(of: credential)
        let replica = try storage.write { writer in
            let authenticated = try Accounts.authenticate(
                credential.replica, secret: credential.secret, writer)
            var device = authenticated.device
            // Said again with the new one: there is nothing left to do.
            guard !constantTimeEquals(device.secretHash, hash) else { return device.replica }
            device.nextSecretHash = hash
            // A server that is restored before the device has heard of this must know both.
            try writer.note(.enrolled(device, authenticated.user))
            try writer.put(device)
            return device.replica
        }
        return JSON.object(["replica": .integer(Int64(replica))]).bytes
    }

    /// Makes the secret that a device has used the only one that it has.
    func settle(_ credential: DeviceCredential) throws {
        let hash = SHA256.hash(Array(credential.secret.utf8))
        try territory(of: credential).write { writer in
            guard var device = try writer.device(credential.replica), device.state == .active,
                Accounts.proof(hash, of: device) == .next,
                let user = try writer.user(device.user)
            else { return }
            device.secretHash = hash
            device.nextSecretHash = nil
            device.rotations += 1
            try writer.note(.enrolled(device, user))
            try writer.put(device)
            try writer.audit(
                AuditEvent(
                    at: data.ports.now(), .device(user: user.id, device.replica), .tokenRotated,
                    on: AuditSubject.device(device.replica)))
        }
    }

    private func territory(of credential: DeviceCredential) throws -> any TerritoryStorage {
        guard let storage = try data.territory(credential.territory) else {
            throw ServerErrors.unauthorised
        }
        return storage
    }

    private static func secret(in body: [UInt8]) throws -> String {
        guard body.count <= 1_000, let message = try? JSON.parse(body),
            case .string(let secret)? = message["secret"], Accounts.isSecret(secret)
        else { throw ServerErrors.malformed("secret") }
        return secret
    }
}
