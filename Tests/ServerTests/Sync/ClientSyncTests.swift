// Synchronisations of real stores, named by what happens in which order.

import Server
import Shared
import Testing

@testable import ClientCore

struct ClientSyncTests {
    @Test func secondSyncWhileOneRunsIsRefused() async throws {
        let world = try World()
        let anna = try await world.device()
        _ = try anna.create("plot", ["name": .assign(.text("Nord"))])
        // Another task of this program, and another program.
        let stores = [anna.store, try Store(folder: anna.folder, schema: world.schema)]
        let codes = Locked<[String]>([])
        let line = CallingLine(anna.line) { [line = anna.line] in
            for store in stores {
                do throws(RelaisError) {
                    _ = try await SyncEngine(store: store, transport: line).sync()
                } catch {
                    codes.withLock { $0.append(error.code) }
                }
            }
        }
        let report = try await SyncEngine(store: anna.store, transport: line).sync()
        #expect(report.state == .upToDate && report.pushed == 1)
        #expect(codes.withLock { $0 } == ["sync_running", "sync_running"])
        // It ends with its synchronisation, however that ends.
        anna.line.fail([.requestLost, .requestLost, .requestLost])
        #expect(try await anna.engine.sync().state == .offline)
        try await anna.sync()
    }

    @Test func writesGoOnWhileASyncRuns() async throws {
        let world = try World()
        let anna = try await world.device()
        let id = try anna.create("plot", ["name": .assign(.text("Nord"))])
        let count = Locked(0)
        let line = CallingLine(anna.line) { [store = anna.store] in
            let isFirst = count.withLock { count in
                count += 1
                return count == 1
            }
            if isFirst { attempt { try write(store, id, "Sud") } }
        }
        let report = try await SyncEngine(store: anna.store, transport: line).sync()
        #expect(report.pushed == 2 && report.status.pending == 0)
        #expect(try anna.text(id, "name") == "Sud")
        #expect(try anna.store.conflicts().isEmpty)
    }

    @Test func formOpenedBeforeAPullDoesNotOverwriteWhatThePullBrought() async throws {
        let world = try World()
        let (anna, badr) = (try await world.device(), try await world.device())
        let id = try anna.create("plot", ["name": .assign(.text("Nord"))])
        try await anna.sync()
        try await badr.sync()
        let form = try #require(try badr.store.record(Plot.self, id))
        try anna.set(id, "name", "Sud")
        try await anna.sync()
        try await badr.sync()
        #expect(try badr.text(id, "name") == "Sud")
        try badr.store.write { $0.edit(form) { $0.name = "Est" } }
        try await badr.sync()
        try await anna.sync()
        for device in [anna, badr] {
            let conflict = try #require(try device.store.conflicts().first)
            #expect(Set(conflict.values.map(\.value)) == [.text("Sud"), .text("Est")])
            #expect(conflict.base == .text("Nord"))
        }
        // The same form, opened after the pull, has seen both.
        let late = try #require(try badr.store.record(Plot.self, id))
        try badr.store.write { $0.edit(late) { $0.name = "Ouest" } }
        try await badr.sync()
        try await anna.sync()
        for device in [anna, badr] {
            #expect(try device.store.conflicts().isEmpty)
            #expect(try device.text(id, "name") == "Ouest")
        }
    }

    /// Also on the first pull of all, before there is any floor.
    @Test(arguments: [true, false])
    func writeBetweenTwoPagesKnowsExactlyWhatWasDelivered(_ isFirstPull: Bool) async throws {
        let world = try World()
        let (anna, badr) = (try await world.device(), try await world.device())
        var ids: [RecordID] = []
        for name in ["a", "b"] {
            ids.append(try anna.create("plot", ["name": .assign(.text(name))]))
        }
        try await anna.sync()
        if !isFirstPull { try await badr.sync() }
        for id in ids {
            try anna.set(id, "name", "anna")
            try await anna.sync()
        }
        let answers = Locked(0)
        let line = PagedLine(
            world, maximumBytes: 1,
            beforeAnswer: { [ids, store = badr.store] _, _ in
                // The first page, with the first plot, has been applied.
                let isSecond = answers.withLock { answers in
                    answers += 1
                    return answers == 2
                }
                guard isSecond else { return }
                attempt {
                    let first = try store.record(Plot.self, ids[0])
                    #expect(first?.name == "anna")
                    for id in ids { try write(store, id, "badr") }
                }
            })
        _ = try await SyncEngine(store: badr.store, transport: line).sync()
        #expect(answers.withLock { $0 } > 2)
        try await anna.sync()
        try await badr.sync()
        for device in [anna, badr] {
            // The first was known, and is replaced; the second was not, and is a conflict.
            #expect(try device.store.conflicts().map(\.id) == [ids[1]])
            #expect(try device.text(ids[0], "name") == "badr")
            #expect(try await device.engine.verify().differences.isEmpty)
        }
    }

