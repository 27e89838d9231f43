// The way of a request through libmicrohttpd. Its callbacks run on the event loops and must never
// block: a complete request is suspended, queued for a worker and resumed with its answer.
//
// Each request's state is the `RunningRequest` whose reference the library keeps for us, from
// `beginRequest` to `endRequest`, which it calls exactly once each.

import CMicroHTTPD
import Shared

/// What the callbacks need of the server.
final class HTTPService: Sendable {
    let handler: HTTPHandler
    let maximumBodyBytes: Int
    let pool: WorkerPool
    let gate = RequestGate()
    let streams = OpenStreams()
    let connections: Connections
    let onRefusal: HTTPRefusalHandler

    init(
        handler: @escaping HTTPHandler, maximumBodyBytes: Int, pool: WorkerPool,
        connections: Connections, onRefusal: @escaping HTTPRefusalHandler
    ) {
        self.onRefusal = onRefusal
        self.connections = connections
        self.handler = handler
        self.maximumBodyBytes = maximumBodyBytes
        self.pool = pool
    }
}

/// A request, the connection it came on and the service it is for.
private final class RunningRequest: Sendable {
    let service: HTTPService
    let exchange: HTTPExchange
    /// False when the request came in after the server began to stop.
    let isWelcome: Bool
    // Valid until `endRequest`, and only used by the event loop, but for the one call that may come
    // from anywhere: MHD_resume_connection, which precedes `endRequest`.
    nonisolated(unsafe) let connection: OpaquePointer
    /// The body of an answer that is a stream, from the handler's return on.
    private let stream = Locked<StreamBody?>(nil)

    init(service: HTTPService, exchange: HTTPExchange, connection: OpaquePointer) {
        self.service = service
        self.exchange = exchange
        self.connection = connection
        isWelcome = service.gate.begin()
        service.connections.expect(key)
    }

    private var key: Connections.Key { UInt(bitPattern: connection) }

    /// Suspends the connection and queues the request; false when it cannot be taken on.
    func handOver(_ request: HTTPRequest) -> Bool {
        guard isWelcome, service.gate.suspend() else { return false }
        // The time that a handler takes is not the client's.
        service.connections.hold(key)
        // First of all: the worker may be done before this function returns.
        MHD_suspend_connection(connection)
        let job = WorkerPool.Job(
            run: { self.resume(with: self.service.handler(request)) },
            abandon: { self.resume(with: HTTPRefusal.busy.response) })
        if !service.pool.submit(job) { job.abandon() }
        return true
    }

    private func resume(with response: HTTPResponse) {
        if let source = response.stream {
            // Kept here first of all: a client that has gone meanwhile is never sent the answer,
            // and its stream is to be cancelled all the same.
            let body = StreamBody(source, connection: connection, gate: service.gate)
            stream.withLock { $0 = body }
            service.streams.add(body, isDraining: { self.service.gate.isDraining })
        }
        exchange.answer(response)
        MHD_resume_connection(connection)
        service.gate.resumed()
    }

    /// Gives the library the server's own refusal, and lets it be counted.
    func refuse(_ refusal: HTTPRefusal) -> MHD_Result {
        let response = refusal.response
        service.onRefusal(response, exchange.remoteAddress)
        return queue(response)
    }

    /// The request is over: nobody reads its stream any more.
    func end() {
        if let body = stream.withLock({ $0 }) {
            body.end()
            service.streams.remove(body)
        }
        service.connections.expect(key)
        service.gate.end()
    }

    /// Gives the library an answer to send.
    func queue(_ response: HTTPResponse) -> MHD_Result {
        guard let prepared = prepare(response) ?? prepare(HTTPRefusal.invalidResponse.response)
        else { return .NO }
        defer { MHD_destroy_response(prepared.response) }
        if response.stream == nil {
            service.connections.expect(key)
        } else {
            service.connections.hold(key, isStream: true)
        }
        return MHD_queue_response(connection, prepared.status, prepared.response)
    }

    /// `nil` when the library takes a header for malformed, or has no memory.
    private func prepare(_ answer: HTTPResponse) -> (status: UInt32, response: OpaquePointer)? {
        guard (200...599).contains(answer.status) else { return nil }
        let body = answer.stream == nil ? nil : stream.withLock { $0 }
        guard let response = body?.makeResponse() ?? Self.makeResponse(answer.body) else {
            return nil
        }
        var headers = answer.headers
        if service.gate.isDraining { headers.append(("Connection", "close")) }
        for (name, value) in headers
        where MHD_add_response_header(response, name, value) == .NO {
            MHD_destroy_response(response)
            return nil
        }
        return (UInt32(answer.status), response)
    }

    private static func makeResponse(_ body: [UInt8]) -> OpaquePointer? {
        body.withUnsafeBytes { body in
            // It promises to copy and not to write, so giving it our own bytes is sound.
            MHD_create_response_from_buffer(
                body.count, UnsafeMutableRawPointer(mutating: body.baseAddress), .RESPMEM_MUST_COPY)
        }
    }
}

