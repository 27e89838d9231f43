// A device's secret is exchanged for another: the old one is good until the new one was used, and
// never after; no interruption and no restore leaves a device without one.

import ClientCore
import FoundationEssentials
import Server
import Shared
import Testing

struct TokenRotationTests {
    private static let next = String(repeating: "9e", count: 32)

    private func verify(_ world: World, _ replica: Replica, _ secret: String) -> Int {
        world.post(
            "/v1/verify",
            JSONCodec().encode(VerifyRequest(scope: "territory", depth: .scope)),
            headers: [("authorization", "Bearer garden.\(replica).\(secret)")]
        ).status
    }

    private func ask(_ asker: Asker, _ secret: String, with own: String? = nil) -> HTTPResponse {
        asker.world.post(
            "/v1/token", JSON.object(["secret": .string(secret)]).bytes,
            headers: [
                (
                    "authorization",
                    "Bearer garden.\(asker.replica).\(own ?? asker.secret)"
                )
            ])
    }

    @Test func oldSecretIsGoodUntilTheNewOneIsUsed() throws {
        let world = try World()
        let asker = try Asker(world)
        for _ in 1...2 { #expect(ask(asker, Self.next).status == 200) }
        #expect(verify(world, asker.replica, asker.secret) == 200)
        let lines = try world.audited {
            #expect(verify(world, asker.replica, Self.next) == 200)
            #expect(verify(world, asker.replica, Self.next) == 200)
            #expect(verify(world, asker.replica, asker.secret) == 401)
        }
        #expect(lines.count == 1)
        #expect(lines[0].hasSuffix("token-rotated device:\(asker.replica) done"))
        // The old one cannot ask for itself again, and the new one can be exchanged in turn.
        expectRefusal(ask(asker, asker.secret), 401, "unauthorised")
        #expect(ask(asker, asker.secret, with: Self.next).status == 200)
        #expect(verify(world, asker.replica, asker.secret) == 200)
        #expect(verify(world, asker.replica, Self.next) == 401)
    }

    @Test(arguments: ["/v1/sync", "/v1/fork", "/v1/return", "/v1/mend", "/v1/history", "/v1/live"])
    func newSecretIsTakenOnEveryRoute(_ path: String) throws {
        let world = try World()
        let asker = try Asker(world)
        #expect(ask(asker, Self.next).status == 200)
        let codec = JSONCodec()
        let key = RecordKey(collection: "plot", id: RecordID(high: 0, low: 1))
        let bodies: [String: [UInt8]] = [
            "/v1/sync": codec.encode(
                SyncRequest(
                    schema: 1, epoch: nil, after: 0, chain: .start, transactions: [], scopes: [])),
            "/v1/fork": codec.encode(
                ForkRequest(secret: asker.secret, after: 0, chain: .start, chains: [])),
            "/v1/return": codec.encode(
                ReturnRequest(epoch: Epoch(1), lineage: Lineage(), records: [])),
            "/v1/mend": codec.encode(MendRequest(records: [])),
            "/v1/history": codec.encode(HistoryRequest(record: key)),
        ]
        let answer = world.router.handle(
            HTTPRequest(
                method: path == "/v1/live" ? "GET" : "POST", path: path,
                headers: [("authorization", "Bearer garden.\(asker.replica).\(Self.next)")],
                body: bodies[path] ?? []))
        answer.stream?.cancel()
        #expect(answer.status != 401 && answer.status < 500)
        #expect(verify(world, asker.replica, asker.secret) == 401)
    }

    @Test func anotherQuestionTakesThePlaceOfTheLast() throws {
        let world = try World()
        let asker = try Asker(world)
        let forgotten = String(repeating: "77", count: 32)
        #expect(ask(asker, forgotten).status == 200)
        #expect(ask(asker, Self.next).status == 200)
        #expect(verify(world, asker.replica, forgotten) == 401)
        #expect(verify(world, asker.replica, asker.secret) == 200)
        #expect(verify(world, asker.replica, Self.next) == 200)
    }

    @Test func questionsOfOthersAndWhatIsNoSecretAreRefused() throws {
        let world = try World()
        let (asker, other) = (try Asker(world), try Asker(world))
        expectRefusal(ask(asker, Self.next, with: other.secret), 401, "unauthorised")
        for wrong in ["", "9e", Self.next + "9e", String(repeating: "z", count: 64)] {
            expectRefusal(ask(asker, wrong), 400, "malformed")
        }
        for body in ["", "{}", "[]", "{\"secret\":1}", "{\"secret\":\"\(Self.next)\""] {
            expectRefusal(asker.post("/v1/token", Array(body.utf8)), 400, "malformed")
        }
        let long = "{\"secret\":\"\(Self.next)\",\"x\":\"\(String(repeating: "x", count: 1_000))\"}"
        expectRefusal(asker.post("/v1/token", Array(long.utf8)), 400, "malformed")
        _ = try world.administration.revoke(asker.replica)
        expectRefusal(ask(asker, Self.next), 403, "device_revoked")
        #expect(verify(world, other.replica, other.secret) == 200)
    }

    /// Also a revoked device that is about to change its secret stays revoked.
    @Test func revokedDeviceDoesNotComeBackWithItsNextSecret() throws {
        let world = try World()
        let asker = try Asker(world)
        #expect(ask(asker, Self.next).status == 200)
        _ = try world.administration.revoke(asker.replica)
        #expect(verify(world, asker.replica, Self.next) == 403)
        #expect(verify(world, asker.replica, asker.secret) == 403)
    }

    /// Its last push is taken with the secret that it was about to have, which stays unsettled.
    @Test func revokedDeviceIsHeardWithItsNextSecret() throws {
        let world = try World()
        let asker = try Asker(world)
        #expect(ask(asker, Self.next).status == 200)
        _ = try world.administration.revoke(asker.replica)
        let request = SyncRequest(
            schema: 1, epoch: nil, after: 0, chain: .start, transactions: [], scopes: [])
        let token = "Bearer \(asker.territory).\(asker.replica).\(Self.next)"
        let answer = world.post(
            "/v1/sync", JSONCodec().encode(request), headers: [("authorization", token)])
        expectRefusal(answer, 403, "device_revoked")
    }

    @Test func engineExchangesTheSecretAndACopyIsWorthNothing() async throws {
        let world = try World()
        let device = try await world.device()
        let copy = try device.clone(to: world.folder + "/stolen")
        try await device.engine.rotateToken()
        try await device.sync()
        let error = await #expect(throws: RelaisError.self) { try await copy.sync() }
        #expect(error?.code == "unauthorised")
        try await device.engine.rotateToken()
        try await device.sync()
        #expect(try world.audit().filter { $0.contains("token-rotated") }.count == 2)
    }

    @Test(arguments: 0..<4) func interruptedExchangeLeavesASecretThatWorks(_ step: Int) async throws
    {
        let world = try World()
        let device = try await world.device()
        let fault: TestLine.Fault = step.isMultiple(of: 2) ? .requestLost : .responseLost
        device.line.fail((step < 2 ? [] : [nil]) + [fault])
        await #expect(throws: RelaisError.self) { try await device.engine.rotateToken() }
        try device.reopen()
        try await device.sync()
        try await device.engine.rotateToken()
        try await device.sync()
    }

    @Test(arguments: [false, true])
    func secretThatIsYoungerThanTheBackupIsKnownAfterARestore(_ wasUsed: Bool) async throws {
        let world = try World()
        let device = try await world.device()
        try world.backup()
        if wasUsed {
            try await device.engine.rotateToken()
        } else {
            // The server has agreed, and the device has it, and has not used it yet.
            device.line.fail([nil, .requestLost])
            await #expect(throws: RelaisError.self) { try await device.engine.rotateToken() }
        }
        try world.restore()
        try await device.sync()
        #expect(try world.administration.storage.read { try $0.devices() }.count == 2)
    }

    /// A copy of the ledger that is older than the backup does not bring an old secret back.
    @Test func olderLedgerDoesNotBringBackAnOldSecret() async throws {
        let world = try World()
        let device = try await world.device()
        let ledger = world.folder + "/server/ledger"
        let old = world.folder + "/ledger"
        try FileManager.default.copyItem(atPath: ledger, toPath: old)
        try await device.engine.rotateToken()
        try world.backup()
        try FileManager.default.removeItem(atPath: ledger)
        try FileManager.default.copyItem(atPath: old, toPath: ledger)
        try world.restore()
        try await device.sync()
    }
}
