// Position: a point in a territory's order of accepted transactions, across restores.
//
// A restored server opens a new epoch that forks from the old one. The same sequence number may
// then name two transactions: positions are compared by ancestry, never as pairs of numbers.

/// One unbroken life of a territory's order; a restore begins another. Drawn at random.
package struct Epoch: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let rawValue: UInt64

    package init(_ rawValue: UInt64) { self.rawValue = rawValue }

    /// Reads the 16 hexadecimal digits of `description`.
    package init?(_ text: String) {
        guard let id = TransactionID(text) else { return nil }
        rawValue = id.rawValue
    }

    package var description: String { hexadecimal(rawValue) }

    package static func < (left: Epoch, right: Epoch) -> Bool { left.rawValue < right.rawValue }
}

/// A sequence number in an epoch.
package struct Position: Hashable, Sendable {
    package var epoch: Epoch
    package var sequence: UInt64

    package init(epoch: Epoch, sequence: UInt64) {
        self.epoch = epoch
        self.sequence = sequence
    }
}

/// Which epoch forked from which, and where.
package struct Lineage: Hashable, Sendable {
    /// An epoch's parent, and the last sequence of the parent that the epoch inherited.
    package struct Fork: Hashable, Sendable {
        package let epoch: Epoch
        package let parent: Epoch
        package let sequence: UInt64

        package init(epoch: Epoch, parent: Epoch, sequence: UInt64) {
            self.epoch = epoch
            self.parent = parent
            self.sequence = sequence
        }
    }

    /// Every known fork, one for each epoch that has a parent, in byte order of the epoch.
    package private(set) var forks: [Fork]

    package init(forks: [Fork] = []) {
        self.forks = forks.sorted { $0.epoch < $1.epoch }
    }

    /// Adds what another party knows; an epoch's parent never changes, so the first answer stands.
    package mutating func merge(_ other: Lineage) {
        for fork in other.forks where !forks.contains(where: { $0.epoch == fork.epoch }) {
            forks.append(fork)
        }
        forks.sort { $0.epoch < $1.epoch }
    }

    /// Whether everything at `position` is part of what `known` is complete through.
    package func covers(_ known: Position?, _ position: Position) -> Bool {
        guard let known else { return false }
        if known.epoch == position.epoch { return position.sequence <= known.sequence }
        var epoch = known.epoch
        // Each step goes to an older epoch; the bound stops a lineage that was forged as a ring.
        for _ in 0..<forks.count {
            guard let fork = forks.first(where: { $0.epoch == epoch }) else { return false }
            if fork.parent == position.epoch { return position.sequence <= fork.sequence }
            epoch = fork.parent
        }
        return false
    }
}
