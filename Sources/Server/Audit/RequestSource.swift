// RequestSource: whom a request is counted to. An IPv4 address is one source; an IPv6 one is its
// network of 64 bits, for a single subscriber has all addresses of one.

import Glibc

enum RequestSource {
    /// How a client's address is counted and written down.
    static func name(_ address: String) -> String {
        var six = in6_addr()
        // A zone (`fe80::1%eth0`) says nothing about who it is.
        let bare = String(address.prefix { $0 != "%" })
        guard inet_pton(AF_INET6, bare, &six) == 1 else {
            return isIPv4(address) ? address : "unknown"
        }
        let bytes = withUnsafeBytes(of: six) { Array($0) }
        let isMapped =
            bytes.prefix(10).allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
        if isMapped { return bytes[12...].map(String.init).joined(separator: ".") }
        let groups = stride(from: 0, to: 8, by: 2).map { index in
            String(UInt16(bytes[index]) << 8 | UInt16(bytes[index + 1]), radix: 16)
        }
        return groups.joined(separator: ":") + "::/64"
    }

    private static func isIPv4(_ address: String) -> Bool {
        var four = in_addr()
        return inet_pton(AF_INET, address, &four) == 1
    }
}
