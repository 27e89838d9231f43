// Connections: every connection that is open, how many each client has, and until when each may go
// on as it does. The HTTP library closes a connection on which nothing moves; this closes those on
// which something moves, but too slowly, and those that are one too many.
//
// Laws: a connection is closed at the first look after its time; none is while a handler works for
// it or a stream is sent on it; streams do not count among a client's connections.

import Glibc
import Shared

/// The open connections of a server. Times are milliseconds of a clock that only goes on.
final class Connections: Sendable {
    /// What stands for a connection while it is open.
    typealias Key = UInt

    private struct Entry {
        let socket: Int32
        let network: String
        var isCounted: Bool
    }

    private struct State {
        var entries: [Key: Entry] = [:]
        /// Until when each may go on as it does. Streams have no time: thousands of them cost
        /// nothing to look after.
        var deadlines: [Key: UInt64] = [:]
        var counts: [String: Int] = [:]
    }

    private let state = Locked(State())
    private let maximumPerAddress: Int
    private let unlimited: Set<String>
    private let patience: UInt64
    private let now: @Sendable () -> UInt64
    private let close: @Sendable (Int32) -> Void

    /// - Parameters:
    ///   - maximumPerAddress: 0 sets no limit.
    ///   - unlimited: addresses without that limit: proxies, behind which many stand.
    ///   - patience: how long a request may take to arrive, and an answer to be taken.
    ///   - now: a clock that only goes on, in milliseconds.
    ///   - close: ends a connection for both sides and leaves its descriptor to its owner.
    init(
        maximumPerAddress: Int, unlimited: Set<String>, patience: UInt64,
        now: @escaping @Sendable () -> UInt64 = Connections.monotonic,
        close: @escaping @Sendable (Int32) -> Void = { shutdown($0, Int32(SHUT_RDWR)) }
    ) {
        self.maximumPerAddress = maximumPerAddress
        self.unlimited = unlimited
        self.patience = patience
        self.now = now
        self.close = close
    }

    /// How many are open.
    var count: Int { state.withLock { $0.entries.count } }

    /// A client has connected; one that has too many connections is cut off.
    ///
    /// - Parameter network: what counts as one client: the address, or a part of it.
    func opened(_ key: Key, socket: Int32, address: String, network: String) {
        let deadline = now() + patience
        let isWelcome = state.withLock { state in
            let isLimited = maximumPerAddress > 0 && !unlimited.contains(address)
            let isWelcome = !isLimited || state.counts[network, default: 0] < maximumPerAddress
            state.entries[key] = Entry(socket: socket, network: network, isCounted: isWelcome)
            state.deadlines[key] = deadline
            if isWelcome { state.counts[network, default: 0] += 1 }
            return isWelcome
        }
        // Its owner finds it ended, and tells of its end as of any other.
        if !isWelcome { close(socket) }
    }

    /// A request begins, or its answer is to be taken: there is time anew.
    func expect(_ key: Key) {
        let deadline = now() + patience
        state.withLock { state in
            if state.entries[key] != nil { state.deadlines[key] = deadline }
        }
    }

    /// A handler works, or a stream begins, which is held and not slow.
    ///
    /// - Parameter isStream: whether the connection is no longer one of the client's usual ones.
    func hold(_ key: Key, isStream: Bool = false) {
        state.withLock { state in
            state.deadlines[key] = nil
            guard isStream, let entry = state.entries[key], entry.isCounted else { return }
            state.entries[key]?.isCounted = false
            Connections.leave(entry.network, &state)
        }
    }

    /// The connection has ended, and its descriptor is about to be another's.
    func closed(_ key: Key) {
        state.withLock { state in
            state.deadlines[key] = nil
            guard let entry = state.entries.removeValue(forKey: key), entry.isCounted else {
                return
            }
            Connections.leave(entry.network, &state)
        }
    }

    /// Ends the connections whose time is over.
    func sweep() {
        let now = now()
        // Under the lock, which `closed` waits for: no descriptor is another's meanwhile.
        state.withLock { state in
            for (key, deadline) in state.deadlines where deadline <= now {
                if let entry = state.entries[key] { close(entry.socket) }
                state.deadlines[key] = nil
            }
        }
    }

    private static func leave(_ network: String, _ state: inout State) {
        let left = state.counts[network, default: 1] - 1
        state.counts[network] = left > 0 ? left : nil
    }

    /// Milliseconds since the machine started.
    static func monotonic() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1000 + UInt64(time.tv_nsec) / 1_000_000
    }
}