// C callbacks must be file-level functions: a closure cannot carry a context.

/// A connection was accepted, or is about to be given up, which every one is in the end.
func noticeConnection(
    _ context: UnsafeMutableRawPointer?, _ connection: OpaquePointer?,
    _ state: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
    _ code: MHD_ConnectionNotificationCode
) {
    guard let context, let connection else { return }
    let connections = Unmanaged<HTTPService>.fromOpaque(context).takeUnretainedValue().connections
    let key = UInt(bitPattern: connection)
    guard code == .CONNECTION_NOTIFY_STARTED else { return connections.closed(key) }
    let address = relais_mhd_client_address(connection).flatMap(SocketAddress.init(copying:))
    connections.opened(
        key, socket: relais_mhd_socket(connection), address: address?.host ?? "",
        network: address?.network ?? "")
}

/// The request line has been read. The target is taken here because it is still as the client sent
/// it: later it is decoded, and ends at the first NUL.
func beginRequest(
    _ context: UnsafeMutableRawPointer?, _ target: UnsafePointer<CChar>?,
    _ connection: OpaquePointer?
) -> UnsafeMutableRawPointer? {
    guard let context, let target, let connection else { return nil }
    let service = Unmanaged<HTTPService>.fromOpaque(context).takeUnretainedValue()
    let address = relais_mhd_client_address(connection).flatMap(SocketAddress.init(copying:))
    let exchange = HTTPExchange(
        target: bytes(of: target), remoteAddress: address?.host ?? "",
        maximumBodyBytes: service.maximumBodyBytes)
    let request = RunningRequest(service: service, exchange: exchange, connection: connection)
    return Unmanaged.passRetained(request).toOpaque()
}

/// Called with the head, with each part of the body, at its end, and after each resumption.
func advanceRequest(
    _ context: UnsafeMutableRawPointer?, _ connection: OpaquePointer?,
    _ path: UnsafePointer<CChar>?, _ method: UnsafePointer<CChar>?,
    _ version: UnsafePointer<CChar>?, _ body: UnsafePointer<CChar>?,
    _ bodySize: UnsafeMutablePointer<Int>?,
    _ state: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> MHD_Result {
    guard let pointer = state?.pointee, let method, let bodySize else { return .NO }
    let running = Unmanaged<RunningRequest>.fromOpaque(pointer).takeUnretainedValue()
    let step: HTTPExchange.Step
    if running.exchange.awaitsHead {
        step = running.exchange.receive(
            method: bytes(of: method), headers: headers(of: running.connection))
    } else if let body, bodySize.pointee > 0 {
        let part = UnsafeRawBufferPointer(start: body, count: bodySize.pointee)
        step = running.exchange.receive(body: part)
        bodySize.pointee = 0
    } else {
        step = running.exchange.proceed()
    }
    switch step {
    case .read: return .YES
    case .answer(let response): return running.queue(response)
    case .refuse(let refusal): return running.refuse(refusal)
    case .hangUp: return .NO
    case .handle(let request):
        return running.handOver(request) ? .YES : running.queue(HTTPRefusal.busy.response)
    }
}

/// The answer has been sent, or the connection is gone.
func endRequest(
    _ context: UnsafeMutableRawPointer?, _ connection: OpaquePointer?,
    _ state: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, _ reason: MHD_RequestTerminationCode
) {
    guard let pointer = state?.pointee else { return }
    state?.pointee = nil
    Unmanaged<RunningRequest>.fromOpaque(pointer).takeRetainedValue().end()
}

private typealias RawHeaders = [(name: [UInt8], value: [UInt8])]

/// The headers of a request, at most one more than are allowed.
private func headers(of connection: OpaquePointer) -> RawHeaders {
    var headers: RawHeaders = []
    withUnsafeMutablePointer(to: &headers) {
        _ = MHD_get_connection_values_n(connection, .HEADER_KIND, collectHeader, $0)
    }
    return headers
}

private func collectHeader(
    _ context: UnsafeMutableRawPointer?, _ kind: MHD_ValueKind,
    _ name: UnsafePointer<CChar>?, _ nameSize: Int,
    _ value: UnsafePointer<CChar>?, _ valueSize: Int
) -> MHD_Result {
    guard let context, let name else { return .NO }
    let headers = context.assumingMemoryBound(to: RawHeaders.self)
    headers.pointee.append(
        (
            name: [UInt8](UnsafeRawBufferPointer(start: name, count: nameSize)),
            value: [UInt8](UnsafeRawBufferPointer(start: value, count: valueSize))
        ))
    return headers.pointee.count > RequestHead.maximumHeaders ? .NO : .YES
}

private func bytes(of text: UnsafePointer<CChar>) -> [UInt8] {
    var length = 0
    while text[length] != 0 { length += 1 }
    return [UInt8](UnsafeRawBufferPointer(start: text, count: length))
}
