// A server that was restored without its ledger: devices that it does not know are enrolled again.
// Whatever numbers their stores had before, copies of one store count once.

import ClientCore
import Server
import Shared
import Testing

@Suite("Stores that are enrolled again count once")
struct EnrolledAgainTests {
    /// Enrols a device again that the server does not know.
    private func enrol(_ device: TestDevice, _ world: World) async throws {
        let error = await #expect(throws: RelaisError.self) { try await device.sync() }
        #expect(error?.code == "unauthorised")
        let user = try #require(try device.store.enrolment()?.user)
        let storage = world.administration.storage
        try storage.write { writer in
            if try writer.user(user) != nil { return }
            try writer.put(
                User(id: user, name: "A", organisation: world.organisation, role: .mediator))
        }
        let code = try Accounts(storage: storage, ports: world.data.ports).invite(user: user).code
        _ = try await device.engine.enrol(url: "test:", code: code)
    }

    /// The identities of the transactions in the server's order.
    private func order(_ world: World) throws -> [TransactionID] {
        try world.administration.storage.read { reader in
            try (0..<reader.info().head).compactMap { sequence in
                guard let entry = try reader.journal(sequence + 1), entry.kind == .transaction
                else { return nil }
                return try Transaction(bytes: entry.body).id
            }
        }
    }

    private func checkOnce(_ world: World, _ devices: [TestDevice], _ plot: RecordID) async throws {
        for _ in 0..<2 { for device in devices { try await device.sync() } }
        let order = try order(world)
        #expect(Set(order).count == order.count)
        for device in devices {
            #expect(try device.store.record(Plot.self, plot)?.visits == 111)
            #expect(try await device.engine.verify().differences.isEmpty)
            #expect(try device.store.status().pending == 0)
        }
    }

    /// Three copies of one store, each with one write that all have, and its own.
    ///
    /// - Parameters:
    ///   - isForked: whether they have found out before the restore.
    ///   - isKnown: whether the backup knows the number that they had first.
    @Test(arguments: [false, true], [false, true])
    func copiesOfOneStore(_ isForked: Bool, _ isKnown: Bool) async throws {
        let world = try World()
        if !isKnown { try world.backup() }
        let anna = try await world.device()
        let plot = try anna.create("plot", ["name": .assign(.text("p"))])
        if isKnown {
            try await anna.sync()
            try world.backup()
        }
        try anna.store.write { $0.edit("plot", plot, ["visits": .increment(1)]) }
        let devices = try [anna] + ["/one", "/two"].map { try anna.clone(to: world.folder + $0) }
        for (device, count) in zip(devices.dropFirst(), [10, 100] as [Int64]) {
            try device.store.write { $0.edit("plot", plot, ["visits": .increment(count)]) }
        }
        if isForked { for device in devices { try await device.sync() } }
        #expect(try !world.restore(withoutLedger: true).hasLedger)
        for device in devices {
            let replica = try #require(try device.store.enrolment()).replica
            let known = try world.administration.storage.read { try $0.device(replica) }
            if known == nil { try await enrol(device, world) }
            try await device.sync()
        }
        try await checkOnce(world, devices, plot)
    }

    /// The copies meet on the new line, and that is restored in its turn, with its ledger.
    @Test func restoredOnceMore() async throws {
        let world = try World()
        try world.backup()
        let anna = try await world.device()
        let plot = try anna.create("plot", ["visits": .increment(1)])
        let copy = try anna.clone(to: world.folder + "/copy")
        try anna.store.write { $0.edit("plot", plot, ["visits": .increment(10)]) }
        try copy.store.write { $0.edit("plot", plot, ["visits": .increment(100)]) }
        try world.restore(withoutLedger: true)
        for device in [anna, copy] { try await enrol(device, world) }
        try await anna.sync()
        try world.backup("second")
        try await copy.sync()
        try world.restore("second")
        try await copy.sync()
        try await checkOnce(world, [anna, copy], plot)
    }

    /// One transaction that is refused under two numbers waits for one decision.
    @Test func refusedUnderTwoNumbersIsDecidedOnce() async throws {
        let world = try World()
        try world.backup()
        let anna = try await world.device(role: .volunteer)
        _ = try anna.create("plot", ["name": .assign(.text("no"))])
        let copy = try anna.clone(to: world.folder + "/copy")
        try world.restore(withoutLedger: true)
        let user = try #require(try anna.store.enrolment()?.user)
        try world.administration.storage.write { writer in
            try writer.put(
                User(id: user, name: "A", organisation: world.organisation, role: .volunteer))
        }
        try await enrol(anna, world)
        try await anna.sync()
        let waiting = try #require(try world.quarantines.waiting().first)
        try world.quarantines.dismiss(
            DeliveryAddress(replica: waiting.replica, number: waiting.number))
        try await enrol(copy, world)
        try await copy.sync()
        let kept = try world.administration.storage.read { try $0.quarantine() }
        #expect(kept.map(\.decision) == [.dismissed, .dismissed])
        #expect(Set(kept.map(\.id)).count == 1)
    }

    /// Who says that they had somebody else's number cannot take the place of what that one wrote.
    @Test(arguments: [false, true])
    func formerNumberOfAnotherUserIsWorthNothing(_ isRefused: Bool) throws {
        let world = try World()
        let victim = try Pusher(world)
        let former = EnrolRequest.Former(replica: victim.replica, secret: victim.secret)
        let forger = try Pusher(world, role: isRefused ? .volunteer : .mediator, former: former)
        let plot = world.data.ports.makeRecordID()
        let genuine = victim.make(plot)
        var forged = forger.make(world.data.ports.makeRecordID(), "soil", .assign(.text("f")))
        forged.id = genuine.id
        forger.add(forged)
        _ = try forger.push(after: 0, through: 1)
        victim.add(genuine)
        let again = try Pusher(world, user: victim.user, former: former)
        again.add(genuine)
        _ = try again.push(after: 0, through: 1)
        #expect(try world.serverState("plot", plot)?.hasTaken(genuine.id) == true)
        _ = try victim.push(after: 0, through: 1)
        let kept = try world.administration.storage.read { try $0.quarantine() }
        #expect(kept.count == (isRefused ? 1 : 0))
    }
}
