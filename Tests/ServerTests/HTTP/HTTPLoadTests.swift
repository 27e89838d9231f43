// The server under clients that are slow, many, gone or hostile: none may harm another.

import Glibc
import Shared
import Testing

@testable import Server

@Suite(.timeLimit(.minutes(3))) struct HTTPLoadTests {
    private static let simple = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\nx"
    /// Refused by an event loop, so that an answer shows that no event loop is blocked.
    private static let refused =
        "GET / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n"

    /// Sends the same request on this many connections at once; the statuses of the answers.
    private func statuses(_ count: Int, port: UInt16, request: String = simple) async -> [Int?] {
        await withTaskGroup { group in
            for _ in 0..<count {
                group.addTask {
                    await blocking { () -> Int? in
                        guard let connection = RawConnection(port: port) else { return nil }
                        connection.send(request)
                        return connection.readAnswer()?.status
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
    }

    @Test func slowClientDoesNotStallFastOnes() async throws {
        let server = try startServer(handler: echo)
        let port = server.port
        let fastOnesAreDone = Switch()
        async let slow = blocking { () -> Int? in
            guard let connection = RawConnection(port: port) else { return nil }
            let bytes = Array(Self.simple.utf8)
            for byte in bytes.dropLast() {
                connection.send([byte])
                usleep(2000)
            }
            fastOnesAreDone.pass()
            connection.send([bytes[bytes.count - 1]])
            return connection.readAnswer()?.status
        }
        #expect(await statuses(20, port: port) == Array(repeating: 200, count: 20))
        fastOnesAreDone.open()
        #expect(await slow == 200)
    }

    @Test func handlersThatBlockHoldUpNoConnection() async throws {
        let gate = Switch()
        let server = try startServer(workerThreads: 4) { request in
            gate.pass()
            return echo(request)
        }
        let port = server.port
        async let held = statuses(8, port: port)
        #expect(
            await blocking {
                gate.waitForArrivals(4) && eventually { server.requestsInProgress == 8 }
            })
        // More than one for each event loop, while every worker is busy.
        #expect(
            await statuses(6, port: port, request: Self.refused) == Array(repeating: 400, count: 6))
        #expect(server.requestsInProgress >= 8)
        gate.open()
        #expect(await held == Array(repeating: 200, count: 8))
    }

    @Test func requestsBeyondTheQueueAreTurnedAway() async throws {
        let gate = Switch()
        let server = try startServer(workerThreads: 1, maximumQueuedRequests: 2) { request in
            gate.pass()
            return echo(request)
        }
        let port = server.port
        async let first = statuses(1, port: port)
        #expect(await blocking { gate.waitForArrivals(1) })
        async let queued = statuses(2, port: port)
        #expect(await blocking { eventually { server.requestsInProgress == 3 } })
        #expect(await statuses(3, port: port) == [503, 503, 503])
        gate.open()
        #expect(await first + queued == [200, 200, 200])
    }

    @Test func clientThatVanishesWhileItsHandlerRunsHarmsNothing() async throws {
        let gate = Switch()
        let server = try startServer(workerThreads: 8) { request in
            gate.pass()
            return HTTPResponse(status: 200, body: [UInt8](repeating: 7, count: 1 << 20))
        }
        let port = server.port
        await blocking {
            let connections = (0..<8).compactMap { _ in RawConnection(port: port) }
            for connection in connections { connection.send(Self.simple) }
            _ = gate.waitForArrivals(8)
        }
        gate.open()
        #expect(await blocking { eventually { server.requestsInProgress == 0 } })
        #expect(await statuses(1, port: port) == [200])
        server.stop(gracePeriodMilliseconds: 1000)
    }

    @Test func idleConnectionIsClosed() async throws {
        let server = try startServer(idleTimeoutSeconds: 1, handler: echo)
        let port = server.port
        let rest = await blocking { () -> [UInt8]? in
            guard let connection = RawConnection(port: port) else { return nil }
            connection.send("GET / HT")
            return connection.readToEnd()
        }
        #expect(rest != nil)
        #expect(await blocking { eventually { server.requestsInProgress == 0 } })
    }

    @Test func garbageLeavesTheServerAlive() async throws {
        // The library now and then overlooks that a client has finished in mid-request, so it is
        // the idle timeout that ends those connections.
        let server = try startServer(
            maximumBodyBytes: 4096, idleTimeoutSeconds: 1, handler: echo)
        let port = server.port
        // Several at once, for much of it is waiting for that timeout.
        await withTaskGroup { group in
            for part in 0..<10 {
                group.addTask {
                    await blocking { Self.sendGarbage(port, (part * 50)..<(part * 50 + 50)) }
                }
            }
        }
        #expect(await blocking { eventually { server.requestsInProgress == 0 } })
        #expect(await statuses(10, port: port) == Array(repeating: 200, count: 10))
    }

    private static func sendGarbage(_ port: UInt16, _ numbers: Range<Int>) {
        var generator = SeededGenerator(seed: UInt64(3 + numbers.lowerBound))
        for number in numbers {
            guard let connection = RawConnection(port: port) else { continue }
            connection.send(garbage(number, &generator))
            // Some wait for an answer, some leave at once.
            if number % 4 != 0 {
                connection.finishSending()
                _ = connection.readToEnd()
            }
        }
    }

    /// Noise, or a sound request with a few bytes changed, or pieces of HTTP in any order.
    private static func garbage(_ number: Int, _ generator: inout SeededGenerator) -> [UInt8] {
        switch number % 3 {
        case 0: return generator.bytes(Int.random(in: 0...3000, using: &generator))
        case 1:
            var bytes = Array(
                ("POST /a?b=c HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "5\r\nhello\r\n0\r\n\r\n").utf8)
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = generator.bytes(1)[0]
            }
            return bytes
        default:
            let pieces = [
                "GET ", "POST ", "/", "/%00", "?", "&=", " HTTP/1.1", " HTTP/1.0", " HTTP/9",
                "\r\n", "\n", "\r", "Host: h\r\n", "Content-Length: ", "5", "-1",
                "18446744073709551616", "Transfer-Encoding: chunked\r\n", "ffffffffffffffff\r\n",
                "\0", "\r\n\r\n", "Connection: close\r\n", "Cookie: a=\"b\r\n", ":", " ", "\t",
            ]
            let count = Int.random(in: 1...40, using: &generator)
            return (0..<count).flatMap { _ in
                Array((pieces.randomElement(using: &generator) ?? "").utf8)
            }
        }
    }
}
