// The transport that ships on Linux: HTTP and HTTPS over libcurl. This file is its face; the work
// is done by one thread (CurlEngine), to which calls are handed and from which answers come.

package import ClientCore
import Gzip

/// Carries requests to one server through libcurl, keeping connections open between them.
///
/// Takes no proxy, cookie or credentials from the environment, and follows no redirection.
package final class CurlTransport: LiveTransport {
    /// The limits on each request.
    package struct Options: Sendable {
        /// How long finding the server and connecting to it may take, TLS included.
        package var connectTimeoutMilliseconds = 5000
        /// How long a request may take in all. One that hardly moves is given up earlier.
        package var timeoutMilliseconds = 60_000
        /// The largest answer, headers aside, after its compression has been undone.
        package var maximumResponseBytes = 64 << 20
        /// What the server's log shows; nothing when `nil`.
        package var userAgent: String?
        /// Bodies above this size are sent gzipped, unless they have a coding already.
        package var compressRequestsAbove = 1024

        /// How the server is to be trusted.
        package var trust = ServerTrust.system

        /// The usual limits.
        package init() {}
    }

    private let base: BaseURL
    private let options: Options
    private let engine: CurlEngine

    /// A transport to the server at this address: `http` or `https`, with a host, perhaps a port
    /// and a path, and nothing else.
    ///
    /// Throws `.invalidAddress` for another address. Nothing is sent yet.
    package init(baseURL: String, options: Options) throws(TransportError) {
        base = try BaseURL(baseURL)
        self.options = options
        engine = try CurlEngine()
    }

    deinit {
        engine.stop()
    }

    /// Sends a request; see `Transport`.
    package func send(
        _ request: TransportRequest
    ) async throws(TransportError) -> TransportResponse {
        let url = try base.appending(request.path)
        var headers = try RequestHeaders(request)
        var body = request.body
        if body.count > options.compressRequestsAbove, !headers.contains("content-encoding") {
            body = await Self.compress(body)
            headers.add(name: "Content-Encoding", value: "gzip")
        }
        let call = CurlCall(
            method: request.method, url: url, headers: headers.lines, body: body, options: options)
        return try await Self.decoded(
            try await perform(call), limit: options.maximumResponseBytes)
    }

    /// Sends a request and hands over its answer as it comes; see `LiveTransport`.
    package func stream(
        _ request: TransportRequest, receive: @escaping @Sendable ([UInt8]) -> Bool
    ) async throws(TransportError) -> TransportResponse {
        let url = try base.appending(request.path)
        var request = request
        request.headers.removeAll { $0.name.lowercased() == "accept-encoding" }
        request.headers.append(TransportHeader(name: "Accept-Encoding", value: "identity"))
        let call = CurlCall(
            method: request.method, url: url, headers: try RequestHeaders(request).lines,
            body: request.body, options: options, receive: receive)
        return try await Self.decoded(
            try await perform(call), limit: options.maximumResponseBytes)
    }

    /// Runs a call on the engine, until it is answered or the task is cancelled.
    private func perform(_ call: CurlCall) async throws(TransportError) -> TransportResponse {
        let engine = engine
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { engine.start(call, answering: $0) }
        } onCancel: {
            engine.cancel(call)
        }
        return try result.get()
    }

    /// The answer with its gzip coding undone.
    ///
    /// It is not left to libcurl, which takes a member that ends too early for a whole one and so
    /// would hand over part of an answer.
    @concurrent private static func decoded(
        _ response: TransportResponse, limit: Int
    ) async throws(TransportError) -> TransportResponse {
        // An answer to HEAD names the coding that the body would have had.
        guard let coding = response.header("content-encoding")?.lowercased(),
            coding != "identity", !response.body.isEmpty
        else { return response }
        guard coding == "gzip" else {
            throw TransportError(kind: .interrupted, detail: "the answer's coding is unknown")
        }
        var plain = response
        do throws(GzipError) {
            plain.body = try Gzip.decompress(response.body, limit: limit)
        } catch {
            let kind: TransportError.Kind =
                switch error {
                case .tooLarge: .responseTooLarge
                case .corrupt, .truncated: .interrupted
                }
            throw TransportError(kind: kind, detail: "the answer's gzip coding: \(error)")
        }
        return plain
    }

    /// Off the caller's actor: a large body takes a tenth of a second.
    @concurrent private static func compress(_ body: [UInt8]) async -> [UInt8] {
        Gzip.compress(body)
    }
}