    @Test func smallerBatchAfterALostAnswerLeavesNothingUnanswered() async throws {
        let world = try World()
        let anna = try await world.device()
        let id = try anna.create("plot", ["name": .assign(.text("Nord"))])
        for _ in 0..<299 {
            try anna.store.write { $0.edit("plot", id, ["visits": .increment(1)]) }
        }
        // The server takes all, nobody hears of it, and a proxy then refuses the size.
        let tooLarge = WireFailure(
            RelaisError(
                code: "too_large", message: Phrase(fr: "", en: ""), remedy: Phrase(fr: "", en: "")))
        anna.line.fail([
            .responseLost, .answer(TransportResponse(status: 413, body: tooLarge.json)),
        ])
        let report = try await anna.sync()
        #expect(report.status.pending == 0)
        let record = try #require(try anna.store.record(Plot.self, id))
        #expect(record.visits == 299)
        #expect(record.record.state == .synced)
        #expect(try StoreContents(anna).count("relais_overlay") == 0)
        #expect(try StoreContents(anna).count("relais_journal", where: "sequence IS NULL") == 0)
    }

    @Test func diskThatFillsDuringAPullLeavesTheStoreAsItWas() async throws {
        let world = try World()
        let (anna, badr) = (try await world.device(), try await world.device())
        for number in 0..<60 {
            _ = try anna.create("plot", ["name": .assign(.text("\(number)"))])
            _ = try anna.create(
                "diary", ["text": .assign(.text(String(repeating: "x", count: 4_000)))])
        }
        try await anna.sync()
        let mine = try badr.create("plot", ["name": .assign(.text("Nord"))])
        let full = try Store(
            folder: badr.folder, schema: badr.schema, ports: badr.ports, maximumPages: 1)
        let error = await #expect(throws: RelaisError.self) {
            try await SyncEngine(store: full, transport: badr.line).sync()
        }
        #expect(error?.code == "disk_full")
        #expect(try badr.store.records("plot").map(\.id) == [mine])
        #expect(try badr.store.status().pending == 1)
        #expect(try badr.store.status().cursor == 0)
        try await badr.sync()
        #expect(try badr.store.records("plot").count == 61)
        #expect(try badr.store.records("diary").count == 60)
        #expect(try await badr.engine.verify().differences.isEmpty)
        // What the failed try had pushed was taken once.
        try await anna.sync()
        #expect(try anna.store.records("plot").count == 61)
    }

    /// A restored server: all the same, or with an ancestry that says nothing.
    @Test(arguments: [true, false])
    func newEpochOfTheServerIsFollowed(_ isKnownLine: Bool) async throws {
        let world = try World()
        let (anna, badr) = (try await world.device(), try await world.device())
        let id = try anna.create("plot", ["name": .assign(.text("Nord"))])
        try await anna.sync()
        try await badr.sync()
        let info = try world.administration.storage.read { try $0.info() }
        try World.openEpoch(
            Epoch(77), forking: isKnownLine ? info.epoch : nil, at: info.head, in: world.folder)
        try anna.set(id, "name", "Sud")
        let pulled = try await anna.sync().pulled
        #expect(pulled == 1)
        // Badr's copy is of the old epoch: his write knows what he had, and not what came since.
        try badr.set(id, "soil", "argile")
        try badr.set(id, "name", "Est")
        try await badr.sync()
        try await anna.sync()
        for device in [anna, badr] {
            #expect(try device.text(id, "soil") == "argile")
            #expect(try device.store.conflicts().map(\.field) == ["name"])
            #expect(try device.store.status().epoch == Epoch(77).description)
            #expect(try await device.engine.verify().differences.isEmpty)
        }
    }

    @Test func epochThatChangesDuringAPullLosesNothing() async throws {
        let world = try World()
        let (anna, badr) = (try await world.device(), try await world.device())
        for number in 0..<6 {
            _ = try anna.create("plot", ["name": .assign(.text("\(number)"))])
        }
        try await anna.sync()
        let answers = Locked(0)
        let line = PagedLine(
            world, maximumBytes: 1,
            beforeAnswer: { [folder = world.folder] _, _ in
                let isThird = answers.withLock { answers in
                    answers += 1
                    return answers == 3
                }
                guard isThird else { return }
                attempt {
                    try World.openEpoch(Epoch(77), forking: nil, at: 0, in: folder)
                }
            })
        _ = try await SyncEngine(store: badr.store, transport: line).sync()
        #expect(try badr.store.records("plot").count == 6)
        #expect(try await badr.engine.verify().differences.isEmpty)
    }
}

/// Runs what must not fail where nothing can be thrown.
private func attempt(_ body: () throws -> Void) {
    do { try body() } catch { Issue.record("\(error)") }
}

/// Names a plot, whether or not the store holds it.
private func write(_ store: Store, _ id: RecordID, _ name: String) throws {
    try store.write {
        $0.edit("plot", id, ["name": .assign(.text(name))], mayCreate: true)
    }
}

/// A line that calls somebody before each request.
private struct CallingLine: Transport {
    let line: TestLine
    let call: @Sendable () async -> Void

    init(_ line: TestLine, _ call: @escaping @Sendable () async -> Void) {
        self.line = line
        self.call = call
    }

    func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
        await call()
        return try await line.send(request)
    }
}
