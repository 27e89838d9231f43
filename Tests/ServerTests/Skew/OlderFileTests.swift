// Files that older programs have left, opened by this one: what they hold is all there, and what
// waits in them is sent.

import ClientCore
import Server
import Shared
import Testing

struct OlderFileTests {
    /// A device with an outbox, a conflict and a refusal, and another one that went on meanwhile.
    private struct Away {
        let world: World
        let anna: TestDevice
        let badr: TestDevice
        let (shared, torn, gone): (RecordID, RecordID, RecordID)
        let made: RecordID

        var file: String { anna.folder + "/relais.sqlite" }

        init() async throws {
            world = try World()
            let (anna, badr) = (try await world.device(), try await world.device())
            (self.anna, self.badr) = (anna, badr)
            let plots = try ["Nord", "Sud", "Est"].map {
                try badr.create("plot", ["name": .assign(.text($0)), "visits": .increment(1)])
            }
            (shared, torn, gone) = (plots[0], plots[1], plots[2])
            for device in [badr, anna] { try await device.sync() }
            try badr.set(torn, "name", "Midi")
            try anna.set(torn, "name", "Rive")
            try anna.reopen(schema: GardenSchema.anyState)
            try anna.set(torn, "state", "flooded")
            try anna.reopen()
            for device in [badr, anna] { try await device.sync() }
            try world.backup()

            try anna.store.write { [shared] transaction in
                transaction.edit(
                    "plot", shared,
                    [
                        "visits": .increment(1), "soil": .assign(.text("argile")),
                        "tags": .edit(add: ["ombre"], remove: []),
                    ])
            }
            try anna.store.write { [gone] in $0.delete("plot", gone) }
            made = try anna.create("plot", ["name": .assign(.text("Ouest"))])
            try anna.set(made, "soil", "sable")
            try badr.store.write { [shared] transaction in
                transaction.edit(
                    "plot", shared,
                    ["visits": .increment(2), "tags": .edit(add: ["eau"], remove: [])])
            }
            try await badr.sync()
        }

        /// What the device shows before it has synchronised.
        func shown() throws -> [String] {
            var shown = try anna.store.records("plot").map { record in
                "\(record.id) \(record.state) \(record.fields.sorted { $0.key < $1.key })"
            }
            shown += try anna.store.conflicts().map { "\($0)" }
            shown += try anna.store.quarantine().map { "\($0)" }
            shown += ["\(try anna.store.status())"]
            for word in ["nord", "argile", "ouest", "rive", "midi", "est"] {
                let found = try anna.store.search(SearchRequest(text: word))
                shown.append("\(word): \(found.map(\.id))")
            }
            return shown
        }

        /// Everything is merged, in conflict or in quarantine.
        func check() async throws {
            for device in [anna, badr] {
                let plot = try #require(try device.store.record(Plot.self, shared))
                #expect(plot.visits == 4 && plot.soil == "argile" && plot.tags == ["eau", "ombre"])
                #expect(try device.store.record("plot", gone) == nil)
                #expect(try device.store.record(Plot.self, made)?.soil == "sable")
                #expect(try device.store.conflicts().map(\.id) == [torn])
                #expect(try await device.engine.verify().differences.isEmpty)
                #expect(try StoreContents(device).missingFromSearch() == 0)
            }
            #expect(try anna.store.quarantine().map(\.reason) == ["unknown_code"])
        }
    }

    /// From the first step that a file of a store was ever written in to the one before this.
    @Test(arguments: 1..<OlderFile.store.newest)
    func outboxOfAnOlderStoreIsSent(step: Int) async throws {
        let away = try await Away()
        let (anna, badr) = (away.anna, away.badr)
        let definitions = try OlderFile.definitions(away.file)
        let bodies = try StoreContents(anna).journal()
        let rows = try rows(anna)
        let shown = try away.shown()
        #expect(try anna.store.status().pending == 4)

        try OlderFile.store.bring(away.file, to: step)
        #expect(try OlderFile.definitions(away.file) != definitions)
        try anna.reopen()
        #expect(try OlderFile.definitions(away.file) == definitions)
        #expect(try StoreContents(anna).integrity() == "ok")
        #expect(try self.rows(anna) == rows)
        #expect(try away.shown() == shown)

        let report = try await anna.sync()
        #expect(report.pushed == 4 && report.mended == 0)
        #expect(report.status.pending == 0)
        #expect(try StoreContents(anna).journal() == bodies)
        try await badr.sync()
        try await away.check()
        // What the later steps are for: what a restore has lost is sent again from where it was.
        try away.world.restore()
        for device in [anna, badr, anna, badr] { try await device.sync() }
        try await away.check()
        #expect(try StoreContents(anna).journal() == bodies)
    }

    /// Every row but how the server is trusted: as the system does, unless a row says otherwise.
    private func rows(_ device: TestDevice) throws -> [String] {
        try StoreContents(device).everything().filter { !$0.hasPrefix("relais_trust:") }
    }

    /// The same of a server's files, which hold all that the devices do not have yet.
    @Test(arguments: 1..<OlderFile.territory.newest)
    func outboxIsSentToAServerOfOlderFiles(step: Int) async throws {
        let away = try await Away()
        let (world, anna, badr) = (away.world, away.anna, away.badr)
        let folder = world.folder + "/server"
        let files = [
            (OlderFile.territory, folder + "/territories/garden.sqlite", step),
            (OlderFile.ledger, folder + "/ledger/garden.sqlite", min(step, 3)),
        ]
        let sealed = try seal(two: [away.shared, away.torn], in: world)
        let refused = try world.waiting()
        let definitions = try files.map { try OlderFile.definitions($0.1) }
        for (older, path, step) in files { try older.bring(path, to: step) }
        try world.restart()
        #expect(try world.serverState("plot", away.shared)?.field("visits") != nil)
        #expect(try files.map { try OlderFile.definitions($0.1) } == definitions)
        #expect(try world.administration.storage.read { try $0.sealedRecords() } == sealed)
        #expect(try world.waiting() == refused)

        let report = try await anna.sync()
        #expect(report.pushed == 4 && report.mended == 0)
        try await badr.sync()
        try await away.check()
        let newcomer = try await world.device()
        try await newcomer.sync()
        #expect(try await newcomer.engine.verify().differences.isEmpty)
        #expect(try newcomer.store.records("plot").count == 3)
    }

    /// Notes two records that a restore could not join, and answers with them as they are stored.
    private func seal(two ids: [RecordID], in world: World) throws -> [SealedRecord] {
        try world.administration.storage.write { writer in
            for (index, id) in ids.enumerated() {
                try writer.put(
                    SealedRecord(
                        replica: 9, key: RecordKey(collection: "plot", id: id), scope: "territory",
                        base: Position(epoch: try writer.info().epoch, sequence: 1),
                        code: "not_allowed", message: Phrase(fr: "Non.", en: "No."),
                        state: [0, UInt8(index)], receivedAt: 5))
            }
            return try writer.sealedRecords()
        }
    }
}
