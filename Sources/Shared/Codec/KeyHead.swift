// KeyHead: the head of a sealed file: the key that its pages are sealed with, itself sealed with a
// key that a passphrase gives. Changing the passphrase changes the head alone.
//
// Two slots, so that a new passphrase is written before the old one goes; the slot with the greater
// number counts. A slot that was not written to its end has another hash, and does not count.
//
//     0  "RELAIS-SEALED" CR LF SUB      20  number of the slot, 8 bytes, most significant first
//    16  format: 1                      28  salt, 32 bytes
//    17  log2 of scrypt's N             60  sealed key: nonce, 32 bytes, tag (context: bytes 0–59)
//    18  r                             120  SHA-256 of bytes 0–119
//    19  p                             152  zeros

/// The keys of a sealed file, as they stand in its first bytes.
package struct KeyHead: Sendable {
    /// The length of a head.
    package static let length = 4096
    /// The length of the key that pages are sealed with.
    package static let keyLength = 32
    /// The fewest characters that a new passphrase may have.
    package static let minimumPassphrase = 12

    /// Why there is no key.
    package enum Failure: Error, Equatable, Sendable {
        /// These are not the first bytes of a sealed file.
        case notSealed
        /// A sealed file whose head was changed, or not written to its end.
        case damaged
        /// A later format than this program knows.
        case newer
        /// Another passphrase.
        case wrongPassphrase
        /// There is no memory for scrypt.
        case noMemory
    }

    private struct Slot {
        let index: Int
        let number: UInt64
        let cost: ScryptCost
        let bytes: [UInt8]
    }

    private static let magic = Array("RELAIS-SEALED\r\n\u{1A}".utf8)
    private static let saltStart = 28
    private static let keyStart = 60
    private static let hashStart = 120
    private static let slotEnd = 152
    private static let slotLength = length / 2

    private let slot: Slot

    /// Whether these are the first bytes of a sealed file, in whatever state.
    package static func isHead(_ bytes: [UInt8]) -> Bool {
        bytes.count >= length
            && [0, slotLength].contains { bytes[$0...].starts(with: magic) }
    }

    /// Whether a head is as `make` wrote it, but for its first slot, which has a hash of its own.
    package static func isUnchanged(_ bytes: [UInt8]) -> Bool {
        bytes[slotEnd...].allSatisfy { $0 == 0 }
    }

    /// Reads a head. Takes any bytes.
    package init(_ bytes: [UInt8]) throws(Failure) {
        guard KeyHead.isHead(bytes) else { throw .notSealed }
        var best: Slot?
        for index in 0..<2 {
            guard let slot = try KeyHead.slot(index, bytes) else { continue }
            if slot.number >= best?.number ?? 0 { best = slot }
        }
        guard let best else { throw .damaged }
        slot = best
    }

    private static func slot(_ index: Int, _ bytes: [UInt8]) throws(Failure) -> Slot? {
        let slot = Array(bytes[index * slotLength..<(index + 1) * slotLength])
        guard slot.starts(with: magic),
            SHA256.hash(slot[..<hashStart]) == Array(slot[hashStart..<slotEnd]),
            slot[slotEnd...].allSatisfy({ $0 == 0 })
        else { return nil }
        guard slot[16] == 1 else { throw .newer }
        guard let cost = ScryptCost(log2N: slot[17], r: slot[18], p: slot[19]) else { return nil }
        let number = slot[20..<saltStart].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return Slot(index: index, number: number, cost: cost, bytes: slot)
    }

    /// The key of the pages.
    package func key(_ passphrase: [UInt8], _ sealing: any Sealing) throws(Failure) -> [UInt8] {
        let salt = Array(slot.bytes[Self.saltStart..<Self.keyStart])
        guard let outer = sealing.key(from: passphrase, salt: salt, cost: slot.cost),
            let sealer = sealing.sealer(key: outer)
        else { throw .noMemory }
        var key = [UInt8](repeating: 0, count: Self.keyLength)
        let isOpened = slot.bytes.withUnsafeBytes { bytes in
            key.withUnsafeMutableBytes { key in
                sealer.open(
                    UnsafeRawBufferPointer(rebasing: bytes[Self.keyStart..<Self.hashStart]),
                    for: UnsafeRawBufferPointer(rebasing: bytes[..<Self.keyStart]), into: key)
            }
        }
        guard isOpened else { throw .wrongPassphrase }
        return key
    }

    /// The whole head of a new file.
    package static func make(
        key: [UInt8], passphrase: [UInt8], _ sealing: any Sealing, ports: Ports,
        cost: ScryptCost = .standard
    ) throws(Failure) -> [UInt8] {
        let slot = try slot(1, key: key, passphrase, sealing, ports, cost)
        return slot + [UInt8](repeating: 0, count: length - slot.count)
    }

    /// What gives a file's key another passphrase: bytes to write, each at its offset and in this
    /// order, with a sync between them.
    package func replacement(
        key: [UInt8], passphrase: [UInt8], _ sealing: any Sealing, ports: Ports,
        cost: ScryptCost = .standard
    ) throws(Failure) -> [(offset: Int, bytes: [UInt8])] {
        let new = try Self.slot(slot.number &+ 1, key: key, passphrase, sealing, ports, cost)
        let blank = [UInt8](repeating: 0, count: new.count)
        return [
            ((1 - slot.index) * Self.slotLength, new), (slot.index * Self.slotLength, blank),
        ]
    }

    private static func slot(
        _ number: UInt64, key: [UInt8], _ passphrase: [UInt8], _ sealing: any Sealing,
        _ ports: Ports, _ cost: ScryptCost
    ) throws(Failure) -> [UInt8] {
        let salt = ports.randomBytes(keyStart - saltStart)
        var writer = ByteWriter()
        writer.raw(magic + [1, cost.log2N, cost.r, cost.p])
        writer.fixed(number)
        writer.raw(salt)
        guard let outer = sealing.key(from: passphrase, salt: salt, cost: cost),
            let sealer = sealing.sealer(key: outer)
        else { throw .noMemory }
        var sealed = [UInt8](repeating: 0, count: hashStart - keyStart)
        let isSealed = sealed.withUnsafeMutableBytes { sealed in
            key.withUnsafeBytes { key in
                writer.bytes.withUnsafeBytes { sealer.seal(key, for: $0, into: sealed) }
            }
        }
        guard isSealed else { throw .noMemory }
        writer.raw(sealed)
        writer.raw(SHA256.hash(writer.bytes))
        return writer.bytes
    }
}
