// The hybrid clock under wall clocks that jump, stop and lie.

import Shared
import Testing

@Suite("Hybrid clock")
struct HybridClockTests {
    @Test("every stamp is greater than all that were given or seen before")
    func monotone() {
        for seed in 1...UInt64(60) {
            var random = SeededGenerator(seed: seed)
            var clock = HybridClock()
            var greatest = Stamp(0)
            var wall: UInt64 = 1_700_000_000_000
            for _ in 0..<200 {
                switch Int.random(in: 0..<6, using: &random) {
                case 0: wall = UInt64.random(in: 0...(1 << 47), using: &random)
                case 1: wall = 0
                case 2: wall += 1
                case 3:
                    let other = Stamp(UInt64.random(in: 0...(1 << 63), using: &random))
                    clock.see(other)
                    greatest = max(greatest, other)
                default: break
                }
                let stamp = clock.next(now: wall)
                #expect(stamp > greatest)
                #expect(clock.last == stamp)
                greatest = stamp
            }
        }
    }

    @Test("a clock that was never ahead tells the true time")
    func followsTheWall() {
        var clock = HybridClock()
        for now in stride(from: UInt64(1_000), through: 5_000, by: 7) {
            #expect(clock.next(now: now) == Stamp(milliseconds: now))
        }
    }

    @Test("within one millisecond the counter parts the stamps, and may run over into the next")
    func counterRunsOver() {
        var clock = HybridClock(last: Stamp(milliseconds: 9, counter: .max - 1))
        #expect(clock.next(now: 9) == Stamp(milliseconds: 9, counter: .max))
        #expect(clock.next(now: 9) == Stamp(milliseconds: 10, counter: 0))
        #expect(clock.next(now: 10) == Stamp(milliseconds: 10, counter: 1))
    }

    @Test("at the end of time the clock stands still instead of going back to the beginning")
    func endOfTime() {
        var clock = HybridClock(last: Stamp(.max))
        #expect(clock.next(now: 5) == Stamp(.max))
        var other = HybridClock()
        #expect(other.next(now: .max) == Stamp(milliseconds: Stamp.maximumMilliseconds))
    }
}

@Suite("Stamp")
struct StampTests {
    @Test("48 bits of milliseconds stand before 16 bits of counter")
    func layout() {
        let stamp = Stamp(milliseconds: 0x1234_5678_9ABC, counter: 0xDEF0)
        #expect(stamp.rawValue == 0x1234_5678_9ABC_DEF0)
        #expect(stamp.milliseconds == 0x1234_5678_9ABC)
        #expect(Stamp(milliseconds: .max).milliseconds == Stamp.maximumMilliseconds)
        #expect(Stamp(milliseconds: 1) > Stamp(milliseconds: 0, counter: .max))
    }

    @Test("a claim within the tolerance stands; one beyond it is brought back to the bound")
    func effective() {
        var random = SeededGenerator(seed: 31)
        for _ in 0..<2_000 {
            let now = UInt64.random(in: 0...(1 << 45), using: &random)
            let tolerance = UInt64.random(in: 0...1_000_000, using: &random)
            let offset = Int64.random(in: -2_000_000...2_000_000, using: &random)
            let claim = Stamp(
                milliseconds: UInt64(clamping: Int64(now) + offset),
                counter: UInt16.random(in: 0...3, using: &random))
            let effective = claim.effective(now: now, tolerance: tolerance)
            let bound = Stamp(milliseconds: now + tolerance)
            #expect(effective == min(claim, bound))
            #expect(effective.effective(now: now, tolerance: tolerance) == effective)
        }
    }

    @Test("the past is never touched: a device without a clock is believed")
    func past() {
        #expect(Stamp(0).effective(now: 1_700_000_000_000) == Stamp(0))
    }
}
