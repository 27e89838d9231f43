// Convergence: random people, random faults, and at the end everybody holds the same.
//
// Three devices of two organisations edit the same few records. Requests and answers get lost, the
// pages of some are tiny, and they write between the pages. What is asserted are the invariants:
// exactly once, nothing lost, the same bytes everywhere, and causality as the test itself saw it.

import ClientCore
import SQLite
import Server
import Shared
import Testing

struct ConvergenceTests {
    /// Ten seeds a case, so that the cases share the processors.
    @Test(arguments: 0..<20)
    func everybodyHoldsTheSameWhateverHappened(_ block: Int) async throws {
        for seed in block * 10..<(block + 1) * 10 {
            try await Schedule(seed: UInt64(seed)).run(steps: 40)
        }
    }
}

/// One random schedule.
private final class Schedule {
    private let seed: UInt64
    private let random: Locked<SeededGenerator>
    private let world: World
    private var devices: [TestDevice] = []
    private var engines: [SyncEngine] = []
    private var accounts: [Account] = []

    init(seed: UInt64) async throws {
        self.seed = seed
        random = Locked(SeededGenerator(seed: seed &* 31 &+ 7))
        world = try World(seed: seed)
        let other = try world.makeOrganisation()
        for organisation in [world.organisation, world.organisation, other] {
            let device = try await world.device(organisation: organisation)
            devices.append(device)
            // Each seed has one kind of line for each device, and some have no faults at all.
            let pages = seed.isMultiple(of: 3) ? 1 << 20 : Int(pick(1...300))
            let (isFaulty, writesBetween) = (!seed.isMultiple(of: 5), !seed.isMultiple(of: 4))
            let account = Account()
            accounts.append(account)
            let line = PagedLine(
                world, maximumBytes: pages,
                fault: { [random] in
                    isFaulty ? Schedule.fault(random.withLock { $0.next() }) : nil
                },
                beforeAnswer: { [random, store = device.store, clock = world.clock] in
                    account.arrive()
                    let chance = random.withLock { $0.next() }
                    if writesBetween && chance.isMultiple(of: 5) {
                        clock.advance(by: chance % 3)
                        // What cannot be written now is no matter of this test.
                        try? account.write { try Schedule.write(store, random) }
                    }
                    if !$1 { account.send($0) }
                })
            engines.append(SyncEngine(store: device.store, transport: line))
        }
    }

    func run(steps: Int) async throws {
        for _ in 0..<steps {
            let index = Int(pick(0...2))
            switch pick(0...9) {
            case 0...2:
                let report = try await engines[index].sync()
                accounts[index].arrive()
                #expect(report.error?.isTransient ?? true, "seed \(seed)")
            case 3: world.clock.advance(by: UInt64(pick(1...600_000)))
            default:
                try accounts[index].write { try Schedule.write(devices[index].store, random) }
            }
        }
        // The lines of the devices themselves are sound.
        for _ in 0..<2 {
            for device in devices { try await device.sync() }
        }
        try await check()
    }

    private func check() async throws {
        let note: Comment = "seed \(seed)"
        let contents = try devices.map(StoreContents.init)
        for (device, content) in zip(devices, contents) {
            let report = try await device.engine.verify()
            #expect(report.differences.isEmpty, note)
            #expect(try device.store.status().pending == 0, note)
            #expect(try content.count("relais_overlay") == 0, note)
            #expect(try content.missingFromSearch() == 0, note)
        }
        // Refusals are told to their author alone.
        let plots = try contents.map { try Schedule.shared($0.rows("plot")) }
        let diaries = try contents.map { try Schedule.shared($0.rows("diary")) }
        #expect(plots[0] == plots[1] && plots[1] == plots[2], note)
        #expect(diaries[0] == diaries[1], note)
        #expect(Set(diaries[2].keys).isDisjoint(with: diaries[0].keys), note)
        #expect(try contents[0].conflicts("plot") == contents[1].conflicts("plot"), note)
        #expect(try contents[1].conflicts("plot") == contents[2].conflicts("plot"), note)
        try checkJournal(contents)
        try checkCausality()
    }

