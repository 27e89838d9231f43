// What a device may ask beside synchronising: only of what its user may see, and then all of it.

import ClientCore
import Server
import Shared
import Testing

struct InspectionTests {
    @Test func scopeOfAnotherOrganisationAnswersLikeOneThatDoesNotExist() throws {
        let world = try World()
        let owner = try Asker(world)
        let diary = try owner.create("diary", "text", "secret")
        let strangers = [
            try Asker(world, organisation: try world.makeOrganisation()),
            try Asker(world, role: .volunteer), try Asker(world, role: .observer),
        ]
        let scope = "organisation:\(world.organisation)"
        let nowhere = "organisation:\(RecordID(high: 0, low: 0))"
        #expect(try verify(owner, scope).count == 1)
        let nobody = RecordID(high: diary.high, low: diary.low ^ 1)
        for stranger in strangers {
            for depth in [VerifyRequest.Depth.scope, .buckets, .records(bucket: 0)] {
                let answers = [scope, nowhere, "garden", "organisation:"].map { scope in
                    stranger.post(
                        "/v1/verify",
                        JSONCodec().encode(VerifyRequest(scope: scope, depth: depth)))
                }
                for answer in answers {
                    expectRefusal(answer, 404, "not_found")
                    #expect(answer.body == answers[0].body)
                }
            }
            let keys = [diary, nobody].map { RecordKey(collection: "diary", id: $0) }
            let records = try records(stranger, keys)
            #expect(records.records.isEmpty && records.absent == keys)
            let histories = keys.map { key in
                stranger.post("/v1/history", JSONCodec().encode(HistoryRequest(record: key)))
            }
            for answer in histories { expectRefusal(answer, 404, "not_found") }
            #expect(histories[0].body == histories[1].body)
            #expect(try verify(stranger, "territory").count == 0)
        }
        // And its owner sees it whole.
        let mine = try records(owner, [RecordKey(collection: "diary", id: diary)])
        #expect(mine.records.count == 1 && mine.absent.isEmpty)
        #expect(mine.records.first?.state == (try world.serverState("diary", diary)))
        #expect(mine.records.first?.isWhole == true)
    }

    @Test func historyTellsEveryEditOfTwoDevicesInOrder() async throws {
        let world = try World()
        let (anna, badr) = (try await world.device(), try await world.device())
        let id = try anna.create("plot", ["name": .assign(.text("0"))])
        let other = try anna.create("plot", ["name": .assign(.text("other"))])
        try await anna.sync()
        var random = SeededGenerator(seed: 11)
        for number in 1..<50 {
            let device = random.next().isMultiple(of: 2) ? anna : badr
            try await device.sync()
            try device.set(id, "name", "\(number)")
            // What concerns another record is no part of it.
            if number.isMultiple(of: 7) { try device.set(other, "soil", "\(number)") }
            try await device.sync()
        }
        let history = try await badr.engine.history("plot", id)
        #expect(history.isComplete && history.error == nil)
        let names = history.changes.filter { $0.field == "name" }.map(\.content)
        #expect(names == (0..<50).reversed().map { .value(.text("\($0)")) })
        let sequences = history.changes.compactMap(\.sequence)
        #expect(sequences == sequences.sorted(by: >))
        #expect(Set(history.changes.map(\.device)) == [1, 2])
        #expect(history.changes.allSatisfy { $0.user != nil && $0.state == .synced })
    }

    @Test func longHistoryComesInPagesThatLeaveNothingOut() throws {
        let world = try World()
        let pusher = try Pusher(world)
        let plot = world.data.ports.makeRecordID()
        let count: UInt64 = 1_050
        for _ in 0..<count { pusher.add(pusher.make(plot)) }
        _ = try pusher.push(after: 0, through: count)
        let asker = try Asker(world)
        var sequences: [UInt64] = []
        var before: UInt64?
        var pages = 0
        repeat {
            let request = HistoryRequest(
                record: RecordKey(collection: "plot", id: plot), before: before)
            let answer = asker.post("/v1/history", JSONCodec().encode(request))
            let page = try JSONCodec().historyResponse(answer.body)
            sequences += page.entries.map(\.sequence)
            #expect(page.entries.count <= 1_000)
            before = page.next
            pages += 1
        } while before != nil && pages < 10
        #expect(sequences == (1...count).reversed())
        #expect(pages == 2)
    }

    @Test func digestsOfEveryDepthAddUpToTheSame() throws {
        let world = try World()
        let pusher = try Pusher(world)
        for _ in 0..<60 { pusher.add(pusher.make(world.data.ports.makeRecordID())) }
        _ = try pusher.push(after: 0, through: 60)
        let asker = try Asker(world)
        let whole = try verify(asker, "territory")
        let buckets = try verify(asker, "territory", .buckets)
        var sum = Digest.zero
        var count = 0
        for bucket in 0..<Digest.bucketCount {
            let records = try verify(asker, "territory", .records(bucket: UInt8(bucket)))
            #expect(records.digests == [buckets.digests[bucket]])
            #expect(records.count == records.entries.count)
            for entry in records.entries {
                #expect(Digest.bucket(of: entry.id) == bucket)
                sum.add(entry.digest)
            }
            count += records.count
        }
        #expect([sum] == whole.digests)
        #expect(count == 60 && whole.count == 60 && buckets.count == 60)
        #expect(whole.head == 60)
    }

    private func verify(
        _ asker: Asker, _ scope: String, _ depth: VerifyRequest.Depth = .scope
    ) throws -> VerifyResponse {
        let answer = asker.post(
            "/v1/verify", JSONCodec().encode(VerifyRequest(scope: scope, depth: depth)))
        return try JSONCodec().verifyResponse(answer.body)
    }

    private func records(_ asker: Asker, _ keys: [RecordKey]) throws -> RecordsResponse {
        let answer = asker.post(
            "/v1/records", JSONCodec().encode(RecordsRequest(records: keys)))
        return try JSONCodec().recordsResponse(answer.body)
    }
}
