// Knowledge: what an author knew of a record, and the test "did X happen before T?".

/// Identifies a write in a record's state, with everything needed to order and explain it.
package struct Write: Hashable, Sendable {
    package var transaction: TransactionID
    /// The stamp that everybody merges by.
    package var stamp: Stamp
    /// The stamp that the author's clock claimed; differs only when it was far in the future.
    package var claimed: Stamp
    package var replica: Replica
    /// Where the sequencer put it; `nil` while it is only on its author's device.
    package var position: Position?
    /// Where it stood on lines that a restore has left, in canonical order: who knew it there
    /// knows it here too.
    package var former: [Position]
    /// Whether its author's clock had been compared with the server's not long before.
    package var isClockVerified: Bool

    package init(
        transaction: TransactionID, stamp: Stamp, claimed: Stamp, replica: Replica,
        position: Position?, former: [Position] = [], isClockVerified: Bool = true
    ) {
        self.transaction = transaction
        self.stamp = stamp
        self.claimed = claimed
        self.replica = replica
        self.position = position
        self.former = former
        self.isClockVerified = isClockVerified
    }

    /// Adds places where it stood on lines that were left; the one that it has now is none of them.
    package mutating func learn(_ places: [Position]) {
        let all = Set(former + places).subtracting([position].compactMap(\.self))
        former = all.sorted(by: Position.canonicallyBefore)
    }

    /// The order of concurrent writes: (stamp, replica, id). It never decides causality.
    package static func shownBefore(_ left: Write, _ right: Write) -> Bool {
        if left.stamp != right.stamp { return left.stamp < right.stamp }
        if left.replica != right.replica { return left.replica < right.replica }
        return left.transaction < right.transaction
    }
}

/// What the author of a transaction knew of one record.
package struct Knowledge: Hashable, Sendable {
    /// Their copy was complete through here; `nil` when they held no copy.
    package var base: Position?
    /// Their own transactions that they saw over that copy.
    package var own: [TransactionID]

    package init(base: Position?, own: [TransactionID] = []) {
        self.base = base
        self.own = own
    }

    /// Whether a write happened before, that is, was known. Everything else is concurrent.
    package func includes(_ write: Write, _ lineage: Lineage) -> Bool {
        if let position = write.position, lineage.covers(base, position) { return true }
        if write.former.contains(where: { lineage.covers(base, $0) }) { return true }
        return own.contains(write.transaction) && !DeliberateBug.ownIsForgotten.isOn
    }
}
