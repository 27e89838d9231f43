// Whole records as rows: the bytes of a state pass through as they are, and nothing else does.

import Foundation
import Shared
import Testing

@Suite("Rows of an answer")
struct WireRowsTests {
    private static let codec = BinaryCodec()

    private func golden(_ name: String) throws -> [UInt8] {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        let data = try Data(contentsOf: folder.appendingPathComponent("golden/\(name).hex"))
        let digits = String(decoding: data.filter { $0 > UInt8(ascii: " ") }, as: UTF8.self)
        return try #require(Hex.decode(digits))
    }

    /// The answer of `golden/rows-response.hex`, and the state that it has.
    private func example() -> (response: SyncResponse, state: RecordState) {
        let epoch = Epoch(0x5EED_0000_0000_0001)
        let position = Position(epoch: epoch, sequence: 5)
        let stamp = Stamp(0x10000)
        let write = Write(
            transaction: TransactionID(0x20), stamp: stamp, claimed: stamp, replica: 2,
            position: position)
        let state = RecordState(
            fields: [
                FieldState(
                    name: "name", changed: position,
                    siblings: [Sibling(write: write, content: .value(.text("Ark")))])
            ], changed: position)
        let record = RecordDelta(
            collection: "place", id: RecordID(high: 0x0000_019A_7AAA_7000, low: 1 | 1 << 63),
            scope: "territory", sequence: 5, isWhole: true, state: state, canonical: state.bytes)
        let response = SyncResponse(
            epoch: epoch, lineage: Lineage(), head: 7, time: 0, acknowledgements: [],
            nextNumber: 1, scopes: [HeldScope(name: "territory", floor: nil, page: 5)],
            isComplete: false, records: [record], replicas: [])
        return (response, state)
    }

    @Test("the example of an answer is read, with its bytes, and written")
    func answer() throws {
        let bytes = try golden("rows-response")
        let (response, state) = example()
        let read = try Self.codec.syncResponse(bytes)
        #expect(read == response)
        #expect(read.records.map(\.canonical) == [state.bytes])
        #expect(read.passedOver == 0)
        #expect(Self.codec.encode(response) == bytes)
    }

    @Test("the example of a request is read and written, and says that rows are read")
    func request() throws {
        let bytes = try golden("rows-request")
        let read = try Self.codec.syncRequest(bytes)
        #expect(read.reads == .rows && read.after == 7 && read.schema == 11)
        #expect(Self.codec.encode(read) == bytes)
        #expect(try JSONCodec().syncRequest(JSONCodec().encode(read)) == read)
    }

    @Test("an older server passes over what a device says that it reads")
    func olderServer() throws {
        var random = SeededGenerator(seed: 91)
        for kind in AnyMessage.Kind.allCases where kind != .failure && kind != .syncRequest {
            let message = random.message(kind)
            let bytes = message.bytes(Self.codec).dropLast() + [33, 1, 1, 0]
            #expect(try kind.read(Array(bytes), Self.codec) == message)
        }
    }

    @Test("rows and other records come back as they were, and put together as well as written")
    func roundTrip() throws {
        var random = SeededGenerator(seed: 92)
        for _ in 0..<200 {
            guard case .syncResponse(var message) = random.message(.syncResponse) else { return }
            let plain = message.records
            let rows = (0..<1 + random.below(6)).map { _ in random.row() }
                .sorted { $0.scope < $1.scope }
            message.records = plain + rows
            let bytes = Self.codec.encode(message)
            let read = try Self.codec.syncResponse(bytes)
            #expect(read == message && read.passedOver == 0)
            for record in read.records.dropFirst(plain.count) {
                #expect(record.isWhole && record.canonical == record.state.bytes)
            }
            #expect(Self.codec.encode(read) == bytes)
            // The same rows, cut anywhere: a run for each.
            let runs = rows.map { record in
                var row = RowWriter()
                record.state.bytes.withUnsafeBytes { state in
                    row.add(
                        RecordKey(collection: record.collection, id: record.id),
                        sequence: record.sequence, state: state)
                }
                return (scope: record.scope, bytes: row.bytes)
            }
            message.records = plain
            let around = Self.codec.encode(message, around: runs.map { ($0.scope, $0.bytes.count) })
            let joined = around[0] + zip(runs, around.dropFirst()).flatMap { $0.bytes + $1 }
            #expect(joined == bytes)
        }
    }

