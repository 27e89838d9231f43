// An allowance, with a clock of the test's.

import Shared
import Testing

@testable import Server

struct TokenBucketTests {
    private static let rate = TokenBucket.Rate(burst: 3, perSecond: 2)

    @Test func burstThenTheRate() {
        var bucket = TokenBucket(Self.rate, now: 1000)
        for _ in 0..<3 { #expect(bucket.take(now: 1000) == nil) }
        #expect(bucket.take(now: 1000) == 500)
        #expect(bucket.take(now: 1200) == 300)
        #expect(bucket.take(now: 1499) == 1)
        #expect(bucket.take(now: 1500) == nil)
        #expect(bucket.take(now: 1500) == 500)
    }

    @Test func restGivesNoMoreThanTheBurst() {
        var bucket = TokenBucket(Self.rate, now: 0)
        for _ in 0..<3 { #expect(bucket.take(now: 0) == nil) }
        #expect(!bucket.isFull(now: 1499) && bucket.isFull(now: 1500))
        for _ in 0..<3 { #expect(bucket.take(now: .max) == nil) }
        #expect(bucket.take(now: .max) != nil)
    }

    @Test func clockThatIsSetBackGivesNothingAndTakesNothing() {
        var bucket = TokenBucket(Self.rate, now: 10_000)
        #expect(bucket.take(now: 10_000) == nil)
        #expect(bucket.take(now: 0) == nil)
        #expect(bucket.take(now: 0) == nil)
        #expect(bucket.take(now: 0) == 500)
        #expect(bucket.take(now: 500) == nil)
    }

    /// Whatever the moments, no more is taken than the burst and what the time gives.
    @Test func neverMoreThanAllowed() {
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<200 {
            let rate = TokenBucket.Rate(
                burst: .random(in: 1...50, using: &generator),
                perSecond: .random(in: 1...50, using: &generator))
            var bucket = TokenBucket(rate, now: 0)
            var (now, taken) = (UInt64(0), UInt64(0))
            for _ in 0..<300 {
                now += .random(in: 0...40, using: &generator)
                if let wait = bucket.take(now: now) {
                    // What it promises, it keeps.
                    var later = bucket
                    #expect(wait > 0 && later.take(now: now + wait) == nil)
                } else {
                    taken += 1
                }
            }
            #expect(taken <= rate.burst + now * rate.perSecond / 1000 + 1)
        }
    }
}
