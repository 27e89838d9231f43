// Every act that the audit is for leaves its line, in the transaction of the act; what is refused
// or changes nothing leaves none.

import ClientCore
import FoundationEssentials
import SQLite
import Server
import Shared
import Testing

struct AuditActsTests {
    private let world: World

    init() throws { world = try World() }

    private var accounts: Accounts {
        Accounts(storage: world.administration.storage, ports: world.data.ports)
    }

    private func enrolment(_ device: TestDevice) throws -> (user: String, replica: UInt32) {
        let enrolment = try #require(try device.store.enrolment())
        return (enrolment.user, enrolment.replica)
    }

    @Test func territoryBeginsItsAudit() throws {
        let world = try World(schema: JobSearch.schema)
        let before = world.clock.now()
        #expect(try world.audit() == ["operator territory-created territory:garden done"])
        #expect(try world.auditLines()[0].at == before)
        let id = try world.administration.createOrganisation(name: "Relais")
        #expect(
            try world.audit().last == "operator organisation-created organisation:\(id) done")
    }

    @Test func codesAndDevicesAreNoted() async throws {
        let device = try await world.device()
        let (user, replica) = try enrolment(device)
        #expect(
            try Array(world.audit().suffix(2)) == [
                "operator invited user:\(user) done",
                "user:\(user)/\(replica) enrolled device:\(replica) done",
            ])
        // A lost answer that is asked for again enrols nobody, and a wrong name invites nobody.
        let code = try world.invite()
        let hash = try #require(EnrolmentCode.hash(code))
        let secret = Hex.encode(world.data.ports.randomBytes(32))
        _ = try accounts.enrol(codeHash: hash, secret: secret)
        let unchanged = try world.audited {
            _ = try accounts.enrol(codeHash: hash, secret: secret)
            #expect(throws: Refusal.self) { try accounts.enrol(codeHash: hash, secret: "other") }
            #expect(throws: RelaisError.self) { try accounts.invite(user: "nobody") }
        }
        #expect(unchanged.isEmpty)
    }

    @Test func withdrawalsAndLossesAreNotedOnce() async throws {
        let (user, replica) = try enrolment(try await world.device())
        let lines = try world.audited {
            for isLost in [false, false, true, true, false] {
                _ = try world.administration.revoke(replica, isLost: isLost)
            }
            #expect(throws: RelaisError.self) { try world.administration.revoke(99) }
        }
        #expect(
            lines == [
                "operator device-revoked device:\(replica) done",
                "operator device-lost device:\(replica) done",
            ])
        let state = try world.administration.storage.read { try $0.device(replica)?.state }
        #expect(state == .lost && !user.isEmpty)
    }

    @Test func rolesAndDeparturesAreNoted() async throws {
        let (user, replica) = try enrolment(try await world.device())
        let lines = try world.audited {
            _ = try world.administration.setRole(.observer, of: user)
            _ = try world.administration.setRole(.observer, of: user)
            _ = try world.administration.depart(user)
            #expect(throws: RelaisError.self) { try world.administration.depart(user) }
            #expect(throws: RelaisError.self) {
                try world.administration.setRole(.mediator, of: user)
            }
        }
        #expect(
            lines == [
                "operator role-changed user:\(user) observer",
                "operator device-revoked device:\(replica) done",
                "operator user-left user:\(user) done",
            ])
    }

    @Test func decisionsOnRefusedChangesAreNotedWithWhatTheyRelease() async throws {
        let author = try await world.device(role: .observer)
        let (_, replica) = try enrolment(author)
        for _ in 1...3 { _ = try author.create("plot", ["name": .assign(.text("Nord"))]) }
        try await author.sync()
        let quarantines = world.quarantines
        func address(_ number: UInt64) -> DeliveryAddress {
            DeliveryAddress(replica: replica, number: number)
        }
        let lines = try world.audited {
            try quarantines.accept(address(1))
            try quarantines.correct(address(2), [try #require(Correction("name=Sud"))])
            try quarantines.dismiss(address(3))
            #expect(throws: RelaisError.self) { try quarantines.dismiss(address(3)) }
            #expect(throws: RelaisError.self) { try quarantines.accept(address(4)) }
        }
        #expect(
            lines == [
                "operator quarantine-accepted transaction:\(replica):1 done",
                "operator quarantine-corrected transaction:\(replica):2 done",
                "operator quarantine-dismissed transaction:\(replica):3 done",
            ])
    }

    @Test func erasuresAreNotedWithWhoMadeThem() async throws {
        let anna = try await world.device(role: .coordinator)
        let (user, replica) = try enrolment(anna)
        let plot = try anna.create("plot", ["name": .assign(.text("Yasmine"))])
        try await anna.sync()
        try anna.store.write { $0.erase("plot", plot) }
        try await anna.sync()
        #expect(
            try world.audit().last
                == "user:\(user)/\(replica) record-erased record:plot:\(plot) done")
    }

    @Test func copiesAreNoted() async throws {
        let anna = try await world.device()
        let (user, replica) = try enrolment(anna)
        _ = try anna.create("plot", ["name": .assign(.text("p"))])
        try await anna.sync()
        let copy = try anna.clone(to: world.folder + "/copy")
        for device in [anna, copy] {
            _ = try device.create("plot", ["name": .assign(.text("q"))])
            try await device.sync()
        }
        let forked = try enrolment(copy).replica
        #expect(forked != replica)
        #expect(
            try world.audit().last
                == "user:\(user)/\(replica) device-forked device:\(forked) done")
    }

    @Test func importsAreNotedWithHowManyRecordsTheyChanged() throws {
        let text = "collection,source,source_id,name\n" + "plot,s,1,Un\nplot,s,2,Deux\n"
        let files = [(name: "Yasmine Benali.csv", bytes: Array(text.utf8))]
        let importer = ServerImporter(world.administration)
        var changed = 0
        let lines = try world.audited {
            let report = try importer.run(files: files)
            changed = report.created + report.updated
            _ = try importer.run(files: files)
        }
        #expect(changed == 2)
        #expect(lines == ["operator imported - done x2"])
    }

    @Test func backupsAreNotedAndRestoresNameTheEndThatWasLost() async throws {
        _ = try await world.device()
        let position = try world.backup()
        #expect(
            try world.audit().last
                == "operator backed-up position:\(position.epoch):\(position.sequence) done")
        let kept = try world.auditLines().count - 1
        for _ in 0..<5 { _ = try world.invite() }
        let lost = try world.administration.storage.read { try $0.auditHead() }
        for _ in 1...2 {
            // The second time what is lost is the line that the first restore has added.
            let end = try world.administration.storage.read { try $0.auditHead() }
            try world.restore()
            let lines = try world.auditLines()
            #expect(lines.count == kept + 1)
            #expect(
                try world.audit().last
                    == "operator restored audit:\(end.count):\(Hex.encode(end.hash)) done")
            #expect(try world.check() == .whole(lines[kept].head))
        }
        #expect(lost.count == UInt64(kept) + 6)
        // The chain goes on, and a cut is found in the new epoch as well.
        for _ in 0..<3 { _ = try world.invite() }
        let file = try Connection(
            path: world.territory, mode: .readWrite)
        try file.execute(
            "DROP TRIGGER audit_is_not_cut; DELETE FROM audit WHERE number > \(kept)")
        #expect(try world.check() == .broken(line: UInt64(kept) + 1, .cut))
    }

    @Test func restoreWithoutAnythingButTheBackupSaysThatNothingTellsWhatWasLost() throws {
        try world.backup()
        _ = try world.invite()
        let server = world.folder + "/server"
        let end = try world.administration.storage.read { try $0.auditHead() }
        // Without the ledger the file in place still tells.
        try world.restore(withoutLedger: true)
        #expect(
            try world.audit().last
                == "operator restored audit:\(end.count):\(Hex.encode(end.hash)) done")
        try FileManager.default.removeItem(atPath: server + "/territories/garden.sqlite")
        try world.restore(withoutLedger: true)
        #expect(try world.audit().last == "operator restored - done")
    }

    /// A line is there exactly if the act is.
    @Test func actThatIsUndoneLeavesNoLine() throws {
        let before = try world.audit()
        let storage = world.administration.storage
        #expect(throws: SQLiteError.self) {
            try storage.write { writer in
                try writer.audit(AuditEvent(at: 1, .operator, .invited))
                try writer.put(Sample.device(1))
                throw SQLiteError(extendedCode: 13, message: "full")
            }
        }
        #expect(try world.audit() == before)
        #expect(try world.check() == .whole(try storage.read { try $0.auditHead() }))
    }

    /// Whoever reads the audit learns identities, and nothing about anybody.
    @Test func linesHoldNoNameAndNoSecret() async throws {
        let device = try await world.device(role: .coordinator)
        let plot = try device.create("plot", ["name": .assign(.text("Yasmine"))])
        try await device.sync()
        try device.store.write { $0.erase("plot", plot) }
        try await device.sync()
        let code = try world.invite()
        _ = world.post(
            "/v1/enrol",
            JSONCodec().encode(
                EnrolRequest(code: code, secret: String(repeating: "ab", count: 32))))
        world.data.writeRefusals(all: true)
        let text = try world.auditLines().map { "\($0)" }.joined()
        for word in [
            "User 1", "Somebody", "Yasmine", "Gardeners", code, "abababab", "Garden,",
        ] {
            #expect(!text.contains(word), "\(word)")
        }
    }
}
