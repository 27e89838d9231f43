// ErasedBlocksTests: what was erased is not kept in the server's memory either, whoever erased it.

import ClientCore
import Shared
import Testing

@testable import Server

struct ErasedBlocksTests: PrivacyWorld {
    let world: World
    private var blocks: FeedBlocks { world.data.blocks }

    init() throws { world = try World(schema: JobSearch.schema) }

    /// A person whose file is packed in memory, since a device has just begun from nothing.
    private func packed(_ anna: TestDevice) async throws -> RecordID {
        let person = try person(anna)
        try await anna.sync()
        _ = try await world.device().sync()
        #expect(blocks.memory > 0)
        return person
    }

    @Test func erasureByTheOperatorIsNoticedByTheNextWhoAsks() async throws {
        let anna = try await world.device()
        for _ in 0..<2 {
            let person = try await packed(anna)
            // Another process, with the same files.
            let other = try ServerData(
                folder: world.data.folder, ports: world.data.ports, log: { _ in })
            let storage = try other.existingTerritory("garden")
            _ = try Administration(
                storage: storage, ports: world.data.ports, schema: world.schema
            ).eraseFile(RecordKey(collection: "person", id: person))
            #expect(blocks.memory > 0)
            try await anna.sync()
            #expect(blocks.memory == 0)
        }
    }

    @Test func erasureIsNoticedWhenNobodyAsks() async throws {
        let anna = try await world.device()
        let person = try await packed(anna)
        _ = try world.administration.eraseFile(RecordKey(collection: "person", id: person))
        let thread = try PrivacyThread(
            data: world.data, schema: world.schema, intervalMilliseconds: 5)
        defer { thread.stop() }
        for _ in 0..<12_000 where blocks.memory > 0 { try await Ports.system.sleep(5) }
        #expect(blocks.memory == 0)
    }

    @Test func unusedBlocksGoByThemselves() async throws {
        _ = try await packed(try await world.device())
        blocks.forgetUnused(now: world.clock.now() + 600_000)
        #expect(blocks.memory > 0)
        blocks.forgetUnused(now: world.clock.now() + 600_001)
        #expect(blocks.memory == 0)
    }

    @Test func blockReadBeforeAnErasureIsNotKept() async throws {
        let anna = try await world.device()
        let person = try await packed(anna)
        let turn = blocks.turn(of: "garden")
        _ = try world.administration.eraseFile(RecordKey(collection: "person", id: person))
        try await anna.sync()
        let place = FeedBlocks.Place(territory: "garden", epoch: Epoch(1), scope: "s", after: 0)
        blocks.keep(FeedBlock(through: 1), at: place, turn: turn, now: world.clock.now())
        #expect(blocks.memory == 0)
    }
}
