// How long a device keeps what it wrote: until every backup that may be restored has it and 30 days
// have gone, 90 days at most, and what waits for a decision for as long as it waits.

import SQLite
import Server
import Shared
import Testing

@testable import ClientCore

struct JournalPruningTests {
    private static let day: UInt64 = 24 * 3600 * 1000
    private let world: World

    init() throws { world = try World() }

    /// How many of its transactions a device could still send again, so many days later.
    private func kept(_ device: TestDevice, after days: UInt64) async throws -> Int {
        world.clock.advance(by: days * JournalPruningTests.day)
        try await device.sync()
        var kept = 0
        try Connection(path: device.folder + "/relais.sqlite", mode: .readWrite)
            .rows("SELECT count(*) FROM relais_journal WHERE body IS NOT NULL", []) {
                kept = $0.int(0)
            }
        return kept
    }

    private func written(schema: Schema? = nil) async throws -> TestDevice {
        let device = try await world.device(schema: schema)
        _ = try device.create("plot", ["name": .assign(.text("Verger"))])
        try await device.sync()
        return device
    }

    @Test func whatIsBackedUpIsKeptThirtyDays() async throws {
        let device = try await written()
        try world.backup()
        #expect(try await kept(device, after: 0) == 1)
        #expect(try await kept(device, after: 29) == 1)
        #expect(try await kept(device, after: 1) == 0)
    }

    @Test func whatIsInNoBackupIsKeptNinetyDays() async throws {
        let device = try await written()
        #expect(try await kept(device, after: 30) == 1)
        #expect(try await kept(device, after: 59) == 1)
        #expect(try await kept(device, after: 1) == 0)
    }

    /// Of the backups that may be restored the oldest is what devices are told; of those that are
    /// too old, the last.
    @Test func oldestBackupThatMayBeRestoredIsTold() async throws {
        let device = try await written()
        let first = try world.backup("first")
        world.clock.advance(by: 10 * JournalPruningTests.day)
        _ = try device.create("plot", ["name": .assign(.text("Potager"))])
        try await device.sync()
        let second = try world.backup("second")
        #expect(first != second)
        for (days, expected) in [(UInt64(0), first), (19, first), (1, second), (40, second)] {
            world.clock.advance(by: days * JournalPruningTests.day)
            let now = world.clock.now()
            let told = try world.administration.storage.read { try $0.info().backedUp(now: now) }
            #expect(told == expected)
        }
    }

    /// What a restore has lost can be given again as long as it is kept: here for a backup from
    /// before it, 89 days later.
    @Test func keptTransactionHealsARestore() async throws {
        let device = try await world.device()
        try await device.sync()
        try world.backup()
        let plot = try device.create("plot", ["name": .assign(.text("Verger"))])
        try await device.sync()
        #expect(try await kept(device, after: 89) == 1)
        try world.restore()
        try await device.sync()
        #expect(try world.serverState("plot", plot) != nil)
        #expect(try device.text(plot, "name") == "Verger")
    }

    @Test func whatIsNotAnsweredIsKept() async throws {
        let device = try await written()
        let plot = try device.create("plot", ["name": .assign(.text("Potager"))])
        #expect(try await kept(device, after: 200) == 1)
        #expect(try device.store.status().pending == 0)
        #expect(try world.serverState("plot", plot) != nil)
    }

    @Test func whatWaitsForADecisionIsKeptForAsLong() async throws {
        let device = try await world.device(schema: GardenSchema.anyState)
        _ = try device.create("plot", ["state": .assign(.text("flooded"))])
        try await device.sync()
        try world.backup()
        let refusals = try world.administration.storage.read { try $0.quarantine() }
        let refused = try #require(refusals.first)
        #expect(try await kept(device, after: 100) == 1)
        try world.quarantines.dismiss(
            DeliveryAddress(replica: refused.replica, number: refused.number))
        try await device.sync()
        #expect(try await kept(device, after: 100) == 0)
    }
}
