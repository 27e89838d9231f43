// Requests made to be read in two ways, or to unpack to more than they are: each ends in a refusal,
// and what was hidden in it never reaches a handler.

import Gzip
import Shared
import Testing

@testable import Server

@Suite(.timeLimit(.minutes(2))) struct HostileRequestTests {
    /// Sends bytes, and says what came back and which paths a handler has seen.
    private func exchange(_ bytes: [UInt8]) async throws -> (answer: [UInt8], seen: [String]) {
        let seen = Locked<[String]>([])
        let server = try startServer(idleTimeoutSeconds: 2) { request in
            seen.withLock { $0.append(request.path) }
            return echo(request)
        }
        let port = server.port
        let answer = await blocking { () -> [UInt8] in
            guard let connection = RawConnection(port: port) else { return [] }
            connection.send(bytes)
            return connection.readToEnd()
        }
        #expect(eventually { server.requestsInProgress == 0 })
        return (answer, seen.withLock { $0 })
    }

    private static let hidden = "GET /hidden HTTP/1.1\r\nHost: h\r\n\r\n"

    /// What a proxy might have read as one request with a body, and hides another.
    @Test(arguments: [
        "Content-Length: \(hidden.utf8.count + 5)\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: \(hidden.utf8.count + 5)\r\n\r\n0\r\n\r\n",
        "Content-Length: 0\r\nContent-Length: \(hidden.utf8.count)\r\n\r\n",
        "Content-Length: \(hidden.utf8.count)\r\nContent-Length: 0\r\n\r\n",
        "Content-Length: 0, \(hidden.utf8.count)\r\n\r\n",
        "Content-Length: +0\r\n\r\n", "Content-Length: -0\r\n\r\n", "Content-Length: 0x0\r\n\r\n",
        "Content-Length: 0 0\r\n\r\n", "Content-Length:\r\n\r\n",
        "Content-Length : \(hidden.utf8.count)\r\n\r\n",
        "Transfer-Encoding: identity\r\n\r\n", "Transfer-Encoding: chunked, identity\r\n\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: x\r\n Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: \u{0B}chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff1\r\n",
        "Transfer-Encoding: chunked\r\n\r\n-1\r\n", "Transfer-Encoding: chunked\r\n\r\nx\r\n",
    ])
    func nothingIsHiddenInABody(_ head: String) async throws {
        let text = "POST /outer HTTP/1.1\r\nHost: h\r\n" + head + Self.hidden
        let (answer, seen) = try await exchange(Array(text.utf8))
        #expect(!seen.contains("/hidden"), "\(String(decoding: answer, as: UTF8.self))")
        #expect(!answer.contains("HTTP/1.1 200"))
    }

    @Test(arguments: [
        "X-A: b\rX-Injected: c\r\n", "X-A: b\u{7F}\r\n", "X-A: b\u{1B}[2J\r\n",
        "X A: b\r\n", "X-A\u{0}: b\r\n", "X-\u{E9}: b\r\n",
    ])
    func headersThatHideOthersAreRefused(_ header: String) async throws {
        let text = "GET /outer HTTP/1.1\r\nHost: h\r\n\(header)Connection: close\r\n\r\n"
        let (answer, seen) = try await exchange(Array(text.utf8))
        #expect(seen.isEmpty)
        #expect(!answer.contains("HTTP/1.1 200"))
    }

    @Test func compressedBombsAreRefusedBeforeTheyUnpack() async throws {
        let world = try World()
        let router = world.router
        let server = try startServer(maximumBodyBytes: WireLimits.messageBytes) {
            router.handle($0)
        }
        let port = server.port
        let plain = Gzip.compress([UInt8](repeating: 0, count: WireLimits.messageBytes + 1))
        let bombs: [(bytes: [UInt8], status: Int, code: String)] = [
            (plain, 413, "too_large"),
            (Gzip.compress([UInt8](repeating: 0x20, count: 200 << 20)), 413, "too_large"),
            // Each member is small enough, and together they are not: only one is read.
            (
                Array(repeating: Gzip.compress([UInt8](repeating: 0, count: 4 << 20)), count: 5)
                    .flatMap { $0 }, 400, "malformed"
            ),
        ]
        for (bomb, status, code) in bombs {
            #expect(bomb.count < 1 << 20)
            let answer = await blocking { () -> RawConnection.Answer? in
                guard let connection = RawConnection(port: port) else { return nil }
                connection.send(
                    "POST /v1/sync HTTP/1.1\r\nHost: h\r\nContent-Encoding: gzip\r\n"
                        + "Content-Length: \(bomb.count)\r\n\r\n")
                connection.send(bomb)
                return connection.readAnswer()
            }
            #expect(answer?.status == status)
            #expect(answer?.body.contains("\"code\":\"\(code)\"") == true)
        }
        // One coding is undone, and only one.
        let twice = Gzip.compress(Gzip.compress(Array("{}".utf8)))
        let answer = await blocking { () -> RawConnection.Answer? in
            guard let connection = RawConnection(port: port) else { return nil }
            connection.send(
                "POST /v1/sync HTTP/1.1\r\nHost: h\r\nContent-Encoding: gzip, gzip\r\n"
                    + "Content-Length: \(twice.count)\r\n\r\n")
            connection.send(twice)
            return connection.readAnswer()
        }
        #expect(answer?.status == 415)
        #expect(answer?.body.contains("\"code\":\"unknown_content_coding\"") == true)
    }
}
