// LiveStream: one `GET /v1/live`, from its first byte to its end.

import Shared

/// The server's stream of what there is to pull.
struct LiveStream: Sendable {
    /// Something that the stream said.
    enum Signal: Sendable {
        /// How far the server is.
        case changed(LiveHead)
        /// Anything else: the line is alive.
        case alive
    }

    let transport: any LiveTransport
    let credential: Credential

    /// Listens until the stream ends, which is always a failure: a server ends it when it stops, or
    /// when the device may not listen any more.
    func run(_ tell: @escaping @Sendable (Signal) -> Void) async -> SyncState.Failure {
        let request = TransportRequest(
            method: "GET", path: "/v1/live",
            headers: [
                TransportHeader(name: "Accept", value: LiveHead.mediaType),
                TransportHeader(name: "Authorization", value: credential.header),
            ])
        let parser = Locked(EventStreamParser())
        do {
            let response = try await transport.stream(request) { bytes in
                // Told under the lock of the parser, so that it is told in order.
                parser.withLock { parser in
                    let items = parser.read(bytes)
                    return items.allSatisfy { LiveStream.tell($0, tell) } && parser.failure == nil
                }
            }
            if response.status != 200 { return Remote.failure(of: response) }
            let type = response.header("content-type")?.lowercased() ?? ""
            // What speaks HTTP and is no Relais server: a welcome page, a proxy.
            guard type.hasPrefix(LiveHead.mediaType) else {
                return .transient(SyncErrors.notARelaisServer(type), retryAfter: nil)
            }
            return .transient(SyncErrors.unreachable("the stream ended"), retryAfter: nil)
        } catch {
            if let error = TrustErrors.error(of: error) {
                return .transient(error, retryAfter: nil)
            }
            return Remote.failure(of: error)
        }
    }

    /// Passes an item on; false when it is not what a Relais server says.
    private static func tell(
        _ item: EventStreamItem, _ tell: (Signal) -> Void
    ) -> Bool {
        switch item {
        case .event(name: LiveHead.eventName, let data):
            guard let head = try? LiveHead(json: Array(data.utf8)) else { return false }
            tell(.changed(head))
        // An event that a newer server has and this program does not know.
        case .event, .comment: tell(.alive)
        }
        return true
    }
}
