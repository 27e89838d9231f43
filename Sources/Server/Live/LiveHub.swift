// LiveHub: who watches which territory, and telling them. It knows no socket, no clock and no
// storage.
//
// Laws: after `changed` every watcher of the territory is told that head or a further one, and
// nobody else is; a watcher who has not read yet is told once; there are never more watchers than
// the limit, and leaving makes room.

package import Shared

/// The watchers of a server.
package final class LiveHub: Sendable {
    /// The streams of one device: more programs than this do not watch one store. When another
    /// comes the oldest ends: it is probably the one whose line broke without anybody noticing.
    package static let streamsPerDevice = 4

    /// By device, its streams, the oldest first: to come and to go costs the same among thousands.
    private typealias Watchers = [Replica: [LiveSubscription]]

    private struct State {
        var territories: [String: Watchers] = [:]
        var count = 0
    }

    private let state = Locked(State())
    private let maximumWatchers: Int

    /// - Parameter maximumWatchers: further ones are refused with 503.
    package init(maximumWatchers: Int = 2_000) {
        self.maximumWatchers = maximumWatchers
    }

    /// How many watch.
    package var count: Int { state.withLock { $0.count } }

    /// The territories that have watchers.
    package var territories: [String] { state.withLock { Array($0.territories.keys) } }

    /// A new watcher, who is told of every change from now on.
    ///
    /// - Throws: `Refusal` `live_full` at the limit.
    package func subscribe(
        _ replica: Replica, to territory: String
    ) throws(Refusal) -> LiveSubscription {
        let subscription = LiveSubscription(
            territory: territory, replica: replica, leave: { [weak self] in self?.remove($0) })
        let oldest = try state.withLock { state throws(Refusal) in
            var own = state.territories[territory]?[replica] ?? []
            let oldest = own.count >= LiveHub.streamsPerDevice ? own.removeFirst() : nil
            guard oldest != nil || state.count < maximumWatchers else {
                throw ServerErrors.liveFull
            }
            own.append(subscription)
            state.territories[territory, default: [:]][replica] = own
            if oldest == nil { state.count += 1 }
            return oldest
        }
        oldest?.close()
        return subscription
    }

    /// Tells a territory's watchers how far it has come.
    package func changed(_ territory: String, _ head: LiveHead) {
        for watcher in watchers(of: territory) { watcher.tell(head) }
    }

    /// Sends every watcher a heartbeat.
    package func beat() {
        let all = state.withLock { $0.territories.values.flatMap { $0.values.joined() } }
        for watcher in all { watcher.beat() }
    }

    /// Ends the streams of devices that may not watch any more.
    package func close(_ territory: String, where isGone: (Replica) -> Bool) {
        for watcher in watchers(of: territory) where isGone(watcher.replica) { watcher.close() }
    }

    /// Whether anybody watches a territory.
    package func isWatched(_ territory: String) -> Bool {
        state.withLock { $0.territories[territory] != nil }
    }

    private func watchers(of territory: String) -> [LiveSubscription] {
        state.withLock { $0.territories[territory].map { Array($0.values.joined()) } ?? [] }
    }

    private func remove(_ subscription: LiveSubscription) {
        let (territory, replica) = (subscription.territory, subscription.replica)
        state.withLock { state in
            guard let own = state.territories[territory]?[replica],
                let index = own.firstIndex(where: { $0 === subscription })
            else { return }
            state.count -= 1
            if own.count > 1 {
                state.territories[territory]?[replica]?.remove(at: index)
                return
            }
            state.territories[territory]?[replica] = nil
            if state.territories[territory]?.isEmpty ?? false { state.territories[territory] = nil }
        }
    }
}
