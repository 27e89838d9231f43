// A synchronisation as a value: every way it can go, without a line and without waiting.

import Shared
import Testing

@Suite("Synchronisation state")
struct SyncStateTests {
    private static func error(_ code: String) -> RelaisError {
        let phrase = Phrase(fr: code, en: code)
        return RelaisError(code: code, message: phrase, remedy: phrase)
    }

    private static let patient = RetryPolicy(
        attempts: 12, firstDelay: 100, longestDelay: 5_000)

    private func transient(
        _ code: String = "line_lost", retryAfter: UInt64? = nil
    ) -> SyncState.Event {
        .failed(.transient(Self.error(code), retryAfter: retryAfter))
    }

    private func applied(
        moved: Bool = true, isComplete: Bool = false, pending: Int = 0
    ) -> SyncState.Event {
        .applied(.init(moved: moved, isComplete: isComplete, pending: pending))
    }

    private func state(
        _ policy: RetryPolicy = .interactive, seed: UInt64 = 1, batch: Int = 1_000
    ) -> SyncState {
        SyncState(policy: policy, seed: seed, batch: batch)
    }

    @Test("one exchange that brings everything is enough")
    func oneRoundTrip() {
        var state = state()
        #expect(state.handle(.begin(.init())).batch == 1_000)
        #expect(state.handle(applied(isComplete: true)).outcome == "up to date")
    }

    @Test("it goes on while pages come, and while something is left to send")
    func continues() {
        var state = state()
        _ = state.handle(.begin(.init()))
        for _ in 0..<50 { #expect(state.handle(applied()).batch == 1_000) }
        #expect(state.handle(applied(isComplete: true, pending: 3)).batch == 1_000)
        #expect(
            state.handle(applied(moved: false, isComplete: true)).outcome == "up to date")
    }

    @Test("three answers in a row that change nothing end it; a change in between does not count")
    func noProgress() {
        for (isComplete, pending) in [(false, 0), (true, 5), (false, 5)] {
            var state = state()
            _ = state.handle(.begin(.init()))
            let idle = applied(moved: false, isComplete: isComplete, pending: pending)
            for _ in 0..<5 {
                #expect(state.handle(idle).batch != nil)
                #expect(state.handle(idle).batch != nil)
                #expect(state.handle(applied(pending: 1)).batch != nil)
            }
            #expect(state.handle(idle).batch != nil)
            #expect(state.handle(idle).batch != nil)
            #expect(state.handle(idle).outcome == "failed: sync_no_progress")
        }
    }

    @Test("as many failures in a row as the policy allows end it offline", arguments: 1...6)
    func attempts(count: Int) {
        var state = state(
            RetryPolicy(attempts: count, firstDelay: 10, longestDelay: 100))
        _ = state.handle(.begin(.init()))
        for attempt in 1..<max(count, 1) {
            #expect(state.handle(transient("\(attempt)")).delay != nil)
            #expect(state.handle(.waited).batch == 1_000)
        }
        #expect(state.handle(transient("last")).outcome == "offline: last")
    }

