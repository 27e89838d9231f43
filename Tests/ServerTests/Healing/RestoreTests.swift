// A server that is restored from a backup, and devices that give back what it lost.

import ClientCore
import SQLite
import Server
import Shared
import Testing

@Suite("A restored server is healed by its devices")
struct RestoreTests {
    private func checkSame(_ world: World, _ devices: [TestDevice]) async throws {
        for _ in 0..<2 { for device in devices { try await device.sync() } }
        for device in devices {
            let report = try await device.engine.verify()
            #expect(report.differences.isEmpty)
            #expect(try device.store.status().pending == 0)
            #expect(try StoreContents(device).count("relais_return") == 0)
            #expect(try StoreContents(device).count("relais_overlay") == 0)
        }
    }

    @Test func whatWasWrittenAfterTheBackupComesBackFromItsAuthor() async throws {
        let world = try World()
        let (anna, badr) = (try await world.device(), try await world.device())
        let plot = try anna.create("plot", ["name": .assign(.text("p"))])
        try await anna.sync()
        try await badr.sync()
        try world.backup()
        try anna.set(plot, "soil", "argile")
        try anna.store.write { $0.edit("plot", plot, ["visits": .increment(3)]) }
        let late = try anna.create("plot", ["name": .assign(.text("late"))])
        try await anna.sync()
        try world.restore()
        try await checkSame(world, [anna, badr])
        for device in [anna, badr] {
            #expect(try device.text(plot, "soil") == "argile")
            #expect(try device.text(late, "name") == "late")
            #expect(try device.store.record(Plot.self, plot)?.visits == 3)
        }
    }

    /// The author never comes back: another device, which had pulled it, gives it back.
    @Test func whatAnotherDeviceHadPulledComesBackFromIt() async throws {
        let world = try World()
        let (anna, badr) = (try await world.device(), try await world.device())
        let plot = try anna.create("plot", ["name": .assign(.text("p"))])
        try await anna.sync()
        try world.backup()
        try anna.set(plot, "soil", "argile")
        let late = try anna.create("plot", ["name": .assign(.text("late"))])
        try await anna.sync()
        try await badr.sync()
        try world.restore()
        let carla = try await world.device()
        try await checkSame(world, [badr, carla])
        #expect(try carla.text(plot, "soil") == "argile")
        #expect(try carla.text(late, "name") == "late")
    }

    /// One row that the restored server cannot read keeps nothing else from coming back.
    @Test func rowThatTheServerCannotReadBlocksNoOther() async throws {
        let world = try World()
        let anna = try await world.device()
        let damaged = try anna.create("plot", ["name": .assign(.text("damaged"))])
        let plot = try anna.create("plot", ["name": .assign(.text("p"))])
        try await anna.sync()
        let badr = try await world.device()
        try await badr.sync()
        try world.backup()
        for id in [damaged, plot] { try anna.set(id, "soil", "argile") }
        try await anna.sync()
        try await badr.sync()
        try world.restore()
        try world.damageRecord(damaged, like: nil)
        // Badr is not the author: what he holds is all that the server gets.
        try await badr.sync()
        let carla = try await world.device()
        try await carla.sync()
        #expect(try carla.text(plot, "soil") == "argile")
        #expect(try badr.text(damaged, "soil") == "argile")
        #expect(try StoreContents(badr).count("relais_return") == 0)
        let sealed = try world.administration.storage.read { try $0.sealedRecords() }
        #expect(sealed.map(\.code) == ["record_damaged"])
    }

    @Test func numbersThatAreUsedAgainConfuseNobody() async throws {
        let world = try World()
        let (anna, badr) = (try await world.device(), try await world.device())
        let plot = try anna.create(
            "plot", ["name": .assign(.text("p")), "visits": .increment(1)])
        try await anna.sync()
        try await badr.sync()
        try world.backup()
        for _ in 0..<5 {
            try anna.store.write { $0.edit("plot", plot, ["visits": .increment(1)]) }
        }
        try await anna.sync()
        try world.restore()
        // Another device takes the same sequences of the new epoch first.
        for _ in 0..<5 {
            try badr.store.write { $0.edit("plot", plot, ["visits": .increment(10)]) }
        }
        try await badr.sync()
        try await checkSame(world, [anna, badr])
        for device in [anna, badr] {
            #expect(try device.store.record(Plot.self, plot)?.visits == 56)
        }
    }

    /// A write that was made in knowledge of another keeps replacing it, whichever comes back
    /// first.
    @Test(arguments: [false, true])
    func knowingWritesStayKnowingAcrossTheRestore(_ authorFirst: Bool) async throws {
        let world = try World()
        let (anna, badr) = (try await world.device(), try await world.device())
        let plot = try anna.create("plot", ["name": .assign(.text("first"))])
        try await anna.sync()
        try await badr.sync()
        try world.backup()
        try anna.set(plot, "name", "second")
        try await anna.sync()
        try await badr.sync()
        try badr.set(plot, "name", "third")
        try await badr.sync()
        try world.restore()
        try badr.set(plot, "name", "fourth")
        for device in authorFirst ? [anna, badr] : [badr, anna] { try await device.sync() }
        try await checkSame(world, [anna, badr])
        for device in [anna, badr] {
            #expect(try device.text(plot, "name") == "fourth")
            #expect(try device.store.conflicts().isEmpty)
        }
    }

