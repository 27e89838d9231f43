// SHA-256 (FIPS 180-4). Where the system has a library for it, that library does the work, with the
// processor's own instructions: every transaction and every record's state is hashed.

#if canImport(CHash)
    internal import CHash
#endif

/// A hash in the making: bytes go in piece by piece, and 32 come out.
package struct SHA256: Sendable {
    #if canImport(CHash)
        private var state = LibcryptoSHA256()
    #else
        private var state = PortableSHA256()
    #endif

    /// The hash of nothing yet.
    package init() {}

    /// The 32 bytes of the hash of a byte string.
    package static func hash(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        var hash = SHA256()
        hash.update(bytes)
        return hash.finalize()
    }

    /// The 32 bytes of the hash of a byte string.
    package static func hash(_ bytes: [UInt8]) -> [UInt8] {
        var hash = SHA256()
        hash.update(bytes)
        return hash.finalize()
    }

    /// Appends bytes to what is hashed.
    package mutating func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { state.update($0) }
    }

    /// Appends bytes to what is hashed.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) { state.update(bytes) }

    /// Appends bytes to what is hashed.
    package mutating func update(_ bytes: some Sequence<UInt8>) {
        let isDone: Void? = bytes.withContiguousStorageIfAvailable {
            state.update(UnsafeRawBufferPointer($0))
        }
        if isDone == nil { update(Array(bytes)) }
    }

    /// The 32 bytes of the hash of everything so far; more can be appended afterwards.
    package func finalize() -> [UInt8] { state.finalize() }
}

#if canImport(CHash)
    /// A hash in the making, by libcrypto.
    private struct LibcryptoSHA256: Sendable {
        private var context = SHA256_CTX()

        init() { SHA256_Init(&context) }

        mutating func update(_ bytes: UnsafeRawBufferPointer) {
            SHA256_Update(&context, bytes.baseAddress, bytes.count)
        }

        func finalize() -> [UInt8] {
            var last = context
            return [UInt8](unsafeUninitializedCapacity: 32) { bytes, count in
                SHA256_Final(bytes.baseAddress, &last)
                count = 32
            }
        }
    }
#endif
