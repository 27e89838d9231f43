// Clients that send or read a byte now and then, or nothing: they end, and others are served
// meanwhile.

import Glibc
import Shared
import Testing

@testable import Server

@Suite(.timeLimit(.minutes(2))) struct SlowClientTests {
    private func server(
        connectionsPerAddress: Int = 0, requestTimeoutSeconds: UInt32 = 1,
        handler: @escaping HTTPHandler = echo
    ) throws -> MicroHTTPServer {
        try MicroHTTPServer(
            configuration: .init(
                host: "127.0.0.1", port: 0, workerThreads: 2,
                maximumConnectionsPerAddress: connectionsPerAddress, idleTimeoutSeconds: 30,
                requestTimeoutSeconds: requestTimeoutSeconds),
            handler: handler)
    }

    /// Whether the server still answers.
    private func serves(_ port: UInt16) async -> Bool {
        await blocking {
            guard let connection = RawConnection(port: port) else { return false }
            connection.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\nx")
            return connection.readAnswer()?.status == 200
        }
    }

    /// Sends bytes one after another, each within the idle timeout, until the server has enough.
    private func trickle(_ port: UInt16, after beginning: String) async -> Bool {
        await blocking {
            guard let connection = RawConnection(port: port) else { return false }
            connection.send(beginning)
            return eventually { !connection.send("x") }
        }
    }

    @Test(arguments: [
        "GET / HTTP/1.1\r\nHost: h\r\nX-Slow: ",
        "GET /",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\n",
    ])
    func trickleOfBytesIsCutOff(_ beginning: String) async throws {
        let server = try server()
        let port = server.port
        async let wasCut = trickle(port, after: beginning)
        #expect(await serves(port))
        #expect(await wasCut)
        #expect(await blocking { eventually { server.requestsInProgress == 0 } })
    }

    /// A hundred clients that have sent the beginnings of requests.
    private func slowOnes(_ port: UInt16) async -> [RawConnection] {
        await blocking {
            let beginnings = [
                "GET /", "GET / HTTP/1.1\r\nHost:",
                "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5000\r\n\r\nabc",
            ]
            let slow = (0..<100).compactMap { _ in RawConnection(port: port) }
            for (index, connection) in slow.enumerated() {
                connection.send(beginnings[index % beginnings.count])
            }
            return slow
        }
    }

    @Test func hundredSlowClientsHoldNoThread() async throws {
        // They are not cut off before the others would have given up.
        let server = try server(requestTimeoutSeconds: 600)
        let slow = await slowOnes(server.port)
        #expect(slow.count == 100)
        for _ in 0..<5 { #expect(await serves(server.port)) }
        withExtendedLifetime(slow) {}
    }

    @Test func hundredSlowClientsAreCutOff() async throws {
        let server = try server()
        let slow = await slowOnes(server.port)
        #expect(await blocking { slow.allSatisfy { $0.isClosed(before: 1000) } })
        #expect(await serves(server.port))
        #expect(await blocking { eventually { server.requestsInProgress == 0 } })
    }

    @Test(arguments: [1, 600] as [UInt32])
    func clientThatNeverReadsItsAnswerIsCutOffAndHoldsNothingUp(seconds: UInt32) async throws {
        let server = try server(requestTimeoutSeconds: seconds) { request in
            request.path == "/large"
                ? HTTPResponse(status: 200, body: [UInt8](repeating: 7, count: 32 << 20))
                : echo(request)
        }
        let port = server.port
        let connection = try #require(RawConnection(port: port))
        connection.send("GET /large HTTP/1.1\r\nHost: h\r\n\r\n")
        #expect(await blocking { eventually { server.requestsInProgress == 1 } })
        #expect(await serves(port))
        if seconds > 1 { connection.end() }
        #expect(await blocking { eventually { server.requestsInProgress == 0 } })
        withExtendedLifetime(connection) {}
    }

    @Test func connectionsOfOneAddressAreBoundedAndGivenBack() async throws {
        let server = try server(connectionsPerAddress: 3)
        let port = server.port
        let refused = await blocking { () -> Int in
            let held = (0..<3).compactMap { _ in RawConnection(port: port) }
            for connection in held {
                connection.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\nx")
                _ = connection.readAnswer()
            }
            let more = (0..<3).compactMap { _ in RawConnection(port: port) }
            let refused = more.filter { $0.readToEnd().isEmpty }.count
            withExtendedLifetime(held) {}
            return refused
        }
        #expect(refused == 3)
        let isBack = await blocking {
            eventually {
                let connection = RawConnection(port: port)
                connection?.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\nx")
                return connection?.readAnswer()?.status == 200
            }
        }
        #expect(isBack)
    }
}