    @Test func concurrentWritesOfBothLinesAreAConflictThatPeopleSettle() async throws {
        let world = try World()
        let (anna, badr) = (try await world.device(), try await world.device())
        let plot = try anna.create("plot", ["name": .assign(.text("first"))])
        try await anna.sync()
        try await badr.sync()
        try world.backup()
        try anna.set(plot, "name", "lost")
        try await anna.sync()
        try world.restore()
        try badr.set(plot, "name", "new")
        try await badr.sync()
        try await checkSame(world, [anna, badr])
        for device in [anna, badr] {
            let conflict = try #require(try device.store.conflicts().first)
            #expect(Set(conflict.values.map(\.value)) == [.text("lost"), .text("new")])
            #expect(conflict.base == .text("first"))
        }
    }

    @Test func refusalsAfterTheBackupAreRefusedAgain() async throws {
        let world = try World()
        let anna = try await world.device(role: .mediator)
        try await anna.sync()
        try world.backup()
        let volunteer = try await world.device(role: .volunteer)
        _ = try volunteer.create("plot", ["name": .assign(.text("no"))])
        try await volunteer.sync()
        #expect(try volunteer.store.quarantine().count == 1)
        try world.restore()
        try await volunteer.sync()
        #expect(try volunteer.store.quarantine().count == 1)
        let waiting = try world.quarantines.waiting()
        #expect(waiting.count == 1)
    }

    @Test func deviceEnrolledAfterTheBackupIsKnownFromTheLedger() async throws {
        let world = try World()
        let anna = try await world.device()
        try await anna.sync()
        try world.backup()
        let badr = try await world.device()
        let plot = try badr.create("plot", ["name": .assign(.text("p"))])
        try await badr.sync()
        #expect(try world.restore().hasLedger)
        try await checkSame(world, [anna, badr])
        #expect(try anna.text(plot, "name") == "p")
    }

    /// Without the ledger the device is enrolled again, under a new number, and loses nothing.
    @Test func deviceThatTheServerNoLongerKnowsIsEnrolledAgain() async throws {
        let world = try World()
        let anna = try await world.device()
        try await anna.sync()
        try world.backup()
        let badr = try await world.device()
        let plot = try badr.create("plot", ["name": .assign(.text("p"))])
        try await badr.sync()
        let waiting = try badr.create("plot", ["name": .assign(.text("waiting"))])
        #expect(try !world.restore(withoutLedger: true).hasLedger)
        let error = await #expect(throws: RelaisError.self) { try await badr.sync() }
        #expect(error?.code == "unauthorised")
        let user = try #require(try badr.store.enrolment()?.user)
        try world.administration.storage.write { writer in
            try writer.put(
                User(id: user, name: "B", organisation: world.organisation, role: .mediator))
        }
        let accounts = Accounts(storage: world.administration.storage, ports: world.data.ports)
        let code = try accounts.invite(user: user).code
        _ = try await badr.engine.enrol(url: "test:", code: code)
        try await checkSame(world, [anna, badr])
        #expect(try anna.text(plot, "name") == "p")
        #expect(try anna.text(waiting, "name") == "waiting")
    }

