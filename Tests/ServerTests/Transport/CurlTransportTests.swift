// The transport against the real server: what is sent arrives, and what is answered comes back.

import ClientCore
import CurlTransport
import Gzip
import Shared
import Testing

@testable import Server

@Suite(.timeLimit(.minutes(3))) struct CurlTransportTests {
    private func transport(
        to server: MicroHTTPServer, _ options: CurlTransport.Options = .init()
    ) throws -> CurlTransport {
        try CurlTransport(baseURL: "http://127.0.0.1:\(server.port)/", options: options)
    }

    private func body(_ size: Int, isNoise: Bool) -> [UInt8] {
        var generator = SeededGenerator(seed: UInt64(size))
        return isNoise
            ? generator.bytes(size) : (0..<size).map { UInt8(truncatingIfNeeded: $0 / 100) }
    }

    @Test(arguments: [0, 1, 100 << 10, 5 << 20], [false, true])
    func bodiesOfEverySizeComeBack(_ size: Int, _ isNoise: Bool) async throws {
        let server = try startServer(
            handler: GzipCoding.around(maximumDecodedBytes: 8 << 20, echo))
        let transport = try transport(to: server)
        let body = body(size, isNoise: isNoise)
        for method in ["POST", "PUT"] {
            let answer = try await transport.send(
                TransportRequest(method: method, path: "/echo", body: body))
            #expect(answer.status == 200)
            #expect(answer.body == body)
        }
    }

    @Test func largeBodiesTravelPackedBothWays() async throws {
        let seen = Locked<HTTPRequest?>(nil)
        let coded = GzipCoding.around(maximumDecodedBytes: 8 << 20, echo)
        let server = try startServer { request in
            seen.withLock { $0 = request }
            return coded(request)
        }
        let transport = try transport(to: server)
        let body = body(200_000, isNoise: false)
        let answer = try await transport.send(
            TransportRequest(method: "POST", path: "/", body: body))
        #expect(answer.body == body)
        #expect(answer.header("Content-Encoding") == "gzip")
        let request = try #require(seen.withLock { $0 })
        #expect(request.header("content-encoding") == "gzip")
        #expect(request.body.count < body.count / 10)

        _ = try await transport.send(
            TransportRequest(method: "POST", path: "/", body: Array(body.prefix(1024))))
        #expect(seen.withLock { $0 }?.header("content-encoding") == nil)
    }

    @Test func bodyThatIsPackedAlreadyIsLeftAlone() async throws {
        let server = try startServer(handler: echo)
        let packed = Gzip.compress(body(100_000, isNoise: true))
        let answer = try await transport(to: server).send(
            TransportRequest(
                method: "POST", path: "/",
                headers: [TransportHeader(name: "Content-Encoding", value: "gzip")], body: packed))
        #expect(answer.body == packed)
    }

    @Test func requestArrivesAsItWasMadeWithNothingAdded() async throws {
        let seen = Locked<HTTPRequest?>(nil)
        let server = try startServer { request in
            seen.withLock { $0 = request }
            return HTTPResponse(status: 418, headers: [("X-Two", "a"), ("X-Two", "b")])
        }
        var options = CurlTransport.Options()
        options.userAgent = "test/1"
        let answer = try await transport(to: server, options).send(
            TransportRequest(
                method: "DELETE", path: "/a%20b?c=d",
                headers: [
                    TransportHeader(name: "Authorization", value: "Bearer s"),
                    TransportHeader(name: "X-Empty", value: ""),
                ]))
        #expect(answer.status == 418)
        #expect(answer.headers.filter { $0.name == "x-two" }.map(\.value) == ["a", "b"])
        let request = try #require(seen.withLock { $0 })
        #expect(request.method == "DELETE")
        #expect(request.path == "/a b")
        #expect(request.query.map(\.value) == ["d"])
        let names = Set(request.headers.map(\.name))
        #expect(
            names == [
                "host", "user-agent", "accept-encoding", "authorization", "x-empty",
            ])
        #expect(request.header("User-Agent") == "test/1")
    }

    @Test func headHasNoBodyAndDoesNotWaitForOne() async throws {
        let server = try startServer { _ in HTTPResponse(status: 200, body: [1, 2, 3]) }
        let answer = try await transport(to: server).send(
            TransportRequest(method: "HEAD", path: "/"))
        #expect(answer.header("content-length") == "3")
        #expect(answer.body.isEmpty)
    }

    @Test func baseAddressMayHaveAPath() async throws {
        let server = try startServer { HTTPResponse(status: 200, body: Array($0.path.utf8)) }
        let transport = try CurlTransport(
            baseURL: "http://localhost:\(server.port)/some/place/", options: .init())
        let answer = try await transport.send(TransportRequest(method: "GET", path: "/v1"))
        #expect(answer.body == Array("/some/place/v1".utf8))
    }

    @Test func manyCallsAtOnceEachGetTheirOwnAnswer() async throws {
        let server = try startServer(handler: echo)
        let transport = try transport(to: server)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<60 {
                group.addTask {
                    let body = [UInt8](repeating: UInt8(number), count: number * 97)
                    let answer = try await transport.send(
                        TransportRequest(method: "POST", path: "/", body: body))
                    #expect(
                        answer.body == body
                            || (try? Gzip.decompress(answer.body, limit: 1 << 20)) == body)
                }
            }
            try await group.waitForAll()
        }
    }

    @Test func connectionIsKeptBetweenCalls() async throws {
        let server = try ScriptedServer { connection in
            while !connection.readHead().isEmpty {
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")
            }
        }
        let transport = try CurlTransport(
            baseURL: "http://127.0.0.1:\(server.port)", options: .init())
        for _ in 0..<5 {
            let answer = try await transport.send(TransportRequest(method: "GET", path: "/"))
            #expect(answer.body == Array("hi".utf8))
        }
        #expect(server.connections == 1)
    }

    @Test func keptConnectionThatTheServerClosedIsReplaced() async throws {
        let server = try ScriptedServer { connection in
            _ = connection.readHead()
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        }
        let transport = try CurlTransport(
            baseURL: "http://127.0.0.1:\(server.port)", options: .init())
        for _ in 0..<10 {
            let answer = try await transport.send(
                TransportRequest(method: "POST", path: "/", body: [1]))
            #expect(answer.status == 200)
        }
    }

    @Test func bodyAboveTheServersLimitIsAnsweredAndNotCutOff() async throws {
        let server = try startServer(maximumBodyBytes: 1 << 20, handler: echo)
        let transport = try transport(to: server)
        for _ in 0..<10 {
            let answer = try await transport.send(
                TransportRequest(
                    method: "POST", path: "/", body: body(5 << 20, isNoise: true)))
            #expect(answer.status == 413)
        }
    }

    /// Whoever is still sending when the connection ends may never read why it did.
    @Test func longBodyWaitsForTheWordAndShortOneDoesNot() async throws {
        let heads = Locked<[[UInt8]]>([])
        let server = try ScriptedServer { connection in
            let head = connection.readHead()
            heads.withLock { $0.append(head) }
            connection.send("HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n")
        }
        var options = CurlTransport.Options()
        options.compressRequestsAbove = .max
        let transport = try CurlTransport(
            baseURL: "http://127.0.0.1:\(server.port)", options: options)
        for size in [1000, 3 << 20] {
            let answer = try await transport.send(
                TransportRequest(method: "POST", path: "/", body: body(size, isNoise: true)))
            #expect(answer.status == 413)
        }
        let (short, long) = heads.withLock { ($0[0], $0[1]) }
        #expect(!String(decoding: short, as: UTF8.self).lowercased().contains("expect:"))
        #expect(String(decoding: long, as: UTF8.self).lowercased().contains("expect: 100-continue"))
        #expect(long.suffix(4) == Array("\r\n\r\n".utf8), "nothing of the body has come")
    }

    @Test func interimAnswersLeaveNoTrace() async throws {
        let server = try ScriptedServer { connection in
            _ = connection.readHead()
            connection.send(
                "HTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\n"
                    + "HTTP/1.1 200 OK\r\nX-Late:  2 \r\nContent-Length: 0\r\n\r\n")
        }
        let transport = try CurlTransport(
            baseURL: "http://127.0.0.1:\(server.port)", options: .init())
        let answer = try await transport.send(TransportRequest(method: "GET", path: "/"))
        #expect(answer.header("x-early") == nil)
        #expect(answer.header("X-Late") == "2")
    }
}
