// Meter and MeasuredLine: the server's router in this process, and the CPU that answering takes.

import ClientCore
import Gzip
import Server
import Shared

/// Answers as the server does, and adds up the CPU of the threads that do.
final class Meter: Sendable {
    private let router: Router
    private let state = Locked((cpu: 0.0, up: 0, down: 0, requests: 0))

    init(_ router: Router) { self.router = router }

    var cpu: Double { state.withLock { $0.cpu } }
    /// Bodies as they travel, headers aside.
    var bytes: (up: Int, down: Int) { state.withLock { ($0.up, $0.down) } }
    var requests: Int { state.withLock { $0.requests } }

    func handle(_ request: HTTPRequest) -> HTTPResponse {
        let start = Stopwatch.thread()
        let response = router.handle(request)
        let cpu = Stopwatch.thread() - start
        state.withLock { state in
            state.cpu += cpu
            state.up += request.body.count
            state.down += response.body.count
            state.requests += 1
        }
        return response
    }
}

/// Carries a device's requests to a meter, packed as the transport over HTTP packs them.
final class MeasuredLine: Transport {
    let meter: Meter
    /// Changes requests on their way; `nil` leaves them as they are.
    private let change: (@Sendable (TransportRequest) -> TransportRequest?)?
    private let between = Locked((mark: 0.0, cpu: 0.0))

    /// - Parameter change: answers `nil` to cut the line.
    init(
        _ meter: Meter, change: (@Sendable (TransportRequest) -> TransportRequest?)? = nil
    ) {
        self.meter = meter
        self.change = change
    }

    /// CPU of this process between answers and the requests that followed them.
    var cpuAfterAnswers: Double { between.withLock { $0.cpu } }

    func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
        between.withLock { between in
            if between.mark > 0 { between.cpu += Stopwatch.process() - between.mark }
            between.mark = 0
        }
        guard let request = change.map({ $0(request) }) ?? request else {
            throw TransportError(kind: .interrupted, detail: "cut")
        }
        var headers = request.headers.map { ($0.name.lowercased(), $0.value) }
        headers.append(("accept-encoding", "gzip"))
        var body = request.body
        if body.count > MeasuredLine.packedAbove {
            body = Gzip.compress(body)
            headers.append(("content-encoding", "gzip"))
        }
        let response = meter.handle(
            HTTPRequest(method: request.method, path: request.path, headers: headers, body: body))
        between.withLock { $0.mark = Stopwatch.process() }
        let isPacked = response.headers.contains { $0.0.lowercased() == "content-encoding" }
        let plain =
            isPacked
            ? (try? Gzip.decompress(response.body, limit: WireLimits.messageBytes * 4)) ?? []
            : response.body
        return TransportResponse(status: response.status, body: plain)
    }

    /// As `CurlTransport` does.
    private static let packedAbove = 1024
}
