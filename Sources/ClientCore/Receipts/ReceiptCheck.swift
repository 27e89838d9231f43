// ReceiptCheck: a receipt compared with what the device holds.

public import Shared

/// What a receipt is worth: what the device recorded, and what of it the server durably holds.
public struct ReceiptCheck: Sendable {
    /// Why the server does not hold a record as the device does.
    public enum Reason: String, Sendable {
        /// It waits on this device.
        case notSent
        /// The server keeps it aside until somebody decides.
        case quarantined
        /// The receipt does not have it.
        case notHeld
        /// The receipt has another state of it.
        case different
    }

    /// A record that the receipt does not prove.
    public struct Missing: Sendable {
        /// Its collection.
        public let collection: String
        /// Its identity.
        public let id: RecordID
        /// Why.
        public let why: Reason
    }

    /// The collection of what the receipt is about.
    public let collection: String
    /// The identity of what the receipt is about.
    public let id: RecordID
    /// The records that the device shows: the subject, and those that refer to it.
    public let recorded: Int
    /// Those that the receipt proves, as the device shows them.
    public let received: Int
    /// Those with something to settle or to decide.
    public let toReview: Int
    /// Those that the receipt does not prove.
    public let missing: [Missing]
    /// Whether the receipt is about this and was signed with the territory's key.
    public let isSigned: Bool
    /// The territory's public key, in hexadecimal digits.
    public let key: String
    /// The server's last sequence when it made the receipt.
    public let head: UInt64
    /// The epoch of the server's order then.
    public let epoch: String
    /// When the server made the receipt, by its clock.
    public let time: Instant

    /// Whether everything recorded is proven to be held.
    public var isComplete: Bool { missing.isEmpty && isSigned }
}
