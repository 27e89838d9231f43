// A watch as a value: every way it can go, without a line and without waiting.

import Shared
import Testing

@Suite("Watch state")
struct WatchStateTests {
    private static let epoch = Epoch(7)

    private static func error(_ code: String) -> RelaisError {
        let phrase = Phrase(fr: code, en: code)
        return RelaisError(code: code, message: phrase, remedy: phrase)
    }

    private func head(_ sequence: UInt64, epoch: Epoch = Self.epoch) -> LiveHead {
        LiveHead(epoch: epoch, sequence: sequence)
    }

    private func lost(retryAfter: UInt64? = nil) -> WatchState.Event {
        .failed(.transient(Self.error("lost"), retryAfter: retryAfter))
    }

    /// A watch that listens, and holds everything through 10.
    private func listening(seed: UInt64 = 1) -> WatchState {
        var state = WatchState(policy: .standard, seed: seed)
        #expect(state.handle(.begin).name == "synchronise")
        #expect(state.handle(.synchronised(head(10))).name == "open")
        return state
    }

    @Test("it synchronises before it listens, and opens one stream")
    func order() {
        var state = listening()
        #expect(state.handle(.changed(head(11))).name == "pause")
        #expect(state.handle(.waited).name == "synchronise")
        #expect(state.handle(.synchronised(head(11))).name == "listen")
        #expect(state.handle(.heard).name == "listen")
    }

    @Test("what the device holds is not asked for again, and everything else is")
    func heldHeads() {
        var state = listening()
        for sequence in 0...10 as ClosedRange<UInt64> {
            #expect(state.handle(.changed(head(sequence))).name == "listen")
        }
        #expect(state.handle(.changed(head(11))).name == "pause")
        #expect(state.handle(.changed(head(3, epoch: Epoch(8)))).name == "pause")
        var empty = WatchState(policy: .standard, seed: 1)
        _ = empty.handle(.begin)
        #expect(empty.handle(.synchronised(nil)).name == "open")
        #expect(empty.handle(.changed(head(0))).name == "pause")
    }

    @Test("devices that are told at one instant do not ask at one instant")
    func spread() {
        var pauses: Set<UInt64> = []
        for seed in 0..<200 as Range<UInt64> {
            var state = listening(seed: seed)
            guard case .pause(let milliseconds) = state.handle(.changed(head(11))) else { continue }
            #expect(milliseconds <= WatchPolicy.standard.spread)
            pauses.insert(milliseconds)
        }
        #expect(pauses.count > 50)
    }

    @Test("what was written is sent at once")
    func pending() {
        var state = listening()
        #expect(state.handle(.wrote).name == "synchronise")
        #expect(state.handle(.synchronised(head(11))).name == "listen")
    }

    @Test("a stream that says nothing for three heartbeats is taken for dead")
    func silence() {
        var state = listening()
        for _ in 0..<3 {
            for _ in 1..<WatchPolicy.standard.silentSeconds {
                #expect(state.handle(.second).name == "listen")
            }
            #expect(state.handle(.heard).name == "listen")
        }
        for _ in 1..<WatchPolicy.standard.silentSeconds {
            // What is sent meanwhile says nothing of the stream.
            #expect(state.handle(.second).name == "listen")
            #expect(state.handle(.wrote).name == "synchronise")
            #expect(state.handle(.synchronised(head(10))).name == "listen")
        }
        #expect(state.handle(.second).name == "retreat")
        #expect(state.handle(.waited).name == "synchronise")
        #expect(state.handle(.synchronised(head(10))).name == "open")
        #expect(state.handle(.second).name == "listen")
    }

    @Test("a change that is told is a sign of life too")
    func changeIsLife() {
        var state = listening()
        for _ in 0..<200 {
            #expect(state.handle(.second).name == "listen")
            #expect(state.handle(.changed(head(1))).name == "listen")
        }
    }

    @Test("each wait is between half of the doubled delay and all of it, up to the longest")
    func delays() {
        var firsts: Set<UInt64> = []
        for seed in 0..<200 as Range<UInt64> {
            var state = WatchState(policy: .standard, seed: seed)
            _ = state.handle(.begin)
            for failure in 0..<40 {
                let whole = min(UInt64(2_000) << UInt64(min(failure, 16)), 60_000)
                guard case .retreat(let delay) = state.handle(lost()) else {
                    Issue.record("it gave up")
                    return
                }
                #expect((whole / 2...whole).contains(delay))
                if failure == 0 { firsts.insert(delay) }
                #expect(state.handle(.waited).name == "synchronise")
            }
        }
        #expect(firsts.count > 100, "devices do not come back in step")
    }

    @Test("a server that asks to be left alone is left alone")
    func retryAfter() {
        var state = listening()
        guard case .retreat(let delay) = state.handle(lost(retryAfter: 90_000)) else {
            Issue.record("it did not wait")
            return
        }
        #expect(delay == 90_000)
    }

    @Test("a stream that only begins does not shorten the waits; one that lived does")
    func shortStreams() {
        var state = listening()
        for failure in 0..<5 {
            guard case .retreat(let delay) = state.handle(lost()) else { return }
            #expect(delay >= 1_000 << UInt64(failure))
            _ = state.handle(.waited)
            #expect(state.handle(.synchronised(head(10))).name == "open")
            #expect(state.handle(.heard).name == "listen")
        }
        for _ in 0..<10 { _ = state.handle(.second) }
        guard case .retreat(let delay) = state.handle(lost()) else { return }
        #expect(delay <= 2_000)
    }

    @Test("what another try would not better ends it, in the state that it is")
    func ends() {
        var state = listening()
        let error = Self.error("x")
        #expect(state.handle(.failed(.revoked(error))).name == "finish: revoked")
        #expect(state.handle(.failed(.clientTooOld(error))).name == "finish: client too old")
        #expect(state.handle(.failed(.permanent(error))).name == "finish: failed")
        #expect(state.handle(.failed(.tooLarge(error))).name == "finish: failed")
        #expect(state.handle(.cancelled).name == "finish: cancelled")
    }
}

extension WatchState.Action {
    /// The action without its numbers.
    fileprivate var name: String {
        switch self {
        case .synchronise: "synchronise"
        case .open: "open"
        case .listen: "listen"
        case .pause: "pause"
        case .retreat: "retreat"
        case .finish(.cancelled): "finish: cancelled"
        case .finish(.revoked): "finish: revoked"
        case .finish(.clientTooOld): "finish: client too old"
        case .finish(.failed): "finish: failed"
        }
    }
}
