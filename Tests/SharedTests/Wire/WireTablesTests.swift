// An answer goes on with the tables of its request: what a device has just said is an index.

import Shared
import Testing

@Suite("Answers that go on with their requests")
struct WireTablesTests {
    private static let codec = BinaryCodec()

    @Test("the example is read and written")
    func example() throws {
        let request = try goldenBytes("rows-request")
        let bytes = try goldenBytes("continued-response")
        let answer = try Self.codec.syncResponse(bytes, to: request)
        #expect(
            answer
                == SyncResponse(
                    epoch: Epoch(0x5EED_0000_0000_0001), lineage: Lineage(), head: 7, time: 0,
                    acknowledgements: [], nextNumber: 8, scopes: [], isComplete: true,
                    records: [], replicas: []))
        let tables = try Self.codec.readRequest(request).tables
        #expect(Self.codec.encode(answer, goingOnWith: tables) == bytes)
        // By itself it says nothing.
        #expect((try? Self.codec.syncResponse(bytes)) == nil)
    }

    @Test("any answer comes back, after any request")
    func roundTrip() throws {
        var random = SeededGenerator(seed: 97)
        var shorter = 0
        for _ in 0..<300 {
            guard case .syncRequest(let request) = random.message(.syncRequest),
                case .syncResponse(let answer) = random.message(.syncResponse)
            else { return }
            let asked = Self.codec.encode(request)
            let (read, tables) = try Self.codec.readRequest(asked)
            #expect(read == request)
            let bytes = Self.codec.encode(answer, goingOnWith: tables)
            #expect(try Self.codec.syncResponse(bytes, to: asked) == answer)
            if bytes.count < Self.codec.encode(answer).count { shorter += 1 }
            // One that does not go on is read with its request as well.
            #expect(try Self.codec.syncResponse(Self.codec.encode(answer), to: asked) == answer)
        }
        #expect(shorter > 150)
    }

    @Test("what a device wrote comes back in a few bytes")
    func echo() throws {
        let id = RecordID(high: 0x0192_F0C1_2B3C_7DEF, low: 0x8123_4567_89AB_CDEF)
        let epoch = Epoch(7)
        let text = FieldValue.text("06 12 34 56 78 et un numéro de rechange")
        let stamp = Stamp(milliseconds: 1_763_706_000_000)
        let request = SyncRequest(
            schema: 1, epoch: epoch, after: 4, chain: .start,
            transactions: [
                Transaction(
                    id: TransactionID(0xABCD_EF01_2345_6789), stamp: stamp, schema: 1, seen: nil,
                    records: [
                        RecordChange(
                            collection: "person", id: id,
                            action: .write([.init(field: "phone", change: .assign(text))]))
                    ])
            ], scopes: [HeldScope(name: "territory", floor: Position(epoch: epoch, sequence: 9))])
        let position = Position(epoch: epoch, sequence: 10)
        let write = Write(
            transaction: TransactionID(0xABCD_EF01_2345_6789), stamp: stamp, claimed: stamp,
            replica: 3, position: position)
        let answer = SyncResponse(
            epoch: epoch, lineage: Lineage(), head: 10, time: 0,
            acknowledgements: [.accepted(first: 5, count: 1, sequence: 10)], nextNumber: 6,
            scopes: [HeldScope(name: "territory", floor: nil)], isComplete: true,
            records: [
                RecordDelta(
                    collection: "person", id: id, scope: "territory", sequence: 10, isWhole: false,
                    state: RecordState(
                        fields: [
                            FieldState(
                                name: "phone", changed: position,
                                siblings: [Sibling(write: write, content: .value(text))])
                        ], changed: position))
            ], replicas: [])
        let asked = Self.codec.encode(request)
        let tables = try Self.codec.readRequest(asked).tables
        let bytes = Self.codec.encode(answer, goingOnWith: tables)
        #expect(bytes.count < 60)
        #expect(Self.codec.encode(answer).count > 140)
        #expect(try Self.codec.syncResponse(bytes, to: asked) == answer)
    }

    @Test("after damage an answer is refused, or has one form; so it is after another request")
    func damage() throws {
        var random = SeededGenerator(seed: 98)
        for _ in 0..<60 {
            guard case .syncRequest(let request) = random.message(.syncRequest),
                case .syncRequest(let other) = random.message(.syncRequest),
                case .syncResponse(let answer) = random.message(.syncResponse)
            else { return }
            let asked = Self.codec.encode(request)
            let tables = try Self.codec.readRequest(asked).tables
            let bytes = Self.codec.encode(answer, goingOnWith: tables)
            for length in stride(from: 0, to: bytes.count, by: 3) {
                let cut = Array(bytes.prefix(length))
                #expect((try? Self.codec.syncResponse(cut, to: asked)) == nil)
            }
            for _ in 0..<40 {
                let damaged = random.mutated(bytes)
                for (asked, tables) in [
                    (asked, tables),
                    (
                        Self.codec.encode(other),
                        try Self.codec.readRequest(Self.codec.encode(other)).tables
                    ),
                ] {
                    guard let read = try? Self.codec.syncResponse(damaged, to: asked),
                        damaged[4] == 19, read.passedOver == 0
                    else { continue }
                    let again = Self.codec.encode(read, goingOnWith: tables)
                    #expect(try Self.codec.syncResponse(again, to: asked) == read)
                }
            }
        }
    }
}
