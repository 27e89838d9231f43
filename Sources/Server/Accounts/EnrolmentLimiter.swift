// EnrolmentLimiter: how many wrong codes may be tried, by source and by server. A value: it knows
// no clock.
//
// Each wrong code is a debt that time pays back. Who owes too much is refused before anything is
// looked up, also with the right code: otherwise a guess would still be worth making.

/// Counts wrong codes.
package struct EnrolmentLimiter: Sendable {
    /// So many wrong codes at once, and then one more after each interval.
    package struct Allowance: Sendable {
        package let burst: UInt64
        /// Milliseconds.
        package let interval: UInt64
    }

    /// Mistyping is human; an office has one address: 20 at once, two a minute.
    package static let source = Allowance(burst: 20, interval: 30_000)
    /// Every code is tried in every territory, so what holds for the server holds for each of
    /// them: 1,000 at once, a thousand an hour.
    package static let server = Allowance(burst: 1_000, interval: 3_600)
    /// From so many sources on, those that owe nothing are forgotten. What the server allows to all
    /// of them together leaves no room for more than 1,200 that owe something.
    private static let manySources = 4_096

    /// When each debt will be paid, in Unix milliseconds.
    private var sources: [String: UInt64] = [:]
    private var everybody: UInt64 = 0
    private var lastTime: UInt64 = 0

    /// Nobody owes anything.
    package init() {}

    /// Asks whether a source may try a code, and counts it as a wrong one; `forgive` takes that
    /// back when it was right. Counted first, so that many at once are not all let through.
    ///
    /// - Returns: `nil` when it may; otherwise in how many milliseconds it may.
    package mutating func ask(_ source: String, at now: UInt64) -> UInt64? {
        keepDebts(at: now)
        let most = EnrolmentLimiter.source
        let all = EnrolmentLimiter.server
        let wait = max(
            EnrolmentLimiter.wait(sources[source], most, now),
            EnrolmentLimiter.wait(everybody, all, now))
        if wait > 0 { return wait }
        if sources.count >= EnrolmentLimiter.manySources {
            sources = sources.filter { $0.value > now }
        }
        sources[source] = max(sources[source] ?? 0, now) + most.interval
        everybody = max(everybody, now) + all.interval
        return nil
    }

    /// A clock that was put back changes nobody's debt.
    private mutating func keepDebts(at now: UInt64) {
        let back = lastTime > now ? lastTime - now : 0
        lastTime = now
        if back == 0 { return }
        sources = sources.mapValues { $0 - min($0, back) }
        everybody -= min(everybody, back)
    }

    /// The code that a source was let to try was right.
    package mutating func forgive(_ source: String) {
        if let paid = sources[source] {
            sources[source] = paid - min(paid, EnrolmentLimiter.source.interval)
        }
        everybody -= min(everybody, EnrolmentLimiter.server.interval)
    }

    private static func wait(_ paid: UInt64?, _ allowance: Allowance, _ now: UInt64) -> UInt64 {
        let debt = max(paid ?? 0, now) - now
        let limit = (allowance.burst - 1) * allowance.interval
        return debt > limit ? debt - limit : 0
    }
}
