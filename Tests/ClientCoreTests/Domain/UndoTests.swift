// Undoing the last action with what the device knows by itself.

import Shared
import Testing

@testable import ClientCore

@Suite("Undo")
struct UndoTests {
    private func shown(_ day: DayStore, _ id: RecordID) throws -> [String: ShownValue]? {
        try day.store.record("person", id)?.fields
    }

    @Test("what was created goes, what was deleted is there again, and again it is done")
    func creation() throws {
        let day = try DayStore()
        #expect(day.code { try day.store.undoLastAction() } == "nothing_to_undo")
        let id = try day.person("Yasmine", ["audiences": .edit(add: ["jeunes"], remove: [])])
        let before = try shown(day, id)
        #expect(try day.store.undoLastAction().parts.map(\.deed) == [.deleted])
        #expect(try shown(day, id) == nil)
        #expect(try day.store.undoLastAction().parts.map(\.deed) == [.broughtBack])
        #expect(try shown(day, id) == before)
        try day.store.write { $0.delete("person", id) }
        try day.store.undoLastAction()
        #expect(try shown(day, id) == before)
    }

    @Test("every random edit comes back exactly, whatever was written before it")
    func edits() throws {
        let day = try DayStore()
        var random = SeededGenerator(seed: 3)
        let id = try day.person("Yasmine")
        let words = ["a", "b", "c"]
        let codes = ["jeunes", "femmes", "handicap"]
        for _ in 0..<60 {
            let before = try shown(day, id)
            let added = Set(codes.filter { _ in Bool.random(using: &random) })
            let all: [String: FieldEdit] = [
                "address": .assign(.text(words.randomElement(using: &random) ?? "")),
                "email": .assign(Bool.random(using: &random) ? .null : .text("a@example.org")),
                "audiences": .edit(add: added, remove: Set(codes).subtracting(added)),
                "needs": .clear,
                "notes_count": .increment(Int64.random(in: -3...3, using: &random)),
            ]
            let edits = all.filter { _ in Bool.random(using: &random) }
            if edits.isEmpty { continue }
            try day.store.write { $0.edit("person", id, edits) }
            let after = try shown(day, id)
            let undone = try day.store.undoLastAction()
            #expect(undone.parts.first?.fields == edits.keys.sorted())
            // A counter that is back at nothing shows 0.
            #expect(
                try shown(day, id)?.filter { $0.value != .single(.integer(0)) }
                    == before?.filter { $0.value != .single(.integer(0)) })
            if Bool.random(using: &random) {
                try day.store.undoLastAction()
                #expect(try shown(day, id) == after)
            }
        }
    }

    @Test("one action on several records is undone as one")
    func several() throws {
        let day = try DayStore()
        let id = try day.person("Yasmine")
        try day.store.write { transaction in
            transaction.edit("person", id, ["address": .assign(.text("1 rue Foch"))])
            transaction.create("note", ["person": .assign(.text(id.description))])
        }
        #expect(
            try day.store.undoLastAction().parts.map(\.deed) == [.changedBack, .deleted])
        #expect(try day.store.records("note").isEmpty)
        #expect(try shown(day, id)?["address"] == nil)
    }
}
