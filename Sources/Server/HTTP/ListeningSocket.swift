// Opens the socket that the server listens on. It is done here and not by the HTTP library, so
// that a refusal says why and the port that was bound is known.

import Glibc

/// A socket in the listening state.
struct ListeningSocket {
    /// Handed to the HTTP library, which closes it when it stops.
    let descriptor: Int32
    /// The port that the system bound, also when a free one was asked for.
    let port: UInt16

    /// Binds and listens. Port 0 takes a free one; `::` takes IPv4 too.
    init(host: String, port: UInt16) throws(ServerStartError) {
        guard var address = SocketAddress(host: host, port: port) else {
            throw .invalidHost(host)
        }
        // Non-blocking, because two event loops share it and only one wins each connection.
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        let descriptor = socket(
            address.family, kind | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw .system(call: "socket", code: errno) }
        do throws(ServerStartError) {
            // Without it a restart is refused for a minute after the last connection.
            try Self.set(descriptor, SOL_SOCKET, SO_REUSEADDR, 1)
            if address.family == AF_INET6 {
                try Self.set(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, 0)
            }
            guard address.withPointer({ bind(descriptor, $0, $1) }) == 0 else {
                throw Self.refusal(call: "bind", host: host, port: port)
            }
            guard listen(descriptor, SOMAXCONN) == 0 else {
                throw Self.refusal(call: "listen", host: host, port: port)
            }
            guard let bound = SocketAddress(localOf: descriptor) else {
                throw .system(call: "getsockname", code: errno)
            }
            self.descriptor = descriptor
            self.port = bound.port
        } catch {
            close(descriptor)
            throw error
        }
    }

    private static func set(
        _ descriptor: Int32, _ level: Int32, _ option: Int32, _ value: Int32
    ) throws(ServerStartError) {
        var value = value
        let size = socklen_t(MemoryLayout<Int32>.size)
        guard setsockopt(descriptor, level, option, &value, size) == 0 else {
            throw .system(call: "setsockopt", code: errno)
        }
    }

    private static func refusal(call: String, host: String, port: UInt16) -> ServerStartError {
        switch errno {
        case EADDRINUSE: .addressInUse(host: host, port: port)
        case EACCES, EPERM: .permissionDenied(host: host, port: port)
        case EADDRNOTAVAIL: .invalidHost(host)
        case let code: .system(call: call, code: code)
        }
    }
}
