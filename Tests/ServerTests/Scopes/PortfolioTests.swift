// Files that only the holders of a portfolio have: granting brings them, handing over takes them
// away, and nothing of them is left on a device that lost them.

import ClientCore
import FoundationEssentials
import Server
import Shared
import Testing

@Suite("Portfolios")
struct PortfolioTests {
    /// Two mediators and a coordinator of one organisation, a stranger, and a portfolio of Anna's.
    private struct Place {
        let world: World
        let anna: TestDevice
        let badr: TestDevice
        let coordinator: TestDevice
        let stranger: TestDevice
        let list: RecordID

        init() async throws {
            world = try World()
            anna = try await world.device()
            badr = try await world.device()
            coordinator = try await world.device(role: .coordinator)
            stranger = try await world.device(organisation: try world.makeOrganisation())
            list = try world.portfolio(of: anna)
        }

        var devices: [TestDevice] { [anna, badr, coordinator, stranger] }

        func sync() async throws {
            for _ in 0..<2 { for device in devices { try await device.sync() } }
        }

        /// Who holds a record, as far as the whole of their files tells.
        func holders(_ collection: String, _ id: RecordID, _ words: String) throws -> [Bool] {
            try devices.map { device in
                let shows = try device.store.record(collection, id) != nil
                let traces = try device.traces(of: words)
                #expect(shows == traces, "shown \(shows), traces \(traces)")
                return shows
            }
        }

        func checkSame() async throws {
            for device in devices {
                let report = try await device.engine.verify()
                #expect(report.differences.isEmpty)
                #expect(try device.store.status().pending == 0)
            }
        }
    }

    private func file(_ device: TestDevice, in list: RecordID?) throws -> (RecordID, RecordID) {
        try device.store.write { transaction in
            var edits: [String: FieldEdit] = ["name": .assign(.text("Zuleikha"))]
            if let list { edits["list"] = .assign(.text(list.description)) }
            let gardener = transaction.create("gardener", edits)
            let wish = transaction.create(
                "wish",
                [
                    "text": .assign(.text("tomatillo")),
                    "gardener": .assign(.text(gardener.description)),
                ])
            return (gardener, wish)
        }
    }

