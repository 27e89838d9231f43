// A row of the server whose bytes are not those that were written: nobody builds upon it, and the
// first device that still holds the record mends it.

import SQLite
import Server
import Shared
import Testing

@testable import ClientCore

struct DamagedRowTests {
    /// The server keeps the digest that each row should have: a row that no longer has it is mended
    /// by the first device that verifies and still holds the record.
    @Test(arguments: [false, true])
    func rowThatTheServerLostIsGivenBackByADevice(_ isReadable: Bool) async throws {
        let world = try World()
        let (anna, badr, ids) = try await world.sharedPlots()
        try world.damageRecord(ids[1], like: isReadable ? ids[0] : nil)
        // Who changes nothing of it goes on.
        try badr.set(ids[0], "soil", "argile")
        try await badr.sync()
        #expect(try badr.store.status().pending == 0)
        let report = try await anna.engine.verify()
        #expect(report.differences.map(\.id) == [ids[1]])
        #expect(report.repaired == 1)
        #expect(try await badr.engine.verify().differences.isEmpty)
        for device in [anna, badr] { #expect(try device.text(ids[1], "name") == "p1") }
        try await world.checkSame(anna, badr)
    }

    /// A new device cannot be given the row; it is given it once another has mended the server.
    @Test(arguments: [false, true])
    func newDeviceGoesOnWithoutADamagedRow(_ isReadable: Bool) async throws {
        let world = try World()
        let (anna, badr, ids) = try await world.sharedPlots()
        try world.damageRecord(ids[1], like: isReadable ? ids[0] : nil)
        // A server that was started since: what it had packed before, it would still give.
        try world.restart()
        let carla = try await world.device()
        try await carla.sync()
        #expect(try carla.text(ids[0], "name") == "p0")
        #expect(try carla.text(ids[1], "name") == nil)
        _ = try await anna.engine.verify()
        let report = try await carla.sync()
        #expect(report.mended == 1)
        #expect(try carla.text(ids[1], "name") == "p1")
        try await world.checkSame(carla, badr)
    }

    /// A change of a row that is not what was written waits for it to be mended, also where it can
    /// be read: it would be made of the damage, and be the truth from then on.
    @Test(arguments: [false, true])
    func changeOfADamagedRowIsKeptInQuarantine(_ isReadable: Bool) async throws {
        let world = try World()
        let (anna, badr, ids) = try await world.sharedPlots()
        try world.damageRecord(ids[1], like: isReadable ? ids[0] : nil)
        try badr.set(ids[1], "soil", "argile")
        try await badr.sync()
        #expect(try badr.store.quarantine().map(\.reason) == ["record_damaged"])
        #expect(try await anna.engine.verify().repaired == 1)
        let quarantines = Quarantines(
            storage: world.administration.storage, ports: world.data.ports, schema: world.schema)
        let refused = try #require(try quarantines.waiting().first)
        try quarantines.accept(
            DeliveryAddress(replica: refused.replica, number: refused.number))
        for device in [badr, anna] {
            try await device.sync()
            #expect(try device.text(ids[1], "soil") == "argile")
            #expect(try device.text(ids[1], "name") == "p1")
        }
        try await world.checkSame(anna, badr)
    }

    /// Nobody is given it as if it were good.
    @Test(arguments: [false, true])
    func damagedRowIsNotHandedOut(_ isReadable: Bool) async throws {
        let world = try World()
        let (anna, badr, ids) = try await world.sharedPlots()
        try world.damageRecord(ids[1], like: isReadable ? ids[0] : nil)
        let connection = try Connection(path: badr.folder + "/relais.sqlite", mode: .readWrite)
        try connection.run("DELETE FROM plot WHERE id = ?", [.blob(ids[1].bytes)])
        #expect(try await badr.engine.verify().repaired == 0)
        #expect(try badr.text(ids[1], "name") == nil)
        #expect(try await anna.engine.verify().repaired == 1)
        #expect(try await badr.engine.verify().repaired == 1)
        #expect(try badr.text(ids[1], "name") == "p1")
        try await world.checkSame(anna, badr)
    }

    /// Who begins from nothing over what they held keeps what the server cannot give, and mends it.
    @Test(arguments: [false, true])
    func deviceThatBeginsAnewKeepsWhatTheServerCannotRead(_ isReadable: Bool) async throws {
        let world = try World()
        let (anna, badr, ids) = try await world.sharedPlots()
        let late = try anna.create("plot", ["name": .assign(.text("p3"))])
        try await anna.sync()
        // Badr is behind what the server still tells of deletions.
        try world.administration.storage.write { writer in
            try writer.trimTombstones(through: try writer.info().head)
        }
        try world.damageRecord(ids[1], like: isReadable ? ids[0] : nil)
        let report = try await badr.sync()
        #expect(report.mended == 1)
        #expect(try badr.text(ids[1], "name") == "p1")
        let carla = try await world.device()
        for device in [anna, badr, carla] { try await device.sync() }
        for device in [anna, badr, carla] {
            #expect(try device.text(ids[1], "name") == "p1")
            #expect(try device.text(late, "name") == "p3")
        }
        try await world.checkSame(anna, badr)
        try await world.checkSame(anna, carla)
    }

    /// A damaged row does not go where its file goes before it is mended: whoever holds the record
    /// keeps what they have, and mends it.
    @Test(arguments: [false, true])
    func rowOfAFileThatMovedFollowsItWhenItIsMended(_ isReadable: Bool) async throws {
        let world = try World()
        let (anna, badr) = (try await world.device(), try await world.device())
        let coordinator = try await world.device(role: .coordinator)
        let list = try world.portfolio(of: anna)
        let (gardener, wishes) = try anna.store.write { transaction in
            let gardener = transaction.create("gardener", ["name": .assign(.text("Zuleikha"))])
            let wishes = ["tomatillo", "pepino"].map { text in
                transaction.create(
                    "wish",
                    [
                        "text": .assign(.text(text)),
                        "gardener": .assign(.text(gardener.description)),
                    ])
            }
            return (gardener, wishes)
        }
        let holders = [anna, coordinator]
        for device in holders + [badr] { try await device.sync() }
        try world.damageRecord(wishes[0], like: isReadable ? wishes[1] : nil)
        try anna.assign("gardener", gardener, "list", to: list)
        for device in holders + [badr, anna] { try await device.sync() }
        #expect(try anna.text(wishes[0], "text", in: "wish") == "tomatillo")
        #expect(try badr.store.record("wish", wishes[1]) == nil)
        let report = try await anna.engine.verify()
        #expect(report.differences.map(\.id) == [wishes[0]] && report.repaired == 1)
        for device in holders {
            try await device.sync()
            #expect(try await device.engine.verify().differences.isEmpty)
            #expect(try device.text(wishes[0], "text", in: "wish") == "tomatillo")
        }
        try await badr.sync()
        #expect(try badr.store.record("wish", wishes[0]) == nil)
        #expect(try await badr.engine.verify().differences.isEmpty)
    }

    /// Whoever could not be told of a state does not claim to know it: what they write over an
    /// older one is beside it.
    @Test(arguments: [false, true])
    func whoWasNotToldWhatADamagedRowSaidReplacesNothing(_ isReadable: Bool) async throws {
        let world = try World()
        let (anna, badr, ids) = try await world.sharedPlots()
        try anna.set(ids[1], "state", "dug")
        try anna.set(ids[1], "name", "p1 Nord")
        try await anna.sync()
        try world.damageRecord(ids[1], like: isReadable ? ids[0] : nil)
        try await badr.sync()
        try badr.set(ids[1], "name", "p1 Sud")
        #expect(try await anna.engine.verify().repaired == 1)
        for device in [badr, anna, badr] { try await device.sync() }
        for device in [anna, badr] {
            let conflicts = try device.store.conflicts()
            #expect(conflicts.map(\.id) == [ids[1]])
        }
        try await world.checkSame(anna, badr)
    }

    /// Where it is the digest that was changed, the same bytes on a device are the proof.
    @Test func rowWhoseDigestWasChangedIsMended() async throws {
        let world = try World()
        let (anna, badr, ids) = try await world.sharedPlots()
        try world.damage("UPDATE record SET digest = zeroblob(16) WHERE id = ?", ids[1])
        try world.restart()
        let carla = try await world.device()
        try await carla.sync()
        #expect(try carla.text(ids[1], "name") == nil)
        let report = try await anna.engine.verify()
        #expect(report.differences.map(\.id) == [ids[1]] && report.repaired == 1)
        try anna.set(ids[1], "soil", "argile")
        for device in [anna, badr, carla] { try await device.sync() }
        try await world.checkSame(anna, carla)
        try await world.checkSame(badr, carla)
    }

    /// An erasure needs nothing of what was damaged, and leaves sums that are true.
    @Test(arguments: ["state = x'FFFF'", "digest = zeroblob(16)"])
    func damagedRowIsErased(_ damage: String) async throws {
        let world = try World()
        let coordinator = try await world.device(role: .coordinator)
        let (anna, _, ids) = try await world.sharedPlots()
        try world.damage("UPDATE record SET \(damage) WHERE id = ?", ids[1])
        try await coordinator.sync()
        _ = try world.administration.eraseFile(RecordKey(collection: "plot", id: ids[1]))
        for device in [coordinator, anna] {
            try await device.sync()
            #expect(try device.store.record("plot", ids[1]) == nil)
        }
        for device in [coordinator, anna] {
            #expect(try await device.engine.verify().differences.isEmpty)
        }
        #expect(try world.lacking() == [])
    }

    /// A row that is not there any more is missed by the sums: nobody is told that it was deleted,
    /// and a restore heals it.
    @Test func rowThatWasLostIsMissedAndKeptByWhoeverHoldsIt() async throws {
        let world = try World()
        let (anna, badr, ids) = try await world.sharedPlots()
        let diary = try anna.create("diary", ["text": .assign(.text("x"))])
        for device in [anna, badr] { try await device.sync() }
        try world.backup()
        try anna.set(ids[0], "soil", "sable")
        try await anna.sync()
        for id in [ids[1], diary] { try world.damage("DELETE FROM record WHERE id = ?", id) }
        try world.restart()
        #expect(try world.lacking().count == 2)
        let carla = try await world.device()
        try await carla.sync()
        #expect(try carla.store.records("plot").count == 2)
        for device in [anna, badr, carla] {
            #expect(try await device.engine.verify().repaired == 0)
        }
        #expect(
            Set(try await anna.engine.verify().differences.map(\.id)) == [ids[1], diary])
        for device in [anna, badr] {
            #expect(try device.text(ids[1], "name") == "p1")
            #expect(try device.text(diary, "text", in: "diary") == "x")
        }
        try world.restore()
        #expect(try world.lacking() == [])
        for device in [anna, badr, carla, anna, badr] { try await device.sync() }
        #expect(try ids.map { try carla.text($0, "name") } == ["p0", "p1", "p2"])
        #expect(try carla.text(ids[0], "soil") == "sable")
        try await world.checkSame(anna, badr)
        try await world.checkSame(anna, carla)
    }

