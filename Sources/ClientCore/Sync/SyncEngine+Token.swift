// A new secret for a device: asked for with the old one, kept, and used at once, after which the
// server knows no other. Interrupted anywhere, the store holds a secret that the server knows.

public import Shared

extension SyncEngine {
    /// Exchanges what the device proves itself with: whoever has copied it can do nothing more.
    ///
    /// - Throws: when a synchronisation runs, or the server cannot be reached or refuses. The
    ///   device then goes on with the secret that it has.
    public func rotateToken() async throws(RelaisError) {
        let lock = try store.lockForSync()
        defer { withExtendedLifetime(lock) {} }
        let secret = Hex.encode(store.ports.randomBytes(32))
        try await ask(secret)
        try store.keep(secret: secret)
        // The first use of the new one ends the old one.
        try await ask(secret)
    }

    private func ask(_ secret: String) async throws(RelaisError) {
        let credential = try store.credential()
        do {
            try await remote.token(secret, credential)
        } catch {
            throw error.error
        }
    }
}

extension Store {
    /// Keeps a secret that the server has agreed to.
    fileprivate func keep(secret: String) throws(RelaisError) {
        try withWriting { core in
            var device = try DeviceState(core.connection)
            device.secret = secret
            try device.save(core.connection)
        }
    }
}