    @Test func fileWithoutPortfolioIsTheOrganisations() async throws {
        let place = try await Place()
        let (gardener, wish) = try file(place.anna, in: nil)
        try await place.sync()
        #expect(
            try place.holders("gardener", gardener, "Zuleikha") == [true, true, true, false])
        #expect(try place.holders("wish", wish, "tomatillo") == [true, true, true, false])
        try await place.checkSame()
    }

    @Test func fileOfAPortfolioIsItsHoldersAndTheCoordinators() async throws {
        let place = try await Place()
        let (gardener, wish) = try file(place.anna, in: place.list)
        try await place.sync()
        #expect(
            try place.holders("gardener", gardener, "Zuleikha") == [true, false, true, false])
        #expect(try place.holders("wish", wish, "tomatillo") == [true, false, true, false])
        try await place.checkSame()
    }

    /// The first record of a file moves, and everything that refers to it comes along.
    @Test func assigningAPortfolioTakesTheWholeFileAway() async throws {
        let place = try await Place()
        let (gardener, wish) = try file(place.anna, in: nil)
        try await place.sync()
        try place.anna.assign(gardener, to: place.list)
        try await place.sync()
        #expect(
            try place.holders("gardener", gardener, "Zuleikha") == [true, false, true, false])
        #expect(try place.holders("wish", wish, "tomatillo") == [true, false, true, false])
        try await place.checkSame()
        try place.anna.assign(gardener, to: nil)
        try await place.sync()
        #expect(try place.holders("wish", wish, "tomatillo") == [true, true, true, false])
        try await place.checkSame()
    }

    @Test func handingOverBringsTheFilesAndTakesThemAway() async throws {
        let place = try await Place()
        let (gardener, wish) = try file(place.anna, in: place.list)
        try await place.sync()
        try place.world.handOver(place.list, to: place.badr)
        try await place.sync()
        #expect(
            try place.holders("gardener", gardener, "Zuleikha") == [false, true, true, false])
        #expect(try place.holders("wish", wish, "tomatillo") == [false, true, true, false])
        try await place.checkSame()
        // What she writes to it now from memory is kept for the coordinator, and shown nowhere.
        try place.badr.store.write {
            $0.edit("wish", wish, ["text": .assign(.text("pepino"))])
        }
        try await place.sync()
        #expect(try place.holders("wish", wish, "pepino") == [false, true, true, false])
    }

    /// What was written before the device heard that it lost the file is sealed, not lost.
    @Test func pendingWritesToALostFileAreSealedBeforeItIsPurged() async throws {
        let place = try await Place()
        let (_, wish) = try file(place.anna, in: place.list)
        try await place.sync()
        try place.anna.store.write {
            $0.edit("wish", wish, ["text": .assign(.text("chayote"))])
        }
        try place.world.handOver(place.list, to: place.badr)
        try await place.anna.sync()
        let quarantine = try place.world.administration.storage.read { try $0.quarantine() }
        #expect(quarantine.map(\.code) == ["not_allowed"])
        #expect(try place.anna.store.status().pending == 0)
        #expect(try place.anna.store.record("wish", wish)?.fields["text"] == nil)
        try await place.sync()
        #expect(try place.badr.wish(wish) == "tomatillo")
    }

    @Test func nobodyWritesIntoAFileThatTheyDoNotHold() async throws {
        let place = try await Place()
        let (gardener, _) = try file(place.anna, in: place.list)
        try await place.sync()
        let intruder = try place.badr.create(
            "wish",
            [
                "text": .assign(.text("intruder")),
                "gardener": .assign(.text(gardener.description)),
            ])
        try await place.sync()
        #expect(try place.badr.store.quarantine().map(\.reason) == ["not_allowed"])
        #expect(try place.coordinator.store.record("wish", intruder) == nil)
        // To another organisation, the file does not exist: what refers to it stays with them.
        let outside = try place.stranger.create(
            "wish",
            [
                "text": .assign(.text("outside")),
                "gardener": .assign(.text(gardener.description)),
            ])
        try await place.sync()
        #expect(try place.stranger.store.quarantine().isEmpty)
        #expect(try place.coordinator.store.record("wish", outside) == nil)
        #expect(try place.stranger.store.record("wish", outside) != nil)
    }

    @Test func portfolioOfAnotherOrganisationIsRefused() async throws {
        let place = try await Place()
        let (gardener, _) = try file(place.stranger, in: place.list)
        try await place.sync()
        #expect(
            try place.stranger.store.quarantine().map(\.reason).first == "unknown_portfolio")
        #expect(try place.coordinator.store.record("gardener", gardener) == nil)
    }

    /// The part was written by somebody who had not heard that the file had moved.
    @Test func partThatArrivesLateFollowsItsFile() async throws {
        let place = try await Place()
        let (gardener, _) = try file(place.anna, in: nil)
        try await place.sync()
        let late = try place.coordinator.create(
            "wish",
            ["text": .assign(.text("late")), "gardener": .assign(.text(gardener.description))])
        try place.anna.assign(gardener, to: place.list)
        try await place.anna.sync()
        try await place.coordinator.sync()
        try await place.sync()
        #expect(try place.holders("wish", late, "late") == [true, false, true, false])
        try await place.checkSame()
    }

    @Test func partOfAnotherFileMovesWithItsReference() async throws {
        let place = try await Place()
        let (_, wish) = try file(place.anna, in: nil)
        let (other, _) = try file(place.anna, in: place.list)
        try await place.sync()
        try place.anna.store.write {
            $0.edit("wish", wish, ["gardener": .assign(.text(other.description))])
        }
        try await place.sync()
        #expect(try place.badr.store.record("wish", wish) == nil)
        #expect(try place.coordinator.store.record("wish", wish) != nil)
        try await place.checkSame()
    }

    @Test func historyOfAMovedRecordIsWhole() async throws {
        let place = try await Place()
        let (gardener, wish) = try file(place.anna, in: nil)
        try await place.sync()
        try place.anna.assign(gardener, to: place.list)
        try await place.sync()
        try place.anna.store.write {
            $0.edit("wish", wish, ["text": .assign(.text("pepino"))])
        }
        try await place.sync()
        let history = try await place.coordinator.engine.history("wish", wish)
        #expect(history.isComplete)
        #expect(history.changes.filter { $0.field == "text" }.count == 2)
    }

    /// After a restore to before the move, what was moved is where it was moved to again.
    @Test(arguments: [false, true])
    func moveSurvivesARestore(_ authorIsFirst: Bool) async throws {
        let place = try await Place()
        let (gardener, wish) = try file(place.anna, in: nil)
        try await place.sync()
        try place.world.backup()
        try place.anna.assign(gardener, to: place.list)
        try await place.sync()
        try place.world.restore()
        for device in authorIsFirst ? place.devices : place.devices.reversed() {
            try await device.sync()
        }
        try await place.sync()
        #expect(
            try place.holders("gardener", gardener, "Zuleikha") == [true, false, true, false])
        #expect(try place.holders("wish", wish, "tomatillo") == [true, false, true, false])
        try await place.checkSame()
    }

    @Test func whoGaveAPortfolioToWhomIsInTheAudit() async throws {
        let place = try await Place()
        try place.world.handOver(place.list, to: place.badr)
        let badr = try place.badr.store.enrolment()?.user ?? ""
        let lines = try place.world.administration.storage.read { reader in
            try reader.audit(last: 2, since: 0)
        }
        #expect(lines.map(\.what) == ["portfolio-created", "portfolio-handed-over"])
        #expect(lines.contains { $0.subject == "portfolio:\(place.list):user:\(badr)" })
    }

    /// Who holds a portfolio is not undone by a restore.
    @Test func handOverSurvivesARestore() async throws {
        let place = try await Place()
        let (_, wish) = try file(place.anna, in: place.list)
        try await place.sync()
        try place.world.backup()
        try place.world.handOver(place.list, to: place.badr)
        try await place.sync()
        try place.world.restore()
        try await place.sync()
        #expect(try place.holders("wish", wish, "tomatillo") == [false, true, true, false])
        try await place.checkSame()
    }

    @Test func erasedFileTakesItsPartsAlong() async throws {
        let place = try await Place()
        let (gardener, wish) = try file(place.anna, in: place.list)
        try await place.sync()
        try place.coordinator.store.write { $0.erase("gardener", gardener) }
        try await place.sync()
        // What is about somebody who was erased goes with them.
        #expect(try place.holders("wish", wish, "tomatillo") == [false, false, false, false])
        #expect(try place.coordinator.traces(of: "Zuleikha") == false)
        try await place.checkSame()
    }
}

extension TestDevice {
    fileprivate func assign(_ gardener: RecordID, to list: RecordID?) throws {
        try assign("gardener", gardener, "list", to: list)
    }

    fileprivate func wish(_ id: RecordID) throws -> String? {
        guard case .single(.text(let text))? = try store.record("wish", id)?.fields["text"] else {
            return nil
        }
        return text
    }
}
