// One call of `send` as it passes between the caller's task, which may cancel it at any moment,
// and the engine's thread, which answers it.

import ClientCore
import Shared

/// What a call ends with.
typealias CurlResult = Result<TransportResponse, TransportError>

/// A request on its way, answered exactly once.
final class CurlCall: Sendable {
    let method: String
    let url: String
    /// As libcurl takes them.
    let headers: [String]
    let body: [UInt8]
    let options: CurlTransport.Options
    /// Takes the body of an answer of status 200 as it comes; `nil` to have it whole.
    let receive: (@Sendable ([UInt8]) -> Bool)?

    private struct State {
        var continuation: CheckedContinuation<CurlResult, Never>?
        var isCancelled = false
    }

    private let state = Locked(State())

    init(
        method: String, url: String, headers: [String], body: [UInt8],
        options: CurlTransport.Options, receive: (@Sendable ([UInt8]) -> Bool)? = nil
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.options = options
        self.receive = receive
    }

    /// Whether the caller no longer wants an answer.
    var isCancelled: Bool { state.withLock { $0.isCancelled } }

    /// The caller waits from now on.
    func wait(_ continuation: CheckedContinuation<CurlResult, Never>) {
        state.withLock { $0.continuation = continuation }
        // Cancelling may have come first, when there was nobody to answer yet.
        if isCancelled { answer(.failure(Self.cancellation)) }
    }

    /// The caller no longer wants an answer: gives it up at once, whatever the engine is doing.
    func cancel() {
        state.withLock { $0.isCancelled = true }
        answer(.failure(Self.cancellation))
    }

    /// Answers the caller, unless that has been done.
    func answer(_ result: CurlResult) {
        let waiting = state.withLock { state in
            defer { state.continuation = nil }
            return state.continuation
        }
        waiting?.resume(returning: result)
    }

    private static var cancellation: TransportError {
        TransportError(kind: .cancelled, detail: "the task was cancelled")
    }
}
