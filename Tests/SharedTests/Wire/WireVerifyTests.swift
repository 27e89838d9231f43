// A verification of several scopes is one question, of which an older program sees the first.

import Shared
import Testing

@Suite("Verifications of several scopes")
struct WireVerifyTests {
    private static let request = VerifyRequest(
        scope: "territory", depth: .scope, others: ["organisation:1", "portfolio:2"])
    private static let id = RecordID(high: 0x0192_F0C1_2B3C_7AAA, low: 0x8000_0000_0000_0001)
    private static let response = VerifyResponse(
        epoch: Epoch(0x5EED_0000_0000_0002), head: 1_202, count: 2,
        digests: [Digest(high: 0x0123_4567_89AB_CDEF, low: 1)], entries: [],
        others: [
            .init(
                scope: "organisation:1", head: 1_200, count: 7, digest: Digest(high: 2, low: 3),
                damaged: [
                    .init(
                        collection: "place", id: id, digest: Digest(high: 1, low: 2),
                        isDamaged: true)
                ])
        ])

    @Test("the examples are read and written in both forms")
    func examples() throws {
        let (binary, json) = (BinaryCodec(), JSONCodec())
        let asked = try goldenBytes("verify-scopes-request")
        #expect(try binary.verifyRequest(asked) == Self.request)
        #expect(binary.encode(Self.request) == asked)
        let answered = try goldenBytes("verify-scopes-response")
        #expect(try binary.verifyResponse(answered) == Self.response)
        #expect(binary.encode(Self.response) == answered)
        let request = try goldenFile("verify-scopes-request.json")
        #expect(try json.verifyRequest(request) == Self.request)
        #expect(try JSON.parse(request).bytes == json.encode(Self.request))
        let response = try goldenFile("verify-scopes-response.json")
        #expect(try json.verifyResponse(response) == Self.response)
        #expect(try JSON.parse(response).bytes == json.encode(Self.response))
    }

    @Test("an older program passes over what it does not know, and reads the rest")
    func older() throws {
        // The frame's number as one that nobody knows yet.
        var asked = try goldenBytes("verify-scopes-request")
        let place = try #require(asked.lastIndex(of: 34))
        asked[place] = 200
        #expect(
            try BinaryCodec().verifyRequest(asked)
                == VerifyRequest(scope: "territory", depth: .scope))
    }

    @Test("every strict prefix is refused; what is read after damage has one form")
    func damage() throws {
        var random = SeededGenerator(seed: 214)
        let codec = BinaryCodec()
        for bytes in [codec.encode(Self.request), codec.encode(Self.response)] {
            for length in 0..<bytes.count {
                let part = Array(bytes.prefix(length))
                #expect((try? codec.verifyRequest(part)) == nil)
                #expect((try? codec.verifyResponse(part)) == nil)
            }
            for _ in 0..<2_000 {
                let damaged = random.mutated(bytes)
                if let read = try? codec.verifyRequest(damaged) {
                    #expect(try codec.verifyRequest(codec.encode(read)) == read)
                }
                if let read = try? codec.verifyResponse(damaged) {
                    #expect(try codec.verifyResponse(codec.encode(read)) == read)
                }
            }
        }
    }

    @Test("names and counts are bounded")
    func bounds() throws {
        let codec = BinaryCodec()
        var request = Self.request
        request.others = [String(repeating: "x", count: 10_000)]
        #expect((try? codec.verifyRequest(codec.encode(request))) == nil)
        request.others = ["with space"]
        #expect((try? codec.verifyRequest(codec.encode(request))) == nil)
        request.others = Array(repeating: "a", count: 10_001)
        #expect((try? codec.verifyRequest(codec.encode(request))) == nil)
        #expect((try? JSONCodec().verifyRequest(JSONCodec().encode(request))) == nil)
    }
}
