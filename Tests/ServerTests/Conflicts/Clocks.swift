// Devices whose clocks are wrong, and the words that the tests of conflicts use.

import ClientCore
import Server
import Shared
import Testing

extension World {
    /// A new device of a new user, whose clock is off by so many milliseconds.
    func device(clockOff drift: Int64) async throws -> TestDevice {
        let (clock, ports) = (clock, data.ports)
        let device = try TestDevice(
            folder: "\(folder)/drifting-\(ports.random())", schema: schema,
            ports: Ports(
                now: { UInt64(Int64(clock.now()) + drift) }, random: ports.random,
                sleep: ports.sleep),
            router: box)
        let accounts = Accounts(storage: administration.storage, ports: ports)
        let code = try accounts.invite(
            name: "Drifting \(drift)", organisation: organisation, role: .mediator)
        _ = try await device.engine.enrol(url: "test:", code: code.code)
        return device
    }
}

/// A time that no clock is wrong by.
let year: Int64 = 365 * 24 * 3600 * 1000

/// Two devices that hold one plot, called `start`.
struct Pair {
    let world: World
    let anna: TestDevice
    let badr: TestDevice
    let id: RecordID

    init(annaOff: Int64 = 0, badrOff: Int64 = 0) async throws {
        world = try World()
        anna = try await world.device(clockOff: annaOff)
        badr = try await world.device(clockOff: badrOff)
        id = try anna.create("plot", ["name": .assign(.text("start"))])
        try await settle()
    }

    /// Everybody sends and receives everything.
    func settle() async throws {
        for device in [anna, badr, anna] { try await device.sync() }
    }

    /// The one conflict that both devices must show alike.
    func conflict() throws -> Conflict {
        let conflicts = try [anna, badr].map { try $0.store.conflicts() }
        #expect(conflicts[0] == conflicts[1])
        return try #require(conflicts[0].count == 1 ? conflicts[0].first : nil)
    }

    /// That both show a name, and that nothing is left to settle.
    func expectSettled(
        _ name: String, _ location: SourceLocation = #_sourceLocation
    ) throws {
        for device in [anna, badr] {
            #expect(try device.text(id, "name") == name, sourceLocation: location)
            #expect(try device.store.conflicts().isEmpty, sourceLocation: location)
        }
    }

    func names(in history: History) -> [FieldValue] {
        history.changes.filter { $0.field == "name" }.compactMap {
            if case .value(let value) = $0.content { value } else { nil }
        }
    }
}
