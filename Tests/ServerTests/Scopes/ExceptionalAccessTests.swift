// A portfolio that is open for a time: what comes, who is told, and that it ends, whatever clocks,
// lines and restores do.

import ClientCore
import Shared
import Testing

@testable import Server

@Suite("Exceptional access")
struct ExceptionalAccessTests {
    private static let hour: UInt64 = 3600 * 1000
    private static let reason = AccessStory.reason

    @Test func fileComesWithItsPortfolioAndIsPurgedWhenTheTimeIsOver() async throws {
        let story = try await AccessStory()
        #expect(try !story.isShown())
        let opened = try await story.open(2)
        #expect(opened.report.state == .upToDate)
        #expect(try story.isShown())
        #expect(try story.badr.store.record("wish", story.wish) != nil)
        // It may be worked in, too.
        try story.badr.store.write {
            $0.edit("gardener", story.gardener, ["name": .assign(.text("Zuleikha B."))])
        }
        try await story.badr.sync()
        #expect(try story.badr.store.quarantine().isEmpty)
        story.world.clock.advance(by: 2 * Self.hour - 1)
        #expect(try story.isShown())
        story.world.clock.advance(by: 1)
        // Without a network, by the device's own clock.
        #expect(try !story.isShown())
        #expect(try StoreContents(story.badr).count("relais_access") == 0)
        #expect(try story.isPending())
        for _ in 0..<2 { try await story.badr.sync() }
        #expect(try !story.isShown())
        #expect(try !story.isPending())
        // Its holder has lost nothing.
        try await story.anna.sync()
        #expect(try story.anna.store.record("gardener", story.gardener) != nil)
    }

    @Test func clockThatIsPutBackGainsNothingAtTheNextSynchronisation() async throws {
        let story = try await AccessStory()
        _ = try await story.open(1)
        // The device's clock stands still, and the server's goes on.
        let ports = story.world.data.ports
        let frozen = ports.now()
        let late = try Store(
            folder: story.badr.folder, schema: story.world.schema,
            ports: Ports(now: { frozen }, random: ports.random, sleep: ports.sleep))
        story.world.clock.advance(by: Self.hour)
        #expect(try late.record("gardener", story.gardener) != nil)
        let engine = SyncEngine(store: late, transport: story.badr.line)
        let report = try await engine.sync()
        #expect(report.state == .upToDate)
        #expect(try late.record("gardener", story.gardener) == nil)
        #expect(try late.record("wish", story.wish) == nil)
    }

    /// A server whose clock is put back lets nobody in before they asked.
    @Test func serversClockThatIsPutBackOpensNothingEarlierThanItWasAskedFor() async throws {
        let story = try await AccessStory()
        _ = try await story.open(2)
        let (replica, storage) = (
            try #require(try story.badr.store.enrolment()).replica,
            story.world.administration.storage
        )
        func isOpen() throws -> Bool {
            try storage.read {
                try !ExceptionalAccesses.current(of: replica, $0, story.world.clock.now()).isEmpty
            }
        }
        #expect(try isOpen())
        story.world.clock.goBack(by: 1)
        #expect(try !isOpen())
        story.world.clock.advance(by: 1)
        #expect(try isOpen())
    }

    @Test func clockThatIsAheadEndsItNoEarlierThanTheServer() async throws {
        let story = try await AccessStory()
        let ports = story.world.data.ports
        let ahead = try Store(
            folder: story.badr.folder, schema: story.world.schema,
            ports: Ports(
                now: { ports.now() + 100 * Self.hour }, random: ports.random, sleep: ports.sleep))
        let engine = SyncEngine(store: ahead, transport: story.badr.line)
        _ = try await engine.sync()
        let opened = try await engine.open(story.gardener, reason: Self.reason, hours: 1)
        #expect(opened.report.state == .upToDate)
        #expect(try ahead.record("gardener", story.gardener) != nil)
        story.world.clock.advance(by: Self.hour)
        #expect(try ahead.record("gardener", story.gardener) == nil)
    }

    @Test func whatWasWrittenAndNotSentIsNotLostWithIt() async throws {
        let story = try await AccessStory()
        _ = try await story.open(1)
        try story.badr.store.write {
            $0.edit("wish", story.wish, ["text": .assign(.text("pergola"))])
        }
        story.world.clock.advance(by: Self.hour)
        #expect(try !story.isShown())
        #expect(try story.badr.store.status().pending == 1)
        try await story.badr.sync()
        let refused = try story.world.administration.storage.read { try $0.quarantine() }
        #expect(refused.map(\.code) == ["not_allowed"])
        #expect(try !story.isShown())
    }

