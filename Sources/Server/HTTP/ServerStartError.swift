// Why the HTTP server could not start. Cases and not sentences: the program that starts the
// server words them for the person at the keyboard.

/// A reason why the server cannot listen.
package enum ServerStartError: Error, Sendable, Hashable {
    /// A limit of the configuration makes no sense; names it.
    case invalidConfiguration(String)
    /// The HTTP library of this machine was built without TLS.
    case noTLS
    /// The host is not an IPv4 or IPv6 address of this kind, nor `localhost`.
    case invalidHost(String)
    /// Another program listens on this address already.
    case addressInUse(host: String, port: UInt16)
    /// The system refuses this address to this user (a port below 1024, as a rule).
    case permissionDenied(host: String, port: UInt16)
    /// A call to the system failed with this `errno`; 0 when the callee does not say why.
    case system(call: String, code: Int32)
}
