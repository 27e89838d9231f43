// Undoing what the server has taken already, and what others have touched since.

import ClientCore
import Server
import Shared
import Testing

@Suite("Undo across devices")
struct UndoneTests {
    private struct Pair {
        let world: World
        let anna: TestDevice
        let karim: TestDevice
        let person: RecordID

        init() async throws {
            world = try World(schema: JobSearch.schema)
            anna = try await world.device()
            karim = try await world.device()
            person = try anna.create("person", ["email": .assign(.text("a@example.org"))])
            try await sync()
        }

        func sync() async throws {
            for device in [anna, karim, anna] { try await device.sync() }
        }

        func write(_ device: TestDevice, _ edits: [String: FieldEdit]) throws {
            let id = person
            try device.store.write { $0.edit("person", id, edits) }
        }

        func email(_ device: TestDevice) throws -> ShownValue? {
            try device.store.record("person", person)?.fields["email"]
        }

        /// The code of the error of what must fail.
        func code(_ device: TestDevice) async -> String? {
            do {
                try await device.engine.undoLastAction()
                return nil
            } catch {
                return error.code
            }
        }
    }

    @Test("what stood before is asked of the server, also when somebody else wrote it")
    func settled() async throws {
        let pair = try await Pair()
        try pair.write(pair.karim, ["email": .assign(.text("k@example.org"))])
        try await pair.sync()
        try pair.write(
            pair.anna,
            [
                "email": .assign(.text("new@example.org")),
                "needs": .edit(add: ["langue"], remove: []), "notes_count": .increment(2),
            ])
        try await pair.sync()
        // Without the server nobody knows that Karim's came after Anna's first.
        pair.anna.line.fail([.requestLost])
        #expect(await pair.code(pair.anna) == "undo_needs_server")
        #expect(try pair.email(pair.anna) == .single(.text("new@example.org")))
        try await pair.anna.engine.undoLastAction()
        try await pair.sync()
        for device in [pair.anna, pair.karim] {
            #expect(try pair.email(device) == .single(.text("k@example.org")))
            let fields = try device.store.record("person", pair.person)?.fields
            #expect(fields?["needs"] == nil && fields?["notes_count"] == .single(.integer(0)))
            #expect(try await device.engine.verify().differences.isEmpty)
        }
    }

    @Test("a record that the action made is deleted, unless somebody has noted something in it")
    func created() async throws {
        let pair = try await Pair()
        let permanence = try Permanences(pair.anna.store).open()
        try await pair.sync()
        try Permanences(pair.karim.store).join(permanence)
        try await pair.sync()
        #expect(await pair.code(pair.anna) == "undo_changed_since")
        #expect(try pair.anna.store.record("permanence", permanence) != nil)
        let other = try Permanences(pair.anna.store).open()
        try await pair.sync()
        // A visit names it, though nobody has written in it.
        _ = try Permanences(pair.karim.store).note(in: other)
        try await pair.sync()
        #expect(await pair.code(pair.anna) == "undo_changed_since")
        let third = try Permanences(pair.anna.store).open()
        try await pair.sync()
        try await pair.anna.engine.undoLastAction()
        try await pair.sync()
        for device in [pair.anna, pair.karim] {
            #expect(try device.store.record("permanence", third) == nil)
            #expect(try device.store.record("permanence", other) != nil)
        }
    }

    @Test("nothing is done when somebody has changed the same field since, or beside")
    func changedSince() async throws {
        let pair = try await Pair()
        // Beside: neither knew of the other.
        try pair.write(pair.anna, ["email": .assign(.text("one@example.org"))])
        try pair.write(pair.karim, ["email": .assign(.text("two@example.org"))])
        try await pair.sync()
        try await pair.sync()
        #expect(await pair.code(pair.anna) == "undo_changed_since")
        // Since: knowing of it. Another field of the record is no reason.
        try pair.write(pair.anna, ["email": .assign(.text("three@example.org"))])
        try await pair.sync()
        try pair.write(pair.karim, ["address": .assign(.text("1 rue Foch"))])
        try await pair.sync()
        try await pair.anna.engine.undoLastAction()
        try pair.write(pair.anna, ["email": .assign(.text("four@example.org"))])
        try await pair.sync()
        try pair.write(pair.karim, ["email": .assign(.text("five@example.org"))])
        try await pair.sync()
        let before = try pair.anna.store.record("person", pair.person)?.fields
        #expect(await pair.code(pair.anna) == "undo_changed_since")
        #expect(try pair.anna.store.record("person", pair.person)?.fields == before)
        #expect(before?["address"] == .single(.text("1 rue Foch")))
    }
}
