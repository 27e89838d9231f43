// SyncEngine: performs what the sync state decides.
//
// The state is a value that never touches a store or a line; this is the part that does.

public import Shared

/// How a synchronisation ended.
public struct SyncReport: Sendable {
    /// The end, as scripts know it.
    public enum State: String, Sendable {
        /// Device and server hold the same.
        case upToDate
        /// The server could not be reached; what was written waits on the device.
        case offline
        /// The device may not synchronise any more.
        case revoked
        /// The server asks for a newer program.
        case clientTooOld
    }

    /// Transactions that the server took in this run.
    public let pushed: Int
    /// Records that arrived in this run.
    public let pulled: Int
    /// Records that had come to differ from the server's, and were mended.
    public let mended: Int
    /// Receipts that arrived in this run, by what they are about.
    public let receipts: [(collection: String, id: RecordID)]
    /// Where the store stands now.
    public let status: StoreStatus
    /// How it ended.
    public let state: State
    /// Why it did not reach the server's state; `nil` when it did.
    public let error: RelaisError?
    /// How long the server asks to be left alone, in milliseconds; `nil` when it does not.
    public let retryAfter: UInt64?
}

/// Synchronises one store with its server.
public struct SyncEngine: Sendable {
    let store: Store
    let remote: Remote
    private let policy: RetryPolicy
    private let returnBytes: Int

    /// - Parameters:
    ///   - transport: carries requests to the server of the store's enrolment.
    ///   - policy: when to give up.
    public init(
        store: Store, transport: any Transport, policy: RetryPolicy = .interactive
    ) {
        self.init(
            store: store, transport: transport, policy: policy, returnBytes: WireLimits.pageBytes)
    }

    /// - Parameter returnBytes: how much one request gives back to a restored server.
    package init(
        store: Store, transport: any Transport, policy: RetryPolicy = .interactive,
        returnBytes: Int
    ) {
        self.store = store
        self.remote = Remote(transport: transport)
        self.policy = policy
        self.returnBytes = returnBytes
    }

    /// Enrols the store's device with a one-time code.
    ///
    /// - Parameters:
    ///   - url: the server's address, which the transport leads to.
    ///   - code: as the coordination gave it; hyphens and case do not matter.
    ///   - trust: how the server is trusted, which the transport was told; kept with the store.
    public func enrol(
        url: String, code: String, trust: ServerTrust = .system
    ) async throws(RelaisError) -> Enrolment {
        try trust.check(url)
        let secret = try store.enrolmentSecret()
        let former = try store.formerEnrolment()
        let response: EnrolResponse
        do {
            response = try await remote.enrol(
                EnrolRequest(code: code, secret: secret, former: former))
        } catch {
            throw error.error
        }
        try store.noteEnrolment(response, url: url, trust: trust)
        guard let enrolment = try store.enrolment() else { throw StoreErrors.notEnrolled }
        return enrolment
    }

    /// Sends what waits and fetches what is new, until device and server hold the same.
    ///
    /// - Parameter progress: called after each answer with the records received so far.
    /// - Returns: a report, also when the server could not be reached.
    /// - Throws: when the store fails, another synchronisation runs, or the server refuses.
    public func sync(
        progress: @Sendable (Int) -> Void = { _ in }
    ) async throws(RelaisError) -> SyncReport {
        let lock = try store.lockForSync()
        defer { withExtendedLifetime(lock) {} }
        var run = Run()
        var state = SyncState(policy: policy, seed: store.ports.random())
        var action = state.handle(.begin(try store.needs()))
        while true {
            switch action {
            case .exchange(let maximum):
                let event = try await exchange(maximum, &run)
                progress(run.pulled)
                action = state.handle(event)
            case .fork: action = state.handle(try await fork())
            case .giveBack: action = state.handle(try await giveBack())
            case .wait(let milliseconds):
                do {
                    try await store.ports.sleep(milliseconds)
                    action = state.handle(.waited)
                } catch {
                    action = state.handle(.cancelled)
                }
            case .finish(let outcome):
                return try report(
                    try await proven(outcome, &run), run, retryAfter: state.retryAfter)
            }
        }
    }

