// Streams over real sockets: they are told, they live, and they end with either side.

import Shared
import Testing

@testable import Server

@Suite(.timeLimit(.minutes(2))) struct LiveStreamTests {
    @Test func changeIsToldOnEveryConnection() async throws {
        let live = try LiveServer(looksPerBeat: 1_000_000)
        let writer = try Asker(live.world)
        let readers = try (0..<20).map { _ in try Asker(live.world) }
        let streams = try await live.streams(readers)
        _ = try writer.create("plot", "name", "Nord")
        #expect(await blocking { streams.allSatisfy { $0.read(until: "\"head\":1}") } })
        #expect(live.world.router.live.count == 20)
    }

    @Test func heartbeatsKeepComing() async throws {
        let live = try LiveServer(looksPerBeat: 1)
        let asker = try Asker(live.world)
        let stream = try await live.streams([asker])[0]
        #expect(await blocking { (0..<10).allSatisfy { _ in stream.read(until: ":") } })
    }

    @Test func clientThatVanishedIsNoticed() async throws {
        let live = try LiveServer(looksPerBeat: 1)
        let asker = try Asker(live.world)
        var streams = try await live.streams([asker, asker, asker])
        let (hub, server) = (live.world.router.live, live.server)
        #expect(hub.count == streams.count)
        streams = []
        #expect(await blocking { eventually { hub.count == 0 } })
        #expect(await blocking { eventually { server?.requestsInProgress == 0 } })
    }

    @Test func clientThatNeverReadsHoldsNothingUp() async throws {
        let live = try LiveServer(looksPerBeat: 1)
        let (idle, writer) = (try Asker(live.world), try Asker(live.world))
        let streams = try await live.streams([idle])
        for number in 0..<200 {
            live.world.router.live.changed(
                "garden", LiveHead(epoch: Epoch(UInt64(number)), sequence: 1))
        }
        _ = try writer.create("plot", "name", "Nord")
        await live.stopAway()
        #expect(live.world.router.live.count == 0)
        withExtendedLifetime(streams) {}
    }

    @Test func revokedDeviceIsCutOff() async throws {
        let live = try LiveServer()
        let asker = try Asker(live.world)
        let stream = try await live.streams([asker])[0]
        _ = try live.world.administration.revoke(asker.replica)
        let rest = await blocking { stream.readToEnd(after: "0\r\n\r\n") }
        // A whole body: the server ended it, the line did not break.
        #expect(rest.suffix(5).elementsEqual("0\r\n\r\n".utf8))
    }

    @Test func serverWithOpenStreamsStopsAndEndsThemWhole() async throws {
        for round in 0..<5 {
            let live = try LiveServer(looksPerBeat: 1)
            let askers = try (0..<30).map { _ in try Asker(live.world) }
            let streams = try await live.streams(askers)
            if round.isMultiple(of: 2) {
                live.world.router.live.changed(
                    "garden", LiveHead(epoch: Epoch(1), sequence: 5))
            }
            await live.stopAway()
            for stream in streams {
                let rest = await blocking { stream.readToEnd() }
                #expect(rest.suffix(5).elementsEqual("0\r\n\r\n".utf8))
            }
            #expect(live.world.router.live.count == 0)
        }
    }

    @Test func streamsThatBeginWhileTheServerStopsEnd() async throws {
        for _ in 0..<10 {
            let live = try LiveServer(looksPerBeat: 1)
            let headers = try (0..<20).map { _ in try Asker(live.world).header }
            let port = live.port
            async let ended: Void = withTaskGroup { group in
                for header in headers {
                    group.addTask {
                        await blocking { _ = LiveServer.stream(port, header)?.readToEnd() }
                    }
                }
            }
            await live.stopAway()
            await ended
            #expect(live.world.router.live.count == 0)
        }
    }

    @Test func streamOfAnyHandlerIsSentInPieces() async throws {
        let pieces = (0..<50).map { [UInt8](repeating: UInt8($0), count: $0 * 100) }
        let server = try startServer { _ in
            HTTPResponse(status: 200, stream: Pieces(pieces))
        }
        let connection = try #require(RawConnection(port: server.port))
        let answer = await blocking {
            connection.send("GET / HTTP/1.0\r\nHost: h\r\n\r\n")
            return connection.readToEnd()
        }
        let start = try #require(answer.firstEnd(of: "\r\n\r\n"))
        #expect(Array(answer[start...]) == pieces.flatMap { $0 })
        // To HEAD nothing of it is sent, and it is let go.
        let head = try #require(RawConnection(port: server.port))
        #expect(await blocking { head.send("HEAD / HTTP/1.1\r\nHost: h\r\n\r\n") })
        #expect(await blocking { head.readHead().contains("200 OK") })
        #expect(await blocking { eventually { server.requestsInProgress == 0 } })
    }
}

/// A stream that is asked for each piece twice, and woken from another thread in between.
private final class Pieces: HTTPStream {
    private struct State {
        var rest: [[UInt8]]
        var isReady = false
        var wake: (@Sendable () -> Void)?
    }

    private let state: Locked<State>

    init(_ pieces: [[UInt8]]) {
        state = Locked(State(rest: pieces.filter { !$0.isEmpty }))
    }

    func next() -> HTTPStreamPart {
        state.withLock { state in
            if state.rest.isEmpty { return .end }
            if state.isReady {
                state.isReady = false
                return .bytes(state.rest.removeFirst())
            }
            let wake = state.wake
            onNewThread { [weak self] in
                self?.state.withLock { $0.isReady = true }
                wake?()
            }
            return .nothingYet
        }
    }

    func onReady(_ wake: @escaping @Sendable () -> Void) { state.withLock { $0.wake = wake } }
    func cancel() { state.withLock { $0.wake = nil } }
}
