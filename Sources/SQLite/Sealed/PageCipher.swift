// What encrypts the pages of a file. This module knows no cryptography: a cipher is handed in.

/// Seals and opens pieces of one file with one key. It belongs to the connection it was given to.
package struct PageCipher {
    /// How much longer a sealed piece is: 12 bytes of nonce before it, 16 bytes of tag after it.
    package static let overhead = 28

    /// Encrypts the first buffer into the third, which is `overhead` longer, so that it opens with
    /// the second alone; false when that cannot be done. Each call draws a new nonce.
    package typealias Seal = (
        _ plain: UnsafeRawBufferPointer, _ context: UnsafeRawBufferPointer,
        _ sealed: UnsafeMutableRawBufferPointer
    ) -> Bool
    /// Decrypts the first buffer into the third; false when it was not sealed with this key and
    /// the second buffer, or was changed since.
    package typealias Open = (
        _ sealed: UnsafeRawBufferPointer, _ context: UnsafeRawBufferPointer,
        _ plain: UnsafeMutableRawBufferPointer
    ) -> Bool

    private let sealBytes: Seal
    private let openBytes: Open

    /// A cipher made of its two halves.
    package init(seal: @escaping Seal, open: @escaping Open) {
        sealBytes = seal
        openBytes = open
    }

    func seal(
        _ plain: UnsafeRawBufferPointer, at place: SealedPlace,
        into sealed: UnsafeMutableRawBufferPointer
    ) -> Bool {
        place.withBytes { sealBytes(plain, $0, sealed) }
    }

    func open(
        _ sealed: UnsafeRawBufferPointer, at place: SealedPlace,
        into plain: UnsafeMutableRawBufferPointer
    ) -> Bool {
        place.withBytes { openBytes(sealed, $0, plain) }
    }
}

/// Where a sealed piece belongs: it opens nowhere else, so pieces cannot change places.
struct SealedPlace: Equatable {
    /// The numbers are part of the format.
    enum Kind: UInt8 {
        case page = 1
        case logHeader = 2
        case frameHeader = 3
        case framePage = 4
        case logMark = 5
    }

    var kind: Kind
    /// Counted from zero.
    var index: Int64

    func withBytes<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R {
        // The kind takes a byte that no index reaches: a file has fewer than 2^56 pages.
        let bytes = (UInt64(kind.rawValue) << 56 | UInt64(index)).bigEndian
        return withUnsafeBytes(of: bytes, body)
    }
}