    @Test("every strict prefix is refused; what is read after damage has one form")
    func damage() throws {
        var random = SeededGenerator(seed: 93)
        var others = 0
        for _ in 0..<60 {
            guard case .syncResponse(var message) = random.message(.syncResponse) else { return }
            message.records = (0..<1 + random.below(3)).map { _ in random.row() }
                .sorted { $0.scope < $1.scope }
            let bytes = Self.codec.encode(message)
            for length in 0..<bytes.count {
                #expect((try? Self.codec.syncResponse(Array(bytes.prefix(length)))) == nil)
            }
            for _ in 0..<60 {
                let damaged = random.mutated(bytes)
                guard let read = try? Self.codec.syncResponse(damaged) else { continue }
                for record in read.records where record.canonical != nil {
                    #expect(record.canonical == record.state.bytes)
                }
                guard read.passedOver == 0 else { continue }
                others += 1
                let again = Self.codec.encode(read)
                #expect(
                    again == damaged
                        || again.count < damaged.count
                            && again.dropLast().elementsEqual(damaged.prefix(again.count - 1))
                )
            }
        }
        #expect(others > 50)
    }

    @Test("a row of which the bytes are no state is passed over, and the others are not")
    func passedOver() throws {
        let (response, state) = example()
        var unused = state.bytes
        // Another epoch that nothing refers to: a state is never written like this.
        unused[1] = 2
        unused.insert(contentsOf: [0x5E, 0xED, 0, 0, 0, 0, 0, 2], at: 10)
        #expect(throws: Never.self) { try RecordState(bytes: unused) }
        var twice = response
        twice.records = []
        for bad in [unused, Array(state.bytes.dropLast()), [9], []] {
            var rows: [UInt8] = []
            for bytes in [bad, state.bytes] {
                var row = RowWriter()
                bytes.withUnsafeBytes {
                    row.add(
                        RecordKey(collection: "place", id: RecordID(high: 1, low: 1)), sequence: 5,
                        state: $0)
                }
                rows += row.bytes
            }
            let around = Self.codec.encode(twice, around: [("territory", rows.count)])
            let read = try Self.codec.syncResponse(around[0] + rows + around[1])
            #expect(read.passedOver == 1)
            #expect(read.records.map(\.state) == [state])
        }
    }

    @Test("no scope without rows, none twice behind itself, no frame without a scope")
    func empty() throws {
        let bytes = try golden("rows-response")
        let group = Array(bytes[40..<bytes.count - 1])
        let head = Array(bytes[..<38])
        #expect((try? Self.codec.syncResponse(head + [0x17, 84] + group + [0])) != nil)
        for content in [[], [9] + Array("territory".utf8) + [0], group + group] {
            let frame = [0x17, UInt8(truncatingIfNeeded: content.count)]
            let length = content.count > 127 ? [0x17, UInt8(content.count & 127) | 128, 1] : frame
            #expect((try? Self.codec.syncResponse(head + length + content + [0])) == nil)
        }
    }

    @Test("a state says who wrote it without being read")
    func replicas() throws {
        var random = SeededGenerator(seed: 94)
        for _ in 0..<300 {
            let state = random.recordState()
            var found: Set<Replica> = []
            let bytes = state.bytes
            #expect(
                bytes.withUnsafeBytes { bytes in
                    RecordState.eachReplica(in: bytes) { found.insert($0) }
                })
            #expect(found == Set(state.writes.map(\.replica)))
            for length in 0..<min(bytes.count, 40) {
                // Wherever it ends, nothing behind it is looked at.
                Array(bytes.prefix(length)).withUnsafeBytes { bytes in
                    _ = RecordState.eachReplica(in: bytes) { _ in }
                }
            }
        }
    }

    @Test("only bytes that would be written are kept as they came")
    func exactly() throws {
        var random = SeededGenerator(seed: 95)
        for _ in 0..<400 {
            let bytes = random.recordState().bytes
            #expect(try RecordState(exactly: bytes).bytes == bytes)
            for _ in 0..<20 {
                let damaged = random.mutated(bytes)
                guard let state = try? RecordState(exactly: damaged) else { continue }
                #expect(state.bytes == damaged)
            }
        }
    }
}

extension SeededGenerator {
    /// A whole record that is told as a row.
    fileprivate mutating func row() -> RecordDelta {
        let state = recordState()
        return RecordDelta(
            collection: name(), id: recordID(), scope: ["a", "b", "territory"][below(3)],
            sequence: number(), isWhole: true, state: state, canonical: state.bytes)
    }
}
