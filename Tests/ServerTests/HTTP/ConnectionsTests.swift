// The table of connections with a clock of the test's, and then over sockets.

import Shared
import Testing

@testable import Server

struct ConnectionsTests {
    private final class Bench: Sendable {
        let time = Locked<UInt64>(0)
        let ended = Locked<[Int32]>([])

        func connections(
            maximum: Int = 0, unlimited: Set<String> = []
        ) -> Connections {
            Connections(
                maximumPerAddress: maximum, unlimited: unlimited, patience: 1000,
                now: { [time] in time.withLock { $0 } },
                close: { [ended] socket in ended.withLock { $0.append(socket) } })
        }

        func pass(_ milliseconds: UInt64) { time.withLock { $0 += milliseconds } }
        var closed: [Int32] { ended.withLock { $0.sorted() } }
    }

    @Test func slowOneEndsWhenItsTimeIsOverAndNotBefore() {
        let bench = Bench()
        let connections = bench.connections()
        connections.opened(1, socket: 10, address: "a", network: "a")
        bench.pass(999)
        connections.sweep()
        #expect(bench.closed == [])
        bench.pass(1)
        connections.sweep()
        #expect(bench.closed == [10])
        connections.sweep()
        #expect(bench.closed == [10])
        connections.closed(1)
        #expect(connections.count == 0)
    }

    @Test func handlersAndStreamsTakeTheirTime() {
        let bench = Bench()
        let connections = bench.connections()
        connections.opened(1, socket: 10, address: "a", network: "a")
        connections.opened(2, socket: 11, address: "a", network: "a")
        connections.hold(1)
        connections.hold(2, isStream: true)
        bench.pass(100_000)
        connections.sweep()
        #expect(bench.closed == [])
        // The answer is there: now it must be taken.
        connections.expect(1)
        bench.pass(1000)
        connections.sweep()
        #expect(bench.closed == [10])
    }

    @Test func clientHasSoManyAndStreamsAreNotAmongThem() {
        let bench = Bench()
        let connections = bench.connections(maximum: 2, unlimited: ["proxy"])
        for key in 1...3 as ClosedRange<UInt> {
            connections.opened(key, socket: Int32(key), address: "a", network: "a")
        }
        #expect(bench.closed == [3])
        // The one that was cut off frees nothing when it ends.
        connections.closed(3)
        connections.opened(4, socket: 4, address: "a", network: "a")
        #expect(bench.closed == [3, 4])
        connections.hold(1, isStream: true)
        connections.opened(5, socket: 5, address: "a", network: "a")
        #expect(bench.closed == [3, 4])
        connections.closed(1)
        connections.opened(6, socket: 6, address: "a", network: "a")
        #expect(bench.closed == [3, 4, 6])
        for key in 20..<40 as Range<UInt> {
            connections.opened(key, socket: 0, address: "proxy", network: "proxy")
        }
        connections.opened(50, socket: 0, address: "b", network: "b")
        #expect(bench.closed == [3, 4, 6])
    }

    @Test func neighboursOfOneIPv6NetworkAreOneClient() {
        let networks = ["2001:db8::1", "2001:db8::ffff:1", "2001:db8:0:1::1", "::1", "192.0.2.7"]
            .map { SocketAddress(host: $0, port: 1)?.network }
        #expect(
            networks == ["2001:db8::", "2001:db8::", "2001:db8:0:1::", "::1", "192.0.2.7"])
    }
}
