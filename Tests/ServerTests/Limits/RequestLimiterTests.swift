// Who asks too often is told when to come back, and nobody else is.

import ClientCore
import Gzip
import Shared
import Testing

@testable import Server

struct RequestLimiterTests {
    /// A world whose router counts requests: five a second, 300 at once.
    private func world() throws -> World {
        let world = try World()
        let clock = world.clock
        let limiter = RequestLimiter(now: { clock.now() }, devicePerSecond: 5)
        let router = Router(data: world.data, schema: world.schema, limiter: limiter)
        world.box.current.withLock { $0 = router }
        return world
    }

    private func verify(_ asker: Asker) -> HTTPResponse {
        asker.post(
            "/v1/verify", JSONCodec().encode(VerifyRequest(scope: "territory", depth: .buckets)))
    }

    @Test func deviceThatAsksTooOftenIsToldWhenToComeBack() throws {
        let world = try world()
        let (asker, other) = (try Asker(world), try Asker(world))
        for _ in 0..<300 { #expect(verify(asker).status == 200) }
        let refused = verify(asker)
        expectRefusal(refused, 429, "too_many_requests")
        #expect(refused.headers.contains { $0.0 == "Retry-After" && $0.1 == "1" })
        let failure = try WireFailure(json: refused.body)
        #expect(failure.isTransient)
        // The live stream is a request like any other; another device is another matter.
        let live = HTTPRequest(
            method: "GET", path: "/v1/live", headers: [("authorization", asker.header)])
        #expect(world.router.handle(live).status == 429)
        #expect(verify(other).status == 200)
        world.clock.advance(by: 200)
        #expect(verify(asker).status == 200)
        #expect(verify(asker).status == 429)
    }

    @Test func nobodyCanSpendWhatIsAnothers() throws {
        let world = try world()
        let asker = try Asker(world)
        let forged =
            "Bearer \(asker.territory).\(asker.replica).\(String(repeating: "0", count: 64))"
        var statuses: Set<Int> = []
        for _ in 0..<400 {
            statuses.insert(
                world.post("/v1/sync", [], headers: [("authorization", forged)]).status)
        }
        #expect(statuses.contains(429) && !statuses.contains(200))
        #expect(verify(asker).status == 200)
    }

    @Test func centreThatEnrolsFortyTabletsIsNoAttack() throws {
        let world = try world()
        for _ in 0..<40 {
            #expect(verify(try Asker(world)).status == 200)
        }
    }

    @Test func memoryIsBoundedWhateverComes() throws {
        let clock = VirtualClock()
        let limiter = RequestLimiter(now: { clock.now() })
        for number in 0..<(RequestLimiter.maximumBuckets + 5_000) {
            let request = HTTPRequest(
                method: "POST", path: "/v1/sync", headers: [("authorization", "Bearer \(number)")])
            #expect(limiter.admit(request) == nil)
        }
        #expect(limiter.count <= RequestLimiter.maximumBuckets)
    }

    @Test func deviceWaitsAsLongAsItIsAsked() async throws {
        let world = try world()
        let device = try await world.device()
        let headers = [TransportHeader(name: "retry-after", value: "3")]
        let refusal = TransportResponse(
            status: 429, headers: headers,
            body: WireFailure(ServerErrors.tooManyRequests(seconds: 3).error).json
        )
        // A proxy's own 429 has no words of ours.
        let foreign = TransportResponse(status: 429, headers: headers, body: Array("slow".utf8))
        for answer in [refusal, foreign] {
            device.line.fail([.answer(answer)])
            let before = world.clock.now()
            try await device.sync()
            #expect(world.clock.now() - before >= 3_000)
        }
        // Longer than somebody waits: the report says so, and who watches waits.
        let long = TransportResponse(
            status: 429, headers: [TransportHeader(name: "retry-after", value: "600")],
            body: refusal.body)
        device.line.fail([.answer(long)])
        let report = try await device.engine.sync()
        #expect(report.state == .offline && report.error?.code == "too_many_requests")
        #expect(report.retryAfter == 600_000)
        #expect(try await device.engine.sync().retryAfter == nil)
    }
}
