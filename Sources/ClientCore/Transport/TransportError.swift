// Why no answer came. The kinds are those between which a sync engine chooses differently.

/// A request that got no whole answer. The server may have acted on it all the same.
public struct TransportError: Error, Sendable, Hashable {
    /// What went wrong, as far as the caller can act on it.
    public enum Kind: Sendable, Hashable, CaseIterable {
        /// The name was not found, or nobody accepted the connection: offline, as a rule.
        case unreachable
        /// Connecting, or the whole exchange, took too long or went too slowly.
        case timedOut
        /// The encryption failed, or what answers has none.
        case tls
        /// No authority that counts has signed the server's certificate.
        case unknownAuthority
        /// The server's certificate has expired, or is not valid yet.
        case certificateExpired
        /// The server's certificate is for another name.
        case wrongHost
        /// The server's public key is not the pinned one.
        case pinMismatch
        /// The answer is larger than the transport accepts.
        case responseTooLarge
        /// The caller's task was cancelled.
        case cancelled
        /// The address, the path or a header can not be sent; trying again will not help.
        case invalidAddress
        /// The connection broke, or what came is not HTTP, after it had been accepted.
        case interrupted
    }

    /// What went wrong.
    public let kind: Kind
    /// Particulars for a developer, in no particular language. Never holds a header's value, so
    /// that it may be logged.
    public let detail: String

    /// An error of this kind.
    public init(kind: Kind, detail: String) {
        self.kind = kind
        self.detail = detail
    }
}
