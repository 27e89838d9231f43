// ServerTrust: how a device makes sure that it speaks with its own server and that nobody listens.
// Chosen when the device is enrolled and kept with its store, so that every later command does the
// same. It judges texts and sends nothing: a transport applies it.

public import Shared

/// What a device asks of its server's connection. Without anything of its own, the certificate
/// authorities of the system decide, and secrets never travel in the clear.
public struct ServerTrust: Hashable, Sendable {
    /// The only certificate authorities that count, PEM; `nil` for those of the system.
    public let authority: String?
    /// The public keys of which the server must have one, beside a certificate that is in order:
    /// `sha256//` and 44 characters of base64, several with `;` between them (the form of curl's
    /// `CURLOPT_PINNEDPUBLICKEY`).
    public let pin: String?
    /// Whether this device may send secrets in the clear to another machine.
    public let allowsPlainHTTP: Bool

    /// The certificate authorities of the system, and nothing in the clear.
    public static let system = ServerTrust()

    /// The greatest length of `authority` in bytes: some hundred certificates.
    public static let maximumAuthorityBytes = 256 << 10

    private init() {
        authority = nil
        pin = nil
        allowsPlainHTTP = false
    }

    /// - Throws: `bad_authority` when there is no certificate in `authority`, `bad_pin` when `pin`
    ///   has another form.
    public init(
        authority: String? = nil, pin: String? = nil, allowsPlainHTTP: Bool = false
    ) throws(RelaisError) {
        if let authority {
            guard authority.utf8.count <= Self.maximumAuthorityBytes,
                authority.contains("-----BEGIN CERTIFICATE-----"), !authority.utf8.contains(0)
            else { throw TrustErrors.badAuthority }
        }
        if let pin {
            let keys = pin.split(separator: ";", omittingEmptySubsequences: false)
            guard keys.count <= 10, keys.allSatisfy(Self.isPin) else { throw TrustErrors.badPin }
        }
        self.authority = authority
        self.pin = pin
        self.allowsPlainHTTP = allowsPlainHTTP
    }

    /// Whether a secret (a token, a code) may be sent to an address. Whoever is about to send one
    /// asks this first, for each address: a redirection is another address.
    ///
    /// - Throws: `plain_http` when it would travel in the clear to another machine; `bad_address`
    ///   when the address does not say how it would travel.
    public func check(_ url: String) throws(RelaisError) {
        let bytes = Array(url.utf8)
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), colon > 0,
            bytes[..<colon].allSatisfy(Self.isSchemeByte)
        else { throw SyncErrors.badAddress("no scheme") }
        let scheme = String(decoding: bytes[..<colon], as: UTF8.self).lowercased()
        // Another scheme is that of a transport which brings its own protection, or refuses it.
        guard scheme == "http" else { return }
        if allowsPlainHTTP || Self.isLoopback(bytes[(colon + 1)...]) { return }
        throw TrustErrors.plainHTTP
    }

    /// Whether what follows `http:` names this very machine, in a spelling that no other parser can
    /// take for another one: digits and dots, `[::1]` or `localhost`, and a port of digits.
    private static func isLoopback(_ rest: ArraySlice<UInt8>) -> Bool {
        guard rest.starts(with: "//".utf8) else { return false }
        let authority = rest.dropFirst(2).prefix { $0 != UInt8(ascii: "/") }
        let host: ArraySlice<UInt8>
        if authority.starts(with: "[::1]".utf8) {
            host = authority.prefix(5)
        } else {
            host = authority.prefix { $0 != UInt8(ascii: ":") }
        }
        let port = authority.dropFirst(host.count)
        guard port.isEmpty || port.first == UInt8(ascii: ":"),
            port.dropFirst().allSatisfy(isDigit), port.count <= 6
        else { return false }
        let name = String(decoding: host, as: UTF8.self)
        if name == "[::1]" || name.lowercased() == "localhost" { return true }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127"
            && parts.allSatisfy { part in
                // No leading zero, which some read as octal.
                part.utf8.allSatisfy(isDigit) && UInt8(part).map { String($0) == part } == true
            }
    }

    private static func isPin(_ text: Substring) -> Bool {
        let prefix = "sha256//"
        guard text.hasPrefix(prefix) else { return false }
        let digest = Array(text.utf8.dropFirst(prefix.utf8.count))
        // 32 bytes: 43 characters and one of padding.
        return digest.count == 44 && digest.last == UInt8(ascii: "=")
            && digest.dropLast().allSatisfy { byte in
                isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: "+")
                    || byte == UInt8(ascii: "/")
            }
    }

    private static func isSchemeByte(_ byte: UInt8) -> Bool {
        isLetter(byte) || isDigit(byte) || "+-.".utf8.contains(byte)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
