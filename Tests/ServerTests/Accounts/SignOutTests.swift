// Signing out: first the server has everything, then the access ends, then the device is empty; and
// whatever is cut on the way is taken up again.

import ClientCore
import Server
import Shared
import Testing

@Suite("Signing out")
struct SignOutTests {
    private func device(_ world: World) async throws -> (TestDevice, RecordID) {
        let anna = try await world.device()
        let plot = try anna.create("plot", ["name": .assign(.text("Potager"))])
        for _ in 0..<2 { try await anna.sync() }
        try anna.set(plot, "soil", "argile")
        return (anna, plot)
    }

    private func state(_ world: World, _ device: TestDevice) throws -> Device {
        let replica = try #require(try device.store.enrolment()?.replica)
        return try world.administration.storage.read { try #require(try $0.device(replica)) }
    }

    private func expectSignedOut(_ world: World, _ anna: TestDevice, _ plot: RecordID) throws {
        #expect(try world.serverState("plot", plot)?.field("soil") != nil)
        #expect(try state(world, anna).state == .revoked)
        #expect(try state(world, anna).held.isEmpty)
        #expect(try anna.store.records("plot").isEmpty)
        #expect(try anna.store.search(SearchRequest(text: "argile")).isEmpty)
        #expect(try anna.store.status().pending == 0)
        var acts: [String] = []
        try world.administration.storage.read { reader in
            try reader.audit(after: 0) {
                acts.append($0.what)
                return true
            }
        }
        #expect(acts.filter { $0 == "device-signed-out" }.count == 1)
    }

    /// A backup from before does not bring the access back.
    @Test func restoreDoesNotUndoIt() async throws {
        let world = try World()
        let (anna, _) = try await device(world)
        try world.backup()
        _ = try await anna.engine.signOut()
        try world.restore()
        #expect(try state(world, anna).state == .revoked)
    }

    @Test func everythingIsSentBeforeTheAccessEnds() async throws {
        let world = try World()
        let (anna, plot) = try await device(world)
        let report = try await anna.engine.signOut()
        #expect(report.pushed == 1 && report.waiting == 0 && report.error == nil)
        try expectSignedOut(world, anna, plot)
        #expect(try await anna.engine.sync().state == .revoked)
        // The same person may come back with another code, and has everything again.
        let user = try #require(try anna.store.enrolment()?.user)
        let code = try Accounts(
            storage: world.administration.storage, ports: world.data.ports
        ).invite(user: user)
        _ = try await anna.engine.enrol(url: "test:", code: code.code)
        try await anna.sync()
        #expect(try anna.text(plot, "soil") == "argile")
    }

    @Test func withoutAServerNothingIsRemovedAndWhatWaitsIsNamed() async throws {
        let world = try World()
        let (anna, plot) = try await device(world)
        anna.line.fail(Array(repeating: .requestLost, count: 20))
        do {
            _ = try await anna.engine.signOut()
            Issue.record("it was signed out")
        } catch {
            #expect(error.code == "not_all_sent" && error.isTransient)
        }
        #expect(try anna.store.waitingRecords() == [RecordKey(collection: "plot", id: plot)])
        #expect(try anna.text(plot, "soil") == "argile")
        #expect(try state(world, anna).state == .active)
    }

    @Test func forcedWithoutAServerKeepsWhatNobodyElseHas() async throws {
        let world = try World()
        let (anna, plot) = try await device(world)
        anna.line.fail(Array(repeating: .requestLost, count: 20))
        let report = try await anna.engine.signOut(isForced: true)
        #expect(report.waiting == 1 && report.error != nil)
        #expect(try anna.text(plot, "name") == nil)
        #expect(try anna.store.search(SearchRequest(text: "Potager")).isEmpty)
        anna.line.fail([])
        // With a network it is sent after all, and the device can be signed out for good.
        let restarted = try await Self.eventually(anna)
        #expect(restarted.waiting == 0)
        try expectSignedOut(world, anna, plot)
    }

    private static func eventually(_ device: TestDevice) async throws -> SignOutReport {
        for _ in 0..<20 {
            if let report = try? await device.engine.signOut() { return report }
        }
        return try await device.engine.signOut()
    }

    /// Which request is lost on its way, or its answer.
    @Test(arguments: 0..<4, [true, false])
    func cutAnywhereItIsTakenUpAgain(_ exchange: Int, _ isAnswer: Bool) async throws {
        let world = try World()
        let (anna, plot) = try await device(world)
        anna.line.fail(
            Array(repeating: nil, count: exchange) + [isAnswer ? .responseLost : .requestLost])
        for _ in 0..<4 { _ = try? await anna.engine.signOut() }
        _ = try await anna.engine.sync()
        try expectSignedOut(world, anna, plot)
    }

    @Test func serverThatLacksSomethingDoesNotEndTheAccess() async throws {
        let world = try World()
        let asker = try Asker(world)
        _ = try asker.create("plot", "name", "Potager")
        func ask(_ body: String) -> HTTPResponse { asker.post("/v1/sign-out", Array(body.utf8)) }
        expectRefusal(ask(#"{"last":2}"#), 409, "not_all_received")
        for bad in ["", "{}", #"{"last":-1}"#, #"{"last":"1"}"#] {
            expectRefusal(ask(bad), 400, "malformed")
        }
        #expect(
            asker.post("/v1/records", JSONCodec().encode(RecordsRequest(records: []))).status == 200
        )
        #expect(ask(#"{"last":1}"#).status == 200)
        #expect(ask(#"{"last":1}"#).status == 200)
        expectRefusal(
            asker.post("/v1/records", JSONCodec().encode(RecordsRequest(records: []))), 403,
            "device_revoked")
    }
}
