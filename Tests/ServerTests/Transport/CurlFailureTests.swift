// Everything that can go wrong between client and server, each with its own kind of error.

import ClientCore
import CurlTransport
import Glibc
import Gzip
import Shared
import Testing

@testable import Server

@Suite(.timeLimit(.minutes(2))) struct CurlFailureTests {
    private static let secret = "Bearer do-not-show-this"

    /// The error of one request with a secret in it, which no error may tell.
    private func failure(
        of transport: CurlTransport, path: String = "/"
    ) async throws -> TransportError.Kind? {
        do throws(TransportError) {
            _ = try await transport.send(
                TransportRequest(
                    method: "POST", path: path,
                    headers: [TransportHeader(name: "Authorization", value: Self.secret)],
                    body: [1]))
            return nil
        } catch {
            #expect(!error.detail.contains("do-not-show-this"))
            #expect(!error.detail.isEmpty)
            return error.kind
        }
    }

    private func transport(
        port: UInt16, scheme: String = "http", _ options: CurlTransport.Options = .init()
    ) throws -> CurlTransport {
        try CurlTransport(baseURL: "\(scheme)://127.0.0.1:\(port)", options: options)
    }

    private func scripted(_ answer: String) throws -> ScriptedServer {
        try ScriptedServer { connection in
            _ = connection.readHead()
            connection.send(answer)
            // Until the client goes: closing early would be a failure of its own.
            connection.finishSending()
            _ = connection.readToEnd()
        }
    }

    @Test func nobodyListening() async throws {
        let server = try startServer(handler: echo)
        server.stop(gracePeriodMilliseconds: 0)
        #expect(try await failure(of: transport(port: server.port)) == .unreachable)
    }

    @Test func nameThatDoesNotExist() async throws {
        let transport = try CurlTransport(
            baseURL: "http://no-such-host.invalid", options: .init())
        let kind = try await failure(of: transport)
        // A machine without any network may take its time to say so.
        #expect(kind == .unreachable || kind == .timedOut)
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope",
        "HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 4\r\n\r\nnope",
        "HTTP/1.1 200 O", "", "SSH-2.0-OpenSSH_9.2\r\n", "\0\0\0\0",
    ])
    func serverThatBreaksOffOrIsNoServer(_ answer: String) async throws {
        let server = try scripted(answer)
        #expect(try await failure(of: transport(port: server.port)) == .interrupted)
    }

    @Test func truncatedGzipIsNotTakenForAWholeAnswer() async throws {
        let packed = Gzip.compress(Array("some text, some text, some text".utf8))
        let part = Array(packed.dropLast(9))
        let server = try ScriptedServer { connection in
            _ = connection.readHead()
            connection.send(
                "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: \(part.count)\r\n\r\n"
            )
            connection.send(part)
            _ = connection.readToEnd()
        }
        #expect(try await failure(of: transport(port: server.port)) == .interrupted)
    }

    @Test func answerAboveTheLimitInEachOfItsForms() async throws {
        var options = CurlTransport.Options()
        options.maximumResponseBytes = 1 << 20
        let large = [UInt8](repeating: 0, count: (1 << 20) + 1)
        let server = try startServer { request in
            switch request.path {
            case "/plain": HTTPResponse(status: 200, body: large)
            case "/packed":
                HTTPResponse(
                    status: 200, headers: [("Content-Encoding", "gzip")],
                    body: Gzip.compress(large))
            default: HTTPResponse(status: 200, body: Array(large.dropLast()))
            }
        }
        let transport = try transport(port: server.port, options)
        #expect(try await failure(of: transport, path: "/plain") == .responseTooLarge)
        #expect(try await failure(of: transport, path: "/packed") == .responseTooLarge)
        #expect(try await failure(of: transport, path: "/just-fits") == nil)
        let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        let chunked = try scripted(
            head + "200000\r\n" + String(repeating: "x", count: 0x200000) + "\r\n0\r\n\r\n")
        #expect(
            try await failure(of: self.transport(port: chunked.port, options)) == .responseTooLarge)
        let headers = (0..<2000).map { "H\($0): \(String(repeating: "v", count: 50))\r\n" }.joined()
        let wordy = try scripted("HTTP/1.1 200 OK\r\n\(headers)Content-Length: 0\r\n\r\n")
        #expect(try await failure(of: self.transport(port: wordy.port)) == .responseTooLarge)
    }

    @Test func serverThatNeverAnswers() async throws {
        let gate = Switch()
        let server = try startServer { request in
            gate.pass()
            return echo(request)
        }
        var options = CurlTransport.Options()
        options.timeoutMilliseconds = 200
        #expect(try await failure(of: transport(port: server.port, options)) == .timedOut)
        gate.open()
    }

    @Test func encryptionWithAServerThatHasNone() async throws {
        let server = try ScriptedServer { connection in
            connection.send("HTTP/1.1 400 Bad Request\r\n\r\n")
            _ = connection.readToEnd()
        }
        #expect(try await failure(of: transport(port: server.port, scheme: "https")) == .tls)
    }

    @Test func redirectionIsHandedOverAndNotFollowed() async throws {
        let count = Locked(0)
        let server = try startServer { _ in
            count.withLock { $0 += 1 }
            return HTTPResponse(status: 302, headers: [("Location", "/elsewhere")])
        }
        let answer = try await transport(port: server.port).send(
            TransportRequest(method: "GET", path: "/"))
        #expect(answer.status == 302)
        #expect(answer.header("location") == "/elsewhere")
        #expect(count.withLock { $0 } == 1)
    }

    @Test func cancellingActsAtOnceAndTheTransportGoesOn() async throws {
        let gate = Switch()
        let server = try startServer { request in
            if request.path == "/held" { gate.pass() }
            return echo(request)
        }
        let transport = try transport(port: server.port)
        let task = Task { try await failure(of: transport, path: "/held") }
        #expect(await blocking { gate.waitForArrivals(1) })
        task.cancel()
        // At once: nobody opens the gate before it has ended.
        #expect(try await task.value == .cancelled)
        #expect(try await failure(of: transport) == nil)
        gate.open()
    }

    @Test func callOfACancelledTaskIsNotSent() async throws {
        let server = try startServer(handler: echo)
        let transport = try transport(port: server.port)
        let mayGo = Switch()
        let task = Task {
            await blocking { mayGo.pass() }
            return try await failure(of: transport)
        }
        task.cancel()
        mayGo.open()
        #expect(try await task.value == .cancelled)
    }

    @Test func cancellingAtAnyMomentAnswersOnce() async throws {
        let server = try startServer(handler: echo)
        let transport = try transport(port: server.port)
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<200 {
            let task = Task { try await failure(of: transport) }
            let pause = UInt32.random(in: 0...600, using: &generator)
            await blocking { _ = usleep(pause) }
            task.cancel()
            let kind = try await task.value
            #expect(kind == nil || kind == .cancelled)
        }
        #expect(try await failure(of: transport) == nil)
    }

    @Test(arguments: [
        "", "host", "//host", "ftp://host", "file:///etc/passwd", "http://", "http:///path",
        "http://user@host", "http://user:word@host", "https://@host", "http://host?q=1",
        "http://host/?", "http://host#f", "http://host/#", "http://host:99999", "http://ho st",
        "http://host\r\nX: y", "http://host/\0", "javascript:alert(1)", "http://[::1",
    ])
    func unsuitableBaseAddressesAreRefused(_ address: String) {
        do throws(TransportError) {
            _ = try CurlTransport(baseURL: address, options: .init())
            Issue.record("accepted")
        } catch {
            #expect(error.kind == .invalidAddress)
            #expect(!error.detail.contains("word"))
        }
    }

    @Test func requestsThatCannotBeSentAreRefused() async throws {
        let server = try startServer(handler: echo)
        let transport = try transport(port: server.port)
        for path in ["", "a", "/a b", "/\r\n", "/#", "/é", "/\0", "@elsewhere/", "//\t"] {
            #expect(try await failure(of: transport, path: path) == .invalidAddress)
        }
        for header in [
            TransportHeader(name: "A", value: "b\r\nC: d"), TransportHeader(name: "A", value: "\0"),
            TransportHeader(name: "A\r\nB", value: ""), TransportHeader(name: "", value: "x"),
            TransportHeader(name: "A:", value: "x"),
        ] {
            let refused = await #expect(throws: TransportError.self) {
                _ = try await transport.send(
                    TransportRequest(method: "GET", path: "/", headers: [header]))
            }
            #expect(refused?.kind == .invalidAddress)
        }
        await #expect(throws: TransportError.self) {
            _ = try await transport.send(TransportRequest(method: "GET /x HTTP/1.1\r\n", path: "/"))
        }
    }
}
