// The content coding around a handler, without a socket.

import Gzip
import Shared
import Testing

@testable import Server

@Suite struct GzipCodingTests {
    private let handler = GzipCoding.around(maximumDecodedBytes: 10_000, echo)

    private func request(_ body: [UInt8], _ headers: [(name: String, value: String)]) -> HTTPRequest
    {
        HTTPRequest(method: "POST", path: "/", headers: headers, body: body)
    }

    @Test(arguments: [0, 1, 1023, 1024, 10_000])
    func bodiesComeAndGoPacked(_ size: Int) throws {
        let body = (0..<size).map { UInt8(truncatingIfNeeded: $0 / 7) }
        let answer = handler(
            request(
                Gzip.compress(body),
                [
                    (name: "content-encoding", value: "GZIP"),
                    (name: "accept-encoding", value: "gzip"),
                ]))
        #expect(answer.status == 200)
        let isPacked = answer.headers.contains { $0 == ("Content-Encoding", "gzip") }
        #expect(isPacked == (size >= 1024))
        let plain = isPacked ? try Gzip.decompress(answer.body, limit: size) : answer.body
        #expect(plain == body)
    }

    @Test func whatUnpacksToTooMuchIsRefused() {
        let bomb = Gzip.compress([UInt8](repeating: 0, count: 10_001))
        #expect(handler(request(bomb, [(name: "content-encoding", value: "gzip")])).status == 413)
    }

    @Test func brokenBodiesAndOtherCodingsAreRefused() {
        let packed = Gzip.compress(Array("hello".utf8))
        for broken in [[], Array(packed.dropLast()), packed + [0], [1, 2, 3]] {
            let answer = handler(request(broken, [(name: "content-encoding", value: "gzip")]))
            #expect(answer.status == 400)
        }
        for coding in ["br", "gzip, gzip", "deflate", ""] {
            let answer = handler(request(packed, [(name: "content-encoding", value: coding)]))
            expectRefusal(answer, 415, "unknown_content_coding")
            #expect(answer.headers.contains { $0.0 == "Accept-Encoding" && $0.1 == "gzip" })
        }
    }

    @Test(arguments: [
        ("gzip", true), ("br, gzip;q=0.5", true), ("gzip;q=1", true), ("GZIP", true),
        ("gzip;q=0", false), ("gzip; q=0.000", false), ("", false), ("br", false), ("gzipx", false),
        ("gzip;q=0.001", true),
    ])
    func answersArePackedForThoseWhoTakeIt(_ accepted: String, _ isPacked: Bool) {
        let body = [UInt8](repeating: 1, count: 2000)
        let answer = handler(request(body, [(name: "accept-encoding", value: accepted)]))
        #expect((answer.body.count < body.count) == isPacked)
    }

    @Test func whatWouldNotShrinkIsSentPlain() {
        var generator = SeededGenerator(seed: 4)
        let noise = generator.bytes(4000)
        let answer = handler(request(noise, [(name: "accept-encoding", value: "gzip")]))
        #expect(answer.body == noise)
    }
}
