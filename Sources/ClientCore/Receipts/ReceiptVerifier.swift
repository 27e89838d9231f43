// ReceiptVerifier: checks a signature. A phone has its own library for that, so this one is given.

/// Checks Ed25519 signatures (RFC 8032).
public protocol ReceiptVerifier: Sendable {
    /// Whether a signature over `message` was made with the private key of `publicKey`.
    ///
    /// - Parameters:
    ///   - signature: any bytes; 64 of them can be a signature.
    ///   - publicKey: any bytes; 32 of them can be a key.
    func isValid(signature: [UInt8], over message: [UInt8], by publicKey: [UInt8]) -> Bool
}
