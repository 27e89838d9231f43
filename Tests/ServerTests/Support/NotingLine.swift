// NotingLine: a line that notes what is synchronised over it.

import ClientCore
import Shared

final class NotingLine: Transport {
    private let line: any Transport
    /// Every request of a synchronisation, whether or not it arrived.
    let requests = Locked<[SyncRequest]>([])

    init(_ line: any Transport) { self.line = line }

    func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
        if let message = try? WireForm(of: request.body).codec.syncRequest(request.body) {
            requests.withLock { $0.append(message) }
        }
        return try await line.send(request)
    }

    /// Which transactions each request had that had any.
    var sent: [Range<UInt64>] {
        requests.withLock { $0 }.filter { !$0.transactions.isEmpty }.map {
            $0.after..<$0.after + UInt64($0.transactions.count)
        }
    }

    /// What was noted since this was last asked for.
    func takeRequests() -> [SyncRequest] {
        requests.withLock { requests in
            defer { requests = [] }
            return requests
        }
    }

    /// Which transactions were sent since this was last asked for.
    func takeSent() -> [Range<UInt64>] {
        defer { _ = takeRequests() }
        return sent
    }
}
