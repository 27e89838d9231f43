// EnrolmentLimiter: guessing is slow, mistyping is not punished, and what is kept is bounded.

import Server
import Testing

struct EnrolmentLimiterTests {
    private let start: UInt64 = 1_700_000_000_000

    @Test func sourceMayTryABurstAndThenOneEachInterval() {
        var limiter = EnrolmentLimiter()
        let allowed = (0..<100).filter { _ in limiter.ask("a", at: start) == nil }
        #expect(allowed.count == Int(EnrolmentLimiter.source.burst))
        #expect(limiter.ask("b", at: start) == nil)
        // It is told how long to wait, and may then.
        let wait = limiter.ask("a", at: start)
        #expect(wait == EnrolmentLimiter.source.interval)
        #expect(limiter.ask("a", at: start + (wait ?? 0) - 1) == 1)
        #expect(limiter.ask("a", at: start + (wait ?? 0)) == nil)
        #expect(limiter.ask("a", at: start + (wait ?? 0)) != nil)
        // In an hour, not more than the burst and one for each interval.
        var tried = 0
        for second in 0..<3_600 as Range<UInt64>
        where limiter.ask("c", at: start + second * 1000) == nil { tried += 1 }
        #expect(tried == Int(EnrolmentLimiter.source.burst) + 3_600_000 / 30_000 - 1)
    }

    @Test func rightCodesCostNothing() {
        var limiter = EnrolmentLimiter()
        for _ in 0..<5_000 {
            #expect(limiter.ask("a", at: start) == nil)
            limiter.forgive("a")
        }
        let allowed = (0..<100).filter { _ in limiter.ask("a", at: start) == nil }
        #expect(allowed.count == Int(EnrolmentLimiter.source.burst))
    }

    @Test func manySourcesTogetherAreLimitedToo() {
        var limiter = EnrolmentLimiter()
        let allowed = (0..<50_000).filter { limiter.ask("s\($0)", at: start) == nil }
        #expect(allowed.count == Int(EnrolmentLimiter.server.burst))
        var later = 0
        for second in 0..<3_600 as Range<UInt64>
        where limiter.ask("t\(second)", at: start + second * 1000) == nil { later += 1 }
        #expect(later <= 3_600_000 / 3_600)
        #expect(later >= 990)
    }

    /// A clock that was put back by a week makes nobody wait who owed next to nothing.
    @Test func clockThatIsPutBackChangesNobodysDebt() {
        var limiter = EnrolmentLimiter()
        #expect(limiter.ask("b", at: start) == nil)
        #expect(limiter.ask("b", at: start - 604_800_000) == nil)
        #expect(limiter.ask("c", at: start - 604_800_000) == nil)
    }

    @Test func clockThatIsPutBackMakesNobodyWaitForLongerThanAFullDebt() {
        var limiter = EnrolmentLimiter()
        for _ in 0..<100 { _ = limiter.ask("a", at: start) }
        let early = start - 1_000_000_000
        #expect(limiter.ask("a", at: early) == EnrolmentLimiter.source.interval)
        #expect(limiter.ask("a", at: early + EnrolmentLimiter.source.interval) == nil)
        let full = EnrolmentLimiter.source.burst * EnrolmentLimiter.source.interval
        let allowed = (0..<100).filter { _ in limiter.ask("a", at: early + 2 * full) == nil }
        #expect(allowed.count == Int(EnrolmentLimiter.source.burst))
    }
}