    @Test func withdrawnAccessAndErasuresAreNotUndone() async throws {
        let world = try World()
        let (anna, badr) = (
            try await world.device(role: .coordinator), try await world.device()
        )
        let plot = try anna.create("plot", ["name": .assign(.text("p"))])
        try await anna.sync()
        try await badr.sync()
        try world.backup()
        try anna.store.write { $0.erase("plot", plot) }
        try await anna.sync()
        _ = try world.administration.revoke(try #require(try badr.store.enrolment()).replica)
        try world.restore()
        #expect(try world.serverState("plot", plot)?.erasure != nil)
        let report = try await badr.engine.sync()
        #expect(report.state == .revoked)
        try await anna.sync()
        #expect(try anna.store.record("plot", plot) == nil)
    }

    /// Without the ledger, what the newer backup knows is not undone by an older one.
    @Test func ledgerThatWasLostBeginsAnewWithTheBackup() async throws {
        let world = try World()
        let (anna, badr) = (
            try await world.device(role: .coordinator), try await world.device()
        )
        let plot = try anna.create("plot", ["name": .assign(.text("p"))])
        try await anna.sync()
        try world.backup("old")
        try anna.store.write { $0.erase("plot", plot) }
        try await anna.sync()
        let enrolment = try #require(try badr.store.enrolment())
        _ = try world.administration.setRole(.observer, of: enrolment.user)
        _ = try world.administration.revoke(enrolment.replica)
        try world.backup("new")
        #expect(try !world.restore("new", withoutLedger: true).hasLedger)
        // Anna is not heard before the older one is put in place.
        #expect(try world.restore("old").hasLedger)
        #expect(try world.serverState("plot", plot)?.erasure != nil)
        let storage = world.administration.storage
        #expect(try storage.read { try $0.device(enrolment.replica)?.state } == .revoked)
        #expect(try storage.read { try $0.user(enrolment.user)?.role } == .observer)
        try await checkSame(world, [anna])
    }

    @Test func severalRestoresAlsoFromOneBackup() async throws {
        let world = try World()
        let devices = [
            try await world.device(), try await world.device(), try await world.device(),
        ]
        let plot = try devices[0].create("plot", ["name": .assign(.text("p"))])
        try await devices[0].sync()
        try world.backup("one")
        for (index, name) in ["one", "one", "two", "one"].enumerated() {
            for (number, device) in devices.enumerated() where number != index % 3 {
                try await device.sync()
                try device.store.write { $0.edit("plot", plot, ["visits": .increment(1)]) }
                try await device.sync()
            }
            if index == 1 { try world.backup("two") }
            try world.restore(name)
        }
        try await checkSame(world, devices)
        for device in devices {
            #expect(try device.store.record(Plot.self, plot)?.visits == 8)
        }
    }

    /// The server has not heard of the epoch in which the device last pulled.
    @Test func basesInAnEpochThatTheServerNeverHeardOfAreUnderstood() async throws {
        let world = try World()
        let anna = try await world.device()
        let plot = try anna.create("plot", ["name": .assign(.text("first"))])
        try await anna.sync()
        try world.backup()
        try world.restore()
        try await anna.sync()
        try anna.set(plot, "name", "second")
        try world.restore(withoutLedger: true)
        try await checkSame(world, [anna])
        #expect(try anna.text(plot, "name") == "second")
        #expect(try anna.store.conflicts().isEmpty)
    }

    /// A device that comes back after newer backups have replaced the one that was restored.
    @Test func deviceThatComesBackMonthsLaterRevivesNothing() async throws {
        let world = try World()
        let day: UInt64 = 24 * 3600 * 1000
        let (anna, badr) = (try await world.device(), try await world.device())
        let plot = try anna.create("plot", ["name": .assign(.text("first"))])
        try await anna.sync()
        try world.backup("one")
        try anna.set(plot, "name", "second")
        try await anna.sync()
        try await badr.sync()
        try world.restore("one")
        try await anna.sync()
        try anna.set(plot, "name", "third")
        try await anna.sync()
        world.clock.advance(by: 60 * day)
        try world.backup("two")
        try anna.set(plot, "soil", "argile")
        try await anna.sync()
        try await checkSame(world, [anna, badr])
        for device in [anna, badr] {
            #expect(try device.text(plot, "name") == "third")
            #expect(try device.store.conflicts().isEmpty)
        }
    }

    /// Nobody can give back what the server never had: a place in its own epoch that it has not
    /// reached, or on a line that it never met.
    @Test(arguments: [false, true])
    func whatTheServerNeverHadIsSealedNotJoined(_ isOtherLine: Bool) async throws {
        let world = try World()
        let anna = try await world.device()
        let plot = try anna.create("plot", ["name": .assign(.text("p"))])
        try await anna.sync()
        let info = try world.administration.storage.read { try $0.info() }
        let place = Position(epoch: isOtherLine ? Epoch(99) : info.epoch, sequence: 1_000)
        let write = Write(
            transaction: TransactionID(1), stamp: Stamp(1), claimed: Stamp(1), replica: 7,
            position: place)
        let forged = RecordState(
            fields: [
                FieldState(
                    name: "name", changed: place,
                    siblings: [Sibling(write: write, content: .value(.text("forged")))])
            ], changed: place)
        let request = ReturnRequest(
            epoch: info.epoch, lineage: Lineage(),
            records: [
                ReturnedRecord(
                    collection: "plot", id: plot, scope: "territory", base: place, state: forged)
            ])
        let response = try world.takeBack(request, from: anna)
        #expect(response.refused.map(\.code) == ["malformed_return"])
        #expect(try world.serverState("plot", plot)?.field("name")?.siblings.count == 1)
        #expect(try world.administration.storage.read { try $0.sealedRecords().count } == 1)
    }

    /// Put back without a restore, the server would give its numbers twice.
    @Test func dataThatWasPutBackWithoutARestoreIsRefused() async throws {
        let world = try World()
        let anna = try await world.device()
        let plot = try anna.create("plot", ["name": .assign(.text("p"))])
        try await anna.sync()
        // As if somebody had put back a file from before: the head is behind what Anna was given.
        let path = world.territory
        let connection = try Connection(path: path, mode: .readWrite)
        try connection.run("UPDATE territory SET head = 0")
        try connection.run("DELETE FROM journal")
        let error = await #expect(throws: RelaisError.self) { try await anna.sync() }
        #expect(error?.code == "server_rolled_back")
        #expect(try anna.text(plot, "name") == "p")
    }
}
