// The canonical forms: one value, one form; nothing else is read.

import Shared
import Testing

@Suite("Canonical bytes")
struct CanonicalBytesTests {
    @Test("a transaction is read back from its bytes, which are those of its equals alone")
    func transactions() throws {
        var random = SeededGenerator(seed: 41)
        var seen: [[UInt8]: Transaction] = [:]
        for _ in 0..<1_500 {
            let transaction = random.transaction()
            let bytes = transaction.bytes
            let copy = try Transaction(bytes: bytes)
            #expect(copy == transaction)
            #expect(copy.bytes == bytes)
            #expect(seen.updateValue(transaction, forKey: bytes) ?? transaction == transaction)
            let other = random.altered(transaction)
            #expect((other == transaction) == (other.bytes == bytes))
        }
    }

    @Test("a record's state is read back from its bytes, which are those of its equals alone")
    func states() throws {
        var random = SeededGenerator(seed: 42)
        for _ in 0..<1_500 {
            let state = random.recordState()
            let bytes = state.bytes
            let copy = try RecordState(bytes: bytes)
            #expect(copy == state)
            #expect(copy.bytes == bytes)
            let other = random.altered(state)
            #expect((other == state) == (other.bytes == bytes))
        }
    }

    @Test("states that histories lead to are read back, and `writes` names what they refer to")
    func statesOfHistories() throws {
        for seed in 1...UInt64(80) {
            var history = RandomHistory(seed: seed &+ 5 << 40)
            for _ in 0..<12 {
                let index = history.step()
                for state in [history.world.server, history.world.shown(index)] {
                    #expect(try RecordState(bytes: state.bytes) == state)
                    let siblings = state.fields.flatMap(\.siblings)
                    let ancestors = state.fields.flatMap(\.ancestors)
                    let writes =
                        (siblings + ancestors).map(\.write) + state.deletions.map(\.write)
                    #expect(Set(state.writes) == Set(writes))
                    #expect(state.writes.count == Set(writes).count)
                }
            }
        }
    }

    @Test("a lineage is read back from its bytes")
    func lineages() throws {
        var random = SeededGenerator(seed: 43)
        for _ in 0..<300 {
            let lineage = random.lineage()
            #expect(try Lineage(bytes: lineage.bytes) == lineage)
        }
    }

    @Test("texts that only look the same are two states, two transactions, two hashes")
    func lookAlikes() {
        let texts = ["\u{E9}", "e\u{301}"]
        let changes: [[FieldChange]] = [
            texts.map { .assign(.text($0)) }, texts.map { .edit(add: [$0], remove: []) },
            texts.map { .edit(add: [], remove: [$0]) },
        ]
        for pair in changes {
            let transactions = pair.map { change in
                Transaction(
                    id: TransactionID(1), stamp: Stamp(1), schema: 1, seen: nil,
                    records: [
                        RecordChange(
                            collection: "thing", id: RecordID(high: 1, low: 1),
                            action: .write([.init(field: "f", change: change)]))
                    ])
            }
            #expect(transactions[0] != transactions[1])
            #expect(transactions[0].hash != transactions[1].hash)
            #expect(Set(transactions).count == 2)
        }
        let contents: [Sibling.Content] = texts.map { .element($0) }
        #expect(contents[0] != contents[1])
        #expect(Set(contents).count == 2)
    }

    @Test("equal fields of different shape are different")
    func shapesDiffer() {
        let contents: [Sibling.Content] = [
            .value(.integer(1)), .increment(1), .element("1"), .value(.text("1")),
            .value(.real(1)), .value(.bool(true)), .value(.null), .value(.bool(false)),
            .value(.real(0)), .value(.real(-0.0)), .value(.integer(0)), .increment(0),
        ]
        #expect(Set(contents).count == contents.count)
        let changes: [FieldChange] = [
            .assign(.integer(1)), .increment(1), .edit(add: ["1"], remove: []),
            .edit(add: [], remove: ["1"]), .edit(add: [], remove: []), .assign(.null),
        ]
        #expect(Set(changes).count == changes.count)
    }
}

@Suite("Chain hash")
struct ChainHashTests {
    @Test("each link depends on every transaction before it, and on their order")
    func links() {
        var random = SeededGenerator(seed: 44)
        let hashes = (0..<20).map { _ in random.transaction().hash }
        let chain = { (hashes: [[UInt8]]) in
            hashes.reduce(ChainHash.start) { $0.appending($1) }
        }
        let whole = chain(hashes)
        for index in hashes.indices {
            var other = hashes
            other[index][7] ^= 1
            #expect(chain(other) != whole)
            other = hashes
            other.remove(at: index)
            #expect(chain(other) != whole)
            guard index > 0 else { continue }
            other = hashes
            other.swapAt(index - 1, index)
            #expect(chain(other) != whole)
        }
        #expect(chain(hashes) == whole)
    }

    @Test("the first link is a known value: SHA-256 of 64 zero bytes")
    func knownValue() {
        let link = ChainHash.start.appending(Array(repeating: 0, count: 32))
        #expect(
            Hex.encode(link.bytes)
                == "f5a5fd42d16a20302798ef6ed309979b43003d2320d9f0e8ea9831a92759fb4b")
    }

    @Test("a hash has 32 bytes")
    func length() {
        for count in [0, 31, 33, 64] {
            #expect(ChainHash(Array(repeating: 1, count: count)) == nil)
        }
        #expect(ChainHash(ChainHash.start.bytes) == .start)
    }
}

extension SeededGenerator {
    /// The same transaction with something different in it, or by chance nothing.
    fileprivate mutating func altered(_ transaction: Transaction) -> Transaction {
        var other = transaction
        let index = below(other.records.count)
        switch below(9) {
        case 7: other.isClockVerified = flag()
        case 8: other.origin = flag() ? nil : TransactionID(1)
        case 0: other.id = TransactionID(other.id.rawValue ^ 1)
        case 1: other.stamp = Stamp(other.stamp.rawValue &+ UInt64(below(2)))
        case 2: other.seen = perhapsPosition()
        case 3: other.records[index].base = .at(position())
        case 4: other.records[index].own.append(TransactionID(1))
        case 5: other.records[index].action = action()
        default: other.records.append(recordChange())
        }
        return other
    }

    /// The same state with something different in it, or by chance nothing.
    fileprivate mutating func altered(_ state: RecordState) -> RecordState {
        var other = state
        switch below(8) {
        case 7 where !other.replacements.isEmpty:
            other.replacements[0].knowledge.base = perhapsPosition()
        case 0: other.deletionsChanged = perhapsPosition()
        case 3: other.changed = perhapsPosition()
        case 4: other.erasure = flag() ? other.erasure : nil
        case 5 where !other.applied.isEmpty: other.applied[0].position = position()
        case 1 where !other.deletions.isEmpty:
            other.deletions[0].knowledge.own.append(TransactionID(next()))
        case 2 where !other.fields.isEmpty:
            let index = below(other.fields.count)
            other.fields[index].changed = perhapsPosition()
        default:
            guard let index = other.fields.indices.randomElement(using: &self),
                let sibling = other.fields[index].siblings.indices.randomElement(using: &self)
            else { return other }
            switch other.fields[index].siblings[sibling].content {
            case .increment: other.fields[index].siblings[sibling].content = .increment(integer())
            case .value: other.fields[index].siblings[sibling].content = .value(fieldValue())
            case .element: other.fields[index].siblings.remove(at: sibling)
            }
        }
        return other
    }
}