    /// Every committed transaction is in the server's order once, or in quarantine, and counters
    /// show the sum of what is in that order.
    private func checkJournal(_ contents: [StoreContents]) throws {
        let note: Comment = "seed \(seed)"
        var visits: [RecordID: Int64] = [:]
        try world.administration.storage.read { reader in
            var found: [Replica: [UInt64: [UInt8]]] = [:]
            for sequence in 0..<(try reader.info().head) {
                let entry = try #require(try reader.journal(sequence + 1))
                let old = found[entry.replica, default: [:]].updateValue(
                    entry.body, forKey: entry.number)
                #expect(old == nil, note)
                for change in try Transaction(bytes: entry.body).records {
                    guard case .write(let edits) = change.action else { continue }
                    for case .increment(let amount) in edits.map(\.change) {
                        visits[change.id, default: 0] += amount
                    }
                }
            }
            for refusal in try reader.quarantine() {
                let old = found[refusal.replica, default: [:]].updateValue(
                    refusal.body, forKey: refusal.number)
                #expect(old == nil, note)
            }
            for (index, content) in contents.enumerated() {
                #expect(try found[Replica(index + 1)] ?? [:] == content.journal(), note)
            }
        }
        for record in try devices[0].store.records(Plot.self) {
            #expect((record.visits ?? 0) == visits[record.record.id] ?? 0, note)
        }
    }

    /// What a transaction says that its author knew is what the author had been given.
    private func checkCausality() throws {
        try world.administration.storage.read { reader in
            let info = try reader.info()
            var earlier: [RecordID: [Write]] = [:]
            for sequence in 0..<info.head {
                let entry = try #require(try reader.journal(sequence + 1))
                let transaction = try Transaction(bytes: entry.body)
                let write = Write(
                    transaction: transaction.id, stamp: transaction.stamp,
                    claimed: transaction.stamp, replica: entry.replica,
                    position: Position(epoch: info.epoch, sequence: entry.sequence))
                let given = accounts[Int(entry.replica) - 1].given(at: entry.number)
                for change in transaction.records {
                    let knowledge = transaction.knowledge(of: change)
                    for other in earlier[change.id, default: []] {
                        let isOwn = other.replica == entry.replica
                        let wasGiven = (other.position?.sequence ?? 0) <= given(change.id)
                        #expect(
                            knowledge.includes(other, info.lineage) == (isOwn || wasGiven),
                            "seed \(seed), sequence \(entry.sequence)")
                    }
                    earlier[change.id, default: []].append(write)
                }
            }
        }
    }

    private static func shared(_ rows: [RecordID: [Value]]) -> [RecordID: [Value]] {
        // The flag of an own refusal differs by device.
        rows.mapValues { row in
            guard case .integer(let flags)? = row.first else { return row }
            return [.integer(flags & ~8)] + row.dropFirst()
        }
    }

    private func pick(_ range: ClosedRange<Int64>) -> Int64 {
        random.withLock { Int64.random(in: range, using: &$0) }
    }

    private static func fault(_ chance: UInt64) -> TestLine.Fault? {
        switch chance % 8 {
        case 0: .requestLost
        case 1: .responseLost
        default: nil
        }
    }
}

/// What a device was given of each record, by the test's own account.
private final class Account: Sendable {
    private struct State {
        var floor: UInt64 = 0
        var delivered: [RecordID: UInt64] = [:]
        /// An answer that the device will take before it does anything else.
        var coming: SyncResponse?
        /// For each number of the device, what it had been given when it wrote.
        var written: [(floor: UInt64, delivered: [RecordID: UInt64])] = []
    }

    private let state = Locked(State())

    func send(_ response: SyncResponse) { state.withLock { $0.coming = response } }

