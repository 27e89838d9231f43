// World: one run. A server, its devices, their clocks and the truth, driven step by step.

import ClientCore
import FaultyDisk
import FoundationEssentials
import Server
import Shared

// A run is one task from its beginning to its end, and its steps follow each other on it.
package final class World: @unchecked Sendable {
    let template: Template
    let folder: String
    let seed: UInt64
    let time = VirtualTime()
    var oracle = Oracle()
    private(set) var server: SimulatedServer
    var devices: [SimulatedDevice] = []
    /// Requests of which a copy is still on the way.
    var late: [(request: TransportRequest, delivered: [RecordKey: FactSet])] = []
    /// What went wrong where nothing could be thrown.
    private(set) var failure: SimulationFailure?
    /// How much devices give back in one request.
    private let returnBytes: Int
    private let isTracing: Bool
    private(set) var trace: [String] = []
    private var depth = 0

    /// The secret that each number was given to.
    var forks: [Replica: String] = [:]
    /// What the server has last said to who speaks under each number.
    var promises: [Replica: Promise] = [:]

    let tampering: Simulation.Tampering?
    /// Whether devices and the server die with their power.
    private var losesPower: Bool { seed % 3 == 1 }
    private var snapshots = 0

    package init(
        _ template: Template, seed: UInt64, isTracing: Bool, tampering: Simulation.Tampering?
    ) throws {
        self.template = template
        self.tampering = tampering
        self.seed = seed
        self.isTracing = isTracing
        folder = "\(template.folder)/\(seed)"
        try? FileManager.default.removeItem(atPath: folder)
        try template.copyServer(to: folder + "/server")
        var random = SeededGenerator(seed: seed &+ 0xA11)
        let pages = [1, 1, 400, 1_500, 1 << 20]
        server = try SimulatedServer(
            folder: folder + "/server", time: time,
            pageBytes: pages[Int(random.next() % UInt64(pages.count))],
            accesses: Accesses(template), seed: seed)
        returnBytes = pages[Int(random.next() % UInt64(pages.count))]
        for index in 0..<Int(2 + random.next() % 3) {
            try addDevice(template: index, person: index)
        }
    }

    package func remove() {
        devices = []
        try? FileManager.default.removeItem(atPath: folder)
    }

    // MARK: Steps

    package func run(_ steps: [Step]) async throws {
        for step in steps {
            try await run(step)
            if let failure { throw failure }
        }
    }

    private func run(_ step: Step) async throws {
        // Drawn from, for neighbouring seeds of this generator are neighbours in its sequence.
        var mixer = SeededGenerator(seed: seed << 20 ^ step.number)
        let around = time.seed(mixer.next() ^ mixer.next() << 1)
        defer { time.resume(around) }
        tell("\(step)")
        depth += 1
        defer { depth -= 1 }
        guard depth < 6 else { return }
        do {
            try await perform(step.action, chance: SeededGenerator(seed: time.draw()))
        } catch let error as RelaisError {
            // What a person would be told: refused by the store, by the disk, by the rules.
            tell("! \(error.code)")
            if World.impossible.contains(error.code) {
                throw SimulationFailure("refusal", "\(error.code) \(error.detail ?? "")")
            }
        }
    }

    /// What a person may never be told, whatever happened.
    private static let impossible: Set<String> = [
        "store_damaged", "sync_no_progress", "server_rolled_back",
    ]

    /// Whether anybody may have done what they may not.
    var mayBeRefused = false
    /// While a disk is told to fail: nobody looks at the server then.
    var isOnFailingDisk = false

    private func perform(_ action: Action, chance: SeededGenerator) async throws {
        noteTrespass(action)
        switch action {
        case .write(let index, let writing): try write(writing, device(index), chance)
        case .openForm(let index): try openForm(device(index), chance)
        case .sync(let index, let events): try await sync(device(index), events)
        case .advance(let milliseconds): time.advance(by: milliseconds)
        case .setClock(let index, let seconds):
            device(index).clock.milliseconds = seconds * 1_000
        case .serverClock(let seconds):
            guard server.firstRestore == nil else { break }
            server.noteTime()
            server.clock.milliseconds = seconds * 1_000
            server.noteTime()
        case .join(let person): try await join(person % template.people.count)
        case .crash(let index): try die(device(index))
        case .clone(let index): try clone(device(index))
        case .keepCopy(let index): try keepCopy(device(index))
        case .rollBack(let index): try rollBack(device(index))
        case .revoke(let index): try revoke(device(index))
        case .changeRole(let person): try changeRole(person % template.people.count)
        case .handOver(let portfolio, let user): try handOver(portfolio, to: user)
        case .upgrade(let index): try upgrade(device(index))
        case .upgradeServer: try server.restart(upgraded: true)
        case .fillDisk(let index): try fillDisk(device(index), true)
        case .freeDisk(let index): try fillDisk(device(index), false)
        case .breakDisk(let index, let after): device(index).breakDisk(after: after)
        case .onFailingDisk(let fault, let action):
            try await onFailingDisk(fault) { try await perform(action, chance: chance) }
        case .fillServerDisk: try server.fillDisk()
        case .freeServerDisk: try server.freeDisk()
        case .crashServer: try killServer()
        case .backUp: if server.backups.count < 4 && !server.isFull { try server.backUp() }
        case .restore(let index): try restore(index)
        case .restoreWithoutLedger(let index): try restore(index, withoutLedger: true)
        case .decide(let accept): try decide(accept, chance)
        case .compact(let days): try compact(days)
        case .deliverLate: try deliverLate()
        case .quiet: try await beQuiet()
        }
    }

    func runNested(_ step: Step) async throws {
        if case .quiet = step.action { return }
        try await run(step)
    }

    /// Without room for the new columns the old program goes on.
    private func upgrade(_ device: SimulatedDevice) throws {
        let before = device.shown.isUpgraded
        device.shown.isUpgraded = true
        do {
            try restart(device)
        } catch {
            device.shown.isUpgraded = before
            throw error
        }
    }

    func device(_ index: Int) -> SimulatedDevice { devices[index % devices.count] }

    /// The last of several errors is no matter: the first is the cause.
    func note(_ error: any Error) {
        if failure == nil {
            failure = error as? SimulationFailure ?? SimulationFailure("error", "\(error)")
        }
    }

    func tell(_ line: @autoclosure () -> String) {
        if isTracing { trace.append(String(repeating: "  ", count: depth) + line()) }
    }

    // MARK: Devices

    private func addDevice(template index: Int?, person: Int) throws {
        let name = "d\(devices.count)"
        try template.copyDevice(index, to: "\(folder)/\(name)")
        try adopt(name, Shown(person: person))
    }

    @discardableResult
    private func adopt(_ name: String, _ shown: Shown) throws -> SimulatedDevice {
        let line = SimulatedLine(self)
        let device = try SimulatedDevice(
            name: name, folder: "\(folder)/\(name)", shown: shown, time: time, line: line,
            returnBytes: returnBytes, hasFaultyDisk: DiskFaults(seed: seed).isOnDevices)
        line.device = device
        devices.append(device)
        return device
    }

    private func join(_ person: Int) async throws {
        guard devices.count < 6, !server.isFull else { return }
        let code = try Accounts(storage: server.storage, ports: server.ports)
            .invite(user: template.people[person].id)
        try addDevice(template: nil, person: person)
        let device = devices[devices.count - 1]
        _ = try await device.engine.enrol(url: "sim:", code: code.code)
        if let failure { throw failure }
    }

    /// The program dies and starts again: what was acknowledged must be there.
    func restart(_ device: SimulatedDevice) throws {
        try settle(device)
        try device.reopen()
        try noteDoubt(device)
        try checkJournal(device)
    }

    /// The program dies, in some runs with the power: what the disk had not been waited for goes,
    /// and nothing that the user had written.
    func die(_ device: SimulatedDevice) throws {
        try settle(device)
        guard losesPower, device.store.isUnsynced, let durable = device.durable else {
            return try restart(device)
        }
        tell("= \(device.name) loses power")
        let own = device.shown.own
        device.shown = durable.shown
        device.shown.own = own
        device.durable = nil
        device.floors = [:]
        try device.reopen(durable.folder)
        try noteDoubt(device)
        try checkJournal(device)
    }

    /// The server dies and begins again, in some runs after a loss of power.
    func killServer() throws {
        if losesPower { try server.losePower() } else { try server.restart() }
    }

    /// Whatever becomes of it, what the order has is looked at.
    private func onFailingDisk(
        _ fault: FaultyDisk.Fault, _ act: () async throws -> Void
    ) async throws {
        server.disk.arm(fault)
        isOnFailingDisk = true
        var thrown: (any Error)?
        do { try await act() } catch { thrown = error }
        isOnFailingDisk = false
        if let thrown {
            guard server.disk.disarm(), !(thrown is SimulationFailure) else { throw thrown }
        }
        _ = server.disk.disarm()
        if server.disk.isDown { try server.losePower() }
        tell("= \(thrown.map { ($0 as? RelaisError)?.code ?? "\($0)" } ?? "done")")
        try readOrder()
    }

    /// Keeps what a loss of power would leave of a device, before it takes an answer.
    func keepDurable(_ device: SimulatedDevice) throws {
        guard losesPower, !device.store.isUnsynced else { return }
        if let old = device.durable { try? FileManager.default.removeItem(atPath: old.folder) }
        let place = "\(folder)/\(device.name).durable\(snapshots)"
        snapshots += 1
        try Template.makeFolder(place)
        try Template.copy(device.folder + "/relais.sqlite", to: place + "/relais.sqlite")
        device.durable = (place, device.shown)
    }

    private func fillDisk(_ device: SimulatedDevice, _ isFull: Bool) throws {
        device.isFull = isFull
        try restart(device)
    }

    private func clone(_ device: SimulatedDevice) throws {
        guard devices.count < 6 else { return }
        try settle(device)
        let name = "d\(devices.count)"
        try Template.makeFolder("\(folder)/\(name)")
        try Template.copy(
            device.folder + "/relais.sqlite", to: "\(folder)/\(name)/relais.sqlite")
        let clone = try adopt(name, device.shown)
        clone.isRevoked = device.isRevoked
        try noteDoubt(clone)
    }

    private func keepCopy(_ device: SimulatedDevice) throws {
        try settle(device)
        let place = "\(folder)/\(device.name).copy\(time.draw() % 1_000_000)"
        try Template.makeFolder(place)
        try Template.copy(device.folder + "/relais.sqlite", to: place + "/relais.sqlite")
        device.copy = (place, device.shown)
    }

    private func rollBack(_ device: SimulatedDevice) throws {
        guard let copy = device.copy else { return }
        let place = "\(folder)/\(device.name).back\(time.draw() % 1_000_000)"
        try Template.makeFolder(place)
        try Template.copy(copy.folder + "/relais.sqlite", to: place + "/relais.sqlite")
        device.shown = copy.shown
        try device.reopen(place)
        try noteDoubt(device)
        // The copy may be from before the store had a number of its own, which was withdrawn.
        if let replica = try device.store.enrolment()?.replica,
            server.accesses.withdrawn.contains(replica)
        {
            device.isRevoked = true
        }
        try checkJournal(device)
    }

    /// Days pass for everybody; a backup is made first, as there is one every day.
    private func compact(_ days: Int) throws {
        // Who comes back later than this to a restored server is promised less.
        let end = server.firstRestore.map { $0 + TerritoryInfo.forkLifetime - 86_400_000 }
        let target = server.ports.now() + UInt64(days) * 86_400_000
        guard !server.isFull, target < end ?? .max else { return }
        time.advance(by: UInt64(days) * 86_400_000)
        if !server.backups.isEmpty { try server.backUp() }
        var compaction = Compaction(
            storage: server.storage, ports: server.ports, schema: server.schema)
        let summary = try compaction.run()
        try readOrder()
        tell("= \(summary.records) records, \(summary.transactions) transactions")
    }

    private func decide(_ accept: Bool, _ chance: SeededGenerator) throws {
        guard !server.isFull else { return }
        var chance = chance
        let quarantines = Quarantines(
            storage: server.storage, ports: server.ports, schema: server.schema)
        let waiting = try quarantines.waiting()
        guard !waiting.isEmpty else { return }
        let refused = waiting[Int(chance.next() % UInt64(waiting.count))]
        let address = DeliveryAddress(replica: refused.replica, number: refused.number)
        defer { tell("= \(accept ? "accept" : "dismiss") \(refused.id) \(refused.code)") }
        if accept { try quarantines.accept(address) } else { try quarantines.dismiss(address) }
        try readOrder()
    }
}
