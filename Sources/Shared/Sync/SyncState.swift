// SyncState: decides what a synchronisation does next. A value: events in, one action out, no I/O.
//
// An engine performs the actions and reports what came of them. Everything that can go wrong on a
// line is an event, so every interleaving can be tried without a line.

/// How often, and how patiently, a synchronisation tries again. Times in milliseconds.
public struct RetryPolicy: Hashable, Sendable {
    /// How many failures in a row end the synchronisation.
    public var attempts: Int
    /// The wait after the first failure; it doubles with each further one.
    public var firstDelay: UInt64
    /// The longest wait.
    public var longestDelay: UInt64
    /// A server that asks to be left alone for longer than this ends the synchronisation.
    public var longestPause: UInt64

    /// A policy; `attempts` is at least 1.
    public init(
        attempts: Int, firstDelay: UInt64, longestDelay: UInt64, longestPause: UInt64 = .max
    ) {
        self.attempts = max(1, attempts)
        self.firstDelay = firstDelay
        self.longestDelay = longestDelay
        self.longestPause = longestPause
    }

    /// For somebody who waits for the answer: three tries within about a second.
    public static let interactive = RetryPolicy(
        attempts: 3, firstDelay: 200, longestDelay: 1_000, longestPause: 5_000)
}

/// One synchronisation, from its beginning to its end.
package struct SyncState: Sendable {
    /// What the engine reports.
    package enum Event: Sendable {
        case begin(Needs)
        /// A response was applied.
        case applied(Progress)
        /// Something was given back, or the store has another replica number.
        case healed(Needs)
        /// The exchange failed; nothing was applied.
        case failed(Failure)
        /// The wait is over.
        case waited
        case cancelled
    }

    /// What has to be done before anything else is exchanged.
    package struct Needs: Hashable, Sendable {
        /// The store shares its replica number with another, and needs one of its own.
        package var fork: Bool
        /// Records to give back to a restored server.
        package var returns: Int

        package init(fork: Bool = false, returns: Int = 0) {
            self.fork = fork
            self.returns = returns
        }
    }

    /// What a response brought.
    package struct Progress: Hashable, Sendable {
        /// The server accepted or quarantined something, or delivered records, or moved a floor.
        package var moved: Bool
        /// The pull has reached the server's head in every scope.
        package var isComplete: Bool
        /// Transactions of this device that still wait to be sent.
        package var pending: Int
        package var needs: Needs

        package init(moved: Bool, isComplete: Bool, pending: Int, needs: Needs = Needs()) {
            self.needs = needs
            self.moved = moved
            self.isComplete = isComplete
            self.pending = pending
        }
    }

    /// Why an exchange failed.
    package enum Failure: Sendable {
        /// No answer, or an answer that another try may better.
        case transient(RelaisError, retryAfter: UInt64?)
        /// The push was too large; a smaller one may pass.
        case tooLarge(RelaisError)
        case revoked(RelaisError)
        case clientTooOld(RelaisError)
        /// The replica number belongs to another store too.
        case forked(RelaisError)
        /// The server was restored since what was sent was chosen.
        case epochChanged(RelaisError)
        /// Another try would fail in the same way.
        case permanent(RelaisError)
    }

    /// What the engine is to do.
    package enum Action: Sendable {
        /// Send what is pending, at most this many transactions, and apply the answer.
        case exchange(maximumTransactions: Int)
        /// Ask for a replica number of the store's own, and move to it.
        case fork
        /// Give back what the server lost, as much as one request takes.
        case giveBack
        case wait(milliseconds: UInt64)
        case finish(Outcome)
    }

    /// How a synchronisation ended.
    package enum Outcome: Sendable {
        case upToDate
        case offline(RelaisError)
        case revoked(RelaisError)
        case clientTooOld(RelaisError)
        case failed(RelaisError)
        case cancelled
    }

    private let policy: RetryPolicy
    private var random: SeededGenerator
    private var failures = 0
    private var idleAnswers = 0
    private var batch: Int
    private var forks = 0
    /// How long the server asked to be left alone in its last answer, in milliseconds.
    package private(set) var retryAfter: UInt64?
    /// What is being done, which a wait comes back to.
    private var current: Action?

    /// How often one synchronisation moves to another number: a store that is used in two places
    /// at once would go on for ever.
    private static let mostForks = 3

    /// - Parameters:
    ///   - policy: when to give up.
    ///   - seed: of the jitter.
    ///   - batch: how many transactions one request carries at most.
    package init(policy: RetryPolicy, seed: UInt64, batch: Int = 1_000) {
        self.policy = policy
        random = SeededGenerator(seed: seed)
        self.batch = batch
    }

    /// Takes an event and says what to do next.
    package mutating func handle(_ event: Event) -> Action {
        let action: Action =
            switch event {
            case .begin(let needs): next(needs)
            case .waited: current ?? .exchange(maximumTransactions: batch)
            case .applied(let progress): next(after: progress)
            case .healed(let needs): healed(needs)
            case .failed(let failure): next(after: failure)
            case .cancelled: .finish(.cancelled)
            }
        switch action {
        case .wait, .finish: break
        default: current = action
        }
        return action
    }

    private mutating func healed(_ needs: Needs) -> Action {
        failures = 0
        idleAnswers = 0
        return next(needs)
    }

    private mutating func next(_ needs: Needs) -> Action {
        if needs.fork {
            forks += 1
            return forks > SyncState.mostForks ? .finish(.failed(SyncState.keepsForking)) : .fork
        }
        return needs.returns > 0 ? .giveBack : .exchange(maximumTransactions: batch)
    }

    private mutating func next(after progress: Progress) -> Action {
        failures = 0
        retryAfter = nil
        if progress.needs != Needs() { return next(progress.needs) }
        if progress.isComplete && progress.pending == 0 { return .finish(.upToDate) }
        idleAnswers = progress.moved ? 0 : idleAnswers + 1
        if idleAnswers >= 3 { return .finish(.failed(SyncState.noProgress)) }
        return .exchange(maximumTransactions: batch)
    }

    private mutating func next(after failure: Failure) -> Action {
        switch failure {
        case .transient(let error, let retryAfter):
            failures += 1
            self.retryAfter = retryAfter
            let isTooLong = retryAfter ?? 0 > policy.longestPause
            if failures >= policy.attempts || isTooLong { return .finish(.offline(error)) }
            return .wait(milliseconds: delay(atLeast: retryAfter ?? 0))
        case .tooLarge(let error):
            if batch == 1 { return .finish(.failed(error)) }
            batch = max(1, batch / 4)
            return .exchange(maximumTransactions: batch)
        case .forked: return next(Needs(fork: true))
        case .epochChanged(let error):
            failures += 1
            return failures >= policy.attempts
                ? .finish(.offline(error)) : .exchange(maximumTransactions: batch)
        case .revoked(let error): return .finish(.revoked(error))
        case .clientTooOld(let error): return .finish(.clientTooOld(error))
        case .permanent(let error): return .finish(.failed(error))
        }
    }

    /// Half of the doubled delay, and a random part of the other half: devices that lost the same
    /// line do not come back in step.
    private mutating func delay(atLeast minimum: UInt64) -> UInt64 {
        let doubled = policy.firstDelay << UInt64(min(failures - 1, 16))
        let capped = min(doubled, policy.longestDelay)
        let jittered = capped / 2 + random.next() % (capped / 2 + 1)
        return min(max(jittered, minimum), max(policy.longestDelay, minimum))
    }

    private static let keepsForking = RelaisError(
        code: "device_forked",
        message: Phrase(
            fr: "Ce dossier est employé à plusieurs endroits en même temps.",
            en: "This store is being used in several places at the same time."),
        remedy: Phrase(
            fr: "N'utilisez ce dossier que sur un appareil. Rien n'est perdu.",
            en: "Use this store on one device only. Nothing is lost."))

    private static let noProgress = RelaisError(
        code: "sync_no_progress",
        message: Phrase(
            fr: "Le serveur répond, mais la synchronisation n'avance pas.",
            en: "The server answers, but the synchronisation does not advance."),
        remedy: Phrase(
            fr: "Rien n'est perdu : vos saisies restent ici. Prévenez la coordination.",
            en: "Nothing is lost: what you wrote stays here. Tell the coordinator."),
        isTransient: false)
}