    /// The answer that was sent has been taken.
    func arrive() {
        state.withLock { state in
            guard let response = state.coming else { return }
            state.coming = nil
            for record in response.records { state.delivered[record.id] = record.sequence }
            if response.isComplete { state.floor = response.head }
        }
    }

    /// Notes what was given before a user action, which makes one transaction or throws.
    func write(_ body: () throws -> Void) throws {
        try body()
        state.withLock { $0.written.append(($0.floor, $0.delivered)) }
    }

    /// The last sequence of each record that its author had been given at a number.
    func given(at number: UInt64) -> (RecordID) -> UInt64 {
        let (floor, delivered) = state.withLock { $0.written[Int(number) - 1] }
        return { id in max(floor, delivered[id] ?? 0) }
    }
}

extension Schedule {
    private static let words = ["nord", "sud", "est", "ouest"]

    /// One random user action on a store.
    fileprivate static func write(
        _ store: Store, _ random: Locked<SeededGenerator>
    ) throws {
        func pick(_ bound: UInt64) -> Int { random.withLock { Int($0.next() % bound) } }
        func word() -> FieldValue { .text(words[pick(4)]) }
        if let conflict = try store.conflicts().first, pick(3) == 0 {
            return try settle(conflict, store, pick(3))
        }
        let plots = try store.records("plot")
        guard !plots.isEmpty, pick(6) > 0 else { return try create(store, pick(5), word()) }
        let plot = plots[pick(UInt64(plots.count))]
        switch pick(8) {
        case 0: try store.write { $0.delete("plot", plot.id) }
        case 1: try store.write { $0.edit("plot", plot.id, ["name": .assign(word())]) }
        case 2: try store.write { $0.edit("plot", plot.id, ["soil": .assign(word())]) }
        case 3:
            let state = GardenSchema.states.entries[pick(5)].code
            try store.write { $0.edit("plot", plot.id, ["state": .assign(.text(state))]) }
        case 4:
            let (add, remove) = (words[pick(4)], words[pick(4)])
            try store.write {
                $0.edit("plot", plot.id, ["tags": .edit(add: [add], remove: [remove])])
            }
        case 5: try store.write { $0.edit("plot", plot.id, ["tags": .clear]) }
        case 6:
            try store.write {
                $0.edit("plot", plot.id, ["visits": .increment(Int64(pick(9)) - 4)])
            }
        default:
            // Two records in one action, one of them through a form that was opened before.
            let other = plots[pick(UInt64(plots.count))]
            try store.write { transaction in
                transaction.edit("plot", plot.id, ["name": .clear], basis: plot.basis)
                transaction.edit("plot", other.id, ["area": .assign(.real(Double(pick(99))))])
            }
        }
    }

    private static func create(_ store: Store, _ kind: Int, _ word: FieldValue) throws {
        switch kind {
        case 0:
            // The same fact, noted by several devices.
            try store.write {
                $0.create(
                    "plot",
                    [
                        "name": .assign(word), "source": .assign(.text("map")),
                        "source_id": .assign(word),
                    ])
            }
        case 1: try store.write { $0.create("diary", ["text": .assign(word)]) }
        case 2:
            // A record that the server's rules refuse: its author may not see that scope.
            let stranger = RecordID(high: 1, low: 0x8000_0000_0000_0000)
            try store.write {
                $0.edit("diary", stranger, ["text": .assign(word)], mayCreate: true)
            }
        default: try store.write { $0.create("plot", ["name": .assign(word)]) }
        }
    }

    private static func settle(_ conflict: Conflict, _ store: Store, _ choice: Int) throws {
        guard let field = conflict.field else {
            return try store.resolve(
                conflict.collection, conflict.id, keepingRecord: choice > 0)
        }
        guard let value = conflict.values[choice % conflict.values.count].value as FieldValue?
        else { return }
        try store.resolve(conflict.collection, conflict.id, field: field, keeping: value)
    }
}
