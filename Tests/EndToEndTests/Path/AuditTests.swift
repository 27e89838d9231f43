// AuditTests: who did what, listed and verified by the program, through a whole story.

import FoundationEssentials
import Glibc
import Shared
import Testing

@Suite(.ownThreads) struct AuditTests {
    private let server: TestServer

    init() throws { server = try TestServer() }

    private func audit(_ options: String...) throws -> [JSON] {
        try server.administer(["audit", "--territory", "brest"] + options).list("lines")
    }

    private func words(_ lines: [JSON]) throws -> [String] {
        try lines.map { try "\($0.text("who")) \($0.text("what")) \($0.text("on"))" }
    }

    private func verify() throws -> Outcome { try server.run(["audit", "--verify"]) }

    @Test("a story of accounts is told line by line, and verified")
    func story() throws {
        try server.start()
        let anna = try server.device("Anna")
        let code = try server.invite("Badr")
        let badr = try Device()
        let enrolled = try badr.json("enrol", server.url, code)
        let (user, replica) = (try enrolled.text("user"), try enrolled.number("replica"))
        try anna.sync()
        try anna.json("token")
        try server.administer([
            "user", "role", user, "--role", "referent", "--territory", "brest",
        ])
        let listed = try server.administer(["user", "list"]).list("users")
        let row = try #require(listed.first { $0["user"] == .string(user) })
        #expect(try row.text("role") == "referent" && row.text("name") == "Badr")
        #expect(try row["devices"] == .array([.integer(Int64(replica))]) && !row.flag("left"))
        let second = try server.administer(["invite", "--territory", "brest", "--user", user])
        let tablet = try Device()
        let lost = try tablet.json("enrol", server.url, try second.text("code")).number("replica")
        let revoked = try server.administer([
            "devices", "revoke", "\(lost)", "--lost", "--territory", "brest",
        ])
        #expect(try revoked.list("devices")[0].text("state") == "lost")
        #expect(try tablet.run("sync").document().text("state") == "revoked")
        let left = try server.administer(["user", "leave", user, "--territory", "brest"])
        #expect(left["revoked"] == .array([.integer(Int64(replica))]))
        #expect(try badr.run("sync").document().text("state") == "revoked")
        let again = try server.run(["invite", "--territory", "brest", "--user", user])
        #expect(try again.error().text("code") == "user_left")
        try anna.sync()
        _ = try server.stop()

        let lines = try audit()
        let told = try words(lines)
        for line in [
            "operator territory-created territory:brest",
            "operator organisation-created organisation:\(server.organisation)",
            "operator invited user:\(user)", "user:\(user) enrolled device:\(replica)",
            "operator role-changed user:\(user)", "operator device-lost device:\(lost)",
            "operator device-revoked device:\(replica)", "operator user-left user:\(user)",
            "source:127.0.0.1 request-refused device:\(lost)",
        ] {
            #expect(told.contains(line), "\(line) is not in \(told)")
        }
        #expect(told.contains { $0.contains(" token-rotated ") })
        #expect(try lines.map { try $0.number("number") } == Array(1...lines.count))
        let whole = try verify().success()
        #expect(try whole.flag("match") && whole.number("lines") == lines.count)
        #expect(try whole.text("head") == lines[lines.count - 1].text("hash"))
        #expect(try audit("--limit", "2") == lines.suffix(2))
        #expect(try audit("--since", "2100-01-01").isEmpty)
        #expect(try audit("--since", lines[0].text("at")) == lines)
        for wrong in [["--limit", "0"], ["--limit", "x"], ["--since", "hier"]] {
            #expect(try server.run(["audit"] + wrong).error(status: 2).text("code") == "usage")
        }
    }

    @Test("who tries wrong codes is told to wait, whatever comes next, and is counted")
    func wrongCodes() throws {
        try server.start()
        let code = try server.invite("Anna")
        let device = try Device()
        for _ in 1...20 {
            let outcome = try device.run("enrol", server.url, "-", input: "0000-0000-0000")
            #expect(try outcome.error().text("code") == "bad_code")
        }
        let outcome = try device.run("enrol", server.url, "-", input: code)
        #expect(try outcome.error().text("code") == "too_many_codes")
        #expect(try outcome.error().flag("transient"))
        _ = try server.stop()
        try server.start()
        // The right code was not spent.
        try device.json("enrol", server.url, code)
        let lines = try audit().filter { $0["what"] == .string("enrolment-refused") }
        var counts: [String: Int] = [:]
        for line in lines {
            try counts[line.text("outcome"), default: 0] += line.number("count")
        }
        // The minute may have ended between two of them.
        #expect(counts == ["bad_code": 20, "too_many_codes": 1] && lines.count <= 4)
        #expect(try verify().status == 0)
    }

    @Test("a byte that was changed in the file is found, and the line named")
    func tampering() throws {
        let path = server.data + "/territories/brest.sqlite"
        _ = try server.invite("Anna")
        _ = try server.invite("Badr")
        #expect(try verify().status == 0)
        var bytes = try Data(contentsOf: URL(filePath: path))
        // The first of the two: SQLite fills a page from its end.
        let ranges = bytes.ranges(of: Data("operatorinvited".utf8))
        let first = try #require(ranges.last)
        bytes.replaceSubrange(first, with: Data("operatoridvites".utf8))
        try bytes.write(to: URL(filePath: path))
        let outcome = try verify()
        #expect(outcome.status == 1)
        let found = try outcome.document()
        #expect(try !found.flag("match"))
        #expect(try found.number("line") == 3 && found.text("reason") == "changed")
        #expect(try found.text("message").hasSuffix("."))
    }

    @Test("a restored audit goes on, and says which end was lost")
    func restore() throws {
        let backup = server.folder.path + "/brest.backup"
        try server.administer(["backup", "--to", backup])
        _ = try server.invite("Anna")
        let lost = try verify().success()
        try server.administer(["restore", "--from", backup])
        let lines = try audit()
        let end = try #require(lines.last)
        #expect(try end.text("what") == "restored")
        #expect(
            try end.text("on") == "audit:\(lost.number("lines")):\(lost.text("head"))")
        #expect(try verify().success().number("lines") == lines.count)
        // A file that somebody puts back by hand lacks lines that the ledger knows of.
        _ = try server.invite("Badr")
        let place = server.data + "/territories/brest.sqlite"
        let copy = server.folder.path + "/copy"
        try FileManager.default.copyItem(atPath: place, toPath: copy)
        _ = try server.invite("Carla")
        try FileManager.default.removeItem(atPath: place)
        try FileManager.default.copyItem(atPath: copy, toPath: place)
        let outcome = try verify()
        #expect(try outcome.status == 1 && outcome.document().text("reason") == "cut")
    }
}
