// TrustedProxies: whose word counts for who a client is and how it came. `X-Forwarded-For` and
// `X-Forwarded-Proto` are believed when they come from an address that the operator named, and are
// not even seen otherwise: anybody can write them.

import Shared

/// The reverse proxies of a server.
package struct TrustedProxies: Sendable {
    /// As the server sees them; without the limit on connections of one client.
    package let addresses: Set<String>

    /// Nobody is believed.
    package static let none = TrustedProxies(addresses: [])

    private init(addresses: Set<String>) { self.addresses = addresses }

    /// - Parameter addresses: literal IPv4 or IPv6 addresses; `nil` when one is not.
    package init?(_ addresses: [String]) {
        var found: Set<String> = []
        for text in addresses {
            guard let address = SocketAddress(host: text, port: 0) else { return nil }
            found.insert(address.host)
        }
        self.addresses = found
    }

    /// A handler that is given each request as its client made it.
    ///
    /// A request that a proxy says came to it in the clear is refused with 403 `plain_http`, but
    /// for `/v1/health`: a secret that was sent so must not seem to be in order.
    package func around(_ handler: @escaping HTTPHandler) -> HTTPHandler {
        { request in
            guard let resolved = resolve(request) else {
                return HTTPRefusal.plainHTTP.response
            }
            return handler(resolved)
        }
    }

    /// `nil` when the client came in the clear.
    func resolve(_ request: HTTPRequest) -> HTTPRequest? {
        var resolved = request
        resolved.headers.removeAll { $0.name.hasPrefix("x-forwarded-") || $0.name == "forwarded" }
        guard addresses.contains(request.remoteAddress) else { return resolved }
        let protocols = words(request, "x-forwarded-proto")
        if protocols.contains("http"), request.path != "/v1/health" { return nil }
        // Each proxy adds whom it heard from at the end; what stands before the first address that
        // is not one of ours is hearsay.
        for word in words(request, "x-forwarded-for").reversed() {
            guard let address = SocketAddress(host: String(word), port: 0)?.host else { break }
            resolved.remoteAddress = address
            if !addresses.contains(address) { break }
        }
        return resolved
    }

    private func words(_ request: HTTPRequest, _ name: String) -> [Substring] {
        request.headers.filter { $0.name == name }.flatMap { header in
            header.value.lowercased().split { $0 == "," || $0 == " " || $0 == "\t" }
        }
    }
}
