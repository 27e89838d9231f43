// What was opened by exception, ended by a coordinator before its time: the device loses it at its
// next synchronisation, nothing that was written is lost, and nothing opens it again but another
// reason.

import ClientCore
import Server
import Shared
import Testing

@Suite("An exceptional access that is ended early")
struct EndedAccessTests {
    private func end(
        _ story: AccessStory, by asker: Asker, portfolio: RecordID? = nil
    ) throws -> HTTPResponse {
        let replica = try #require(try story.badr.store.enrolment()).replica
        var members: [JSONObject.Member] = [
            JSONObject.Member(key: "replica", value: .integer(Int64(replica)))
        ]
        if let portfolio {
            members.append(
                JSONObject.Member(key: "portfolio", value: .string(portfolio.description)))
        }
        return asker.post("/v1/admin/end-access", JSON.object(JSONObject(members: members)).bytes)
    }

    private func accesses(_ story: AccessStory) throws -> [ExceptionalAccess] {
        try story.world.administration.storage.read { try $0.exceptionalAccesses(of: nil) }
    }

    @Test func deviceLosesItAtItsNextSynchronisationAndNothingThatWasWritten() async throws {
        let story = try await AccessStory()
        _ = try await story.open(24)
        // The scopes that it holds are told with the request after.
        try await story.badr.sync()
        try story.badr.store.write {
            $0.edit("wish", story.wish, ["text": .assign(.text("pergola"))])
        }
        let coordinator = try Asker(story.world, role: .coordinator)
        let answer = try end(story, by: coordinator)
        #expect(answer.status == 200)
        #expect(String(decoding: answer.body, as: UTF8.self).contains(AccessStory.reason))
        // Nothing tells the device before it speaks; then it is told, and what it wrote is sealed.
        #expect(try story.isShown() && story.isPending())
        try await story.badr.sync()
        #expect(try !story.isShown())
        #expect(try StoreContents(story.badr).count("relais_access") == 0)
        #expect(try story.badr.store.status().pending == 0)
        let refused = try story.world.administration.storage.read { try $0.quarantine() }
        #expect(refused.map(\.code) == ["not_allowed"])
        try await story.badr.sync()
        #expect(try !story.isShown() && !story.isPending())
        #expect(try story.badr.store.quarantine().count == 1)
        // Who holds it has lost nothing, and the coordinator may release what was refused.
        try story.world.quarantines.accept(try #require(try story.world.waiting().first))
        try await story.anna.sync()
        #expect(
            try story.anna.store.record("wish", story.wish)?.fields["text"]
                == .single(.text("pergola")))
    }

    @Test func coordinatorSeesThatItWasEndedAndTheAuditByWhom() async throws {
        let story = try await AccessStory()
        _ = try await story.open(24)
        let coordinator = try Asker(story.world, role: .coordinator)
        for act in ["overview", "accesses"] {
            let before = coordinator.post("/v1/admin/\(act)", Array("{}".utf8))
            #expect(String(decoding: before.body, as: UTF8.self).contains("\"ended\":null"))
        }
        story.world.clock.advance(by: 1)
        let ended = story.world.clock.now()
        _ = try end(story, by: coordinator)
        let time = Instant(milliseconds: Int64(ended)).description
        for act in ["overview", "accesses"] {
            let after = coordinator.post("/v1/admin/\(act)", Array("{}".utf8))
            #expect(String(decoding: after.body, as: UTF8.self).contains("\"ended\":\"\(time)\""))
        }
        let replica = try #require(try story.badr.store.enrolment()).replica
        let line = try #require(try story.world.auditLines().last)
        #expect(line.what == "access-ended" && line.outcome == "device:\(replica)")
        #expect(line.device == coordinator.replica)
        #expect(
            line.subject == "portfolio:\(story.list):record:gardener:\(story.gardener)")
    }

    @Test func onlyWhatIsNamedEndsAndNobodyElseEndsIt() async throws {
        let story = try await AccessStory()
        let world = story.world
        _ = try await story.open(24)
        let other = try Asker(world, organisation: try world.makeOrganisation(), role: .coordinator)
        let coordinator = try Asker(world, role: .coordinator)
        expectRefusal(try end(story, by: other), 404, "unknown_device")
        expectRefusal(try end(story, by: try Asker(world)), 403, "not_coordinator")
        let elsewhere = RecordID(high: 1, low: 1)
        expectRefusal(
            try end(story, by: coordinator, portfolio: elsewhere), 404, "unknown_access")
        #expect(try accesses(story).map(\.ended) == [nil])
        let told = other.post("/v1/admin/accesses", Array("{}".utf8))
        #expect(!String(decoding: told.body, as: UTF8.self).contains(AccessStory.reason))
        #expect(try end(story, by: coordinator, portfolio: story.list).status == 200)
        #expect(try accesses(story).map(\.ended) == [world.clock.now()])
        // What has ended does not end again.
        expectRefusal(try end(story, by: coordinator), 404, "unknown_access")
    }

    /// Asked for twice it was open twice: both end.
    @Test func everythingThatIsOpenEndsAndAnotherReasonOpensItAgain() async throws {
        let story = try await AccessStory()
        _ = try await story.open(2)
        story.world.clock.advance(by: 1)
        _ = try await story.open(48)
        #expect(
            try story.world.administration.endAccess(
                of: try #require(try story.badr.store.enrolment()).replica
            ).count == 2)
        try await story.badr.sync()
        #expect(try !story.isShown())
        story.world.clock.advance(by: 1)
        _ = try await story.open(1)
        #expect(try story.isShown())
        #expect(try accesses(story).map { $0.ended == nil } == [false, false, true])
    }

    /// Neither a clock that is put back nor a restore opens what was ended.
    @Test(arguments: [false, true])
    func nothingOpensItAgain(_ isRestored: Bool) async throws {
        let story = try await AccessStory()
        _ = try await story.open(24)
        try story.world.backup()
        story.world.clock.advance(by: 1000)
        _ = try story.world.administration.endAccess(
            of: try #require(try story.badr.store.enrolment()).replica)
        if isRestored { try story.world.restore() }
        story.world.clock.goBack(by: 500)
        for _ in 0..<2 { try await story.badr.sync() }
        #expect(try !story.isShown())
    }
}
