// An IPv4 or IPv6 address with its port, between text and the structures of the system. No name
// is ever looked up here.

import Glibc

/// One end of a connection.
struct SocketAddress {
    private var storage = sockaddr_storage()

    /// From a literal address; `localhost` is 127.0.0.1. `nil` for anything else.
    init?(host: String, port: UInt16) {
        let text = host == "localhost" ? "127.0.0.1" : host
        var four = in_addr()
        var six = in6_addr()
        if inet_pton(AF_INET, text, &four) == 1 {
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = port.bigEndian
            address.sin_addr = four
            fill(from: address)
        } else if inet_pton(AF_INET6, text, &six) == 1 {
            var address = sockaddr_in6()
            address.sin6_family = sa_family_t(AF_INET6)
            address.sin6_port = port.bigEndian
            address.sin6_addr = six
            fill(from: address)
        } else {
            return nil
        }
    }

    /// The address that a socket is bound to.
    init?(localOf descriptor: Int32) {
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let status = withUnsafeMutableBytes(of: &storage) {
            getsockname(descriptor, $0.assumingMemoryBound(to: sockaddr.self).baseAddress, &length)
        }
        guard status == 0 else { return nil }
    }

    /// A copy of an address that a library points at.
    init?(copying pointer: UnsafePointer<sockaddr>) {
        let size =
            switch Int32(pointer.pointee.sa_family) {
            case AF_INET: MemoryLayout<sockaddr_in>.size
            case AF_INET6: MemoryLayout<sockaddr_in6>.size
            default: 0
            }
        guard size > 0 else { return nil }
        withUnsafeMutableBytes(of: &storage) {
            $0.copyMemory(from: UnsafeRawBufferPointer(start: pointer, count: size))
        }
    }

    /// `AF_INET` or `AF_INET6`.
    var family: Int32 { Int32(storage.ss_family) }

    /// In the byte order of the machine.
    var port: UInt16 {
        // sin_port and sin6_port stand at the same place, in network order.
        withUnsafeBytes(of: storage) {
            UInt16(bigEndian: $0.loadUnaligned(fromByteOffset: 2, as: UInt16.self))
        }
    }

    /// The address without its port, as people write it (`192.0.2.7`, `2001:db8::1`).
    ///
    /// IPv4 that came in through an IPv6 socket is written as IPv4, so that one client has one
    /// name.
    var host: String {
        let text = withUnsafeBytes(of: storage) { bytes in
            withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { buffer in
                buffer.initialize(repeating: 0)
                let offset = family == AF_INET ? 4 : 8
                _ = bytes.baseAddress.flatMap {
                    inet_ntop(family, $0 + offset, buffer.baseAddress, socklen_t(buffer.count))
                }
                let characters = buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:))
                return String(decoding: characters, as: UTF8.self)
            }
        }
        return text.hasPrefix("::ffff:") && text.contains(".") ? String(text.dropFirst(7)) : text
    }

    /// What stands for one client: an IPv4 address, or the first half of an IPv6 address, since a
    /// client of IPv6 has all that follow it.
    var network: String {
        let host = host
        guard family == AF_INET6, host.contains(":"), host != "::1" else { return host }
        var copy = self
        withUnsafeMutableBytes(of: &copy.storage) { bytes in
            // sin6_addr begins at 8; its last 64 bits are the client's own to choose.
            for index in 16..<24 { bytes[index] = 0 }
        }
        return copy.host
    }

    /// Lends the address to a call of the system, with its size.
    mutating func withPointer<Result>(
        _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        let size =
            family == AF_INET
            ? MemoryLayout<sockaddr_in>.size : MemoryLayout<sockaddr_in6>.size
        return withUnsafePointer(to: storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(size))
            }
        }
    }

    private mutating func fill<Address>(from address: Address) {
        withUnsafeBytes(of: address) { source in
            withUnsafeMutableBytes(of: &storage) { $0.copyMemory(from: source) }
        }
    }
}