    @Test("an answer in between starts the count of failures anew")
    func failuresInARow() {
        var state = state()
        _ = state.handle(.begin(.init()))
        for _ in 0..<20 {
            for _ in 0..<2 {
                #expect(state.handle(transient()).delay != nil)
                _ = state.handle(.waited)
            }
            #expect(state.handle(applied()).batch != nil)
        }
        for _ in 0..<2 { #expect(state.handle(transient()).delay != nil) }
        #expect(state.handle(transient()).outcome == "offline: line_lost")
    }

    @Test("a policy of no attempt at all still makes one")
    func atLeastOne() {
        #expect(RetryPolicy(attempts: -3, firstDelay: 1, longestDelay: 1).attempts == 1)
    }

    @Test("each wait is between half of the doubled delay and all of it, up to the longest")
    func delays() {
        var firsts: Set<UInt64> = []
        for seed in 1...UInt64(300) {
            var state = state(Self.patient, seed: seed)
            _ = state.handle(.begin(.init()))
            for failure in 0..<11 {
                let whole = min(UInt64(100) << UInt64(failure), 5_000)
                guard let delay = state.handle(transient()).delay else {
                    Issue.record("it gave up early")
                    return
                }
                #expect((whole / 2...whole).contains(delay))
                if failure == 0 { firsts.insert(delay) }
            }
        }
        #expect(firsts.count > 30, "devices do not come back in step")
        #expect(firsts.contains { $0 <= 55 } && firsts.contains { $0 >= 95 })
    }

    @Test("the same seed waits the same")
    func repeatable() {
        var (one, other) = (state(Self.patient, seed: 9), state(Self.patient, seed: 9))
        for _ in 0..<11 {
            #expect(one.handle(transient()).delay == other.handle(transient()).delay)
        }
    }

    @Test("a server's wish to be left alone is granted, even beyond the longest wait")
    func retryAfter() {
        for wish in [UInt64(0), 1, 120, 4_999, 5_000, 5_001, 86_400_000, .max] {
            var state = state(Self.patient)
            for _ in 0..<11 {
                guard let delay = state.handle(transient(retryAfter: wish)).delay else { return }
                #expect(delay >= wish)
                #expect(delay <= max(5_000, wish))
            }
        }
    }

    @Test("somebody who waits for the answer is not kept for an hour")
    func longestPause() {
        var state = state(.interactive)
        guard case .finish(.offline) = state.handle(transient(retryAfter: 5_001)) else {
            Issue.record("the synchronisation goes on")
            return
        }
    }

    @Test("strange policies neither trap nor wait longer than they say")
    func strangePolicies() {
        for (first, longest) in [(0, 0), (0, 100), (100, 0), (.max, .max), (1, .max)]
            as [(UInt64, UInt64)]
        {
            var state = state(
                RetryPolicy(attempts: .max, firstDelay: first, longestDelay: longest))
            for _ in 0..<100 { #expect(state.handle(transient()).delay ?? .max <= longest) }
        }
    }

    @Test("a push that is too large is made smaller, at once, until one transaction is too large")
    func tooLarge() {
        var state = state()
        _ = state.handle(.begin(.init()))
        let tooLarge = SyncState.Event.failed(.tooLarge(Self.error("too_large")))
        for expected in [250, 62, 15, 3, 1] {
            #expect(state.handle(tooLarge).batch == expected)
        }
        #expect(state.handle(applied()).batch == 1, "what passed stays the size")
        #expect(state.handle(transient()).delay != nil)
        #expect(state.handle(.waited).batch == 1)
        #expect(state.handle(tooLarge).outcome == "failed: too_large")
    }

    @Test("what another try would not better ends it at once")
    func permanentFailures() {
        let cases: [(SyncState.Failure, String)] = [
            (.revoked(Self.error("r")), "revoked: r"),
            (.clientTooOld(Self.error("o")), "too old: o"),
            (.permanent(Self.error("p")), "failed: p"),
        ]
        for (failure, expected) in cases {
            var state = state(Self.patient)
            _ = state.handle(.begin(.init()))
            #expect(state.handle(.failed(failure)).outcome == expected)
        }
    }

    @Test("cancelling ends it, whatever it was doing")
    func cancelled() {
        let events: [SyncState.Event] = [
            .begin(.init()), applied(), transient(), .waited,
            .failed(.tooLarge(Self.error("too_large"))),
        ]
        for count in 0...events.count {
            var state = state(Self.patient)
            for event in events.prefix(count) { _ = state.handle(event) }
            #expect(state.handle(.cancelled).outcome == "cancelled")
        }
    }

    @Test("whatever the line does, it comes to an end, and an exchange follows every wait")
    func comesToAnEnd() {
        for seed in 1...UInt64(500) {
            var random = SeededGenerator(seed: seed)
            var state = state(seed: seed, batch: 1 + random.below(2_000))
            var pages = random.below(40)
            var action = state.handle(.begin(.init()))
            var steps = 0
            while action.outcome == nil {
                steps += 1
                guard steps < 1_000 else {
                    Issue.record("seed \(seed) does not end")
                    return
                }
                if action.delay != nil {
                    action = state.handle(.waited)
                    #expect(action.batch != nil)
                    continue
                }
                switch random.below(6) {
                case 0: action = state.handle(transient())
                case 1: action = state.handle(.failed(.tooLarge(Self.error("t"))))
                case 2: action = state.handle(applied(moved: false, pending: 1))
                default:
                    pages -= 1
                    action = state.handle(
                        applied(moved: pages >= 0, isComplete: pages <= 0, pending: 0))
                }
            }
        }
    }
}

extension SyncState.Action {
    fileprivate var batch: Int? {
        if case .exchange(let maximum) = self { maximum } else { nil }
    }

    fileprivate var delay: UInt64? {
        if case .wait(let milliseconds) = self { milliseconds } else { nil }
    }

    fileprivate var outcome: String? {
        guard case .finish(let outcome) = self else { return nil }
        return switch outcome {
        case .upToDate: "up to date"
        case .offline(let error): "offline: \(error.code)"
        case .revoked(let error): "revoked: \(error.code)"
        case .clientTooOld(let error): "too old: \(error.code)"
        case .failed(let error): "failed: \(error.code)"
        case .cancelled: "cancelled"
        }
    }
}
