// History tells each write once, in its fullest form, and never claims completeness that it lacks.

import FoundationEssentials
import Shared
import Testing

@testable import ClientCore

private struct Card: Model {
    static let shared = Card()
    static let header = ModelHeader("card", fr: "fiche", en: "card", access: .organisation)
    let phone = Field.text("phone", fr: "téléphone", en: "phone", merge: .review)
    let tags = Field.tags("tags", fr: "étiquettes", en: "tags")
    let visits = Field.counter("visits", fr: "passages", en: "visits")
}

/// Answers the calls of a device with what a test hands it, one answer a call.
private final class Answers: Transport {
    let requests = Locked<[HistoryRequest]>([])
    private let answers: Locked<[Result<HistoryResponse, TransportError>]>

    init(_ answers: [Result<HistoryResponse, TransportError>]) { self.answers = Locked(answers) }

    func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
        let message = try? WireForm(of: request.body).codec.historyRequest(request.body)
        requests.withLock { $0 += [message].compactMap(\.self) }
        let answer = answers.withLock { answers in
            // The last answer is repeated: a server that never comes to an end.
            answers.count > 1 ? answers.removeFirst() : answers.first
        }
        guard let answer else { throw TransportError(kind: .unreachable, detail: "no answer left") }
        return TransportResponse(status: 200, body: JSONCodec().encode(try answer.get()))
    }
}

/// A device of replica 7 that knows of replica 9.
private final class Desk {
    let store: Store
    static let epoch = Epoch(0xE)

    init(enrolled: Bool = true) throws {
        let folder =
            FileManager.default.temporaryDirectory.path
            + "/relais-history-\(Ports.system.makeRecordID())"
        let schema = Schema(version: 1, collections: [CollectionDeclaration(Card.self)])
        // The clock stands still, so that the order never hangs on the time that passes.
        store = try Store(
            folder: folder, schema: schema,
            ports: Ports(
                now: { 1_700_000_000_000 }, random: Ports.system.random,
                sleep: Ports.system.sleep))
        guard enrolled else { return }
        _ = try store.enrolmentSecret()
        try store.noteEnrolment(
            EnrolResponse(
                territory: "t", territoryName: "T", replica: 7, user: "me", userName: "Moi",
                organisation: "o", role: "mediator"), url: "https://relais.example")
    }

    deinit { try? FileManager.default.removeItem(atPath: store.folder) }

    func create(_ phone: String) throws -> RecordID {
        try store.write { $0.create("card", ["phone": .assign(.text(phone))]) }
    }

    /// Takes an answer of the server: acknowledgements, and at most one whole record.
    func receive(
        _ acknowledgements: [Acknowledgement] = [], next: UInt64, head: UInt64,
        record: (id: RecordID, state: RecordState)? = nil
    ) throws {
        let request = try store.syncRequest(maximumTransactions: 100)
        let scope = HeldScope(name: "s", floor: request.scopes.first?.floor)
        let delta = record.map { id, state in
            RecordDelta(
                collection: "card", id: id, scope: "s", sequence: head, isWhole: true, state: state)
        }
        _ = try store.apply(
            SyncResponse(
                epoch: Desk.epoch, lineage: Lineage(), head: head, time: 0,
                acknowledgements: acknowledgements, nextNumber: next, scopes: [scope],
                isComplete: true, records: [delta].compactMap(\.self),
                replicas: [ReplicaInfo(replica: 9, user: "her", userName: "Elle")]),
            to: request)
    }

    func engine(_ answers: Result<HistoryResponse, TransportError>...) -> SyncEngine {
        SyncEngine(store: store, transport: Answers(answers))
    }

    static func write(_ id: UInt64, _ sequence: UInt64, replica: Replica = 9) -> Write {
        let stamp = Stamp(milliseconds: 1_700_000_000_000 + sequence)
        return Write(
            transaction: TransactionID(id), stamp: stamp, claimed: stamp, replica: replica,
            position: Position(epoch: epoch, sequence: sequence))
    }

    static func entry(
        _ id: UInt64, _ sequence: UInt64, _ action: RecordChange.Action
    ) -> HistoryResponse.Entry {
        HistoryResponse.Entry(
            transaction: TransactionID(id), sequence: sequence, replica: 9, user: "her",
            stamp: Stamp(milliseconds: 1_700_000_000_000 + sequence), action: action)
    }

