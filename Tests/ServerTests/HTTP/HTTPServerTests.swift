// The server as its clients meet it: over real sockets, with requests sound and unsound.

import Shared
import Testing

@testable import Server

@Suite(.timeLimit(.minutes(2))) struct HTTPServerTests {
    /// Sends one request on a connection of its own; `nil` when it is closed without an answer.
    private func exchange(
        _ server: MicroHTTPServer, _ request: [UInt8]
    ) async -> RawConnection.Answer? {
        let port = server.port
        return await blocking { () -> RawConnection.Answer? in
            guard let connection = RawConnection(port: port) else { return nil }
            connection.send(request)
            return connection.readAnswer()
        }
    }

    private func exchange(
        _ server: MicroHTTPServer, _ request: String
    ) async -> RawConnection.Answer? {
        await exchange(server, Array(request.utf8))
    }

    @Test func handlerSeesTheRequestAsItWasSent() async throws {
        let seen = Locked<[HTTPRequest]>([])
        let server = try startServer { request in
            seen.withLock { $0.append(request) }
            return HTTPResponse(status: 201, headers: [("X-Answer", "yes")], body: Array("ok".utf8))
        }
        let answer = await exchange(
            server,
            "PURGE /a%20b/%C3%A9?x=1&y=a+b HTTP/1.1\r\nHost: h\r\nX-Name: v, w \r\n"
                + "Content-Length: 3\r\n\r\nabc")
        #expect(answer?.status == 201)
        #expect(answer?.head.contains("x-answer: yes") == true)
        #expect(answer?.body == Array("ok".utf8))
        let request = try #require(seen.withLock { $0.first })
        #expect(request.method == "PURGE")
        #expect(request.path == "/a b/é")
        #expect(request.query.map(\.name) == ["x", "y"])
        #expect(request.query.map(\.value) == ["1", "a b"])
        #expect(request.header("X-NAME") == "v, w")
        #expect(request.body == Array("abc".utf8))
        #expect(request.remoteAddress == "127.0.0.1")
        server.stop(gracePeriodMilliseconds: 1000)
    }

    @Test func headIsAnsweredWithTheLengthAndNoBody() async throws {
        let server = try startServer { _ in HTTPResponse(status: 200, body: Array("12345".utf8)) }
        let port = server.port
        let text = await blocking { () -> String in
            guard let connection = RawConnection(port: port) else { return "" }
            connection.send("HEAD / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
            return String(decoding: connection.readToEnd(), as: UTF8.self).lowercased()
        }
        #expect(text.contains("content-length: 5\r\n"))
        #expect(text.hasSuffix("\r\n\r\n"))
    }

    @Test func chunkedBodiesArriveWhole() async throws {
        let server = try startServer(handler: echo)
        let answer = await exchange(
            server,
            "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "3\r\nabc\r\n4;x=y\r\ndefg\r\n0\r\nTrailer: t\r\n\r\n")
        #expect(answer?.status == 200)
        #expect(answer?.body == Array("abcdefg".utf8))
    }

    @Test func manyRequestsShareAConnection() async throws {
        let server = try startServer(handler: echo)
        let port = server.port
        let bodies = await blocking {
            guard let connection = RawConnection(port: port) else { return [[UInt8]]() }
            return (0..<50).compactMap { number in
                connection.send(
                    "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n\(number + 10)")
                return connection.readAnswer()?.body
            }
        }
        #expect(bodies == (0..<50).map { Array(String($0 + 10).utf8) })
        #expect(eventually { server.requestsInProgress == 0 })
    }

    @Test func contentLengthAboveTheLimitIsRefusedBeforeTheBodyComes() async throws {
        let called = Locked(false)
        let server = try startServer(maximumBodyBytes: 1000) { request in
            called.withLock { $0 = true }
            return echo(request)
        }
        // Only the head is sent: an answer shows that the body was not waited for.
        let answer = await exchange(
            server, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1001\r\n\r\n")
        #expect(answer?.status == 413)
        #expect(answer?.body.contains("\"code\":\"too_large\"") == true)
        #expect(!called.withLock { $0 })
        #expect(eventually { server.requestsInProgress == 0 })
    }

    @Test func chunkedBodyAboveTheLimitIsRefusedAtItsEnd() async throws {
        let server = try startServer(maximumBodyBytes: 1000, handler: echo)
        let chunk = String(repeating: "x", count: 0x258)
        let head = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
        let over = head + "258\r\n\(chunk)\r\n258\r\n\(chunk)\r\n0\r\n\r\n"
        #expect(await exchange(server, over)?.status == 413)
        let within = head + "258\r\n\(chunk)\r\n190\r\n\(chunk.prefix(0x190))\r\n0\r\n\r\n"
        #expect(await exchange(server, within)?.body.count == 1000)
    }

    @Test func endlessChunkedBodyIsCutOff() async throws {
        let server = try startServer(maximumBodyBytes: 1000, handler: echo)
        let port = server.port
        let wasCut = await blocking { () -> Bool in
            guard let connection = RawConnection(port: port) else { return false }
            connection.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n")
            let chunk = "400\r\n" + String(repeating: "x", count: 0x400) + "\r\n"
            for _ in 0..<10_000 where !connection.send(chunk) { return true }
            return false
        }
        #expect(wasCut)
        #expect(eventually { server.requestsInProgress == 0 })
    }

    @Test(arguments: [
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length : 3\r\n\r\nabc",
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: xchunked\r\n\r\n",
        "GET /%00 HTTP/1.1\r\nHost: h\r\n\r\n", "GET /%ff HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /?a=%c3 HTTP/1.1\r\nHost: h\r\n\r\n", "GET x HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
    ])
    func ambiguousRequestsNeverReachTheHandler(_ request: String) async throws {
        let called = Locked(false)
        let server = try startServer { request in
            called.withLock { $0 = true }
            return echo(request)
        }
        let answer = await exchange(server, request)
        #expect(answer.map { (400...501).contains($0.status) } ?? true, "\(answer?.status ?? 0)")
        #expect(!called.withLock { $0 })
        #expect(eventually { server.requestsInProgress == 0 })
    }

    @Test func headersAreBoundedInNumberAndInSize() async throws {
        let server = try startServer(handler: echo)
        let many = (0..<200).map { "h\($0): v\r\n" }.joined()
        #expect(await exchange(server, "GET / HTTP/1.1\r\nHost: h\r\n\(many)\r\n")?.status == 431)
        let long = String(repeating: "x", count: 100_000)
        let answer = await exchange(server, "GET / HTTP/1.1\r\nHost: h\r\nA: \(long)\r\n\r\n")
        #expect(answer.map { (400...499).contains($0.status) } ?? true)
        #expect(eventually { server.requestsInProgress == 0 })
    }

    @Test(arguments: [
        HTTPResponse(status: 42), HTTPResponse(status: 100),
        HTTPResponse(status: 200, headers: [("A", "b\r\nC: d")]),
        HTTPResponse(status: 200, headers: [("A b", "c")]),
    ])
    func responseThatCannotBeSentIsAnError(_ response: HTTPResponse) async throws {
        let server = try startServer { _ in response }
        let answer = await exchange(server, "GET / HTTP/1.1\r\nHost: h\r\n\r\n")
        #expect(answer?.status == 500)
        #expect(answer?.head.contains("c: d") == false)
    }

    @Test(arguments: ["127.0.0.1", "localhost", "::1", "::", "0.0.0.0"])
    func listensOnEveryKindOfAddress(_ host: String) throws {
        let server = try MicroHTTPServer(
            configuration: .init(host: host, port: 0), handler: echo)
        #expect(server.port > 0)
        if host != "::1" { #expect(RawConnection(port: server.port) != nil) }
        server.stop(gracePeriodMilliseconds: 0)
    }

    @Test func refusalsToStartSayWhy() throws {
        let server = try startServer(handler: echo)
        let port = server.port
        #expect(throws: ServerStartError.addressInUse(host: "127.0.0.1", port: port)) {
            _ = try MicroHTTPServer(
                configuration: .init(host: "127.0.0.1", port: port), handler: echo)
        }
        for host in ["", "example.org", "127.0.0.1.2", "300.1.1.1", "192.0.2.1"] {
            #expect(throws: ServerStartError.invalidHost(host)) {
                _ = try MicroHTTPServer(
                    configuration: .init(host: host, port: 0), handler: echo)
            }
        }
        #expect(throws: ServerStartError.invalidConfiguration("workerThreads")) {
            _ = try MicroHTTPServer(
                configuration: .init(host: "::1", port: 0, workerThreads: 0), handler: echo)
        }
        #expect(throws: ServerStartError.invalidConfiguration("maximumConnections")) {
            _ = try MicroHTTPServer(
                configuration: .init(host: "::1", port: 0, maximumConnections: 1), handler: echo)
        }
    }
}