    /// Everything was delivered; where it is not the same all the same, it is found and mended.
    private func proven(
        _ outcome: SyncState.Outcome, _ run: inout Run
    ) async throws(RelaisError) -> SyncState.Outcome {
        if case .revoked = outcome { try await purge() }
        guard case .upToDate = outcome else { return outcome }
        do {
            let compared = run.undelivered.union(run.differing)
            if !compared.isEmpty { run.mended += try await mend(compared) }
        } catch let error where error.isTransient {
            return .offline(error)
        }
        run.receipts = try await fetchAwaitedReceipts()
        // Once nothing is left of what was erased, the server is told how far the device is.
        if try store.scrubFile() { _ = try await exchange(1, &run) }
        return outcome
    }

    /// Purges the store, and says so: the server then knows. When that cannot be said now, the next
    /// synchronisation does.
    func purge() async throws(RelaisError) {
        let hasNews = try !store.scopes().isEmpty
        try store.purgeAll()
        guard hasNews else { return }
        let (request, credential) = try store.outgoing(maximumTransactions: 0)
        _ = try? await remote.sync(request, credential)
    }

    /// What a synchronisation has done so far.
    private struct Run {
        var pushed = 0
        var pulled = 0
        var mended = 0
        /// What the last answer was not equal in.
        var differing: [String] = []
        /// What has to be compared whatever comes after.
        var undelivered: Set<String> = []
        var receipts: [RecordKey] = []
    }

    /// Moves a copied store to a replica number of its own.
    private func fork() async throws(RelaisError) -> SyncState.Event {
        let request = try store.forkRequest()
        let credential = try store.credential()
        let response: ForkResponse
        do {
            response = try await remote.fork(request, credential)
        } catch {
            return try failed(error)
        }
        try store.adopt(response)
        return .healed(try store.needs())
    }

    /// Gives the server back some of what it lost.
    private func giveBack() async throws(RelaisError) -> SyncState.Event {
        let request = try store.returnRequest(maximumBytes: returnBytes)
        let credential = try store.credential()
        let response: ReturnResponse
        do {
            response = try await remote.giveBack(request, credential)
        } catch {
            return try failed(error)
        }
        return .healed(try store.apply(response, to: request))
    }

    private func failed(_ failure: Remote.Failed) throws(RelaisError) -> SyncState.Event {
        if failure.error.code == "unauthorised" { try store.noteUnknown() }
        return .failed(failure.failure)
    }

    private func exchange(
        _ maximum: Int, _ run: inout Run
    ) async throws(RelaisError) -> SyncState.Event {
        let (request, credential) = try store.outgoing(maximumTransactions: maximum)
        let response: SyncResponse
        do {
            response = try await remote.sync(request, credential)
        } catch {
            return try failed(error)
        }
        let applied = try store.apply(response, to: request)
        run.pushed += applied.accepted + applied.quarantined
        run.pulled += applied.records
        run.differing = applied.differing
        run.undelivered.formUnion(applied.undelivered)
        return .applied(
            SyncState.Progress(
                moved: applied.moved, isComplete: applied.isComplete, pending: applied.pending,
                needs: applied.needs))
    }

    private func report(
        _ outcome: SyncState.Outcome, _ run: Run, retryAfter: UInt64?
    ) throws(RelaisError) -> SyncReport {
        let (state, error): (SyncReport.State, RelaisError?) =
            switch outcome {
            case .upToDate: (.upToDate, nil)
            case .offline(let error): (.offline, error)
            case .revoked(let error): (.revoked, error)
            case .clientTooOld(let error): (.clientTooOld, error)
            case .failed(let error): throw error
            case .cancelled: (.offline, SyncErrors.unreachable("cancelled"))
            }
        return SyncReport(
            pushed: run.pushed, pulled: run.pulled, mended: run.mended,
            receipts: run.receipts.map { ($0.collection, $0.id) },
            status: try store.status(), state: state, error: error, retryAfter: retryAfter)
    }
}

extension Store {
    /// Held while a synchronisation runs.
    func lockForSync() throws(RelaisError) -> SyncLock {
        do {
            return try SyncLock(folder: folder, syncFile)
        } catch let error as RelaisError {
            throw error
        } catch {
            throw StoreErrors.notWritable(folder, detail: "\(error)")
        }
    }
}
