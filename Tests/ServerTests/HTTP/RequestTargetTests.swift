// The reading of request targets and heads, without a socket.

import Shared
import Testing

@testable import Server

@Suite struct RequestTargetTests {
    private func target(_ text: String) -> RequestTarget? {
        RequestTarget(Array(text.utf8))
    }

    @Test func pathIsDecodedOnceAndPlusStaysInIt() {
        #expect(target("/a%20b+c/%C3%A9%2525")?.path == "/a b+c/é%25")
    }

    @Test func queryKeepsOrderDuplicatesAndEmptyValues() {
        let query = target("/?b=1&a=x%26y&b=+2&&c&=d&e==")?.query ?? []
        #expect(query.map(\.name) == ["b", "a", "b", "c", "", "e"])
        #expect(query.map(\.value) == ["1", "x&y", " 2", "", "d", "="])
    }

    @Test func absoluteFormLosesItsHost() {
        #expect(target("http://host:80/p?q=1")?.path == "/p")
        #expect(target("http://host") == nil)
    }

    @Test(arguments: [
        "", "*", "a", "host:443", "/%", "/%4", "/%zz", "/%00", "/?a=%00", "/%FF", "/%C3", "/?%ff=1",
        "?a", "/%ED%A0%80", "/%C0%AF",
    ])
    func whatIsNotSoundUTF8IsRefused(_ text: String) {
        #expect(target(text) == nil)
    }

    @Test func everyPathSurvivesEncodingAndDecoding() {
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<500 {
            let scalars = (0..<Int.random(in: 0...40, using: &generator)).compactMap { _ in
                Unicode.Scalar(UInt32.random(in: 1...0x2FFF, using: &generator))
            }
            let path = "/" + String(String.UnicodeScalarView(scalars))
            let encoded = path.utf8.map { byte in
                byte == 0x2F ? "/" : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }
            #expect(target(encoded.joined())?.path.utf8.elementsEqual(path.utf8) == true)
        }
    }

    @Test func randomBytesNeverGiveANulOrARelativePath() {
        var generator = SeededGenerator(seed: 2)
        for _ in 0..<5000 {
            let alphabet = Array("/%0123456789aF?&=+".utf8) + [0xC3, 0xA9, 0xFF]
            let length = Int.random(in: 0...30, using: &generator)
            let bytes = (0..<length).map { _ in alphabet.randomElement(using: &generator) ?? 0 }
            guard let target = RequestTarget(bytes) else { continue }
            #expect(target.path.hasPrefix("/"))
            #expect(!target.path.utf8.contains(0))
        }
    }
}

@Suite struct RequestHeadTests {
    private func head(
        _ headers: [(String, String)], method: String = "POST", limit: Int = 100
    ) throws(HTTPRefusal) -> RequestHead {
        try RequestHead(
            method: Array(method.utf8),
            headers: headers.map { (name: Array($0.0.utf8), value: Array($0.1.utf8)) },
            maximumBodyBytes: limit)
    }

    @Test func namesAreLoweredAndOrderIsKept() throws {
        let head = try head([("X-B", "1"), ("x-a", "2"), ("X-b", "é")])
        #expect(head.headers.map(\.name) == ["x-b", "x-a", "x-b"])
        #expect(head.headers.map(\.value) == ["1", "2", "é"])
    }

    @Test(arguments: [
        [("Content-Length", "1"), ("Transfer-Encoding", "chunked")],
        [("Content-Length", "1"), ("Content-Length", "1")],
        [("Transfer-Encoding", "chunked"), ("transfer-encoding", "chunked")],
        [("Content-Length", "")], [("Content-Length", "+1")], [("Content-Length", "1, 1")],
        [("Content-Length", "-1")], [("Content-Length", "0x1")], [("Content-Length", "١")],
        [("Content-Length ", "1")], [("", "1")], [("a b", "1")], [("é", "1")], [("a", "\u{1}")],
    ])
    func ambiguousOrMalformedHeadsAreRefused(_ headers: [(String, String)]) {
        #expect(throws: HTTPRefusal.malformed) { _ = try head(headers) }
    }

    @Test(arguments: ["gzip", "chunked, gzip", "gzip, chunked", "identity", ""])
    func otherTransferCodingsAreRefused(_ coding: String) {
        #expect(throws: HTTPRefusal.unknownTransferCoding) {
            _ = try head([("Transfer-Encoding", coding)])
        }
    }

    @Test(arguments: ["101", "9223372036854775808", "99999999999999999999999999"])
    func lengthsAboveTheLimitAreRefused(_ length: String) {
        #expect(throws: HTTPRefusal.bodyTooLarge) { _ = try head([("Content-Length", length)]) }
        #expect(throws: Never.self) { _ = try head([("Content-Length", "100")]) }
    }

    @Test func theNumberOfHeadersIsBounded() {
        let allowed = (0..<RequestHead.maximumHeaders).map { ("h\($0)", "v") }
        #expect(throws: Never.self) { _ = try head(allowed) }
        #expect(throws: HTTPRefusal.tooManyHeaders) { _ = try head(allowed + [("more", "v")]) }
    }

    @Test func invalidUTF8AndMethodsThatAreNoWordAreRefused() {
        #expect(throws: HTTPRefusal.malformed) {
            _ = try RequestHead(
                method: Array("GET".utf8), headers: [(name: [0x61], value: [0xFF])],
                maximumBodyBytes: 0)
        }
        #expect(throws: HTTPRefusal.malformed) { _ = try head([], method: "G(ET") }
        #expect(throws: HTTPRefusal.malformed) { _ = try head([], method: "") }
    }
}