    static func phone(_ text: String) -> RecordChange.Action {
        .write([RecordChange.Edit(field: "phone", change: .assign(.text(text)))])
    }
}

@Suite("History on the device")
struct LocalHistoryTests {
    @Test func ownWritesAreToldBeforeEnrolmentAndNewestFirst() throws {
        let desk = try Desk(enrolled: false)
        let id = try desk.create("1")
        try desk.store.write { $0.edit("card", id, ["phone": .assign(.text("2"))]) }
        try desk.store.write { $0.delete("card", id) }
        let history = try desk.store.history("card", id)
        #expect(
            history.changes.map(\.content) == [
                .deletion, .value(.text("2")), .value(.text("1")),
            ])
        #expect(history.changes.allSatisfy { $0.user == nil && $0.device == 0 })
        #expect(history.changes.allSatisfy { $0.sequence == nil && $0.state == .pending })
        #expect(!history.isComplete)
    }

    @Test func eachShapeOfChangeIsTold() throws {
        let desk = try Desk()
        let id = try desk.store.write { $0.create("card") }
        try desk.store.write { transaction in
            transaction.edit(
                "card", id,
                ["tags": .edit(add: ["b", "a"], remove: ["c"]), "visits": .increment(-2)])
        }
        let changes = try desk.store.history("card", id).changes
        #expect(changes.map(\.field) == ["tags", "visits", nil])
        #expect(
            changes.map(\.content) == [
                .elements(added: ["a", "b"], removed: ["c"]), .increment(-2), .presence,
            ])
        #expect(changes.allSatisfy { $0.user == "me" && $0.userName == "Moi" && $0.device == 7 })
    }

    @Test func aDeliveredStateTellsItsWritersOnce() throws {
        let desk = try Desk()
        let id = try desk.create("mine")
        let own = try desk.store.syncRequest(maximumTransactions: 1).transactions[0]
        let mine = Write(
            transaction: own.id, stamp: own.stamp, claimed: own.stamp, replica: 7,
            position: Position(epoch: Desk.epoch, sequence: 3))
        let hers = Desk.write(5, 4)
        var state = RecordState()
        state.fields = [
            FieldState(
                name: "phone", changed: hers.position,
                siblings: [
                    Sibling(write: hers, content: .value(.text("hers"))),
                    Sibling(write: mine, content: .value(.text("mine"))),
                ].sorted { $0.write.transaction < $1.write.transaction }),
            FieldState(
                name: "tags", changed: hers.position,
                siblings: ["x", "y"].map { Sibling(write: hers, content: .element($0)) }),
        ]
        state.deletions = [
            Deletion(write: Desk.write(6, 2), knowledge: Knowledge(base: nil))
        ]
        try desk.receive(
            [.accepted(first: 1, count: 1, sequence: 3)], next: 2, head: 4, record: (id, state))
        let changes = try desk.store.history("card", id).changes
        #expect(changes.map(\.sequence) == [4, 4, 3, 2])
        #expect(
            changes.map(\.content) == [
                .value(.text("hers")), .elements(added: ["x", "y"], removed: []),
                .value(.text("mine")), .deletion,
            ])
        #expect(changes.map(\.userName) == ["Elle", "Elle", "Moi", "Elle"])
        #expect(changes.allSatisfy { $0.state == .synced })
    }

    @Test func aRefusedWriteIsToldAsRefused() throws {
        let desk = try Desk()
        let id = try desk.create("1")
        try desk.receive(
            [.quarantined(number: 1, code: "no", message: Phrase(fr: "Non.", en: "No."))],
            next: 2, head: 1)
        #expect(try desk.store.history("card", id).changes.map(\.state) == [.quarantined])
    }

    @Test func otherRecordsAndUnknownOnesAreNotTold() throws {
        let desk = try Desk()
        let id = try desk.create("1")
        _ = try desk.create("2")
        #expect(try desk.store.history("card", id).changes.count == 1)
        let nobody = Ports.system.makeRecordID()
        var error = #expect(throws: RelaisError.self) { try desk.store.history("card", nobody) }
        #expect(error?.code == "not_found")
        error = #expect(throws: RelaisError.self) { try desk.store.history("cart", id) }
        #expect(error?.code == "unknown_collection")
    }
}

