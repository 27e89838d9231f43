// Transaction: the changes of one user action, atomic, and what their author knew.

/// Names a transaction for ever: siblings, set elements and counter increments refer to it.
package struct TransactionID: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let rawValue: UInt64

    package init(_ rawValue: UInt64) { self.rawValue = rawValue }

    /// Reads 1 to 16 hexadecimal digits; `nil` for anything else.
    package init?(_ text: String) {
        guard (1...16).contains(text.utf8.count) else { return nil }
        var value: UInt64 = 0
        for byte in text.utf8 {
            guard let digit = Hex.value(of: byte) else { return nil }
            value = value << 4 | UInt64(digit)
        }
        rawValue = value
    }

    package var description: String { hexadecimal(rawValue) }

    package static func < (left: TransactionID, right: TransactionID) -> Bool {
        left.rawValue < right.rawValue
    }
}

/// Sixteen hexadecimal digits.
package func hexadecimal(_ value: UInt64) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.utf8.count) + digits
}

/// The small number that the server gave a device; 0 before the device is enrolled.
package typealias Replica = UInt32

/// What an author's copy of one record was complete through, when they changed it.
package enum Base: Hashable, Sendable {
    /// The transaction's `seen`: nothing more to say, and the usual case.
    case seen
    /// The author did not hold the record.
    case none
    /// The author's copy was at this other point.
    case at(Position)
}

/// The changes of one transaction to one record.
package struct RecordChange: Hashable, Sendable {
    /// What is done to the record.
    package enum Action: Hashable, Sendable {
        /// Fields are changed, each named once, in byte order; none is allowed: it creates.
        case write([Edit])
        /// The record is deleted, as far as its author knew it.
        case delete
        /// The record is erased for ever, whatever anybody knew or writes later.
        case erase
    }

    /// One field and what is done to it.
    package struct Edit: Hashable, Sendable {
        package var field: String
        package var change: FieldChange

        package init(field: String, change: FieldChange) {
            self.field = field
            self.change = change
        }
    }

    package var collection: String
    package var id: RecordID
    package var base: Base
    /// The author's own transactions that were shown over that copy, in the order of their numbers;
    /// then those of anybody that it held and that a restore had once lost.
    package var own: [TransactionID]
    package var action: Action

    package init(
        collection: String, id: RecordID, base: Base = .seen, own: [TransactionID] = [],
        action: Action
    ) {
        self.collection = collection
        self.id = id
        self.base = base
        self.own = own
        self.action = action
    }
}

/// The changes of one user action. Accepted or quarantined as a whole.
///
/// `(replica, number)` is not part of it: that is only where it is delivered from.
package struct Transaction: Hashable, Sendable {
    package var id: TransactionID
    /// When its author's clock says that it was made; never a reason to refuse it.
    package var stamp: Stamp
    /// The version of the schema that its author wrote by.
    package var schema: Int
    /// The position through which its author's view was complete; `nil` before the first pull.
    package var seen: Position?
    /// Whether the author's clock had been compared with the server's not long before.
    package var isClockVerified: Bool
    /// The refused transaction that this one releases.
    package var origin: TransactionID?
    /// At least one; no record stands twice.
    package var records: [RecordChange]

    package init(
        id: TransactionID, stamp: Stamp, schema: Int, seen: Position?,
        isClockVerified: Bool = true, origin: TransactionID? = nil, records: [RecordChange]
    ) {
        self.id = id
        self.stamp = stamp
        self.schema = schema
        self.seen = seen
        self.isClockVerified = isClockVerified
        self.origin = origin
        self.records = records
    }

    /// What the author knew of a record that this transaction changes.
    package func knowledge(of change: RecordChange) -> Knowledge {
        let base: Position? =
            switch change.base {
            case .seen: seen
            case .none: nil
            case .at(let position): position
            }
        return Knowledge(base: base, own: change.own)
    }
}
