// The laws of the hub, without a socket and without a clock.

import Shared
import Testing

@testable import Server

struct LiveHubTests {
    private func head(_ sequence: UInt64, epoch: UInt64 = 7) -> LiveHead {
        LiveHead(epoch: Epoch(epoch), sequence: sequence)
    }

    @Test func everyWatcherOfTheTerritoryIsToldAndNobodyElse() throws {
        let hub = LiveHub()
        let brest = try (1...3).map { try hub.subscribe($0, to: "brest") }
        let lille = try hub.subscribe(1, to: "lille")
        hub.changed("brest", head(5))
        for watcher in brest { #expect(watcher.next() == .bytes(head(5).event)) }
        for watcher in brest + [lille] { #expect(watcher.next() == .nothingYet) }
        hub.changed("nowhere", head(6))
        #expect(lille.next() == .nothingYet)
    }

    @Test func watcherWhoHasNotReadIsToldOnceAndTheFurthest() throws {
        let hub = LiveHub()
        let watcher = try hub.subscribe(1, to: "brest")
        for sequence in [3, 9, 4, 9, 1] as [UInt64] { hub.changed("brest", head(sequence)) }
        hub.beat()
        #expect(watcher.next() == .bytes(head(9).event))
        #expect(watcher.next() == .nothingYet)
        // What it was told already is not told again, and a new epoch is, whatever its numbers.
        hub.changed("brest", head(9))
        #expect(watcher.next() == .nothingYet)
        hub.changed("brest", head(2, epoch: 8))
        #expect(watcher.next() == .bytes(head(2, epoch: 8).event))
    }

    @Test func heartbeatReachesEverybodyAndIsSentOnce() throws {
        let hub = LiveHub()
        let watchers = [try hub.subscribe(1, to: "brest"), try hub.subscribe(1, to: "lille")]
        hub.beat()
        hub.beat()
        for watcher in watchers {
            #expect(watcher.next() == .bytes(LiveHead.heartbeat))
            #expect(watcher.next() == .nothingYet)
        }
    }

    @Test func readerIsWokenOnlyForSomethingNew() throws {
        let hub = LiveHub()
        let watcher = try hub.subscribe(1, to: "brest")
        let woken = Locked(0)
        watcher.onReady { woken.withLock { $0 += 1 } }
        hub.changed("brest", head(1))
        hub.changed("brest", head(1))
        hub.beat()
        hub.beat()
        #expect(woken.withLock { $0 } == 2)
        _ = watcher.next()
        hub.changed("brest", head(2))
        #expect(woken.withLock { $0 } == 3)
        watcher.cancel()
        hub.beat()
        watcher.tell(head(9))
        #expect(woken.withLock { $0 } == 3)
    }

    @Test func limitIsKeptAndLeavingMakesRoom() throws {
        let hub = LiveHub(maximumWatchers: 3)
        let watchers = try (1...3).map { try hub.subscribe($0, to: "brest") }
        let refusal = #expect(throws: Refusal.self) { try hub.subscribe(4, to: "lille") }
        #expect(refusal?.status == 503 && refusal?.error.code == "live_full")
        #expect(refusal?.error.isTransient == true)
        #expect(hub.count == 3)
        watchers[1].cancel()
        watchers[1].cancel()
        #expect(hub.count == 2)
        _ = try hub.subscribe(4, to: "lille")
        #expect(hub.count == 3)
        hub.changed("brest", head(1))
        #expect(watchers[0].next() == .bytes(head(1).event))
        #expect(watchers[1].next() == .end)
    }

    @Test func deviceThatComesAgainAndAgainEndsItsOwnOldestStream() throws {
        let hub = LiveHub(maximumWatchers: LiveHub.streamsPerDevice + 1)
        let other = try hub.subscribe(2, to: "brest")
        let own = try (0..<20).map { _ in try hub.subscribe(1, to: "brest") }
        #expect(hub.count == LiveHub.streamsPerDevice + 1)
        #expect(other.next() == .nothingYet)
        for watcher in own.dropLast(LiveHub.streamsPerDevice) { #expect(watcher.next() == .end) }
        for watcher in own.suffix(LiveHub.streamsPerDevice) {
            #expect(watcher.next() == .nothingYet)
        }
        // Those that were ended leave later, and take nobody with them.
        for watcher in own { watcher.cancel() }
        #expect(hub.count == 1 && hub.territories == ["brest"])
        other.cancel()
        #expect(hub.count == 0 && hub.territories.isEmpty)
    }

    @Test func countIsRightWhateverComesAndGoesAtOnce() async throws {
        let hub = LiveHub(maximumWatchers: 50)
        await withTaskGroup { group in
            for task in 0..<8 {
                group.addTask {
                    var random = SeededGenerator(seed: UInt64(task))
                    var own: [LiveSubscription] = []
                    for _ in 0..<2_000 {
                        if random.next().isMultiple(of: 2) {
                            let replica = Replica(random.next() % 30 + 1)
                            let territory = "t\(random.next() % 3)"
                            if let one = try? hub.subscribe(replica, to: territory) {
                                own.append(one)
                            }
                        } else if !own.isEmpty {
                            own.remove(at: Int(random.next() % UInt64(own.count))).cancel()
                        }
                        #expect(hub.count <= 50)
                    }
                    for one in own { one.cancel() }
                }
            }
        }
        #expect(hub.count == 0 && hub.territories.isEmpty)
    }
}
