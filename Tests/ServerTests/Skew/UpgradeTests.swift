// A device that comes back: an outbox written by an old program, opened and sent by a newer one.

import ClientCore
import Server
import Shared
import Testing

struct UpgradeTests {
    private static let count = 400

    /// Whatever version the server runs, and whether the device comes from the first version to the
    /// third at once or by the second.
    @Test(arguments: SkewSchema.all, [[SkewSchema.third], [SkewSchema.second, SkewSchema.third]])
    func everyKindOfChangeIsMergedInConflictOrInQuarantine(
        server: Schema, steps: [Schema]
    ) async throws {
        let world = try await SkewWorld(server: server)
        let away = world.first
        let outbox = try await FullOutbox(world)
        try await outbox.writeOfOthers()
        var bodies = try StoreContents(away).journal()
        let before = bodies.count - FullOutbox.count
        for schema in steps {
            try away.reopen(schema: schema)
            #expect(try StoreContents(away).journal() == bodies)
            try outbox.checkIsShown()
            // It writes over what waits.
            try away.note(outbox.made[0], ["phone": "\(schema.version)"])
            bodies = try StoreContents(away).journal()
        }
        #expect(try away.store.status().pending == FullOutbox.count + steps.count)

        let line = NotingLine(away.line)
        let engine = SyncEngine(store: away.store, transport: line)
        let report = try await engine.sync()
        #expect(report.state == .upToDate && report.mended == 0)
        #expect(report.pushed == FullOutbox.count + steps.count)
        #expect(report.receipts.count == 12)
        let sent = line.takeSent()
        #expect(sent.count >= 3)
        #expect(sent.first?.lowerBound == UInt64(before))
        for (one, next) in zip(sent, sent.dropFirst()) {
            #expect(next.lowerBound == one.upperBound)
        }
        #expect(try StoreContents(away).journal() == bodies)
        #expect(try world.kept(of: away) == bodies)
        try await world.settle()
        try await outbox.checkIsDelivered()
        #expect(try away.reads(outbox.made[0], "phone") == "3")
        #expect(try StoreContents(away).journal() == bodies)
    }

    @Test func fullOutboxOfTwoVersionsAgoLosesNothing() async throws {
        let world = try await SkewWorld()
        let shared = try await world.gardener(["name": "Anna Berg", "tel": "01"])
        let away = world.first
        var made: [RecordID] = []
        for index in 0..<Self.count {
            if index.isMultiple(of: 4) {
                made.append(
                    try away.create(
                        "member",
                        [
                            "name": .assign(.text("Given\(index) Family\(index)")),
                            "tel": .assign(.text("\(index)")),
                        ]))
            } else {
                try away.store.write { transaction in
                    transaction.edit(
                        "member", made[index / 8],
                        ["visits": .increment(1), "soil": .assign(.text("\(index)"))])
                }
            }
        }
        try away.note(shared, ["soil": "clay"])
        // Meanwhile, newer programs went on with what it holds.
        try world.third.note(shared, ["given_name": "Zoe", "phone": "02", "hat": "straw"])
        try await world.third.sync()

        try away.reopen(schema: SkewSchema.third)
        #expect(try away.store.status().pending == Self.count + 1)
        for (index, id) in made.enumerated() {
            #expect(try away.reads(id, "given_name") == "Given\(index * 4)")
            #expect(try away.reads(id, "family_name") == "Family\(index * 4)")
            #expect(try away.reads(id, "phone") == "\(index * 4)")
        }
        // The newer program edits over the outbox of the older one before anything is sent.
        try away.note(made[0], ["family_name": "Lund"])
        let report = try await away.sync()
        #expect(report.pushed == Self.count + 2)
        #expect(report.status.pending == 0)
        #expect(report.status.quarantined == 0)
        #expect(try away.reads(shared, "given_name") == "Zoe")
        #expect(try away.reads(shared, "phone") == "02")
        #expect(try away.reads(shared, "soil") == "clay")
        try await world.settle()
        for device in world.devices {
            #expect(try device.store.records("member").count == made.count + 1)
            let visits = try device.store.records("member").compactMap {
                $0.fields["visits"].flatMap(Int64.init(shown:))
            }
            #expect(visits.reduce(0, +) == Int64(Self.count * 3 / 4))
            #expect(try device.disputed().isEmpty)
        }
        #expect(try world.second.reads(made[0], "name") == "Given0 Lund")
        try await world.checkEverybodyHoldsTheSame()
    }

    @Test func programTooOldToBeSafeIsToldSoAndLosesNothing() async throws {
        let world = try await SkewWorld(server: SkewSchema.second)
        let id = try await world.gardener(["name": "Anna Berg"])
        // The server is brought to a version that serves only the newest programs.
        let device = try TestDevice(
            folder: world.first.folder, schema: SkewSchema.first, ports: world.world.data.ports,
            router: RouterBox(Router(data: world.world.data, schema: SkewSchema.strict)))
        for index in 0..<50 { try device.note(id, ["soil": "\(index)"]) }
        for round in 1...2 {
            let report = try await device.engine.sync()
            #expect(report.state == .clientTooOld)
            #expect(report.pushed == 0 && report.pulled == 0)
            let error = try #require(report.error)
            #expect(error.code == "client_too_old" && !error.isTransient)
            #expect(error.message.french.contains("version"))
            #expect(error.remedy.french.contains("Mettez Relais à jour"))
            #expect(error.remedy.english.contains("Update Relais"))
            #expect(report.status.quarantined == 0)
            // It goes on working by itself.
            try device.note(id, ["name": "Anna Lund"])
            #expect(try device.reads(id, "name") == "Anna Lund")
            #expect(try device.store.status().pending == 50 + round)
        }
        // One exchange each: there is no use in asking again.
        #expect(device.line.requestCount == 2)

        try device.reopen(schema: SkewSchema.third)
        #expect(try device.reads(id, "family_name") == "Lund")
        let report = try await device.sync()
        #expect(report.state == .upToDate)
        #expect(report.pushed == 52)
        #expect(report.status.pending == 0 && report.status.quarantined == 0)
        #expect(try await device.engine.verify().differences.isEmpty)
        #expect(try world.serverState(id).field("soil")?.siblings.count == 1)
    }

    @Test func programThatIsSafeEnoughIsServed() async throws {
        let world = try World(schema: SkewSchema.strict)
        let device = try await world.device(schema: SkewSchema.third)
        #expect(try await device.sync().state == .upToDate)
    }
}
