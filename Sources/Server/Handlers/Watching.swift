// Watching: GET /v1/live. Authenticates as a synchronisation does, and answers with a stream that
// says when there is something to pull.

import Shared

struct Watching {
    let data: ServerData
    let hub: LiveHub

    func answer(_ credential: DeviceCredential) throws -> HTTPResponse {
        guard let storage = try data.territory(credential.territory) else {
            throw ServerErrors.unauthorised
        }
        _ = try storage.read { reader in
            try Accounts.authenticate(credential.replica, secret: credential.secret, reader)
        }
        let subscription = try hub.subscribe(credential.replica, to: credential.territory)
        do {
            // Read after subscribing: what is committed later is told, what was before is in this.
            // And the device may have been revoked in between, before anybody could end its stream.
            let info = try storage.read { reader in
                _ = try Accounts.authenticate(
                    credential.replica, secret: credential.secret, reader)
                return try reader.info()
            }
            // A watcher is told at once how far the server is, and sees whether it missed anything.
            subscription.tell(LiveHead(epoch: info.epoch, sequence: info.head))
        } catch {
            subscription.cancel()
            throw error
        }
        return HTTPResponse(
            status: 200,
            headers: [
                ("Content-Type", LiveHead.mediaType), ("Cache-Control", "no-store"),
                // Asks nginx and those that follow it to pass each event on as it comes.
                ("X-Accel-Buffering", "no"),
            ],
            stream: subscription)
    }
}
