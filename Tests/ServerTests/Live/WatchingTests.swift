// GET /v1/live at the router: who may watch, and what makes the server tell. No socket.

import Shared
import Testing

@testable import Server

struct WatchingTests {
    private func live(_ world: World, _ header: String?, method: String = "GET") -> HTTPResponse {
        world.router.handle(
            HTTPRequest(
                method: method, path: "/v1/live",
                headers: header.map { [("authorization", $0)] } ?? []))
    }

    private func stream(_ world: World, _ asker: Asker) throws -> any HTTPStream {
        let answer = live(world, asker.header)
        #expect(answer.status == 200 && answer.body.isEmpty)
        let types = answer.headers.filter { $0.0 == "Content-Type" }.map(\.1)
        #expect(types == ["text/event-stream"])
        return try #require(answer.stream)
    }

    private func head(_ stream: any HTTPStream) -> UInt64? {
        guard case .bytes(let bytes) = stream.next() else { return nil }
        var parser = EventStreamParser()
        guard case .event("changed", let data)? = parser.read(bytes).first else { return nil }
        return (try? LiveHead(json: Array(data.utf8)))?.sequence
    }

    @Test func onlyAnEnrolledDeviceMayWatch() throws {
        let world = try World()
        let asker = try Asker(world)
        let headers = [
            nil, "", "Bearer ", "Basic x", "Bearer garden.\(asker.replica).\(asker.secret)x",
            "Bearer garden.99.\(asker.secret)", "Bearer nowhere.\(asker.replica).\(asker.secret)",
        ]
        for header in headers { expectRefusal(live(world, header), 401, "unauthorised") }
        for method in ["POST", "HEAD", "PUT"] {
            expectRefusal(live(world, asker.header, method: method), 405, "method_not_allowed")
        }
        _ = try world.administration.revoke(asker.replica)
        expectRefusal(live(world, asker.header), 403, "device_revoked")
        #expect(world.router.live.count == 0)
    }

    @Test func watcherIsToldAtOnceHowFarTheServerIs() throws {
        let world = try World()
        let asker = try Asker(world)
        #expect(head(try stream(world, asker)) == 0)
        _ = try asker.create("plot", "name", "Nord")
        let stream = try stream(world, asker)
        #expect(head(stream) == 1)
        #expect(stream.next() == .nothingYet)
    }

    @Test func pushIsToldAndWhatChangesNothingIsNot() throws {
        let world = try World()
        let (writer, reader) = (try Asker(world), try Asker(world, role: .observer))
        let stream = try stream(world, reader)
        #expect(head(stream) == 0)
        _ = try writer.create("plot", "name", "Nord")
        #expect(head(stream) == 1)
        _ = writer.sync([])
        _ = reader.sync([])
        #expect(stream.next() == .nothingYet)
    }

    @Test func limitIsToldAsOneThatPasses() throws {
        let world = try World()
        let asker = try Asker(world)
        let router = Router(
            data: world.data, schema: world.schema, live: LiveHub(maximumWatchers: 1))
        let request = HTTPRequest(
            method: "GET", path: "/v1/live", headers: [("authorization", asker.header)])
        let first = router.handle(request)
        #expect(first.status == 200)
        expectRefusal(router.handle(request), 503, "live_full")
        first.stream?.cancel()
        #expect(router.handle(request).status == 200)
    }

    @Test func commitOfAnotherProcessIsNoticedByTheNextLook() throws {
        let world = try World()
        let asker = try Asker(world)
        let stream = try stream(world, asker)
        let lookout = LiveLookout(data: world.data, hub: world.router.live)
        #expect(head(stream) == 0)
        lookout.look()
        #expect(stream.next() == .nothingYet)
        // Another server data over the same folder is what an administrative command is.
        let other = try ServerData(folder: world.folder + "/server", log: { _ in })
        let administration = Administration(
            storage: try other.existingTerritory("garden"), ports: world.data.ports,
            schema: world.schema)
        let pusher = try Pusher(world)
        pusher.add(pusher.make(world.data.ports.makeRecordID()))
        _ = try pusher.push(after: 0, through: 1)
        lookout.look()
        #expect(head(stream) == 1)
        lookout.look()
        #expect(stream.next() == .nothingYet)
        _ = try administration.revoke(asker.replica)
        lookout.look()
        #expect(stream.next() == .end)
    }

    @Test func onlyTheRevokedDeviceIsClosed() throws {
        let world = try World()
        let (gone, other) = (try Asker(world), try Asker(world))
        let streams = [try stream(world, gone), try stream(world, other)]
        for stream in streams { _ = stream.next() }
        _ = try world.administration.revoke(gone.replica)
        LiveLookout(data: world.data, hub: world.router.live).look()
        #expect(streams.map { $0.next() } == [.end, .nothingYet])
    }
}
