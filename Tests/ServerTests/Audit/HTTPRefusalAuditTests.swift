// Requests that no handler sees are counted too: too large, ambiguous, or in a coding that nobody
// uses.

import Server
import Shared
import Testing

@Suite(.timeLimit(.minutes(2))) struct HTTPRefusalAuditTests {
    @Test func requestsThatAreRefusedBeforeAnyHandlerAreInTheAudit() async throws {
        let world = try World()
        let router = world.router
        let server = try MicroHTTPServer(
            configuration: .init(host: "127.0.0.1", port: 0, maximumBodyBytes: 100),
            handler: { router.handle($0) }, onRefusal: { router.noteRefusal($0, from: $1) })
        let port = server.port
        let heads = [
            "Content-Length: 101", "Content-Length: 9999999999",
            "Content-Length: 3\r\nTransfer-Encoding: chunked",
            "Transfer-Encoding: identity", "X-\u{E9}: b",
        ]
        for head in heads {
            let answer = await blocking { () -> [UInt8] in
                guard let connection = RawConnection(port: port) else { return [] }
                let body = String(repeating: "x", count: 101)
                connection.send(
                    "POST /v1/sync HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\(head)\r\n\r\n"
                        + body)
                return connection.readToEnd()
            }
            #expect(!answer.isEmpty && !answer.contains("HTTP/1.1 200"))
        }
        server.stop(gracePeriodMilliseconds: 1_000)
        let lines = try world.audited { world.data.writeRefusals(all: true) }
        #expect(lines.contains { $0.hasPrefix("source:127.0.0.1 request-refused - too_large") })
        #expect(lines.contains { $0.hasPrefix("source:127.0.0.1 request-refused - malformed") })
        #expect(
            lines.contains { $0.hasPrefix("source:127.0.0.1 request-refused - unknown_transfer") })
    }
}
