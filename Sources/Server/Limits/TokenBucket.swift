// TokenBucket: how often something may happen, as a value: so many at once, and so many a second
// after that. The time is handed in.

/// What is left of an allowance. Times are milliseconds.
struct TokenBucket: Hashable, Sendable {
    /// How much may happen.
    struct Rate: Hashable, Sendable {
        /// At once, after a rest.
        let burst: UInt64
        /// Each second, for ever.
        let perSecond: UInt64
    }

    private let rate: Rate
    /// Thousandths of a token, so that each millisecond counts.
    private var left: UInt64
    private var lastTime: UInt64

    /// A full bucket.
    init(_ rate: Rate, now: UInt64) {
        self.rate = rate
        left = rate.burst * 1000
        lastTime = now
    }

    /// Takes one.
    ///
    /// - Returns: `nil` when there was one, otherwise after how many milliseconds there will be.
    mutating func take(now: UInt64) -> UInt64? {
        fill(now)
        if left >= 1000 {
            left -= 1000
            return nil
        }
        return (1000 - left + rate.perSecond - 1) / rate.perSecond
    }

    /// Whether it is as if nothing had ever been taken.
    mutating func isFull(now: UInt64) -> Bool {
        fill(now)
        return left == rate.burst * 1000
    }

    private mutating func fill(_ now: UInt64) {
        // A clock that was set back gives nothing, and takes nothing.
        let elapsed = now > lastTime ? now - lastTime : 0
        lastTime = now
        let full = rate.burst * 1000
        let (gain, isTooMuch) = elapsed.multipliedReportingOverflow(by: rate.perSecond)
        left = isTooMuch || gain >= full - left ? full : left + gain
    }
}
