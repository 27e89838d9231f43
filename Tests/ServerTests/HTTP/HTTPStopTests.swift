// Stopping the server: nobody who was being served is cut off, and it always ends.

import Testing

@testable import Server

@Suite(.timeLimit(.minutes(2))) struct HTTPStopTests {
    private static let request = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\nx"

    private func status(port: UInt16) async -> Int? {
        await blocking { () -> Int? in
            guard let connection = RawConnection(port: port) else { return nil }
            connection.send(Self.request)
            return connection.readAnswer()?.status
        }
    }

    /// What somebody who connects now is answered.
    private static func newcomer(_ port: UInt16) -> Int? {
        let connection = RawConnection(port: port)
        connection?.send("GET /new HTTP/1.1\r\nHost: h\r\n\r\n")
        return connection?.readAnswer()?.status
    }

    private func statuses(_ count: Int, port: UInt16) async -> [Int?] {
        await withTaskGroup { group in
            for _ in 0..<count { group.addTask { await status(port: port) } }
            return await group.reduce(into: []) { $0.append($1) }
        }
    }

    @Test func requestsInFlightAreFinished() async throws {
        let gate = Switch()
        let server = try startServer { request in
            if request.path != "/new" { gate.pass() }
            return HTTPResponse(status: 200, body: [UInt8](repeating: 1, count: 1 << 20))
        }
        let port = server.port
        async let answers = statuses(3, port: port)
        #expect(await blocking { gate.waitForArrivals(3) })
        async let stopped: Void = blocking { server.stop(gracePeriodMilliseconds: 60_000) }
        #expect(await blocking { eventually { Self.newcomer(port) == 503 } })
        #expect(await blocking { eventually { server.requestsInProgress == 3 } })
        gate.open()
        #expect(await answers == [200, 200, 200])
        await stopped
        #expect(server.requestsInProgress == 0)
    }

    @Test func queuedRequestsAreRefusedAfterTheGracePeriodAndRunningOnesFinish() async throws {
        let gate = Switch()
        let server = try startServer(workerThreads: 1) { request in
            gate.pass()
            return echo(request)
        }
        let port = server.port
        async let running = status(port: port)
        #expect(await blocking { gate.waitForArrivals(1) })
        async let queued = statuses(2, port: port)
        #expect(await blocking { eventually { server.requestsInProgress == 3 } })
        async let stopped: Void = blocking { server.stop(gracePeriodMilliseconds: 50) }
        #expect(await queued == [503, 503])
        gate.open()
        #expect(await running == 200)
        await stopped
    }

    @Test func requestThatBeginsWhileStoppingIsRefused() async throws {
        let gate = Switch()
        let server = try startServer { request in
            if request.path == "/held" { gate.pass() }
            return echo(request)
        }
        let port = server.port
        let kept = try #require(RawConnection(port: port))
        let first = await blocking {
            kept.send(Self.request)
            return kept.readAnswer()?.status
        }
        #expect(first == 200)
        async let held = blocking { () -> Int? in
            let connection = RawConnection(port: port)
            connection?.send("GET /held HTTP/1.1\r\nHost: h\r\n\r\n")
            return connection?.readAnswer()?.status
        }
        #expect(await blocking { gate.waitForArrivals(1) })
        async let stopped: Void = blocking { server.stop(gracePeriodMilliseconds: 60_000) }
        #expect(await blocking { eventually { Self.newcomer(port) == 503 } })
        let late = await blocking {
            kept.send(Self.request)
            return kept.readAnswer()
        }
        #expect(late?.status == 503)
        #expect(late?.head.contains("connection: close") == true)
        gate.open()
        #expect(await held == 200)
        await stopped
    }

    @Test func clientThatNeverFinishesItsRequestDoesNotHoldUpTheEnd() async throws {
        let server = try startServer(handler: echo)
        let connection = try #require(RawConnection(port: server.port))
        connection.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nx")
        #expect(await blocking { eventually { server.requestsInProgress == 1 } })
        await blocking { server.stop(gracePeriodMilliseconds: 50) }
        #expect(server.requestsInProgress == 0)
    }

    @Test func stoppingTwiceAndAtOnceIsHarmless() async throws {
        let server = try startServer(handler: echo)
        #expect(await status(port: server.port) == 200)
        await withTaskGroup { group in
            for _ in 0..<4 {
                group.addTask { await blocking { server.stop(gracePeriodMilliseconds: 100) } }
            }
        }
        server.stop(gracePeriodMilliseconds: 100)
        #expect(RawConnection(port: server.port) == nil)
    }

    @Test func portIsFreeAgainAfterStopping() async throws {
        let first = try startServer(handler: echo)
        let port = first.port
        #expect(await status(port: port) == 200)
        first.stop(gracePeriodMilliseconds: 100)
        let second = try MicroHTTPServer(
            configuration: .init(host: "127.0.0.1", port: port), handler: echo)
        #expect(await status(port: port) == 200)
        second.stop(gracePeriodMilliseconds: 100)
    }

    @Test func serverThatIsDroppedStops() async throws {
        var server: MicroHTTPServer? = try startServer(handler: echo)
        let port = try #require(server?.port)
        #expect(await status(port: port) == 200)
        server = nil
        #expect(RawConnection(port: port) == nil)
    }

    @Test func stoppingUnderLoadNeverAborts() async throws {
        for round in 0..<10 {
            let server = try startServer(workerThreads: 2, handler: echo)
            let port = server.port
            await withTaskGroup { group in
                for _ in 0..<8 {
                    group.addTask {
                        // Every answer that comes is whole and is one of the two.
                        while let answer = await status(port: port) {
                            #expect(answer == 200 || answer == 503)
                        }
                    }
                }
                group.addTask {
                    await blocking { server.stop(gracePeriodMilliseconds: round % 3 * 20) }
                }
            }
        }
    }
}
