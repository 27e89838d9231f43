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

/// A sequence number in an epoch. Whether one is before another is for `Lineage` to say.
package struct Position: Hashable, Sendable {
    package var epoch: Epoch
    package var sequence: UInt64

    package init(epoch: Epoch, sequence: UInt64) {
        self.epoch = epoch
        self.sequence = sequence
    }

    /// The order of positions in canonical bytes; it says nothing of what came first.
    package static func canonicallyBefore(_ left: Position, _ right: Position) -> Bool {
        if left.epoch != right.epoch { return left.epoch < right.epoch }
        return left.sequence < right.sequence
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

    /// The last point of the line that ends in `epoch` which a holder of `position` is complete
    /// through: `position` itself where it is on that line, otherwise the fork where the line left
    /// it; `nil` when the two lines are not known to meet.
    package func meeting(_ position: Position, with epoch: Epoch) -> Position? {
        var candidate = position
        for _ in 0...forks.count {
            let end = Position(epoch: epoch, sequence: .max)
            if let reached = reach(of: candidate.epoch, within: end) {
                return Position(
                    epoch: candidate.epoch, sequence: min(candidate.sequence, reached))
            }
            // Its whole epoch is beside the line: what it inherited from its parent may be on it.
            guard let fork = fork(of: candidate.epoch) else { return nil }
            candidate = Position(
                epoch: fork.parent, sequence: min(candidate.sequence, fork.sequence))
        }
        return nil
    }

    /// A sequence of the line that ends in `epoch`, in the epoch that gave it.
    package func position(of sequence: UInt64, onLineOf epoch: Epoch) -> Position {
        var current = epoch
        for _ in 0..<forks.count {
            guard let fork = fork(of: current), sequence <= fork.sequence else { break }
            current = fork.parent
        }
        return Position(epoch: current, sequence: sequence)
    }

    /// Through which sequence an epoch is part of what `last` is complete through; `nil` when it is
    /// not part of it at all.
    private func reach(of epoch: Epoch, within last: Position) -> UInt64? {
        var current = last.epoch
        var bound = last.sequence
        // Each step goes to an older epoch; the bound stops a lineage that was forged as a ring.
        for _ in 0...forks.count {
            if current == epoch { return bound }
            guard let fork = fork(of: current) else { return nil }
            bound = min(bound, fork.sequence)
            current = fork.parent
        }
        return nil
    }

    private func fork(of epoch: Epoch) -> Fork? { forks.first { $0.epoch == epoch } }

    /// Whether everything at `position` is part of what `known` is complete through.
    package func covers(_ known: Position?, _ position: Position) -> Bool {
        if DeliberateBug.epochsAreIgnored.isOn, let known {
            return position.sequence <= known.sequence
        }
        guard let known, let bound = reach(of: position.epoch, within: known) else { return false }
        return position.sequence <= bound
    }
}
