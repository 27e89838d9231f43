// LiveLookout: notices what others than this server's own handlers commit: administrative commands
// write the same files while the server runs. It looks only at territories that have watchers, and
// reads more than one counter only when that has moved.

import Shared

/// Looks at territories, one look each time it is asked to.
package final class LiveLookout: Sendable {
    private let data: ServerData
    private let hub: LiveHub
    /// The counter of each watched territory when it was last looked at.
    private let counters = Locked<[String: Int64]>([:])

    package init(data: ServerData, hub: LiveHub) {
        self.data = data
        self.hub = hub
    }

    /// Looks at every watched territory. A failure is told to the operator and the look is made
    /// again next time.
    package func look() {
        let watched = hub.territories
        counters.withLock { counters in
            counters = counters.filter { watched.contains($0.key) }
        }
        for territory in watched {
            do { try look(at: territory) } catch { data.report(error) }
        }
    }

    private func look(at territory: String) throws {
        guard let storage = try data.territory(territory) else { return }
        let counter = try storage.commitCounter()
        // The first look tells as well: something may have happened between a watcher's arrival,
        // when it was told the head, and this.
        guard counters.withLock({ $0[territory] }) != counter else { return }
        let (head, active) = try storage.read { reader in
            let info = try reader.info()
            let active = try reader.devices().filter { $0.state == .active }.map(\.replica)
            return (LiveHead(epoch: info.epoch, sequence: info.head), Set(active))
        }
        hub.close(territory) { !active.contains($0) }
        hub.changed(territory, head)
        counters.withLock { $0[territory] = counter }
    }
}
