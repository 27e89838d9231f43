// Random schedules of programs of every version, which are updated in between: at the end everybody
// holds the same, and shows the same through their lenses.

import ClientCore
import Shared
import Testing

struct SkewScheduleTests {
    @Test(arguments: 0..<24)
    func everyVersionHoldsTheSameAndShowsItInItsOwnForm(_ seed: UInt64) async throws {
        let schedule = try await Schedule(seed: seed)
        try await schedule.run(steps: 50)
        try await schedule.settle()
        try await schedule.check()
    }
}

private final class Schedule {
    private let world: World
    private var random: SeededGenerator
    private var devices: [(device: TestDevice, version: Int)] = []
    private var gardeners: [RecordID] = []
    private var visits: Int64 = 0

    init(seed: UInt64) async throws {
        random = SeededGenerator(seed: seed &* 977 &+ 3)
        world = try World(schema: SkewSchema.all[Int(seed % 3)], seed: seed)
        for version in [0, 0, 1, 2, 2] {
            let device = try await world.device(schema: SkewSchema.all[version])
            devices.append((device, version))
        }
        gardeners = try (0..<2).map { _ in
            try devices[0].device.create("member", ["name": .assign(.text("Anna Berg"))])
        }
        for device in devices { try await device.device.sync() }
    }

    func run(steps: Int) async throws {
        for _ in 0..<steps {
            world.clock.advance(by: pick(3))
            let index = Int(pick(UInt64(devices.count)))
            switch pick(12) {
            case 0..<4: try await devices[index].device.sync()
            case 4 where devices[index].version < 2:
                // Its outbox was written by the program that is updated here.
                devices[index].version += 1
                try devices[index].device.reopen(schema: SkewSchema.all[devices[index].version])
            default: try write(devices[index].device, devices[index].version)
            }
        }
    }

    /// Two programs that show a text differently meet until nothing moves.
    func settle() async throws {
        for device in devices + devices + devices { try await device.device.sync() }
    }

    func check() async throws {
        for (device, version) in devices {
            let proof = try await device.engine.verify()
            #expect(proof.differences.isEmpty)
            let status = try device.store.status()
            #expect(status.pending == 0 && status.quarantined == 0)
            for id in gardeners { try check(device, version, id) }
            let counted = try device.store.records("member").compactMap {
                $0.fields["visits"].flatMap(Int64.init(shown:))
            }
            #expect(counted.reduce(0, +) == visits)
        }
    }

    private func check(_ device: TestDevice, _ version: Int, _ id: RecordID) throws {
        let others = devices.filter { $0.version == version }
        let shown = try device.store.record("member", id)?.fields
        for other in others {
            #expect(try other.device.store.record("member", id)?.fields == shown)
            #expect(try other.device.disputed() == device.disputed())
        }
        guard version == 2 else { return }
        let names = SplitLens("name", into: "given_name", "family_name", by: " ", since: 3)
        let parts = try names.parts.map { try device.reads(id, $0) }
        #expect(try names.join(parts) == device.reads(id, "name"))
        for (older, version) in devices where version < 2 {
            let phone = version == 0 ? "tel" : "phone"
            #expect(try older.reads(id, phone) == device.reads(id, "phone"))
            // Where nobody is asked anything, both forms say the same.
            let isAsked = try [older, device].contains { device in
                try device.store.conflicts().contains { $0.id == id }
            }
            if !isAsked { #expect(try older.reads(id, "name") == device.reads(id, "name")) }
        }
    }

    private func write(_ device: TestDevice, _ version: Int) throws {
        let id = gardeners[Int(pick(UInt64(gardeners.count)))]
        let given = "G\(pick(4))", family = "F\(pick(4))"
        switch pick(6) {
        case 0: try device.note(id, [version == 0 ? "tel" : "phone": "\(pick(9))"])
        case 1:
            visits += 1
            try device.store.write { $0.edit("member", id, ["visits": .increment(1)]) }
        case 2 where version > 0: try device.note(id, ["hat": "\(pick(9))"])
        case 3 where version == 2: try device.note(id, ["given_name": "\(given) \(given)"])
        case 4 where version == 2: try device.note(id, ["family_name": family])
        case 5 where version == 2: try device.note(id, ["given_name": given, "family_name": ""])
        default: try device.note(id, ["name": "\(given) \(family)"])
        }
    }

    private func pick(_ count: UInt64) -> UInt64 { random.next() % count }
}
