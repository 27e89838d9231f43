// Years: a world in which plots are deleted, time passes, and the server compacts.

import ClientCore
import Server
import Shared

/// A suite about what is left after years.
protocol Years {
    var world: World { get }
}

extension Years {
    static var day: UInt64 { 24 * 3600 * 1000 }

    func pass(days: UInt64) { world.clock.advance(by: days * Self.day) }

    func compaction() -> Compaction {
        Compaction(
            storage: world.administration.storage, ports: world.data.ports, schema: world.schema)
    }

    @discardableResult
    func compact() throws -> CompactionSummary {
        var compaction = compaction()
        return try compaction.run()
    }

    func key(_ id: RecordID) -> RecordKey { RecordKey(collection: "plot", id: id) }

    func tombstone(_ id: RecordID) throws -> Tombstone? {
        try world.administration.storage.read { try $0.tombstone(key(id)) }
    }

    func plot(_ device: TestDevice, _ name: String) throws -> RecordID {
        try device.create("plot", ["name": .assign(.text(name))])
    }

    func delete(_ id: RecordID, by device: TestDevice) async throws {
        try device.store.write { $0.delete("plot", id) }
        try await device.sync()
    }
}
