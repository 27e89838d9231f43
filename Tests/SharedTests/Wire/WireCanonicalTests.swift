// The bytes that are hashed: canonical transactions and their chain, canonical states and their
// digests, identities of facts. Whoever writes them otherwise is refused, or never the same.

import Shared
import Testing

@Suite("Canonical bytes")
struct WireCanonicalTests {
    private func example() throws -> JSON {
        try JSON.parse(goldenFile("canonical.json"))
    }

    @Test("the transactions of sync-request, and the chain over them from its beginning")
    func transactions() throws {
        let request = try JSONCodec().syncRequest(goldenFile("sync-request.json"))
        var chain = ChainHash.start
        var found: [JSON] = []
        for transaction in request.transactions {
            chain = chain.appending(transaction.hash)
            found.append(
                .object([
                    "bytes": .string(Hex.encode(transaction.bytes)),
                    "chain": .string(Hex.encode(chain.bytes)),
                ]))
            #expect(try Transaction(bytes: transaction.bytes) == transaction)
        }
        #expect(try JSON.array(found).text == #require(try example()["transactions"]).text)
    }

    @Test("the states of sync-response's whole records, their digests, and the digests' sum")
    func states() throws {
        let response = try JSONCodec().syncResponse(goldenFile("sync-response.json"))
        var sum = Digest.zero
        var found: [JSON] = []
        for record in response.records where record.isWhole {
            let key = RecordKey(collection: record.collection, id: record.id)
            let digest = Digest(key, state: record.state.bytes)
            sum.add(digest)
            found.append(
                .object([
                    "collection": .string(key.collection), "id": .string(key.id.description),
                    "bytes": .string(Hex.encode(record.state.bytes)),
                    "digest": .string(Hex.encode(digest.bytes)),
                    "bucket": .integer(Int64(Digest.bucket(of: key.id))),
                ]))
            #expect(try RecordState(bytes: record.state.bytes) == record.state)
        }
        #expect(try JSON.array(found).text == #require(try example()["states"]).text)
        #expect(try #require(try example()["sum"]) == .string(Hex.encode(sum.bytes)))
    }

    @Test("the record of return-request, whose state has replacements")
    func replacements() throws {
        let request = try JSONCodec().returnRequest(goldenFile("return-request.json"))
        let record = try #require(request.records.first)
        let bytes = record.state.bytes
        #expect(try RecordState(bytes: bytes) == record.state && bytes.first == 3)
        let digest = Digest(
            RecordKey(collection: record.collection, id: record.id), state: bytes)
        #expect(
            try #require(try example()["returned"])
                == .object([
                    "bytes": .string(Hex.encode(bytes)),
                    "digest": .string(Hex.encode(digest.bytes)),
                ]))
    }

    @Test("the identity of a fact that two devices may both note")
    func identities() throws {
        let id = RecordID.deterministic(
            scope: "organisation:0192f0c1-2b3c-7aaa-8000-000000000001", collection: "attendance",
            parts: ["0192f0c1-2b3c-7def-8123-456789abcdef", "2026-11-28", "Zoé"])
        #expect(try #require(try example()["fact"]) == .string(id.description))
    }
}

extension JSON {
    fileprivate var text: String { String(decoding: bytes, as: UTF8.self) }
}
