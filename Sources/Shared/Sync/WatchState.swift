// WatchState: decides what somebody who stays connected does next. A value: events in, one action
// out, no I/O.
//
// The order is always the same: synchronise, then listen. A change that comes between the two is in
// the first thing that the stream says, so nothing is missed; and what was missed while the line
// was down is in the synchronisation that follows its return.

/// How patiently a watch waits and tries again. Times in milliseconds.
public struct WatchPolicy: Hashable, Sendable {
    /// The wait after the first failure; it doubles with each further one.
    public var firstDelay: UInt64
    /// The longest wait.
    public var longestDelay: UInt64
    /// A stream that says nothing for so many seconds is taken for dead. The server says something
    /// every 30 seconds.
    public var silentSeconds: Int
    /// After a change is told, a device waits a random part of this before it asks for it: changes
    /// that come together are fetched together, and a thousand devices do not ask at one instant.
    public var spread: UInt64

    /// A policy of one's own.
    public init(firstDelay: UInt64, longestDelay: UInt64, silentSeconds: Int, spread: UInt64) {
        self.firstDelay = firstDelay
        self.longestDelay = longestDelay
        self.silentSeconds = max(1, silentSeconds)
        self.spread = spread
    }

    /// Two seconds to a minute between tries; three heartbeats of silence; a tenth of a second.
    public static let standard = WatchPolicy(
        firstDelay: 2_000, longestDelay: 60_000, silentSeconds: 90, spread: 100)
}

/// One watch, from its beginning to its end.
package struct WatchState: Sendable {
    /// What the engine reports.
    package enum Event: Sendable {
        case begin
        /// A synchronisation reached the server's state; the device now holds everything through
        /// this.
        case synchronised(LiveHead?)
        /// A synchronisation or the stream failed.
        case failed(SyncState.Failure)
        /// The stream told how far the server is.
        case changed(LiveHead)
        /// The stream said something that means nothing: it is alive.
        case heard
        /// A second has passed.
        case second
        /// Something was written to the store, and waits to be sent.
        case wrote
        /// The wait is over.
        case waited
        case cancelled
    }

    /// What the engine is to do.
    package enum Action: Sendable {
        case synchronise
        /// Open the stream, then wait for the next event.
        case open
        /// Wait for the next event.
        case listen
        /// Wait with the stream open; what it says meanwhile is for later.
        case pause(milliseconds: UInt64)
        /// Close the stream if there is one, and wait.
        case retreat(milliseconds: UInt64)
        /// Close the stream if there is one, and end.
        case finish(Outcome)
    }

    /// How a watch ended.
    package enum Outcome: Sendable {
        case cancelled
        case revoked(RelaisError)
        case clientTooOld(RelaisError)
        case failed(RelaisError)
    }

    private let policy: WatchPolicy
    private var random: SeededGenerator
    private var held: LiveHead?
    private var isOpen = false
    private var failures = 0
    /// Seconds since the stream was opened, and since it last said something.
    private var age = 0
    private var silence = 0

    /// A stream that lived for so many seconds was a good one: the next failure is a first one. A
    /// line that only lets streams begin is not tried again and again without growing waits.
    private static let goodAge = 10

    /// - Parameters:
    ///   - policy: how patient it is.
    ///   - seed: of the jitter.
    package init(policy: WatchPolicy, seed: UInt64) {
        self.policy = policy
        random = SeededGenerator(seed: seed)
    }

    /// Takes an event and says what to do next.
    package mutating func handle(_ event: Event) -> Action {
        switch event {
        case .begin, .waited: return .synchronise
        case .synchronised(let held):
            self.held = held
            return listen()
        case .failed(let failure): return retreat(after: failure)
        case .changed(let head):
            silence = 0
            // A device's own push, and what it holds already, are told to it too.
            if let held, held.epoch == head.epoch, head.sequence <= held.sequence {
                return .listen
            }
            return .pause(milliseconds: random.next() % (policy.spread + 1))
        case .heard:
            silence = 0
            return .listen
        case .second: return tick()
        case .wrote: return .synchronise
        case .cancelled: return .finish(.cancelled)
        }
    }

    private mutating func listen() -> Action {
        if isOpen { return .listen }
        isOpen = true
        age = 0
        silence = 0
        return .open
    }

    private mutating func tick() -> Action {
        age += 1
        silence += 1
        if age >= WatchState.goodAge { failures = 0 }
        if silence >= policy.silentSeconds {
            return .retreat(milliseconds: delay(atLeast: 0))
        }
        return .listen
    }

    private mutating func retreat(after failure: SyncState.Failure) -> Action {
        switch failure {
        case .transient(_, let retryAfter):
            return .retreat(milliseconds: delay(atLeast: retryAfter ?? 0))
        case .forked, .epochChanged:
            // The synchronisation that comes first when the stream is opened again heals it.
            return .retreat(milliseconds: delay(atLeast: 0))
        case .revoked(let error): return .finish(.revoked(error))
        case .clientTooOld(let error): return .finish(.clientTooOld(error))
        case .tooLarge(let error), .permanent(let error): return .finish(.failed(error))
        }
    }

    /// Half of the doubled delay, and a random part of the other half: devices that lost the same
    /// server do not come back in step.
    private mutating func delay(atLeast minimum: UInt64) -> UInt64 {
        isOpen = false
        let doubled = policy.firstDelay << UInt64(min(failures, 16))
        failures += 1
        let capped = min(doubled, policy.longestDelay)
        return max(capped / 2 + random.next() % (capped / 2 + 1), minimum)
    }
}
