// What the server refused is listed whole, with its reason in both languages, and nothing else is.

import FoundationEssentials
import Shared
import Testing

@testable import ClientCore

private struct Leaf: Model {
    static let shared = Leaf()
    static let header = ModelHeader("leaf", fr: "feuille", en: "leaf", access: .organisation)
    let name = Field.text("name", fr: "nom", en: "name")
    let tags = Field.tags("tags", fr: "étiquettes", en: "tags")
}

/// A device of replica 7.
private final class Tree {
    let store: Store

    init() throws {
        let folder =
            FileManager.default.temporaryDirectory.path
            + "/relais-quarantine-\(Ports.system.makeRecordID())"
        let schema = Schema(version: 1, collections: [CollectionDeclaration(Leaf.self)])
        store = try Store(
            folder: folder, schema: schema,
            ports: Ports(
                now: { 1_700_000_000_000 }, random: Ports.system.random,
                sleep: Ports.system.sleep))
        try store.noteEnrolment(
            EnrolResponse(
                territory: "t", territoryName: "T", replica: 7, user: "me", userName: "Moi",
                organisation: "o", role: "mediator"), url: "https://relais.example")
    }

    deinit { try? FileManager.default.removeItem(atPath: store.folder) }

    func answer(_ acknowledgements: [Acknowledgement], next: UInt64) throws {
        let request = try store.syncRequest(maximumTransactions: 100)
        _ = try store.apply(
            SyncResponse(
                epoch: Epoch(1), lineage: Lineage(), head: 1, time: 0,
                acknowledgements: acknowledgements, nextNumber: next, scopes: [], isComplete: true,
                records: [], replicas: []), to: request)
    }

    static func refusal(_ number: UInt64, _ code: String = "not_allowed") -> Acknowledgement {
        .quarantined(
            number: number, code: code, message: Phrase(fr: "Non \(code).", en: "No \(code)."))
    }
}

@Suite("Quarantine")
struct QuarantineTests {
    @Test func nothingIsRefusedAtFirst() throws {
        let tree = try Tree()
        _ = try tree.store.write { $0.create("leaf", ["name": .assign(.text("a"))]) }
        #expect(try tree.store.quarantine().isEmpty)
    }

    @Test func aRefusalIsToldWithItsReasonAndAllOfItsChanges() throws {
        let tree = try Tree()
        let ids = try tree.store.write { transaction in
            [
                transaction.create(
                    "leaf", ["name": .assign(.text("a")), "tags": .edit(add: ["x"], remove: [])]),
                transaction.create("leaf"),
            ]
        }
        try tree.answer([Tree.refusal(1)], next: 2)
        let refused = try #require(try tree.store.quarantine().first)
        #expect(refused.id == "7:1")
        #expect(refused.reason == "not_allowed")
        #expect(refused.message == Phrase(fr: "Non not_allowed.", en: "No not_allowed."))
        #expect(refused.claimedAt == Instant(milliseconds: 1_700_000_000_000))
        #expect(refused.changes.map(\.id) == [ids[0], ids[0], ids[1]])
        #expect(refused.changes.map(\.field) == ["name", "tags", nil])
        #expect(
            refused.changes.map(\.content) == [
                .value(.text("a")), .elements(added: ["x"], removed: []), .presence,
            ])
        #expect(refused.changes.allSatisfy { $0.collection == "leaf" })
    }

    @Test func onlyTheRefusedAmongSeveralAreToldInTheirOrder() throws {
        let tree = try Tree()
        for name in ["a", "b", "c", "d"] {
            _ = try tree.store.write { $0.create("leaf", ["name": .assign(.text(name))]) }
        }
        try tree.answer(
            [Tree.refusal(4, "late"), Tree.refusal(2, "early")]
                + [.accepted(first: 1, count: 1, sequence: 1)], next: 5)
        let refused = try tree.store.quarantine()
        #expect(refused.map(\.id) == ["7:2", "7:4"])
        #expect(refused.map(\.reason) == ["early", "late"])
        #expect(try tree.store.status().quarantined == 2)
    }

    @Test func aRefusalToldTwiceIsListedOnce() throws {
        let tree = try Tree()
        _ = try tree.store.write { $0.create("leaf", ["name": .assign(.text("a"))]) }
        try tree.answer([Tree.refusal(1), Tree.refusal(1, "again")], next: 2)
        #expect(try tree.store.quarantine().map(\.reason) == ["again"])
    }

    @Test func aRefusedDeletionIsTold() throws {
        let tree = try Tree()
        let id = try tree.store.write { $0.create("leaf", ["name": .assign(.text("a"))]) }
        try tree.store.write { $0.delete("leaf", id) }
        try tree.answer([Tree.refusal(2)], next: 3)
        let changes = try tree.store.quarantine().flatMap(\.changes)
        #expect(changes.map(\.content) == [.deletion])
        #expect(changes.map(\.id) == [id])
    }
}
