// LibcryptoSealing: AES-256-GCM (NIST SP 800-38D) and scrypt (RFC 7914), through OpenSSL's
// libcrypto.
//
// Nonces are 96 random bits, for each piece anew. With one key, two among 2^32 pieces are alike
// with a probability of 2^-33: a file of one's own key is rewritten 16 TiB before that.

internal import CCrypto
package import Shared

/// What seals on a machine that has libcrypto.
package struct LibcryptoSealing: Sealing {
    package init() {}

    package func key(
        from passphrase: [UInt8], salt: [UInt8], cost: ScryptCost
    ) -> [UInt8]? {
        let (n, r, p) = (UInt64(1) << cost.log2N, UInt64(cost.r), UInt64(cost.p))
        // It counts everything that it allocates; the blocks are 128 bytes times N times r.
        let memory = 128 * r * (n + p + 2) + 1 << 20
        var key = [UInt8](repeating: 0, count: 32)
        let isMade = passphrase.withUnsafeBytes { passphrase in
            EVP_PBE_scrypt(
                passphrase.baseAddress?.assumingMemoryBound(to: CChar.self), passphrase.count,
                salt, salt.count, n, r, p, memory, &key, key.count)
        }
        return isMade == 1 ? key : nil
    }

    package func sealer(key: [UInt8]) -> (any Sealer)? { LibcryptoSealer(key: key) }
}

/// Two contexts that hold the expanded key.
private final class LibcryptoSealer: Sealer {
    private static let nonceLength = 12
    private static let tagLength = 16

    private let sealing: OpaquePointer
    private let opening: OpaquePointer

    init?(key: [UInt8]) {
        guard key.count == 32, let sealing = EVP_CIPHER_CTX_new() else { return nil }
        guard let opening = EVP_CIPHER_CTX_new() else {
            EVP_CIPHER_CTX_free(sealing)
            return nil
        }
        self.sealing = sealing
        self.opening = opening
        guard EVP_EncryptInit_ex(sealing, EVP_aes_256_gcm(), nil, key, nil) == 1,
            EVP_DecryptInit_ex(opening, EVP_aes_256_gcm(), nil, key, nil) == 1
        else { return nil }
    }

    deinit {
        // It wipes the key.
        EVP_CIPHER_CTX_free(sealing)
        EVP_CIPHER_CTX_free(opening)
    }

    func seal(
        _ plain: UnsafeRawBufferPointer, for context: UnsafeRawBufferPointer,
        into sealed: UnsafeMutableRawBufferPointer
    ) -> Bool {
        let extra = Self.nonceLength + Self.tagLength
        guard sealed.count == plain.count + extra, let start = sealed.baseAddress else {
            return false
        }
        let nonce = start.assumingMemoryBound(to: UInt8.self)
        let body = nonce + Self.nonceLength
        let tag = body + plain.count
        var length: Int32 = 0
        return RAND_bytes(nonce, Int32(Self.nonceLength)) == 1
            && EVP_EncryptInit_ex(sealing, nil, nil, nil, nonce) == 1
            && EVP_EncryptUpdate(sealing, nil, &length, bytes(context), count(context)) == 1
            && EVP_EncryptUpdate(sealing, body, &length, bytes(plain), count(plain)) == 1
            && EVP_EncryptFinal_ex(sealing, tag, &length) == 1
            && EVP_CIPHER_CTX_ctrl(
                sealing, EVP_CTRL_AEAD_GET_TAG, Int32(Self.tagLength), tag) == 1
    }

    func open(
        _ sealed: UnsafeRawBufferPointer, for context: UnsafeRawBufferPointer,
        into plain: UnsafeMutableRawBufferPointer
    ) -> Bool {
        let extra = Self.nonceLength + Self.tagLength
        guard sealed.count == plain.count + extra, let nonce = bytes(sealed) else { return false }
        let body = nonce + Self.nonceLength
        let tag = UnsafeMutablePointer(mutating: body + plain.count)
        let target = plain.baseAddress?.assumingMemoryBound(to: UInt8.self)
        var length: Int32 = 0
        var end = [UInt8](repeating: 0, count: 16)
        return EVP_DecryptInit_ex(opening, nil, nil, nil, nonce) == 1
            && EVP_DecryptUpdate(opening, nil, &length, bytes(context), count(context)) == 1
            && EVP_DecryptUpdate(opening, target, &length, body, Int32(plain.count)) == 1
            && EVP_CIPHER_CTX_ctrl(
                opening, EVP_CTRL_AEAD_SET_TAG, Int32(Self.tagLength), tag) == 1
            && EVP_DecryptFinal_ex(opening, &end, &length) == 1
    }

    private func bytes(_ buffer: UnsafeRawBufferPointer) -> UnsafePointer<UInt8>? {
        buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
    }

    private func count(_ buffer: UnsafeRawBufferPointer) -> Int32 { Int32(buffer.count) }
}
