// SigningKey: an Ed25519 key (RFC 8032) that signs and that checks signatures, through OpenSSL's
// libcrypto. This target is its only importer. A key is made from a seed that the caller draws, so
// that the same seed gives the same key and the same signatures on every machine.

internal import CCrypto

/// Why a key or a signature could not be made.
package enum SigningError: Error, Equatable, Sendable {
    /// A seed has 32 bytes; this one has another number of them.
    case seedLength(Int)
    /// libcrypto refused, which it does only without memory or without Ed25519.
    case refused
}

/// A private key that signs.
package struct SigningKey: Sendable {
    /// The bytes of a seed, and of a public key.
    package static let keyLength = 32
    /// The bytes of a signature.
    package static let signatureLength = 64

    private let seed: [UInt8]
    /// What others check this key's signatures with.
    package let publicKey: [UInt8]

    package init(seed: [UInt8]) throws(SigningError) {
        guard seed.count == Self.keyLength else { throw .seedLength(seed.count) }
        guard let key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, seed, seed.count)
        else { throw .refused }
        defer { EVP_PKEY_free(key) }
        var publicKey = [UInt8](repeating: 0, count: Self.keyLength)
        var length = publicKey.count
        guard EVP_PKEY_get_raw_public_key(key, &publicKey, &length) == 1,
            length == Self.keyLength
        else { throw .refused }
        self.seed = seed
        self.publicKey = publicKey
    }

    /// The signature over `message`; the same for the same message.
    package func signature(over message: [UInt8]) throws(SigningError) -> [UInt8] {
        guard let key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, seed, seed.count)
        else { throw .refused }
        defer { EVP_PKEY_free(key) }
        guard let context = EVP_MD_CTX_new() else { throw .refused }
        defer { EVP_MD_CTX_free(context) }
        guard EVP_DigestSignInit(context, nil, nil, nil, key) == 1 else { throw .refused }
        var signature = [UInt8](repeating: 0, count: Self.signatureLength)
        var length = signature.count
        guard EVP_DigestSign(context, &signature, &length, message, message.count) == 1,
            length == Self.signatureLength
        else { throw .refused }
        return signature
    }

    /// Whether `signature` over `message` was made with the private key of `publicKey`. Takes any
    /// bytes; what has the wrong length is no signature.
    package static func isValid(
        signature: [UInt8], over message: [UInt8], by publicKey: [UInt8]
    ) -> Bool {
        guard signature.count == signatureLength, publicKey.count == keyLength,
            let key = EVP_PKEY_new_raw_public_key(
                EVP_PKEY_ED25519, nil, publicKey, publicKey.count)
        else { return false }
        defer { EVP_PKEY_free(key) }
        guard let context = EVP_MD_CTX_new() else { return false }
        defer { EVP_MD_CTX_free(context) }
        return EVP_DigestVerifyInit(context, nil, nil, nil, key) == 1
            && EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
    }
}