    /// What was deleted for good is absent all the same.
    @Test func tombstoneIsAbsentThoughRowsAreMissing() async throws {
        let world = try World()
        let (anna, badr, ids) = try await world.sharedPlots()
        try world.damage("DELETE FROM record WHERE id = ?", ids[1])
        try world.administration.storage.write { writer in
            let stored = try #require(
                try writer.record(RecordKey(collection: "plot", id: ids[2])))
            try writer.put(
                Tombstone(
                    key: stored.key, scope: stored.scope, sequence: stored.sequence))
        }
        _ = try await badr.engine.verify()
        #expect(try badr.text(ids[1], "name") == "p1")
        #expect(try badr.store.record("plot", ids[2]) == nil)
        #expect(try anna.text(ids[2], "name") == "p2")
    }

    /// The number of a row that was lost may be another record's by now, of another organisation.
    @Test func numberOfALostRowTellsNobodyOfAnother() async throws {
        let world = try World()
        let anna = try await world.device()
        let stranger = try await world.device(organisation: try world.makeOrganisation())
        let lost = try anna.create("diary", ["text": .assign(.text("x"))])
        try await anna.sync()
        try world.damage("DELETE FROM record WHERE id = ?", lost)
        let other = try stranger.create("diary", ["text": .assign(.text("z"))])
        try await stranger.sync()
        let badr = try await world.device()
        for device in [badr, anna] {
            try await device.sync()
            _ = try await device.engine.verify()
            #expect(try device.store.record("diary", other) == nil)
        }
        #expect(try anna.text(lost, "text", in: "diary") == "x")
    }

    /// An import does not build upon it, and changes nothing of its batch.
    @Test(arguments: [false, true])
    func importOverADamagedRowIsRefused(_ isReadable: Bool) async throws {
        let world = try World()
        let importer = ServerImporter(world.administration)
        func text(_ soil: String) -> [(name: String, bytes: [UInt8])] {
            let rows = ["Un", "Deux"].enumerated().map { "plot,s,\($0),\($1),\(soil)\n" }
            let head = "collection,source,source_id,name,soil\n"
            return [(name: "plots.csv", bytes: Array((head + rows.joined()).utf8))]
        }
        #expect(try importer.run(files: text("sable")).created == 2)
        let anna = try await world.device()
        try await anna.sync()
        let ids = try anna.store.records("plot").map(\.id)
        try world.damageRecord(ids[1], like: isReadable ? ids[0] : nil)
        let error = #expect(throws: RelaisError.self) { try importer.run(files: text("argile")) }
        #expect(error?.code == "record_damaged")
        #expect(try await anna.engine.verify().repaired == 1)
        #expect(try importer.run(files: text("argile")).updated == 2)
        try await anna.sync()
        #expect(try ids.map { try anna.text($0, "soil") } == ["argile", "argile"])
        #expect(try await anna.engine.verify().differences.isEmpty)
    }
}

