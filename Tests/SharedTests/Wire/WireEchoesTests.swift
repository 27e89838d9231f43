// Echoes: what need not be said again is counted, in one form, and never more than was written.

import Shared
import Testing

@Suite("Echoes of an answer")
struct WireEchoesTests {
    private static let codec = BinaryCodec()

    @Test("the example of an answer is read and written")
    func example() throws {
        let epoch = Epoch(0x5EED_0000_0000_0001)
        var response = SyncResponse(
            epoch: epoch, lineage: Lineage(), head: 8, time: 0,
            acknowledgements: [.accepted(first: 1, count: 1, sequence: 8)], nextNumber: 2,
            scopes: [HeldScope(name: "territory", floor: Position(epoch: epoch, sequence: 7))],
            isComplete: true, records: [], replicas: [])
        response.echoes = Echoes(
            horizon: Position(epoch: epoch, sequence: 4),
            runs: [Echoes.Run(count: 1, place: Echoes.Place(scope: "territory", isNew: false))])
        let bytes = try goldenBytes("echoes-response")
        #expect(try Self.codec.syncResponse(bytes) == response)
        #expect(Self.codec.encode(response) == bytes)
    }

    /// A request's transactions over few records, and a place for some of them.
    private func draw(
        _ random: inout SeededGenerator, _ scopes: [HeldScope]
    ) -> (transactions: [Transaction], places: [RecordKey: Echoes.Place]) {
        let keys = (0..<1 + random.below(6)).map { index in
            RecordKey(collection: "plot", id: RecordID(high: 7, low: UInt64(index) | 1 << 63))
        }
        let transactions = (0..<1 + random.below(8)).map { index in
            Transaction(
                id: TransactionID(UInt64(index)), stamp: Stamp(9), schema: 1, seen: nil,
                records: Set((0..<1 + random.below(3)).map { _ in random.below(keys.count) })
                    .map {
                        RecordChange(
                            collection: keys[$0].collection, id: keys[$0].id, action: .delete)
                    })
        }
        var places: [RecordKey: Echoes.Place] = [:]
        for change in transactions.flatMap(\.records) where random.below(3) > 0 {
            places[RecordKey(collection: change.collection, id: change.id)] = Echoes.Place(
                scope: scopes[random.below(scopes.count)].name, isNew: random.below(2) == 0)
        }
        return (transactions, places)
    }

    @Test("each record comes back with its place and its changes, in order, and no other")
    func records() throws {
        var random = SeededGenerator(seed: 51)
        let scopes = ["a", "b", "c"].map { HeldScope(name: $0, floor: nil) }
        for _ in 0..<2_000 {
            let (transactions, places) = draw(&random, scopes)
            let echoes = Echoes(horizon: nil, places, of: transactions)
            #expect((echoes == nil) == places.isEmpty)
            guard let echoes else { continue }
            let records = try echoes.records(of: transactions)
            #expect(Dictionary(uniqueKeysWithValues: records.map { ($0.key, $0.place) }) == places)
            for record in records {
                let changes = transactions.enumerated().flatMap { index, transaction in
                    transaction.records.filter {
                        RecordKey(collection: $0.collection, id: $0.id) == record.key
                    }.map { (index, $0) }
                }
                #expect(record.changes.map(\.transaction) == changes.map(\.0))
                #expect(record.changes.map(\.change) == changes.map(\.1))
            }
            guard case .syncResponse(var message) = random.message(.syncResponse) else { return }
            message.scopes = scopes
            message.echoes = echoes
            let bytes = Self.codec.encode(message)
            #expect(try Self.codec.syncResponse(bytes) == message)
            #expect(throws: WireError.self) {
                var longer = echoes
                longer.runs.append(Echoes.Run(count: 100, place: records.first?.place))
                _ = try longer.records(of: transactions)
            }
        }
    }

    @Test("a scope that stands twice is told by its first number")
    func twins() throws {
        let scopes = ["a", "a", "b"].map { HeldScope(name: $0, floor: nil) }
        var message = SyncResponse(
            epoch: Epoch(1), lineage: Lineage(), head: 1, time: 0, acknowledgements: [],
            nextNumber: 1, scopes: scopes, isComplete: true, records: [], replicas: [])
        message.echoes = Echoes(
            horizon: nil, runs: [Echoes.Run(count: 1, place: Echoes.Place(scope: "a", isNew: true))]
        )
        var bytes = Self.codec.encode(message)
        #expect(try Self.codec.syncResponse(bytes) == message)
        // The place is the last byte but the message's end: 2 is the first scope, 4 the second.
        #expect(bytes[bytes.count - 2] == 2)
        bytes[bytes.count - 2] = 4
        #expect(throws: WireError.self) { try Self.codec.syncResponse(bytes) }
    }

    @Test(
        "another form of the same is refused, and what points nowhere",
        arguments: [
            "0018", "00010000", "000101", "0001010700", "0002010101010100", "0002010301030100",
            "0002010101000100", "02010101", "000100010100", "0001010100",
        ])
    func otherForms(_ frame: String) throws {
        let golden = try goldenBytes("echoes-response")
        let body = try #require(Hex.decode(frame))
        // Behind everything but its own frame of echoes, of 15 bytes with its head.
        let bytes = golden.prefix(golden.count - 16) + [24, UInt8(body.count)] + body + [0]
        #expect(throws: WireError.self) { try Self.codec.syncResponse(Array(bytes)) }
    }
}