    @Test func onlyTheDeviceThatAskedHoldsIt() async throws {
        let story = try await AccessStory()
        _ = try await story.open()
        let user = try #require(try story.badr.store.enrolment()?.user)
        let second = try await story.world.device()
        let code = try Accounts(
            storage: story.world.administration.storage, ports: story.world.data.ports
        ).invite(user: user)
        let tablet = try TestDevice(
            folder: story.world.folder + "/tablet", schema: story.world.schema,
            ports: story.world.data.ports, router: story.world.box)
        _ = try await tablet.engine.enrol(url: "test:", code: code.code)
        for device in [second, tablet] {
            try await device.sync()
            #expect(try device.store.record("gardener", story.gardener) == nil)
        }
    }

    @Test func coordinatorSeesWhoOpenedWhatAndWhy() async throws {
        let story = try await AccessStory()
        _ = try await story.open()
        let coordinator = try Asker(story.world, role: .coordinator)
        let stranger = try Asker(
            story.world, organisation: try story.world.makeOrganisation(), role: .coordinator)
        let told = String(
            decoding: coordinator.post("/v1/admin/overview", Array("{}".utf8)).body,
            as: UTF8.self)
        #expect(told.contains(Self.reason) && told.contains(story.gardener.description))
        let other = stranger.post("/v1/admin/overview", Array("{}".utf8))
        #expect(!String(decoding: other.body, as: UTF8.self).contains(Self.reason))
        let audit = coordinator.post("/v1/admin/audit", Array("{}".utf8))
        let lines = String(decoding: audit.body, as: UTF8.self)
        // The audit names nobody and quotes nobody.
        #expect(lines.contains("access-opened") && !lines.contains(Self.reason))
        #expect(lines.contains("record:gardener:\(story.gardener)"))
    }

    @Test func restoreNeitherForgetsItNorMakesItLastLonger() async throws {
        let story = try await AccessStory()
        try story.world.backup()
        _ = try await story.open(2)
        try story.world.restore()
        try await story.badr.sync()
        #expect(try story.isShown())
        story.world.clock.advance(by: 2 * Self.hour)
        try await story.badr.sync()
        #expect(try !story.isShown())
        let kept = try story.world.administration.storage.read {
            try $0.exceptionalAccesses(of: nil)
        }
        #expect(kept.map(\.reason) == [Self.reason])
    }

    @Test func whatMayNotBeOpenedIsRefusedAndChangesNothing() async throws {
        let story = try await AccessStory()
        let world = story.world
        let other = try Asker(world, organisation: try world.makeOrganisation())
        let (mediator, observer) = (try Asker(world), try Asker(world, role: .observer))
        let coordinator = try Asker(world, role: .coordinator)
        func body(_ reason: String = Self.reason, _ hours: JSON = .integer(1)) -> [UInt8] {
            JSON.object([
                "file": .string(story.gardener.description), "reason": .string(reason),
                "hours": hours,
            ]).bytes
        }
        expectRefusal(other.post("/v1/access", body()), 404, "unknown_file")
        expectRefusal(observer.post("/v1/access", body()), 403, "not_allowed")
        expectRefusal(coordinator.post("/v1/access", body()), 409, "already_held")
        for hours: Int64 in [0, 73, -1] {
            expectRefusal(
                mediator.post("/v1/access", body(Self.reason, .integer(hours))), 400,
                "access_too_long")
        }
        for reason in ["", "court", String(repeating: "x", count: 501)] {
            expectRefusal(mediator.post("/v1/access", body(reason)), 400, "reason_missing")
        }
        for bad in ["", "{}", #"{"file":"x","reason":"assez long","hours":1}"#] {
            expectRefusal(mediator.post("/v1/access", Array(bad.utf8)), 400, "malformed")
        }
        let nobody = JSON.object([
            "file": .string(story.wish.description), "reason": .string(Self.reason),
        ]).bytes
        expectRefusal(mediator.post("/v1/access", nobody), 404, "unknown_file")
        #expect(
            try world.administration.storage.read { try $0.exceptionalAccesses(of: nil) }.isEmpty)
        #expect(mediator.post("/v1/access", body()).status == 200)
        // While it runs it may be asked for again.
        world.clock.advance(by: 1)
        #expect(mediator.post("/v1/access", body()).status == 200)
    }
}
