// A device whose access is withdrawn: its last words are sealed, then nothing is left on it; a lost
// one is not even heard.

import ClientCore
import SQLite
import Server
import Shared
import Testing

@Suite("Revocation")
struct RevocationTests {
    private func replica(_ device: TestDevice) throws -> Replica {
        try #require(try device.store.enrolment()?.replica)
    }

    private func isPending(_ world: World, _ device: TestDevice) throws -> Bool {
        let replica = try replica(device)
        return try world.administration.storage.read { reader in
            try Accounts.hasPendingPurge(
                try #require(try reader.device(replica)), reader, now: world.clock.now())
        }
    }

    /// A plot and a diary that Anna has, and the server.
    private func shared(_ world: World, _ anna: TestDevice) async throws -> RecordID {
        let plot = try anna.create("plot", ["name": .assign(.text("Potager"))])
        _ = try anna.create("diary", ["text": .assign(.text("Zuleikha"))])
        try await anna.sync()
        // The scopes that it holds are told with the request after.
        try await anna.sync()
        return plot
    }

    @Test func lastPushIsSealedAndThenEverythingIsPurged() async throws {
        let world = try World()
        let anna = try await world.device()
        let plot = try await shared(world, anna)
        for number in 0..<3 { try anna.set(plot, "soil", "argile \(number)") }
        #expect(try !isPending(world, anna))
        _ = try world.administration.revoke(try replica(anna))
        #expect(try isPending(world, anna))
        let report = try await anna.engine.sync()
        #expect(report.state == .revoked && report.error?.code == "device_revoked")
        #expect(report.pushed == 3)
        let sealed = try world.administration.storage.read { try $0.quarantine() }
        #expect(sealed.map(\.code) == Array(repeating: "device_revoked", count: 3))
        #expect(try world.serverState("plot", plot)?.field("soil") == nil)
        try expectNothingLeft(anna)
        #expect(try anna.store.status().pending == 0)
        #expect(try !isPending(world, anna))
        // It stays so, and what waits can be released.
        #expect(try await anna.engine.sync().state == .revoked)
        #expect(try world.administration.storage.read { try $0.quarantine() }.count == 3)
    }

    @Test func lostDeviceIsNotHeardAndKeepsOnlyWhatNobodyElseHas() async throws {
        let world = try World()
        let anna = try await world.device()
        let plot = try await shared(world, anna)
        try anna.set(plot, "soil", "argile")
        _ = try world.administration.revoke(try replica(anna), isLost: true)
        #expect(try await anna.engine.sync().state == .revoked)
        #expect(try world.administration.storage.read { try $0.quarantine() }.isEmpty)
        #expect(try anna.text(plot, "name") == nil)
        #expect(try anna.store.search(SearchRequest(text: "Zuleikha")).isEmpty)
        #expect(try anna.store.status().pending == 1)
        // Nobody has heard that it purged: it could be in any hands.
        #expect(try isPending(world, anna))
    }

    /// The answer to the last push is lost, or the one that says that all is purged.
    @Test(arguments: 0..<3)
    func lastPushThatIsCutIsTakenUpAgain(_ exchange: Int) async throws {
        let world = try World()
        let anna = try await world.device()
        let plot = try await shared(world, anna)
        try anna.set(plot, "soil", "argile")
        _ = try world.administration.revoke(try replica(anna))
        anna.line.fail(Array(repeating: nil, count: exchange) + [.responseLost])
        for _ in 0..<3 { _ = try await anna.engine.sync() }
        let sealed = try world.administration.storage.read { try $0.quarantine() }
        #expect(sealed.count == 1)
        try expectNothingLeft(anna)
        #expect(try !isPending(world, anna))
    }

    /// A server that was restored without its ledger has forgotten that it withdrew the access.
    @Test func deviceThatIsHeardAgainOffersNothingThatItPurged() async throws {
        let world = try World()
        let anna = try await world.device()
        try await anna.sync()
        try world.backup()
        let plot = try await shared(world, anna)
        _ = try world.administration.revoke(try replica(anna))
        #expect(try await anna.engine.sync().state == .revoked)
        // What has no bytes any more is not among what it says that it could send again.
        var pruned: Int64?
        try Connection(path: anna.folder + "/relais.sqlite", mode: .readWrite)
            .rows("SELECT pruned FROM relais_device", []) { pruned = $0.int64(0) }
        #expect(pruned == 2)
        try world.restore(withoutLedger: true)
        try await anna.sync()
        // What it purged is gone from it for good, and it goes on from there.
        #expect(try world.serverState("plot", plot) == nil)
        let later = try anna.create("plot", ["name": .assign(.text("later"))])
        try await anna.sync()
        #expect(try anna.store.status().pending == 0)
        #expect(try world.serverState("plot", later) != nil)
        #expect(try await anna.engine.verify().differences.isEmpty)
    }

    @Test func purgeOfALostPortfolioIsPendingUntilTheDeviceSaysSo() async throws {
        let world = try World()
        let (anna, badr) = (try await world.device(), try await world.device())
        let list = try world.administration.createPortfolio(
            organisation: world.organisation, name: "List",
            holder: try anna.store.enrolment()?.user
        ).id
        _ = try anna.create(
            "gardener",
            ["name": .assign(.text("Zuleikha")), "list": .assign(.text(list.description))])
        for _ in 0..<2 { try await anna.sync() }
        _ = try world.administration.handOver(
            list, to: try badr.store.enrolment()?.user ?? "")
        #expect(try isPending(world, anna))
        try await anna.sync()
        #expect(try anna.store.search(SearchRequest(text: "Zuleikha")).isEmpty)
        try await anna.sync()
        #expect(try !isPending(world, anna))
    }

    private func expectNothingLeft(
        _ device: TestDevice, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        for collection in ["plot", "diary"] {
            #expect(
                try device.store.records(collection).isEmpty, sourceLocation: sourceLocation)
        }
        for words in ["Potager", "Zuleikha", "argile"] {
            #expect(
                try device.store.search(SearchRequest(text: words)).isEmpty,
                sourceLocation: sourceLocation)
        }
        let contents = try StoreContents(device)
        for table in ["relais_quarantine", "relais_overlay", "relais_receipt"] {
            #expect(try contents.count(table) == 0, sourceLocation: sourceLocation)
        }
    }
}
