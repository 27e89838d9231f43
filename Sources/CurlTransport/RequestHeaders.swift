// The header lines of a request as libcurl takes them. A line break in a value would let whoever
// chose the value write headers of their own, so it is refused here, before libcurl sees it.

import ClientCore

/// Checked header lines.
struct RequestHeaders {
    /// Each `Name: value`, or `Name;` for an empty value, or `Name:` for a header to be left out.
    private(set) var lines: [String] = []
    private var names: Set<String> = []

    /// Above so many bytes libcurl asks whether a body is wanted (RFC 9110, section 10.1.1), and
    /// waits a second for the word.
    private static let expectedAbove = 1 << 20

    init(_ request: TransportRequest) throws(TransportError) {
        guard Self.isToken(request.method) else {
            throw TransportError(kind: .invalidAddress, detail: "the method is not a word")
        }
        for header in request.headers {
            guard Self.isToken(header.name) else {
                throw TransportError(kind: .invalidAddress, detail: "a header's name is not a word")
            }
            guard !header.value.utf8.contains(where: { $0 < 0x20 && $0 != 0x09 || $0 == 0x7F })
            else {
                // The value is not shown: it may be a secret.
                throw TransportError(
                    kind: .invalidAddress, detail: "the value of \(header.name) is not printable")
            }
            add(name: header.name, value: header.value)
        }
        if !contains("accept-encoding") { add(name: "Accept-Encoding", value: "gzip") }
        // What libcurl would add by itself: a wrong guess, and a round trip before a body. Before a
        // long one it is worth it: a server that refuses it by its length closes the connection,
        // and whoever is still sending then may never read why.
        if !contains("content-type") { lines.append("Content-Type:") }
        if !contains("expect"), request.body.count <= Self.expectedAbove {
            lines.append("Expect:")
        }
        if !contains("accept") { lines.append("Accept:") }
    }

    /// Whether there is a header of this name, given in lower case.
    func contains(_ name: String) -> Bool {
        names.contains(name)
    }

    mutating func add(name: String, value: String) {
        lines.append(value.isEmpty ? "\(name);" : "\(name): \(value)")
        names.insert(name.lowercased())
    }

    /// A token of RFC 9110, section 5.6.2.
    private static func isToken(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                byte > 0x20 && byte < 0x7F && !"\"(),/:;<=>?@[\\]{}".utf8.contains(byte)
            }
    }
}
