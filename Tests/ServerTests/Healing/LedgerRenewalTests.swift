// A ledger that was lost begins anew: whole or not at all, and not only when something is restored.

import ClientCore
import FoundationEssentials
import SQLite
import Server
import Shared
import Testing

struct LedgerRenewalTests {
    private let world: World

    init() throws { world = try World() }

    private var ledger: String { world.folder + "/server/ledger" }

    private func files() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: ledger).filter {
            !$0.hasSuffix("-wal") && !$0.hasSuffix("-shm")
        }
    }

    private func state(_ replica: Replica) throws -> Device.State? {
        try world.administration.storage.read { try $0.device(replica)?.state }
    }

    /// A device whose access was withdrawn after the backup `old` and before `new`.
    private func withdrawn() async throws -> Replica {
        let replica = try #require(try (try await world.device()).store.enrolment()).replica
        _ = try world.administration.createPortfolio(
            organisation: world.organisation, name: "Nord", holder: nil)
        try world.backup("old")
        _ = try world.administration.revoke(replica)
        try world.backup("new")
        return replica
    }

    /// The new ledger is cut when it knows of people and not yet of portfolios.
    @Test func renewalThatIsCutLeavesNothingThatIsTakenForALedger() async throws {
        let replica = try await withdrawn()
        let backup = try Connection(path: world.folder + "/new", mode: .readWrite)
        try backup.run("UPDATE portfolio SET organisation = substr(organisation, 2)")
        #expect(throws: (any Error).self) {
            try world.restore("new", withoutLedger: true)
        }
        #expect(try !files().contains("garden.sqlite"))
        // Whatever a process that died has left there is no ledger either.
        try Data("half".utf8).write(to: URL(filePath: ledger + "/garden.sqlite.new"))
        try backup.run("UPDATE portfolio SET organisation = CAST(x'00' || organisation AS BLOB)")
        #expect(try !world.restore("new").hasLedger)
        #expect(try files() == ["garden.sqlite"])
        // It has all of it: an older backup undoes nothing.
        #expect(try world.restore("old").hasLedger)
        #expect(try state(replica) == .revoked)
    }

    /// A server that finds no ledger makes one, and says so: an empty one would be taken for one
    /// that knows everything.
    @Test func serverThatFindsNoLedgerMakesItOfWhatItKnows() async throws {
        let replica = try await withdrawn()
        try FileManager.default.removeItem(atPath: ledger)
        let lines = Locked<[String]>([])
        for _ in 0..<2 {
            let data = try ServerData(
                folder: world.folder + "/server", ports: world.data.ports,
                log: { line in lines.withLock { $0.append(line) } })
            _ = try data.existingTerritory("garden")
        }
        #expect(lines.withLock { $0.filter { $0.hasPrefix("ledger_missing: garden") }.count } == 1)
        #expect(try files() == ["garden.sqlite"])
        #expect(try world.restore("old").hasLedger)
        #expect(try state(replica) == .revoked)
    }

    /// That something was lost is remembered by the ledger that began then, whatever is restored.
    @Test func lossIsRememberedThroughOlderBackups() async throws {
        _ = try await withdrawn()
        func isLost() throws -> Bool {
            try world.administration.storage.read { try $0.setting("ledger-lost") != nil }
        }
        #expect(try world.restore("new").hasLedger)
        #expect(try !isLost())
        #expect(try !world.restore("new", withoutLedger: true).hasLedger)
        #expect(try isLost())
        #expect(try world.restore("old").hasLedger)
        #expect(try isLost())
    }
}
