// What an administrator sees at a glance: silence, what waits, what is still to be purged, codes
// that nobody used.

import ClientCore
import Server
import Shared
import Testing

@Suite("Oversight")
struct OversightTests {
    private static let day: UInt64 = 24 * 3600 * 1000

    private func oversight(_ world: World) -> Oversight {
        Oversight(storage: world.administration.storage, ports: world.data.ports)
    }

    private func replica(_ device: TestDevice) throws -> Replica {
        try #require(try device.store.enrolment()?.replica)
    }

    @Test("who only receives is not silent")
    func receivingIsSpeaking() async throws {
        let world = try World()
        let (anna, badr) = (try await world.device(), try await world.device())
        for _ in 0..<2 { try await anna.sync() }
        world.clock.advance(by: 13 * Self.day)
        // Nothing was written in between: the request brings nothing, and asks for nothing new.
        try await anna.sync()
        world.clock.advance(by: Self.day)
        let silent = try oversight(world).overview(silentFor: 14).silent
        #expect(try silent.map(\.device.replica) == [replica(badr)])
        #expect(silent.map(\.silentDays) == [14])
        let listed = try oversight(world).devices()
        #expect(listed.map(\.silentDays) == [1, 14])
        #expect(try oversight(world).devices(silentFor: 15).isEmpty)
    }

    @Test("silence is noted once an hour, not with each request")
    func notingIsRare() async throws {
        let world = try World()
        let anna = try await world.device()
        for _ in 0..<2 { try await anna.sync() }
        let seen = try oversight(world).devices()[0].device.lastSeen
        world.clock.advance(by: 3_599_999)
        try await anna.sync()
        #expect(try oversight(world).devices()[0].device.lastSeen == seen)
        world.clock.advance(by: 1)
        try await anna.sync()
        #expect(try oversight(world).devices()[0].device.lastSeen == world.clock.now())
    }

    @Test("what waits is counted by author, and expired codes by person")
    func waitingAndExpired() async throws {
        let world = try World()
        let (anna, badr) = (try await world.device(), try await world.device())
        let observer = try await world.device(role: .observer)
        _ = try observer.create("plot", ["name": .assign(.text("A"))])
        world.clock.advance(by: 1)
        _ = try observer.create("plot", ["name": .assign(.text("B"))])
        for device in [anna, badr, observer] { try await device.sync() }
        let first = try world.invite()
        let before = try oversight(world).overview()
        #expect(before.waiting.map(\.count) == [2] && before.expired.isEmpty)
        #expect(before.waiting[0].oldest == world.clock.now())
        world.clock.advance(by: Accounts.codeLifetime)
        let after = try oversight(world).overview()
        #expect(after.expired.map(\.user.name) == ["Somebody"])
        #expect(after.expired.map(\.expiredAt) == [world.clock.now()])
        #expect(after.users.count == 4 && !first.isEmpty)
        // Another code makes it a matter of waiting again.
        _ = try Accounts(storage: world.administration.storage, ports: world.data.ports)
            .invite(user: after.expired[0].user.id)
        #expect(try oversight(world).overview().expired.isEmpty)
    }

    @Test("a withdrawn device is pending until it says that it holds nothing")
    func pendingPurges() async throws {
        let world = try World()
        let anna = try await world.device()
        for _ in 0..<2 { try await anna.sync() }
        #expect(try oversight(world).overview().pendingPurges.isEmpty)
        _ = try world.administration.revoke(try replica(anna))
        #expect(
            try oversight(world).overview().pendingPurges.map(\.device.replica)
                == [replica(anna)])
        _ = try await anna.engine.sync()
        #expect(try oversight(world).overview().pendingPurges.isEmpty)
    }
}
