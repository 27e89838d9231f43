// Refused requests through the router: each is counted, says little, changes nothing, and many of
// them are few lines.

import Glibc
import Gzip
import SQLite
import Server
import Shared
import Testing

struct RefusalAuditTests {
    private let secret = String(repeating: "0f", count: 32)

    private func enrol(
        _ world: World, _ code: String, from address: String = "192.0.2.7"
    ) -> HTTPResponse {
        world.router.handle(
            HTTPRequest(
                method: "POST", path: "/v1/enrol",
                body: JSONCodec().encode(EnrolRequest(code: code, secret: secret)),
                remoteAddress: address))
    }

    /// What this thread has worked, in seconds: a busy machine makes it no longer.
    private func threadTime() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// What is written once the minute is over.
    private func refusals(_ world: World) throws -> [String] {
        world.clock.advance(by: 60_000)
        return try world.audited { world.data.writeRefusals() }
    }

    @Test func tenThousandWrongCodesCostLittleAndAreTwoLines() throws {
        let world = try World()
        let right = try world.invite()
        let before = try world.administration.storage.commitCounter()
        let began = threadTime()
        var statuses: [Int: Int] = [:]
        for index in 0..<10_000 {
            let code = String(index + 1_000_000, radix: 10).padded(to: 12)
            statuses[enrol(world, code).status, default: 0] += 1
        }
        let taken = threadTime() - began
        #expect(statuses == [403: 20, 429: 9_980])
        // Less than half a millisecond each, in a debug build, with the audit's count.
        #expect(taken < 5, "\(taken) s")
        #expect(try world.administration.storage.commitCounter() == before)
        // The right one is refused too: a guess is worth nothing for now.
        let answer = enrol(world, right)
        expectRefusal(answer, 429, "too_many_codes")
        #expect(answer.headers.contains { $0.0 == "Retry-After" && Int($0.1) == 30 })
        // Elsewhere it is not.
        #expect(enrol(world, right, from: "192.0.2.8").status == 200)
        #expect(
            try refusals(world) == [
                "source:192.0.2.7 enrolment-refused - bad_code x20",
                "source:192.0.2.7 enrolment-refused - too_many_codes x9981",
            ])
        #expect(try world.check() == .whole(try head(world)))
    }

    /// Right codes cost nothing, and a lost answer may be asked for again and again.
    @Test func officeWithOneAddressEnrolsAllItsTabletsBetweenTypingErrors() throws {
        let world = try World()
        for index in 0..<40 {
            if index.isMultiple(of: 3) {
                expectRefusal(enrol(world, "0000-0000-0000"), 403, "bad_code")
            }
            let code = try world.invite()
            for _ in 1...2 { #expect(enrol(world, code).status == 200) }
        }
        #expect(
            try refusals(world) == ["source:192.0.2.7 enrolment-refused - bad_code x14"])
    }

    @Test func codesFromManyAddressesAreLimitedTogether() throws {
        let world = try World()
        var statuses: [Int: Int] = [:]
        for index in 0..<10_000 {
            let address = "10.\(index % 7).\(index / 256).\(index % 256)"
            statuses[enrol(world, "0000-0000-0000", from: address).status, default: 0] += 1
        }
        #expect(statuses == [403: 1_000, 429: 9_000])
        #expect(try refusals(world).count <= RefusalTally.sumsEachMinute + 2)
    }

    /// A network of IPv6 has more addresses than anybody could be limited by.
    @Test func addressesOfOneNetworkAreOneSource() throws {
        let world = try World()
        for index in 0..<100 {
            let address = "2001:db8:1:2:\(String(index, radix: 16))::\(index)"
            _ = enrol(world, "0000-0000-0000", from: address)
        }
        _ = enrol(world, "0000-0000-0000", from: "2001:db8:1:3::1")
        _ = enrol(world, "0000-0000-0000", from: "::ffff:192.0.2.9")
        _ = enrol(world, "0000-0000-0000", from: "Yasmine Benali")
        #expect(
            try refusals(world) == [
                "source:192.0.2.9 enrolment-refused - bad_code",
                "source:2001:db8:1:2::/64 enrolment-refused - bad_code x20",
                "source:2001:db8:1:2::/64 enrolment-refused - too_many_codes x80",
                "source:2001:db8:1:3::/64 enrolment-refused - bad_code",
                "source:unknown enrolment-refused - bad_code",
            ])
    }

    @Test func usedAndExpiredCodesAreRefusedAndCounted() throws {
        let world = try World()
        let (used, late) = (try world.invite(), try world.invite())
        #expect(enrol(world, used).status == 200)
        let other = JSONCodec().encode(
            EnrolRequest(code: used, secret: String(repeating: "1f", count: 32)))
        expectRefusal(world.post("/v1/enrol", other), 403, "code_used")
        world.clock.advance(by: Accounts.codeLifetime)
        expectRefusal(enrol(world, late), 403, "code_expired")
        // A departed person's code is worth nothing either.
        let user = try world.administration.storage.read {
            try #require(try $0.users().first { $0.name == "Somebody" }).id
        }
        let accounts = Accounts(
            storage: world.administration.storage, ports: world.data.ports)
        let open = try accounts.invite(user: user).code
        _ = try world.administration.depart(user)
        expectRefusal(enrol(world, open), 403, "code_expired")
        let lines = try refusals(world)
        #expect(lines.contains("source:127.0.0.1 enrolment-refused - code_used"))
        #expect(lines.contains("source:192.0.2.7 enrolment-refused - code_expired x2"))
    }

    @Test func forgedTokensAndBrokenMessagesAreCountedInTheTerritoryThatTheyName() throws {
        let world = try World()
        let asker = try Asker(world)
        try world.data.createTerritory("other", name: "Other")
        let verify = JSONCodec().encode(VerifyRequest(scope: "territory", depth: .scope))
        for _ in 0..<50 {
            let header = "Bearer garden.\(asker.replica).\(secret)"
            expectRefusal(
                world.post("/v1/verify", verify, headers: [("authorization", header)]), 401,
                "unauthorised")
        }
        for _ in 0..<3 {
            expectRefusal(asker.post("/v1/sync", Array("{".utf8)), 400, "malformed")
        }
        // Bombs and broken packing are refused before any route.
        let bomb = Gzip.compress(Array(repeating: 0, count: WireLimits.messageBytes + 1))
        for body in [bomb, [1, 2, 3]] {
            _ = world.post(
                "/v1/sync", body,
                headers: [("authorization", asker.header), ("content-encoding", "gzip")])
        }
        // What a client may meet that does nothing wrong is no matter for the audit.
        _ = asker.sync([], protocolVersion: 99)
        _ = world.post("/v1/nowhere", [])
        #expect(
            try refusals(world) == [
                "source:127.0.0.1 request-refused - malformed x4",
                "source:127.0.0.1 request-refused - too_large",
                "source:127.0.0.1 request-refused - unauthorised x50",
            ])
        let other = try world.data.existingTerritory("other")
        #expect(try other.read { try $0.auditHead().count } == 1)
        // A territory that does not exist makes no line of its own name.
        _ = world.post(
            "/v1/verify", verify, headers: [("authorization", "Bearer ghost.1.\(secret)")])
        world.data.writeRefusals(all: true)
        #expect(try world.audit().last?.contains("ghost") == false)
    }

    @Test func revokedAndLostDevicesAreTold() throws {
        let world = try World()
        let (revoked, lost) = (try Asker(world), try Asker(world))
        _ = try world.administration.revoke(revoked.replica)
        _ = try world.administration.revoke(lost.replica, isLost: true)
        for asker in [revoked, lost, lost] {
            expectRefusal(asker.sync([]), 403, "device_revoked")
        }
        #expect(
            try refusals(world) == [
                "source:127.0.0.1 request-refused device:\(lost.replica) device_lost x2",
                "source:127.0.0.1 request-refused device:\(revoked.replica) device_revoked",
            ])
    }

    /// A full disk does not lose the count, nor stop the server.
    @Test func refusalsThatCannotBeWrittenWait() throws {
        let world = try World()
        let storage = world.administration.storage
        try storage.limit(pages: 1)
        let error = #expect(throws: SQLiteError.self) {
            while true { try storage.write { try $0.audit(AuditEvent(at: 1, .server, .invited)) } }
        }
        #expect(error?.isFull == true)
        _ = enrol(world, "0000-0000-0000")
        world.clock.advance(by: 60_000)
        let lines = try world.audit()
        for _ in 0..<3 { world.data.writeRefusals() }
        #expect(try world.audit() == lines)
        try storage.limit(pages: 1_000_000)
        world.data.writeRefusals()
        #expect(try world.audit().last == "source:192.0.2.7 enrolment-refused - bad_code")
    }

    private func head(_ world: World) throws -> AuditHead {
        try world.administration.storage.read { try $0.auditHead() }
    }
}

extension String {
    fileprivate func padded(to count: Int) -> String {
        String(repeating: "0", count: max(0, count - utf8.count)) + self
    }
}
