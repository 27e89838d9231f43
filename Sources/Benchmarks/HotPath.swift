// HotPath: the five pieces of work that the guard counts the instructions of. Each does the same
// thing so many times, after a preparation that does not depend on how many: the difference of two
// counts is the work alone, to a few instructions.

import ClientCore
import FoundationEssentials
import Server
import Shared

/// One piece of work, ready to be done again and again.
enum HotPath {
    /// The argument that makes this program do the path that follows, so many times.
    static let argument = "guard"

    static func run(_ name: String, count: Int) async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/hot-path"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        switch name {
        case "decode-push": try decodePush(count)
        case "merge-change": try mergeChange(count)
        case "encode-pull": try encodePull(count)
        case "apply-page": try await applyPage(folder, count)
        case "local-write": try localWrite(folder, count)
        default: throw BenchmarkFailure(call: "no such path: \(name)", code: 64)
        }
    }

    private static let epoch = Epoch(0x1234_5678_9ABC_DEF0)
    private static let start: UInt64 = 1_780_000_000_000

    /// A clock that stands nearly still, and randomness from a seed.
    private static func ports() -> Ports {
        let state = Locked((now: start, random: SeededGenerator(seed: 9)))
        return Ports(
            now: {
                state.withLock { state in
                    state.now += 1
                    return state.now
                }
            },
            random: { state.withLock { $0.random.next() } }, sleep: { _ in })
    }

    private static func people(_ count: Int) -> [(RecordID, Transaction)] {
        var (workload, random) = (Workload(seed: 9), SeededGenerator(seed: 10))
        return (0..<count).map { workload.newPerson(at: start + UInt64($0), &random) }
    }

    /// A push of 50 new people is read.
    private static func decodePush(_ count: Int) throws {
        let body = BinaryCodec().encode(
            SyncRequest(
                schema: JobSearch.schema.version, epoch: epoch, after: 0, chain: .start,
                transactions: people(50).map(\.1), scopes: []))
        for _ in 0..<count {
            guard try BinaryCodec().syncRequest(body).transactions.count == 50 else {
                throw BenchmarkFailure(call: "decode", code: 0)
            }
        }
    }

    private static func state(_ transaction: Transaction, _ sequence: UInt64) -> RecordState {
        var state = RecordState()
        merge(transaction, sequence, into: &state)
        return state
    }

    private static func merge(
        _ transaction: Transaction, _ sequence: UInt64, into state: inout RecordState
    ) {
        let write = Write(
            transaction: transaction.id, stamp: transaction.stamp, claimed: transaction.stamp,
            replica: 1, position: Position(epoch: epoch, sequence: sequence), former: [],
            isClockVerified: true)
        let change = transaction.records[0]
        state.apply(
            change, by: write, knowledge: transaction.knowledge(of: change), lineage: Lineage(),
            keepsAncestors: JobSearch.schema.keepsAncestors(change.collection))
    }

    /// A person's state is read, takes in a change of one field, and is written: as a server does.
    private static func mergeChange(_ count: Int) throws {
        var (workload, random) = (Workload(seed: 11), SeededGenerator(seed: 12))
        let (id, transaction) = people(1)[0]
        let seen = Position(epoch: epoch, sequence: 1)
        let changes = (0..<64).map { _ in
            workload.change(of: id, at: start, seen: seen, &random)
        }
        let bytes = state(transaction, 1).bytes
        for index in 0..<count {
            var state = try RecordState(bytes: bytes)
            merge(changes[index % changes.count], 2, into: &state)
            guard state.bytes.count > 100 else { throw BenchmarkFailure(call: "merge", code: 0) }
        }
    }

    /// A page of 50 people is written.
    private static func encodePull(_ count: Int) throws {
        let records = people(50).enumerated().map { index, person in
            RecordDelta(
                collection: "person", id: person.0, scope: "organisation",
                sequence: UInt64(index + 1), isWhole: true,
                state: state(person.1, UInt64(index + 1)))
        }
        let response = SyncResponse(
            epoch: epoch, lineage: Lineage(), head: 50, time: start, acknowledgements: [],
            nextNumber: 1, scopes: [HeldScope(name: "organisation", floor: nil)],
            isComplete: true, records: records, replicas: [])
        for _ in 0..<count {
            guard BinaryCodec().encode(response).count > 1000 else {
                throw BenchmarkFailure(call: "encode", code: 0)
            }
        }
    }

    /// A page of twenty changes comes to a device that holds the records.
    private static func applyPage(_ folder: String, _ count: Int) async throws {
        let (ports, line) = (ports(), AnswerTape())
        let territory = try Territory(folder: folder + "/site", ports: ports)
        let site = try Site(territory, records: 100, devices: 1, batch: 20)
        let answers = 40
        line.record(from: territory.meter())
        try await pages(folder + "/first", line, code: try territory.code("one"), answers) {
            _ = try site.send(try site.changes(), to: territory.meter(pageBytes: 1))
        }
        line.replay()
        try await pages(folder + "/second", line, code: "", min(count, answers)) {}
    }

    /// A new device pulls everything, and then a page so many times.
    private static func pages(
        _ folder: String, _ line: AnswerTape, code: String, _ count: Int, before: () throws -> Void
    ) async throws {
        let store = try Store(folder: folder, schema: JobSearch.schema, ports: ports())
        let engine = SyncEngine(store: store, transport: line)
        _ = try await engine.enrol(url: "bench:", code: code)
        _ = try await engine.sync()
        for _ in 0..<count {
            try before()
            guard try await engine.sync().pulled == 20 else {
                throw BenchmarkFailure(call: "apply", code: 0)
            }
        }
    }

    /// One field of one person is changed on a device.
    private static func localWrite(_ folder: String, _ count: Int) throws {
        let store = try Store(folder: folder, schema: JobSearch.schema, ports: ports())
        var workload = Workload(seed: 13)
        let people = try (0..<20).map { _ in
            let fields = workload.person()
            return try store.write { $0.create("person", fields) }
        }
        for index in 0..<count {
            let fields = workload.phone()
            try store.write { $0.edit("person", people[index % people.count], fields) }
        }
    }
}

/// Carries a device's requests to a server, and gives the same answers once more to another device.
private final class AnswerTape: Transport {
    private let state = Locked((answers: [TransportResponse](), next: 0))
    private let source = Locked<MeasuredLine?>(nil)

    func record(from meter: Meter) { source.withLock { $0 = MeasuredLine(meter) } }
    func replay() { source.withLock { $0 = nil } }

    func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
        guard let line = source.withLock({ $0 }) else {
            return state.withLock { state in
                defer { state.next += 1 }
                return state.answers[state.next]
            }
        }
        let answer = try await line.send(request)
        state.withLock { $0.answers.append(answer) }
        return answer
    }
}
