// ErasureRemains: bytes that an erasure could not read, so that nobody can say whether they are
// about what was erased. They stay as they are, and the operator is told where until they are gone.
//
// Bytes in which an erased identity stands are about it, readable or not, and are emptied by the
// eraser: only what names nothing comes here. A restore of a backup from before the damage brings
// them back readable, and erases in them.

import Shared

/// What erasures could not read.
package struct ErasureRemains {
    let writer: any StorageWriting

    /// A piece of storage that cannot be read.
    enum Place: Hashable {
        /// A step of the order.
        case step(UInt64)
        /// A refused transaction, by its delivery.
        case refusal(Replica, UInt64)
        /// What a device gave back, and could not be joined.
        case sealed(Replica, RecordKey)

        /// How it is written down, and told.
        var text: String {
            switch self {
            case .step(let sequence): "step:\(sequence)"
            case .refusal(let replica, let number): "transaction:\(replica):\(number)"
            case .sealed(let replica, let key): "sealed:\(replica):\(key.collection):\(key.id)"
            }
        }
    }

    private static let setting = "erasure-remains"

    /// Notes a piece once.
    func note(_ place: Place) throws {
        var known = try ErasureRemains.noted(writer)
        if known.contains(place.text) { return }
        known.append(place.text)
        try writer.put(setting: ErasureRemains.setting, known.joined(separator: "\n"))
    }

    private static func noted(_ reader: any StorageReading) throws -> [String] {
        (try reader.setting(setting) ?? "").split(separator: "\n").map(String.init)
    }

    /// The pieces that an erasure met and that still cannot be read.
    package static func all(_ reader: any StorageReading) throws -> [String] {
        try noted(reader).filter { text in
            let parts = text.split(separator: ":").map(String.init)
            switch (parts.first, parts.count) {
            case ("step", 2):
                guard let sequence = UInt64(parts[1]), let entry = try reader.journal(sequence)
                else { return false }
                return !entry.body.isEmpty && (try? Transaction(bytes: entry.body)) == nil
            case ("transaction", 3):
                guard let replica = Replica(parts[1]), let number = UInt64(parts[2]),
                    let refused = try reader.quarantined(replica, number: number)
                else { return false }
                return (try? Transaction(bytes: refused.body)) == nil
            default:
                return try reader.sealedRecords().contains { sealed in
                    Place.sealed(sealed.replica, sealed.key).text == text
                        && (try? RecordState(bytes: sealed.state)) == nil
                }
            }
        }
    }

    /// Whether an identity of some records stands in bytes that cannot be read.
    static func name(_ keys: Set<RecordKey>, in bytes: [UInt8]) -> Bool {
        keys.contains { key in
            bytes.firstRange(of: key.id.bytes) != nil
                || bytes.firstRange(of: Array(key.id.description.utf8)) != nil
        }
    }
}

extension QuarantinedTransaction {
    /// The transaction that was refused, as far as anything of it may be kept: that it was there.
    var emptied: Transaction {
        Transaction(
            id: id, stamp: Stamp(milliseconds: receivedAt), schema: 0, seen: nil, records: [])
    }
}