extension World {
    /// Three plots and a diary that both devices hold.
    func sharedPlots() async throws -> (TestDevice, TestDevice, [RecordID]) {
        let (anna, badr) = (try await device(), try await device())
        var ids: [RecordID] = []
        for name in ["p0", "p1", "p2"] {
            ids.append(
                try anna.create(
                    "plot",
                    [
                        "name": .assign(.text(name)), "visits": .increment(1),
                        "tags": .edit(add: ["a"], remove: []),
                    ]))
        }
        _ = try anna.create("diary", ["text": .assign(.text("x"))])
        try await anna.sync()
        try await badr.sync()
        return (anna, badr, ids)
    }

    func checkSame(_ anna: TestDevice, _ badr: TestDevice) async throws {
        for device in [anna, badr] {
            let report = try await device.engine.verify()
            #expect(report.differences.isEmpty && report.repaired == 0)
        }
        let (first, second) = (try StoreContents(anna), try StoreContents(badr))
        #expect(try first.rows("plot") == second.rows("plot"))
        #expect(try first.rows("diary") == second.rows("diary"))
        let plots = try anna.store.records("plot").map(\.id)
        for device in [anna, badr] {
            let found = try device.store.search(SearchRequest(text: "p"))
            #expect(found.map(\.id).sorted() == plots)
        }
    }

    /// Changes the territory's file behind the server's back.
    func damage(_ sql: String, _ values: [Value] = []) throws {
        try Connection(path: territory, mode: .readWrite).run(sql, values)
    }

    /// The same of the rows of one record.
    func damage(_ sql: String, _ id: RecordID) throws { try damage(sql, [.blob(id.bytes)]) }

    /// The scopes whose sums are not those of their rows.
    func lacking() throws -> [String] {
        try administration.storage.read { reader in
            try reader.allScopes().filter(reader.lacksRows)
        }
    }

    /// Replaces the server's state of a record by that of another, or by bytes that are none.
    func damageRecord(_ id: RecordID, like other: RecordID?) throws {
        guard let other else {
            return try damage("UPDATE record SET state = x'FFFF' WHERE id = ?", id)
        }
        try damage(
            "UPDATE record SET state = (SELECT state FROM record WHERE id = ?) WHERE id = ?",
            [.blob(other.bytes), .blob(id.bytes)])
    }
}
