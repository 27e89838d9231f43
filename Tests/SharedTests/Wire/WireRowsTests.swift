// Whole records as rows: the bytes of a state pass through as they are, and nothing else does.

import Shared
import Testing

@Suite("Rows of an answer")
struct WireRowsTests {
    private static let codec = BinaryCodec()

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
        let bytes = try goldenBytes("rows-response")
        let (response, state) = example()
        let read = try Self.codec.syncResponse(bytes)
        #expect(read == response)
        #expect(read.records.map(\.canonical) == [state.bytes])
        #expect(read.passedOver == 0)
        #expect(Self.codec.encode(response) == bytes)
    }

    @Test("the example of a request is read and written, and says that rows are read")
    func request() throws {
        let bytes = try goldenBytes("rows-request")
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
            // The same records in runs that begin anywhere.
            var runs: [UInt8] = []
            for record in rows {
                var run = RowWriter(scope: record.scope)
                let isAdded = run.add(record)
                #expect(isAdded)
                runs += run.finish()
            }
            message.records = plain
            let joined = Self.codec.encode(message, beforeRows: runs.count) + runs + [0]
            #expect(try Self.codec.syncResponse(joined).records == plain + rows)
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
                others += 1
                // How rows share their shapes is the writer's affair; what they say is not.
                #expect(
                    try Self.codec.syncResponse(Self.codec.encode(read)).records == read.records)
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
        var head = response
        head.records = []
        let key = RecordKey(collection: "place", id: RecordID(high: 1, low: 1))
        for bad in [unused, state.bytes + [0]] {
            var run = RowWriter(scope: "territory")
            for bytes in [bad, state.bytes] {
                let isAdded = bytes.withUnsafeBytes { run.add(key, sequence: 5, state: $0) }
                #expect(isAdded)
            }
            let rows = run.finish()
            let bytes = Self.codec.encode(head, beforeRows: rows.count) + rows + [0]
            let read = try Self.codec.syncResponse(bytes)
            #expect(read.passedOver == 1)
            #expect(read.records.map(\.state) == [state])
        }
        // What no state begins like is not even told.
        var run = RowWriter(scope: "territory")
        for bad in [Array(state.bytes.prefix(30)), [9], []] {
            let isAdded = bad.withUnsafeBytes { run.add(key, sequence: 5, state: $0) }
            #expect(!isAdded)
        }
        let nothing = run.finish()
        #expect(nothing.isEmpty)
    }

    @Test("no run without rows, no frame without a run, no shape that was not told")
    func empty() throws {
        let bytes = try goldenBytes("rows-response")
        let group = Array(bytes[40..<bytes.count - 1])
        let head = Array(bytes[..<38])
        #expect((try? Self.codec.syncResponse(head + [0x17, 97] + group + [0])) != nil)
        let name = [9] + Array("territory".utf8)
        var unknown = group
        unknown[10] = 2
        for content in [[], name + [0], unknown, [0], name] {
            let length = [0x17, UInt8(content.count)]
            #expect((try? Self.codec.syncResponse(head + length + content + [0])) == nil)
        }
        // Two runs of one scope are as good as one.
        let twice = head + [0x17, 0xC2, 1] + group + group + [0]
        #expect(try Self.codec.syncResponse(twice).records.count == 2)
    }

    @Test("a state says who wrote it, and is put together again, without being read")
    func shapes() throws {
        var random = SeededGenerator(seed: 94)
        var shapes = 0
        for _ in 0..<300 {
            let states = (0..<1 + random.below(4)).map { _ in random.recordState() }
            var run = RowWriter(scope: "s")
            let sequence = states[0].changed?.sequence ?? 3
            for state in states + states {
                var found: Set<Replica> = []
                let before = run.count
                let isAdded = state.bytes.withUnsafeBytes { bytes in
                    run.add(
                        RecordKey(collection: "c", id: RecordID(high: 0, low: 0)),
                        sequence: sequence, state: bytes
                    ) { found.insert($0) }
                }
                #expect(isAdded && found == Set(state.writes.map(\.replica)))
                if run.count - before > 40 { shapes += 1 }
            }
            var (head, _) = example()
            head.records = []
            let rows = run.finish()
            let bytes = Self.codec.encode(head, beforeRows: rows.count) + rows + [0]
            let read = try Self.codec.syncResponse(bytes).records
            #expect(read.map(\.canonical) == (states + states).map(\.bytes))
        }
        // The second time the shape is known: only what is in its holes is told.
        #expect(shapes < 300 * 5)
    }

    @Test("what changed since a floor is the same, read whole or only looked through")
    func deltas() throws {
        var random = SeededGenerator(seed: 96)
        var parts = 0
        for _ in 0..<2_000 {
            let state = random.recordState()
            let floor =
                state.fields.compactMap(\.changed).randomElement(using: &random)
                ?? random.position()
            let lineage = Lineage()
            let delta = try RecordState(bytes: state.bytes, since: floor, lineage)
            #expect(delta == state.delta(since: floor, lineage))
            if delta.fields.count < state.fields.count, !delta.fields.isEmpty { parts += 1 }
            let damaged = random.mutated(state.bytes)
            _ = try? RecordState(bytes: damaged, since: floor, lineage)
        }
        #expect(parts > 20)
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

extension RowWriter {
    fileprivate mutating func add(_ record: RecordDelta) -> Bool {
        record.state.bytes.withUnsafeBytes { state in
            add(
                RecordKey(collection: record.collection, id: record.id),
                sequence: record.sequence, state: state)
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
