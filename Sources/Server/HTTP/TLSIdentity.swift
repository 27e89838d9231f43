// TLSIdentity: the certificate and the private key with which the server proves who it is. Read and
// judged before anything listens, so that what is wrong is told to the operator and not, by a
// failed handshake, to every device.

import CGnuTLS
import Glibc
package import Shared

/// A certificate with its chain and its key, known to fit and to be valid now.
package struct TLSIdentity: Sendable {
    /// PEM, the server's own certificate first, ending in NUL.
    let certificate: [UInt8]
    /// PEM, ending in NUL.
    let key: [UInt8]

    /// TLS 1.2 and 1.3, and of 1.2 only what keeps past sessions secret when the key is stolen
    /// (https://gnutls.org/manual/html_node/Priority-Strings.html).
    static let priorities = "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-RSA"

    /// Far above any chain; a wrong path is not read into memory whole.
    private static let maximumBytes = 256 << 10

    /// Reads both files.
    ///
    /// - Parameter now: Unix milliseconds.
    /// - Throws: `tls_file_unreadable`, `tls_key_exposed`, `tls_certificate_invalid`,
    ///   `tls_key_invalid`, `tls_mismatch`, `tls_certificate_expired` or
    ///   `tls_certificate_not_yet_valid`.
    package init(
        certificateFile: String, keyFile: String, now: UInt64
    ) throws(RelaisError) {
        certificate = try Self.read(certificateFile, isSecret: false)
        key = try Self.read(keyFile, isSecret: true)
        var validFrom: Int64 = 0
        var validUntil: Int64 = 0
        let found = certificate.withUnsafeBytes { certificate in
            key.withUnsafeBytes { key in
                relais_tls_inspect(
                    certificate.baseAddress, UInt32(certificate.count - 1), key.baseAddress,
                    UInt32(key.count - 1), &validFrom, &validUntil)
            }
        }
        switch Int(found) {
        case 0: break
        case RELAIS_TLS_CERTIFICATE: throw TLSErrors.certificateInvalid(certificateFile)
        case RELAIS_TLS_KEY: throw TLSErrors.keyInvalid(keyFile)
        default: throw TLSErrors.mismatch(certificateFile, keyFile)
        }
        let seconds = Int64(clamping: now / 1000)
        if seconds > validUntil { throw TLSErrors.expired(certificateFile, at: validUntil) }
        if seconds < validFrom { throw TLSErrors.notYetValid(certificateFile, at: validFrom) }
    }

    private static func read(_ path: String, isSecret: Bool) throws(RelaisError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw TLSErrors.unreadable(path, code: errno) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw TLSErrors.unreadable(path, code: errno)
        }
        // Asked of the open file, so that it is the file that is read. A group may read it: that
        // is how a service shares a key with what renews it.
        if isSecret, status.st_mode & S_IRWXO != 0 { throw TLSErrors.keyExposed(path) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw TLSErrors.unreadable(path, code: errno) }
            if count == 0 { break }
            bytes += buffer.prefix(count)
            guard bytes.count <= maximumBytes else {
                throw isSecret ? TLSErrors.keyInvalid(path) : TLSErrors.certificateInvalid(path)
            }
        }
        // The library reads text to its NUL: what stands behind one would not be what was judged.
        guard !bytes.contains(0) else {
            throw isSecret ? TLSErrors.keyInvalid(path) : TLSErrors.certificateInvalid(path)
        }
        return bytes + [0]
    }
}
