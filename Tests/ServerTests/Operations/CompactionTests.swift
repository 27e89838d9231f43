// Compaction through a real server and real devices, whose years pass in no time.

import ClientCore
import Server
import Shared
import Testing

struct CompactionTests: Years {
    let world: World

    init() throws { world = try World() }

    private func checkSame(
        _ devices: TestDevice..., sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        for device in devices {
            // Nothing is left to be found out by comparing.
            let report = try await device.sync()
            #expect(report.mended == 0, sourceLocation: sourceLocation)
            let proof = try await device.engine.verify()
            #expect(proof.differences.isEmpty, sourceLocation: sourceLocation)
            #expect(proof.records > 0, sourceLocation: sourceLocation)
        }
    }

    @Test func deviceThatIsUpToDateForgetsWhatIsCompacted() async throws {
        let (anna, badr) = (try await world.device(), try await world.device())
        let (gone, kept) = (try plot(anna, "Nord"), try plot(anna, "Sud"))
        try await delete(gone, by: anna)
        try await badr.sync()
        pass(days: 179)
        #expect(try compact() == CompactionSummary())
        pass(days: 2)
        #expect(try compaction().plan().records == 1)
        #expect(try tombstone(gone) == nil)
        #expect(try compact().records == 1)
        #expect(try tombstone(gone) != nil)
        #expect(try world.serverState("plot", gone) == nil)
        #expect(try compact() == CompactionSummary())
        try await checkSame(anna, badr)
        for device in [anna, badr] {
            #expect(try device.store.record("plot", gone) == nil)
            #expect(try device.text(kept, "name") == "Sud")
            #expect(throws: RelaisError.self) {
                try device.store.write { $0.edit("plot", gone, ["soil": .assign(.text("x"))]) }
            }
        }
    }

    @Test func onlyWhatEveryBackupHoldsIsCompacted() async throws {
        let anna = try await world.device()
        let (gone, _) = (try plot(anna, "Nord"), try plot(anna, "Sud"))
        try await anna.sync()
        _ = try Backup.make(world.data, territory: "garden", to: world.folder + "/first")
        try await delete(gone, by: anna)
        pass(days: 500)
        // The backup would bring back the record alive, and its history with it.
        let allowed = try compact()
        #expect(allowed.records == 0)
        #expect(try tombstone(gone) == nil)
        _ = try Backup.make(world.data, territory: "garden", to: world.folder + "/second")
        #expect(try compact().records == 1)
        try await checkSame(anna)
    }

    @Test func updateThatComesTooLateIsKeptAsRefused() async throws {
        let (anna, badr) = (try await world.device(), try await world.device())
        let (gone, _) = (try plot(anna, "Nord"), try plot(anna, "Sud"))
        try await anna.sync()
        try await badr.sync()
        try badr.set(gone, "soil", "argile")
        try await delete(gone, by: anna)
        pass(days: 181)
        try compact()
        let report = try await badr.sync()
        #expect(report.status.quarantined == 1 && report.status.pending == 0)
        #expect(try badr.store.quarantine().map(\.reason) == ["record_gone"])
        #expect(try world.serverState("plot", gone) == nil)
        try await checkSame(anna, badr)
        #expect(try badr.store.record("plot", gone) == nil)
    }

    @Test func deviceBehindTheHorizonStartsAnewAndLosesNothingOfItsOwn() async throws {
        let (anna, badr) = (try await world.device(), try await world.device())
        let (gone, kept) = (try plot(anna, "Nord"), try plot(anna, "Sud"))
        try await anna.sync()
        try await badr.sync()
        try badr.set(kept, "soil", "argile")
        let own = try plot(badr, "Est")
        try await delete(gone, by: anna)
        pass(days: 181)
        try compact()
        pass(days: 401)
        let summary = try compact()
        #expect(summary.tombstones == 1)
        #expect(summary.transactions > 0)
        #expect(try tombstone(gone) != nil)
        try anna.set(kept, "name", "Midi")
        try await anna.sync()
        #expect(try badr.store.record("plot", gone) != nil)
        let report = try await badr.sync()
        #expect(report.status.pending == 0 && report.status.quarantined == 0)
        #expect(try badr.store.record("plot", gone) == nil)
        try await checkSame(badr, anna)
        for device in [anna, badr] {
            #expect(try device.text(kept, "soil") == "argile")
            #expect(try device.text(kept, "name") == "Midi")
            #expect(try device.text(own, "name") == "Est")
        }
    }

    /// Once while the removal is still announced, and once when nobody tells of it any more.
    @Test(arguments: [[181], [181, 401]] as [[UInt64]])
    func changeFromBehindTheHorizonBringsBackNothing(_ absences: [UInt64]) async throws {
        let (anna, badr) = (try await world.device(), try await world.device())
        let (gone, kept) = (try plot(anna, "Nord"), try plot(anna, "Sud"))
        try await anna.sync()
        try await badr.sync()
        let form = try #require(try badr.store.record("plot", gone)).basis
        let before = try StoreContents(badr).journal()
        try badr.set(gone, "soil", "argile")
        try badr.store.write {
            $0.edit("plot", gone, ["name": .assign(.text("Bas"))], basis: form)
        }
        let late = try StoreContents(badr).journal().filter { before[$0.key] == nil }
        try badr.set(kept, "soil", "sable")
        let own = try plot(badr, "Est")
        try await delete(gone, by: anna)
        for days in absences {
            pass(days: days)
            try compact()
        }
        #expect(try badr.text(gone, "name") == "Bas" && badr.text(gone, "soil") == "argile")

        let report = try await badr.sync()
        #expect(report.status.pending == 0 && report.status.quarantined == 2)
        // Both are whole where they can be decided, and on the device that wrote them.
        let refused = try world.quarantines.waiting()
        #expect(refused.map(\.code) == ["record_gone", "record_gone"])
        #expect(Dictionary(uniqueKeysWithValues: refused.map { ($0.number, $0.body) }) == late)
        let told = try badr.store.quarantine()
        #expect(told.map(\.reason) == ["record_gone", "record_gone"])
        #expect(
            told.flatMap(\.changes).map(\.content)
                == [.value(.text("argile")), .value(.text("Bas"))])

        let new = try await world.device()
        try await new.sync()
        try await checkSame(anna, badr, new)
        #expect(try world.serverState("plot", gone) == nil && tombstone(gone) != nil)
        for device in [anna, badr, new] {
            #expect(try device.store.record("plot", gone) == nil)
            #expect(try StoreContents(device).rows("plot")[gone] == nil)
            #expect(try device.text(kept, "soil") == "sable")
            #expect(try device.text(own, "name") == "Est")
        }
    }

    @Test func erasedRecordStaysAsItIs() async throws {
        let anna = try await world.device(role: .coordinator)
        let (gone, _) = (try plot(anna, "Nord"), try plot(anna, "Sud"))
        try await anna.sync()
        try anna.store.write { $0.erase("plot", gone) }
        try await anna.sync()
        pass(days: 500)
        #expect(try compact().records == 0)
        #expect(try world.serverState("plot", gone)?.erasure != nil)
    }

    @Test func recordThatLivesAgainIsNotCompacted() async throws {
        let (anna, badr) = (try await world.device(), try await world.device())
        let id = try plot(anna, "Nord")
        try await anna.sync()
        try await badr.sync()
        try badr.set(id, "soil", "argile")
        try await delete(id, by: anna)
        try await badr.sync()
        pass(days: 500)
        #expect(try compact().records == 0)
        try await checkSame(anna, badr)
        #expect(try anna.text(id, "soil") == "argile")
    }

    @Test func historyWhoseBeginningIsGoneSaysSo() async throws {
        let anna = try await world.device()
        let id = try plot(anna, "Nord")
        try await anna.sync()
        #expect(try await anna.engine.history("plot", id).isComplete)
        pass(days: 399)
        #expect(try compact().transactions == 0)
        pass(days: 2)
        #expect(try compact().transactions == 1)
        try anna.set(id, "soil", "argile")
        try await anna.sync()
        let history = try await anna.engine.history("plot", id)
        #expect(!history.isComplete && history.error == nil)
        #expect(history.changes.contains { $0.field == "soil" })
        try await checkSame(anna)
    }

    @Test func pullThatIsCutGoesOnAfterACompaction() async throws {
        let anna = try await world.device()
        let late = try await world.device()
        let gone = try plot(anna, "Nord")
        try await delete(gone, by: anna)
        for number in 0..<20 { _ = try plot(anna, "Plot \(number)") }
        try await anna.sync()
        pass(days: 181)
        let asked = Locked(0)
        let line = PagedLine(
            world, maximumBytes: 100,
            fault: {
                asked.withLock { $0 += 1 }
                return asked.withLock { $0 } > 3 ? .requestLost : nil
            })
        let report = try await SyncEngine(store: late.store, transport: line).sync()
        #expect(report.state == .offline)
        let held = try late.store.history("plot", gone)
        #expect(!held.changes.isEmpty, "the deleted record must have come before the cut")
        #expect(try compact().records == 1)
        let rest = PagedLine(world, maximumBytes: 100)
        #expect(
            try await SyncEngine(store: late.store, transport: rest).sync().state == .upToDate)
        try await checkSame(late, anna)
    }

    @Test func moreThanOneBatchIsCompacted() async throws {
        let anna = try await world.device()
        var ids: [RecordID] = []
        try anna.store.write { transaction in
            for number in 0..<1_100 {
                ids.append(
                    transaction.create("plot", ["name": .assign(.text("Plot \(number)"))]))
            }
        }
        let kept = ids.removeLast()
        for start in stride(from: 0, to: ids.count, by: 300) {
            try anna.store.write { transaction in
                for id in ids[start..<min(start + 300, ids.count)] {
                    transaction.delete("plot", id)
                }
            }
        }
        try await anna.sync()
        pass(days: 181)
        #expect(try compaction().plan().records == 1_099)
        #expect(try compact().records == 1_099)
        try await checkSame(anna)
        #expect(try anna.text(kept, "name") == "Plot 1099")
    }

    @Test func serverCompactsByItself() async throws {
        let anna = try await world.device()
        let gone = try plot(anna, "Nord")
        try await delete(gone, by: anna)
        pass(days: 181)
        let thread = try CompactionThread(
            data: world.data, schema: world.schema, intervalMilliseconds: 5)
        defer { thread.stop() }
        for _ in 0..<12_000 {
            if try tombstone(gone) != nil { break }
            try await Ports.system.sleep(5)
        }
        #expect(try tombstone(gone) != nil)
    }
}
