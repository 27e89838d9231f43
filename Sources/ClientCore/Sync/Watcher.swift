// Watcher: performs what the watch state decides: synchronises, listens, waits.
//
// Everything it starts ends with it: the stream and the clock are child tasks of a session.

import Shared

/// One watch of one store.
struct Watcher {
    private let engine: SyncEngine
    private let transport: any LiveTransport
    private let credential: Credential
    private let tell: @Sendable (WatchEvent) -> Void
    private var state: WatchState
    /// Why the line is down, for who waits.
    private var error: RelaisError?

    init(
        _ engine: SyncEngine, _ transport: any LiveTransport, _ policy: WatchPolicy,
        _ tell: @escaping @Sendable (WatchEvent) -> Void
    ) throws(RelaisError) {
        self.engine = engine
        self.transport = transport
        self.tell = tell
        credential = try engine.store.credential()
        state = WatchState(policy: policy, seed: engine.store.ports.random())
    }

    /// Watches until the task is cancelled or the server has nothing more to say to this device.
    mutating func run() async -> WatchState.Outcome {
        var action = state.handle(.begin)
        while true {
            switch action {
            case .synchronise: action = await synchronise()
            case .open, .listen: action = await session()
            case .pause(let milliseconds): action = await wait(milliseconds)
            case .retreat(let milliseconds):
                tell(.disconnected(error, retryMilliseconds: milliseconds))
                action = await wait(milliseconds)
            case .finish(let outcome): return outcome
            }
        }
    }

    /// The time that a stream is open; answers with what is to be done after it.
    private mutating func session() async -> WatchState.Action {
        let inbox = WatchInbox()
        let stream = LiveStream(transport: transport, credential: credential)
        let store = engine.store
        let tell = tell
        return await withTaskGroup(of: Void.self) { group in
            group.addTask {
                let isConnected = Locked(false)
                let failure = await stream.run { signal in
                    let wasConnected = isConnected.withLock { flag in
                        defer { flag = true }
                        return flag
                    }
                    if !wasConnected { tell(.connected) }
                    switch signal {
                    case .changed(let head): inbox.changed(head)
                    case .alive: inbox.heard()
                    }
                }
                inbox.ended(failure)
            }
            group.addTask { await Watcher.count(store, inbox) }
            let action = await listen(inbox)
            group.cancelAll()
            return action
        }
    }

    private mutating func listen(_ inbox: WatchInbox) async -> WatchState.Action {
        var action = WatchState.Action.listen
        while true {
            switch action {
            case .open, .listen: action = handle(await inbox.next())
            case .synchronise: action = await synchronise()
            case .pause(let milliseconds): action = await wait(milliseconds)
            case .retreat, .finish: return action
            }
        }
    }

    /// Counts the seconds, and says four times in each whether something waits to be sent: other
    /// programs write to the same store, and only its file tells of them.
    private static func count(_ store: Store, _ inbox: WatchInbox) async {
        var quarters = 0
        while (try? await store.ports.sleep(250)) != nil, !Task.isCancelled {
            quarters += 1
            // A store that cannot be read says so in the synchronisation that comes next.
            if (try? store.hasPending()) ?? true { inbox.wrote() }
            if quarters.isMultiple(of: 4) { inbox.second() }
        }
    }

    private mutating func wait(_ milliseconds: UInt64) async -> WatchState.Action {
        do {
            try await engine.store.ports.sleep(milliseconds)
            return handle(.waited)
        } catch {
            return handle(.cancelled)
        }
    }

    private mutating func synchronise() async -> WatchState.Action {
        let report: SyncReport
        do {
            report = try await engine.sync()
        } catch {
            // On a network with a welcome page something else answers for a while, and who watches
            // waits for the end of it.
            let isTransient = error.isTransient || TrustErrors.isStranger(error)
            return handle(
                .failed(isTransient ? .transient(error, retryAfter: nil) : .permanent(error)))
        }
        if Task.isCancelled { return handle(.cancelled) }
        tell(.synchronised(report))
        let reason = report.error ?? SyncErrors.unreachable("")
        switch report.state {
        case .upToDate:
            let epoch = report.status.epoch.flatMap { Epoch($0) }
            return handle(
                .synchronised(
                    epoch.map { LiveHead(epoch: $0, sequence: report.status.cursor) }))
        case .offline:
            return handle(.failed(.transient(reason, retryAfter: report.retryAfter)))
        case .revoked: return handle(.failed(.revoked(reason)))
        case .clientTooOld: return handle(.failed(.clientTooOld(reason)))
        }
    }

    private mutating func handle(_ event: WatchState.Event) -> WatchState.Action {
        if Task.isCancelled { return state.handle(.cancelled) }
        if case .failed(let failure) = event { error = Remote.Failed(failure: failure).error }
        if case .second = event { error = nil }
        return state.handle(event)
    }
}
