// Observers: tells the application what changed, as an asynchronous sequence.

public import Shared

/// What one commit of this process changed.
public struct StoreChange: Sendable {
    /// The collections that have a changed record.
    public let collections: Set<String>
    /// The records, by collection.
    public let records: [String: Set<RecordID>]

    init(_ keys: [RecordKey]) {
        var records: [String: Set<RecordID>] = [:]
        for key in keys { records[key.collection, default: []].insert(key.id) }
        self.records = records
        collections = Set(records.keys)
    }
}

/// The listeners of a store.
final class Observers: Sendable {
    private struct State {
        var next = 0
        var listeners: [Int: AsyncStream<StoreChange>.Continuation] = [:]
    }

    private let state = Locked(State())

    func stream() -> AsyncStream<StoreChange> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: StoreChange.self, bufferingPolicy: .unbounded)
        let id = state.withLock { state in
            state.next += 1
            state.listeners[state.next] = continuation
            return state.next
        }
        continuation.onTermination = { [weak self] _ in
            self?.state.withLock { state in
                _ = state.listeners.removeValue(forKey: id)
            }
        }
        return stream
    }

    func tell(_ keys: [RecordKey]) {
        guard !keys.isEmpty else { return }
        let listeners = state.withLock { Array($0.listeners.values) }
        guard !listeners.isEmpty else { return }
        let change = StoreChange(keys)
        for listener in listeners { listener.yield(change) }
    }
}

extension Store {
    /// What every commit changes from now on, local writes and synchronisations alike.
    public func changes() -> AsyncStream<StoreChange> { observers.stream() }
}
