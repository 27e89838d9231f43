// The address of a server, judged by the very parser that the transfer will use: what one parser
// takes for a host and another for a password is how requests go astray.

import CCurl
import ClientCore

/// A base address without credentials, query or fragment, to which paths are appended.
struct BaseURL {
    /// Without a slash at its end.
    private let text: String

    init(_ address: String) throws(TransportError) {
        guard curl.is_loaded != 0 else { throw Libcurl.missing }
        guard let handle = curl.url() else {
            throw Self.refusal("out of memory")
        }
        defer { curl.url_cleanup(handle) }
        let flags = UInt32(CURLU_DISALLOW_USER)
        guard !address.utf8.contains(0),
            curl.url_set(handle, CURLUPART_URL, address, flags) == CURLUE_OK
        else {
            throw Self.refusal("not an address, or one with a user name")
        }
        let scheme = Self.part(CURLUPART_SCHEME, of: handle)
        guard scheme == "http" || scheme == "https" else {
            throw Self.refusal("only http and https are possible")
        }
        // The parser forgives a third slash and takes what follows for the host.
        guard Self.part(CURLUPART_HOST, of: handle)?.isEmpty == false, !address.contains(":///")
        else {
            throw Self.refusal("no host")
        }
        // An empty query or fragment is not reported by the parser, but would swallow the path.
        guard !address.utf8.contains(where: { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") })
        else {
            throw Self.refusal("a query or a fragment has no place in it")
        }
        guard let normal = Self.part(CURLUPART_URL, of: handle) else {
            throw Self.refusal("not an address")
        }
        text = String(normal.reversed().drop { $0 == "/" }.reversed())
    }

    /// The address of a path below this one.
    func appending(_ path: String) throws(TransportError) -> String {
        let isSound = path.utf8.allSatisfy { byte in
            byte > 0x20 && byte < 0x7F && byte != UInt8(ascii: "#")
        }
        guard path.hasPrefix("/"), isSound else {
            throw TransportError(
                kind: .invalidAddress, detail: "the path is not absolute, or not percent-encoded")
        }
        return text + path
    }

    private static func part(_ part: CURLUPart, of handle: OpaquePointer) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl.url_get(handle, part, &text, 0) == CURLUE_OK, let text else { return nil }
        defer { curl.free(text) }
        return String(cString: text)
    }

    private static func refusal(_ reason: String) -> TransportError {
        TransportError(kind: .invalidAddress, detail: "the server's address: \(reason)")
    }
}
