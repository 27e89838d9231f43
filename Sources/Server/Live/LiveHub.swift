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

    private struct State {
        var territories: [String: [LiveSubscription]] = [:]
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
            var watchers = state.territories[territory] ?? []
            var oldest: LiveSubscription?
            let own = watchers.filter { $0.replica == replica }
            if own.count >= LiveHub.streamsPerDevice, let first = own.first {
                oldest = first
                watchers.removeAll { $0 === first }
                state.count -= 1
            }
            guard state.count < maximumWatchers else { throw ServerErrors.liveFull }
            watchers.append(subscription)
            state.territories[territory] = watchers
            state.count += 1
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
        let all = state.withLock { $0.territories.values.flatMap { $0 } }
        for watcher in all { watcher.beat() }
    }

    /// Ends the streams of devices that may not watch any more.
    package func close(_ territory: String, where isGone: (Replica) -> Bool) {
        for watcher in watchers(of: territory) where isGone(watcher.replica) { watcher.close() }
    }

    /// The watchers of one territory, the oldest first.
    package func watchers(of territory: String) -> [LiveSubscription] {
        state.withLock { $0.territories[territory] ?? [] }
    }

    private func remove(_ subscription: LiveSubscription) {
        state.withLock { state in
            guard var watchers = state.territories[subscription.territory],
                let index = watchers.firstIndex(where: { $0 === subscription })
            else { return }
            watchers.remove(at: index)
            state.count -= 1
            state.territories[subscription.territory] = watchers.isEmpty ? nil : watchers
        }
    }
}