@Suite("History with the server")
struct ServerHistoryTests {
    @Test func theServersPagesAreFollowedToTheEndAndMerged() async throws {
        let desk = try Desk()
        let id = try desk.create("waiting")
        let answers = Answers([
            .success(HistoryResponse(entries: [Desk.entry(3, 30, Desk.phone("c"))], next: 30)),
            .success(HistoryResponse(entries: [Desk.entry(2, 20, Desk.phone("b"))], next: 20)),
            .success(HistoryResponse(entries: [Desk.entry(1, 10, .delete)], next: nil)),
        ])
        let history = try await SyncEngine(store: desk.store, transport: answers)
            .history("card", id)
        #expect(history.isComplete)
        #expect(history.error == nil)
        #expect(history.changes.map(\.sequence) == [nil, 30, 20, 10])
        #expect(answers.requests.withLock { $0.map(\.before) } == [nil, 30, 20])
        #expect(answers.requests.withLock { $0.allSatisfy { $0.record.id == id } })
    }

    @Test func aWriteThatBothKnowIsToldOnceAndInFull() async throws {
        let desk = try Desk()
        let id = try desk.create("mine")
        let hers = Desk.write(5, 4)
        let state = RecordState(fields: [
            FieldState(
                name: "tags", changed: hers.position,
                siblings: [Sibling(write: hers, content: .element("x"))])
        ])
        try desk.receive([], next: 1, head: 4, record: (id, state))
        let full = RecordChange.Action.write([
            RecordChange.Edit(field: "tags", change: .edit(add: ["x"], remove: ["y"]))
        ])
        let engine = desk.engine(
            .success(HistoryResponse(entries: [Desk.entry(5, 4, full)], next: nil)))
        let history = try await engine.history("card", id)
        #expect(
            history.changes.map(\.content) == [
                .value(.text("mine")), .elements(added: ["x"], removed: ["y"]),
            ])
    }

    @Test func withoutAnAnswerWhatTheDeviceKnowsIsTold() async throws {
        let desk = try Desk()
        let id = try desk.create("1")
        let engine = desk.engine(.failure(TransportError(kind: .unreachable, detail: "")))
        let history = try await engine.history("card", id)
        #expect(history.changes.count == 1)
        #expect(!history.isComplete)
        #expect(history.error?.code == "offline")
    }

    @Test func anAnswerThatStopsInTheMiddleIsKeptAndIncomplete() async throws {
        let desk = try Desk()
        let id = try desk.create("1")
        let engine = desk.engine(
            .success(HistoryResponse(entries: [Desk.entry(3, 30, Desk.phone("c"))], next: 30)),
            .failure(TransportError(kind: .timedOut, detail: "")))
        let history = try await engine.history("card", id)
        #expect(history.changes.map(\.sequence) == [nil, 30])
        #expect(!history.isComplete)
    }

    @Test(arguments: [UInt64(30), 31, 5]) func aServerThatNeverEndsIsLeft(next: UInt64) async throws
    {
        let desk = try Desk()
        let id = try desk.create("1")
        let engine = desk.engine(
            .success(HistoryResponse(entries: [Desk.entry(3, 30, Desk.phone("c"))], next: 30)),
            .success(HistoryResponse(entries: [], next: next)))
        let history = try await engine.history("card", id)
        #expect(!history.isComplete)
        #expect(history.error?.code == "not_a_relais_server")
    }

    @Test func aRecordThatNobodyKnowsIsNotFound() async throws {
        let desk = try Desk()
        let engine = desk.engine(.success(HistoryResponse(entries: [], next: nil)))
        let error = await #expect(throws: RelaisError.self) {
            try await engine.history("card", Ports.system.makeRecordID())
        }
        #expect(error?.code == "not_found")
    }

    @Test func aRecordThatOnlyTheServerKnowsIsTold() async throws {
        let desk = try Desk()
        let engine = desk.engine(
            .success(HistoryResponse(entries: [Desk.entry(1, 10, .delete)], next: nil)))
        let history = try await engine.history("card", Ports.system.makeRecordID())
        #expect(history.changes.map(\.content) == [.deletion])
        #expect(history.changes.first?.user == "her")
    }
}
