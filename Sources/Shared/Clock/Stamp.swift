// Stamp: hybrid logical time. It orders concurrent writes for display, and nothing else.

/// A hybrid logical clock reading: 48 bits of Unix milliseconds, then a 16-bit counter.
package struct Stamp: Hashable, Sendable, Comparable {
    package let rawValue: UInt64

    package init(_ rawValue: UInt64) { self.rawValue = rawValue }

    package init(milliseconds: UInt64, counter: UInt16 = 0) {
        rawValue = min(milliseconds, Stamp.maximumMilliseconds) << 16 | UInt64(counter)
    }

    /// Unix time in milliseconds, as the author's clock claimed it.
    package var milliseconds: UInt64 { rawValue >> 16 }

    package static let maximumMilliseconds: UInt64 = (1 << 48) - 1

    package static func < (left: Stamp, right: Stamp) -> Bool { left.rawValue < right.rawValue }

    /// The stamp that everybody merges by: a claim further ahead of the sequencer's clock than
    /// `tolerance` is brought back to that bound. Both in milliseconds.
    package func effective(now: UInt64, tolerance: UInt64 = Stamp.tolerance) -> Stamp {
        let limit = Stamp(milliseconds: now &+ tolerance)
        return self > limit ? limit : self
    }

    /// How far a device's clock may be ahead before its stamps are brought back: five minutes.
    package static let tolerance: UInt64 = 5 * 60 * 1000
}

/// A device's hybrid logical clock: never goes back, and moves past what it is shown.
package struct HybridClock: Hashable, Sendable {
    package private(set) var last: Stamp

    package init(last: Stamp = Stamp(0)) { self.last = last }

    /// A stamp for a new transaction, greater than every stamp given or seen before.
    ///
    /// - Parameter now: Unix time in milliseconds; it may be wrong, and it may jump.
    package mutating func next(now: UInt64) -> Stamp {
        let wall = Stamp(milliseconds: now)
        last = wall > last ? wall : Stamp(last.rawValue == .max ? .max : last.rawValue + 1)
        return last
    }

    /// Moves past a stamp that came from somebody else.
    package mutating func see(_ stamp: Stamp) {
        last = max(last, stamp)
    }
}
