// Values are equal when their stored bytes are.

import Shared
import Testing

@Suite("Field values")
struct FieldValueTests {
    @Test("equality is that of the canonical bytes, and equal values hash alike")
    func equality() {
        var random = SeededGenerator(seed: 101)
        var values: [FieldValue] = [
            .text("\u{E9}"), .text("e\u{301}"), .real(0), .real(-0.0), .integer(0), .bool(false),
            .null, .text(""), .text("0"), .real(1), .integer(1), .bool(true),
        ]
        values += (0..<60).map { _ in random.fieldValue() }
        let bytes = values.map { value in
            var writer = ByteWriter()
            writer.value(value)
            return writer.bytes
        }
        for left in values.indices {
            for right in values.indices {
                let isEqual = values[left] == values[right]
                #expect(isEqual == (bytes[left] == bytes[right]))
                if isEqual { #expect(values[left].hashValue == values[right].hashValue) }
            }
        }
        #expect(Set(values).count == Set(bytes).count)
    }

    @Test("what an author knew is `seen`, unless the record says otherwise")
    func knowledge() {
        let (seen, other) = (
            Position(epoch: Epoch(1), sequence: 9), Position(epoch: Epoch(1), sequence: 4)
        )
        let own = [TransactionID(3)]
        for (base, expected) in [(Base.seen, seen), (.none, nil), (.at(other), other)]
            as [(Base, Position?)]
        {
            let change = RecordChange(
                collection: "thing", id: RecordID(high: 0, low: 0), base: base, own: own,
                action: .delete)
            let transaction = Transaction(
                id: TransactionID(1), stamp: Stamp(1), schema: 1, seen: seen, records: [change])
            #expect(transaction.knowledge(of: change) == Knowledge(base: expected, own: own))
        }
    }
}
