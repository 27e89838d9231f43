// What was taken out of devices becomes lines of the audit, each exactly once, whatever the line,
// the copies of stores and the end of an access do.

import ClientCore
import Server
import Shared
import Testing

@Suite("Acts of devices in the audit")
struct DeviceActTests {
    private static let kinds = ["exported", "printed", "reported", "person-read", "device-act"]

    /// The lines of acts, as `replica what subject-without-claim outcome xcount`.
    private func told(_ world: World) throws -> [String] {
        try world.auditLines().filter { DeviceActTests.kinds.contains($0.what) }.map { line in
            let subject = line.subject.split(separator: ":claimed:")[0]
            return "\(line.device ?? 0) \(line.what) \(subject) \(line.outcome) x\(line.count)"
        }
    }

    private func replica(_ device: TestDevice) throws -> Replica {
        try #require(try device.store.enrolment()).replica
    }

    private func kept(_ device: TestDevice) throws -> Int {
        try StoreContents(device).count("relais_act")
    }

    @Test func actsAreToldWithWhoAndWhenAndForgottenOnTheDevice() async throws {
        let world = try World()
        let anna = try await world.device()
        let plot = try anna.create("plot", ["name": .assign(.text("Yasmine"))])
        let claimed = Instant(milliseconds: Int64(world.clock.now()))
        try anna.store.noteAct(.export, of: "csv/plot", count: 12)
        try anna.store.noteAct(.print, of: "plot", plot)
        try anna.store.noteAct(.report, of: "activity")
        try anna.store.noteAct(.personRead, of: "plot", plot, count: 7)
        world.clock.advance(by: 3_600_000)
        #expect(try kept(anna) == 4)
        try await anna.sync()
        let number = try replica(anna)
        #expect(
            try told(world) == [
                "\(number) exported content:csv/plot done x12",
                "\(number) printed record:plot:\(plot) done x1",
                "\(number) reported content:activity done x1",
                "\(number) person-read record:plot:\(plot) done x7",
            ])
        let user = try #require(try anna.store.enrolment()).user
        for line in try world.auditLines().suffix(4) {
            #expect(line.who == "user:\(user)" && line.at == world.clock.now())
            #expect(line.subject.hasSuffix(":claimed:\(claimed)"))
            #expect(AuditKind(rawValue: line.what) != nil)
        }
        #expect(try kept(anna) == 0)
        // Nothing is left to tell, and the account holds.
        try await anna.sync()
        #expect(try told(world).count == 4)
        #expect(try world.check() == .whole(try #require(try world.auditLines().last).head))
    }

    @Test func actsBeyondOneRequestAllComeInOneSynchronisation() async throws {
        let world = try World()
        let anna = try await world.device()
        let count = WireLimits.acts + 500
        for number in 1...count { try anna.store.noteAct(.export, of: "csv", count: number) }
        try await anna.sync()
        let lines = try world.auditLines().filter { $0.what == "exported" }
        #expect(lines.map(\.count) == Array(1...UInt64(count)))
        #expect(try kept(anna) == 0)
    }

    /// Whatever is lost on the way, each act is one line, in the order of the acts.
    @Test(arguments: 0..<30)
    func eachActIsOneLineInItsOrder(_ seed: UInt64) async throws {
        let world = try World()
        let anna = try await world.device()
        var random = SeededGenerator(seed: seed)
        var count: UInt64 = 0
        for _ in 0..<20 {
            for _ in 0..<random.next() % 3 {
                count += 1
                try anna.store.noteAct(.export, of: "csv", count: Int(count))
            }
            if random.next() % 3 == 0 {
                _ = try anna.create("plot", ["name": .assign(.text("p"))])
            }
            let faults: [TestLine.Fault?] = (0..<random.next() % 4).map { _ in
                switch random.next() % 3 {
                case 0: .requestLost
                case 1: .responseLost
                default: nil
                }
            }
            anna.line.fail(faults)
            if random.next() % 5 == 0 { try anna.reopen() }
            _ = try await anna.engine.sync()
        }
        for _ in 0..<3 { _ = try await anna.engine.sync() }
        try await anna.sync()
        let lines = try world.auditLines().filter { $0.what == "exported" }
        #expect(lines.map(\.count) == Array(UInt64(1)..<count + 1))
        #expect(try kept(anna) == 0)
    }

    private func act(
        _ number: UInt64, kind: String = "export", name: String = "csv", id: RecordID? = nil,
        at: UInt64 = 5
    ) -> DeviceAct {
        DeviceAct(number: number, at: at, kind: kind, name: name, id: id, count: number)
    }

    private func send(
        _ acts: [DeviceAct], _ asker: Asker, chain: ChainHash = .start
    ) throws -> HTTPResponse {
        asker.post(
            "/v1/sync",
            JSONCodec().encode(
                SyncRequest(
                    schema: 1, epoch: nil, after: 0, chain: chain, transactions: [], scopes: [],
                    acts: acts)))
    }

    @Test func repetitionsAddNothingAndGapsAreAccepted() throws {
        let world = try World()
        let asker = try Asker(world)
        for (numbers, last) in [([1, 2], 2), ([1, 2], 2), ([2, 5], 5), ([3, 4], 5), ([9], 9)]
            as [([UInt64], UInt64)]
        {
            let answer = try send(numbers.map { act($0) }, asker)
            #expect(try JSONCodec().syncResponse(answer.body).acts == last)
        }
        let lines = try world.auditLines().filter { $0.what == "exported" }
        #expect(lines.map(\.count) == [1, 2, 5, 9])
        // Out of order, or two of one number, is no request.
        for numbers in [[11, 10], [10, 10], [0]] as [[UInt64]] {
            expectRefusal(try send(numbers.map { act($0) }, asker), 400, "malformed")
        }
        #expect(try told(world).count == 4)
    }

    @Test func pushThatIsRefusedLeavesNoLine() throws {
        let world = try World()
        let asker = try Asker(world)
        let answer = try send([act(1)], asker, chain: ChainHash.start.appending([1]))
        expectRefusal(answer, 409, "device_forked")
        #expect(try told(world).isEmpty)
        _ = try send([act(1)], asker)
        #expect(try told(world).count == 1)
    }

    @Test func whatANewerProgramTellsIsKeptUnderItsNameAndNoSentenceIs() throws {
        let world = try World()
        let asker = try Asker(world)
        let id = world.data.ports.makeRecordID()
        _ = try send(
            [
                act(1, kind: "fax-sent"), act(2, kind: "Yasmine:Benali"),
                act(3, name: "Yasmine:Benali"), act(4, name: "Yasmine", id: id),
                act(5, at: .max),
            ], asker)
        let number = asker.replica
        #expect(
            try told(world) == [
                "\(number) device-act content:csv fax-sent x1",
                "\(number) device-act content:csv unknown x2",
                "\(number) exported content:unknown done x3",
                "\(number) exported record:unknown:\(id) done x4",
                "\(number) exported content:csv done x5",
            ])
    }

    @Test func revokedDeviceTellsItsLastActsAndALostOneIsNotHeard() async throws {
        let world = try World()
        let anna = try await world.device()
        let badr = try await world.device()
        for device in [anna, badr] {
            try await device.sync()
            try device.store.noteAct(.personRead, of: "plot", world.data.ports.makeRecordID())
        }
        try anna.store.noteAct(.export, of: "csv")
        _ = try world.administration.revoke(try replica(anna))
        _ = try world.administration.revoke(try replica(badr), isLost: true)
        for _ in 0..<3 {
            #expect(try await anna.engine.sync().state == .revoked)
            #expect(try await badr.engine.sync().state == .revoked)
        }
        let lines = try world.auditLines().filter { DeviceActTests.kinds.contains($0.what) }
        let number = try replica(anna)
        #expect(lines.map(\.what) == ["person-read", "exported"])
        #expect(lines.map(\.device) == [number, number])
        #expect(try kept(anna) == 0 && kept(badr) == 1)
    }

    /// The answer is lost, whichever it is.
    @Test(arguments: 0..<3)
    func lastActsOfARevokedDeviceAreToldOnce(_ exchange: Int) async throws {
        let world = try World()
        let anna = try await world.device()
        try await anna.sync()
        try anna.store.noteAct(.export, of: "csv")
        _ = try world.administration.revoke(try replica(anna))
        anna.line.fail(Array(repeating: nil, count: exchange) + [.responseLost])
        for _ in 0..<3 { _ = try await anna.engine.sync() }
        #expect(try told(world) == ["\(try replica(anna)) exported content:csv done x1"])
        #expect(try kept(anna) == 0)
    }

    /// Nothing was written in either, so nothing but the acts tells that there are two.
    @Test func copyThatOnlyExportsHidesNothing() async throws {
        let world = try World()
        let anna = try await world.device()
        try await anna.sync()
        try anna.store.noteAct(.export, of: "csv", count: 1)
        let copy = try anna.clone(to: world.folder + "/copy")
        try await anna.sync()
        try await copy.sync()
        #expect(try told(world).count == 1)
        try anna.store.noteAct(.export, of: "csv", count: 2)
        try copy.store.noteAct(.export, of: "ics", count: 3)
        try await anna.sync()
        try await copy.sync()
        #expect(try replica(anna) != replica(copy))
        #expect(
            try told(world) == [
                "\(try replica(anna)) exported content:csv done x1",
                "\(try replica(anna)) exported content:csv done x2",
                "\(try replica(copy)) exported content:ics done x3",
            ])
        let device = try world.administration.storage.read { reader in
            try reader.device(try replica(copy))
        }
        #expect(device?.lastAct == 1)
        #expect(try kept(copy) == 0)
    }

    @Test func oldCopyPutBackHidesNothing() async throws {
        let world = try World()
        let anna = try await world.device()
        try await anna.sync()
        try anna.copy(to: world.folder + "/old")
        for count in 1...5 { try anna.store.noteAct(.export, of: "csv", count: count) }
        try await anna.sync()
        try anna.rollBack(to: world.folder + "/old")
        // Its number is one that the server has had long since.
        try anna.store.noteAct(.print, of: "day", count: 9)
        try await anna.sync()
        #expect(
            try told(world).last == "\(try replica(anna)) printed content:day done x9")
        #expect(try told(world).count == 6 && kept(anna) == 0)
    }

    @Test func whatARestoredServerWasNotToldIsToldAgain() async throws {
        let world = try World()
        let anna = try await world.device()
        try await anna.sync()
        try world.backup()
        try anna.store.noteAct(.export, of: "csv", count: 1)
        try await anna.sync()
        try anna.store.noteAct(.export, of: "csv", count: 2)
        // The server has it, and the device has not heard so.
        anna.line.fail([.responseLost, .requestLost, .requestLost])
        _ = try await anna.engine.sync()
        #expect(try told(world).count == 2)
        try world.restore()
        #expect(try told(world).isEmpty)
        try await anna.sync()
        // The first was confirmed, and is lost with the server's file.
        #expect(try told(world) == ["\(try replica(anna)) exported content:csv done x2"])
        #expect(try kept(anna) == 0)
    }
}
