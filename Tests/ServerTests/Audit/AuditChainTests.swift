// Tampering: whoever can write to the territory's file changes, takes out, puts in, moves or cuts
// lines, and each is found.

import SQLite
import Server
import Shared
import Testing

struct AuditChainTests {
    /// Some ways to tamper, the line that is then named, and why.
    static let tampering: [(name: String, sql: String, line: UInt64, flaw: AuditFlaw)] = [
        ("who", "UPDATE audit SET who = 'user:somebody' WHERE number = 4", 4, .changed),
        ("device", "UPDATE audit SET device = 7 WHERE number = 4", 4, .changed),
        ("what", "UPDATE audit SET what = 'imported' WHERE number = 4", 4, .changed),
        ("when", "UPDATE audit SET at = at + 1 WHERE number = 4", 4, .changed),
        ("subject", "UPDATE audit SET subject = subject || ' ' WHERE number = 4", 4, .changed),
        ("outcome", "UPDATE audit SET outcome = '' WHERE number = 4", 4, .changed),
        ("count", "UPDATE audit SET count = 2 WHERE number = 4", 4, .changed),
        ("hash", "UPDATE audit SET hash = zeroblob(32) WHERE number = 4", 4, .changed),
        // A byte moved from one column to the next leaves the same text in a row.
        (
            "border",
            """
            UPDATE audit SET who = who || substr(what, 1, 1), what = substr(what, 2)
            WHERE number = 4
            """, 4, .changed
        ),
        ("first", "DELETE FROM audit WHERE number = 1", 1, .missing),
        ("one", "DELETE FROM audit WHERE number = 4", 4, .missing),
        (
            "closed up",
            "DELETE FROM audit WHERE number = 4; UPDATE audit SET number = number - 1 "
                + "WHERE number > 4", 4, .changed
        ),
        (
            "put in",
            "UPDATE audit SET number = -number WHERE number > 4; UPDATE audit SET number = "
                + "1 - number WHERE number < 0; INSERT INTO audit SELECT 5, at, who, device, "
                + "what, subject, outcome, count, hash FROM audit WHERE number = 4", 5, .changed
        ),
        (
            "put before the first",
            "INSERT INTO audit SELECT 0, at, who, device, what, subject, outcome, count, hash "
                + "FROM audit WHERE number = 1", 0, .changed
        ),
        (
            "moved",
            "UPDATE audit SET number = -number WHERE number IN (4, 6); UPDATE audit SET number = "
                + "10 + number WHERE number < 0", 4, .changed
        ),
        ("last", "DELETE FROM audit WHERE number = (SELECT max(number) FROM audit)", 8, .cut),
        ("end", "DELETE FROM audit WHERE number > 3", 4, .cut),
        ("everything", "DELETE FROM audit", 1, .cut),
        (
            "added without a hash",
            "INSERT INTO audit SELECT 9, at, who, device, what, subject, outcome, count, hash "
                + "FROM audit WHERE number = 8", 9, .changed
        ),
    ]

    @Test(arguments: tampering.indices)
    func tamperingIsFound(_ index: Int) throws {
        let tampering = Self.tampering[index]
        let world = try story()
        #expect(try world.check() == .whole(try head(world)))
        try raw(world, tampering.sql)
        // The line before the first one has no number that it could have.
        let line = max(tampering.line, 1)
        let flaw = tampering.line == 0 ? AuditFlaw.missing : tampering.flaw
        #expect(try world.check() == .broken(line: line, flaw), "\(tampering.name)")
    }

    /// Every hash is right again: only the end that is kept apart tells.
    @Test func rewrittenChainIsFound() throws {
        for first in [1, 4, 8] as [UInt64] {
            let world = try story()
            var last = AuditHead.start
            var script = ""
            for var line in try world.auditLines() {
                if line.number == first { line.outcome = "nothing" }
                line.hash = line.computedHash(after: last.hash)
                script += "UPDATE audit SET outcome = '\(line.outcome)', "
                script += "hash = x'\(Hex.encode(line.hash))' WHERE number = \(line.number);"
                last = line.head
            }
            try raw(world, script)
            #expect(try world.check() == .broken(line: 8, .rewritten))
        }
    }

    /// The end that the ledger knows is the only proof: no later line takes its place.
    @Test func cutEndIsFoundAlsoAfterTheServerHasGoneOn() throws {
        let world = try story()
        try raw(world, "DELETE FROM audit WHERE number > 6")
        _ = try world.invite()
        #expect(try world.check() == .broken(line: 8, .cut))
        for _ in 0..<5 {
            _ = try world.invite()
            #expect(try world.check() == .broken(line: 8, .rewritten))
        }
        #expect(try world.administration.storage.auditWitness()?.count == 8)
    }

    @Test func lostLedgerIsSaid() throws {
        let world = try story()
        let ledger = try Connection(
            path: world.folder + "/server/ledger/garden.sqlite", mode: .readWrite)
        try ledger.execute("DELETE FROM audit")
        #expect(try world.check() == .broken(line: 9, .unwitnessed))
        // From the next line on it is known again.
        _ = try world.invite()
        #expect(try world.check() == .whole(try head(world)))
    }

    /// The file itself refuses what is not adding, to whoever does not first take that apart.
    @Test func fileRefusesToChangeOrCut() throws {
        let world = try story()
        let connection = try Connection(path: path(world), mode: .readWrite)
        for sql in ["UPDATE audit SET count = 2", "DELETE FROM audit WHERE number = 8"] {
            #expect(throws: SQLiteError.self) { try connection.execute(sql) }
        }
        #expect(try world.check() == .whole(try head(world)))
    }

    /// A territory with eight lines.
    private func story() throws -> World {
        let world = try World()
        for _ in 0..<7 { _ = try world.invite() }
        #expect(try head(world).count == 8)
        return world
    }

    private func head(_ world: World) throws -> AuditHead {
        try world.administration.storage.read { try $0.auditHead() }
    }

    private func path(_ world: World) -> String {
        world.territory
    }

    private func raw(_ world: World, _ sql: String) throws {
        let connection = try Connection(path: path(world), mode: .readWrite)
        try connection.execute(
            "DROP TRIGGER audit_is_not_changed; DROP TRIGGER audit_is_not_cut; " + sql)
    }
}
