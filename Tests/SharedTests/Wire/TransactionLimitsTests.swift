// A transaction is within limits exactly when every form of a request with it can be read.

import Shared
import Testing

@Suite("Limits of a transaction")
struct TransactionLimitsTests {
    struct Edge: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let make: @Sendable (Int) -> RecordChange
        let limit: Int
    }

    private static func change(
        _ collection: String = "plot", own: Int = 0, writing edits: [RecordChange.Edit] = []
    ) -> RecordChange {
        RecordChange(
            collection: collection, id: RecordID(high: 1, low: 2),
            own: (0..<own).map { TransactionID(UInt64($0)) }, action: .write(edits))
    }

    private static func elements(_ count: Int) -> [String] { (0..<count).map { "\($0)" }.sorted() }

    private static func edit(_ change: FieldChange, _ field: String = "tags") -> RecordChange.Edit {
        RecordChange.Edit(field: field, change: change)
    }

    static let edges = [
        Edge(testDescription: "names of known ones", make: { change(own: $0) }, limit: 10_000),
        Edge(
            testDescription: "elements added",
            make: { change(writing: [edit(.edit(add: elements($0), remove: []))]) }, limit: 10_000),
        Edge(
            testDescription: "elements removed",
            make: { change(writing: [edit(.edit(add: [], remove: elements($0)))]) }, limit: 10_000),
        Edge(
            testDescription: "a long element added",
            make: {
                change(writing: [edit(.edit(add: [String(repeating: "a", count: $0)], remove: []))])
            },
            limit: 10_000),
        Edge(
            testDescription: "a long element removed",
            make: {
                change(writing: [edit(.edit(add: [], remove: [String(repeating: "a", count: $0)]))])
            },
            limit: 10_000),
        Edge(
            testDescription: "the name of a field",
            make: { change(writing: [edit(.increment(1), String(repeating: "a", count: $0))]) },
            limit: 100),
        Edge(
            testDescription: "the name of a collection",
            make: { change(String(repeating: "a", count: $0)) }, limit: 100),
    ]

    @Test(arguments: edges)
    func whatCanBeRead(_ edge: Edge) {
        for size in [1, edge.limit, edge.limit + 1] {
            expect([edge.make(size)], isCarried: size <= edge.limit)
        }
    }

    @Test func numberOfRecords() {
        for count in [2_000, 2_001] {
            let records = (0..<count).map {
                RecordChange(
                    collection: "plot", id: RecordID(high: 1, low: UInt64($0)), action: .delete)
            }
            expect(records, isCarried: count == 2_000)
        }
    }

    @Test(arguments: ["", "é", "a b", "a\n"])
    func names(_ name: String) {
        expect([Self.change(name)], isCarried: false)
        expect([Self.change(writing: [Self.edit(.increment(1), name)])], isCarried: false)
    }

    private func expect(_ records: [RecordChange], isCarried: Bool) {
        let transaction = Transaction(
            id: TransactionID(1), stamp: Stamp(1), schema: 1, seen: nil, records: records)
        #expect(transaction.isWithinLimits(bytes: transaction.bytes.count) == isCarried)
        let request = SyncRequest(
            schema: 1, epoch: nil, after: 0, chain: .start, transactions: [transaction], scopes: [])
        for codec in [BinaryCodec(), JSONCodec()] as [any MessageCodec] {
            let read = try? codec.syncRequest(codec.encode(request))
            #expect((read?.transactions == [transaction]) == isCarried)
        }
    }
}
