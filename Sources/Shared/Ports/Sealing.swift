// Sealing: authenticated encryption and keys from passphrases. A phone has its own library for
// that, so it is handed in.

/// Makes keys from passphrases, and what encrypts with a key.
public protocol Sealing: Sendable {
    /// The 32 bytes that scrypt (RFC 7914) makes of a passphrase; `nil` without enough memory.
    ///
    /// - Parameters:
    ///   - passphrase: its bytes in UTF-8.
    ///   - salt: random bytes that are kept beside what the key encrypts.
    ///   - cost: how much time and memory a guess costs.
    func key(from passphrase: [UInt8], salt: [UInt8], cost: ScryptCost) -> [UInt8]?

    /// What seals and opens with a key of 32 bytes; `nil` when there is no memory.
    func sealer(key: [UInt8]) -> (any Sealer)?
}

/// Encrypts and decrypts with one key, so that what was changed does not open. It serves one thread
/// at a time.
///
/// What is sealed is 28 bytes longer: a nonce of 12 bytes that is drawn anew each time, the bytes
/// of AES-256-GCM, and its tag of 16 bytes.
public protocol Sealer: AnyObject {
    /// Encrypts `plain` into `sealed`; `false` when that cannot be done.
    ///
    /// - Parameter context: what has to be known to open it again; it is not part of the result.
    func seal(
        _ plain: UnsafeRawBufferPointer, for context: UnsafeRawBufferPointer,
        into sealed: UnsafeMutableRawBufferPointer
    ) -> Bool

    /// Decrypts `sealed` into `plain`; `false` when it was sealed with another key or context, or
    /// changed. What `plain` holds then means nothing.
    func open(
        _ sealed: UnsafeRawBufferPointer, for context: UnsafeRawBufferPointer,
        into plain: UnsafeMutableRawBufferPointer
    ) -> Bool
}

/// What one guess of a passphrase costs.
public struct ScryptCost: Sendable, Hashable {
    /// Two to this power is scrypt's *N*: 15 takes 32 MiB.
    public let log2N: UInt8
    /// The size of its blocks, in 128 bytes.
    public let r: UInt8
    /// How many times it is done, one after the other.
    public let p: UInt8

    /// A tenth of a second and 64 MiB, where this is written.
    public static let standard = ScryptCost(16, 8, 1)

    /// `nil` beyond 256 MiB and four rounds: nobody who hands a file over may choose more.
    public init?(log2N: UInt8, r: UInt8, p: UInt8) {
        guard (10...18).contains(log2N), (1...8).contains(r), (1...4).contains(p) else {
            return nil
        }
        self.init(log2N, r, p)
    }

    private init(_ log2N: UInt8, _ r: UInt8, _ p: UInt8) {
        self.log2N = log2N
        self.r = r
        self.p = p
    }
}
