// The port through which the client reaches a server. An app brings its own, or uses the one over
// libcurl; tests bring one that loses, repeats and delays what it is given.

/// Carries requests to one server.
///
/// An implementation must be safe to call from several tasks at once, return soon after its task
/// is cancelled, follow no redirection, bound what it receives, and never answer with a part of a
/// body.
public protocol Transport: Sendable {
    /// Sends a request and waits for its whole answer.
    ///
    /// May send the request again by itself when a kept connection turns out to be closed. Throws a
    /// `TransportError` when there is no whole answer; any status of HTTP is an answer.
    func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse
}
