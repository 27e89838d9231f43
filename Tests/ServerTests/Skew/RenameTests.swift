// A renamed field between an older and a newer program, over the real code of both and a server.

import ClientCore
import SQLite
import Shared
import Testing

struct RenameTests {
    @Test(arguments: SkewSchema.all)
    func eachReadsTheOtherUnderItsOwnName(server: Schema) async throws {
        let world = try await SkewWorld(server: server)
        let id = try await world.gardener(["name": "Anna Berg", "tel": "01"])
        #expect(try world.second.reads(id, "phone") == "01")
        #expect(try world.third.reads(id, "phone") == "01")
        #expect(try world.third.store.record("member", id)?.fields["tel"] == nil)

        try world.third.note(id, ["phone": "02"])
        try await world.settle()
        #expect(try world.first.reads(id, "tel") == "02")
        #expect(try world.first.store.record("member", id)?.fields["phone"] == nil)
        // One field, whoever wrote it.
        #expect(try world.serverState(id).fields.map(\.name).filter { $0 != "name" } == ["tel"])
        try await world.checkEverybodyHoldsTheSame()
    }

    @Test func parallelEditsUnderTwoNamesAreOneConflictThatEitherSettles() async throws {
        for settlesInTheNewer in [true, false] {
            let world = try await SkewWorld()
            let id = try await world.gardener(["tel": "01"])
            try world.first.note(id, ["tel": "06"])
            world.world.clock.advance(by: 1_000)
            try world.third.note(id, ["phone": "07"])
            try await world.settle()
            #expect(try world.first.disputed() == ["tel"])
            #expect(try world.third.disputed() == ["phone"])
            for device in [world.first, world.third] {
                let conflict = try #require(try device.store.conflicts().first)
                #expect(conflict.base == .text("01"))
                #expect(conflict.values.map(\.value) == [.text("07"), .text("06")])
            }
            if settlesInTheNewer {
                try world.third.store.resolve(
                    "member", id, field: "phone", keeping: .text("06"))
            } else {
                try world.first.store.resolve("member", id, field: "tel", keeping: .text("06"))
            }
            try await world.settle()
            for device in world.devices { #expect(try device.disputed().isEmpty) }
            #expect(try world.first.reads(id, "tel") == "06")
            #expect(try world.third.reads(id, "phone") == "06")
            try await world.checkEverybodyHoldsTheSame()
        }
    }

    @Test func everythingThatPeopleSeeUsesThePresentName() async throws {
        let world = try await SkewWorld()
        let id = try await world.gardener(["tel": "zinnia"])
        let device = world.third
        try device.note(id, ["phone": "dahlia"])
        let found = try device.store.records(
            "member", where: [.equals(field: "phone", value: .text("dahlia"))])
        #expect(found.map(\.id) == [id])
        #expect(try device.store.search(SearchRequest(text: "dahlia")).map(\.id) == [id])
        #expect(throws: RelaisError.self) { try device.note(id, ["tel": "rose"]) }
        // Both sources of a history: the device's own, and the server's.
        #expect(try device.store.history("member", id).changes.first?.field == "phone")
        let history = try await device.engine.history("member", id)
        #expect(Set(history.changes.map(\.field)) == ["phone"])
        #expect(history.changes.count == 2)
    }

    @Test func refusedChangeIsToldUnderThePresentName() async throws {
        let world = try await SkewWorld()
        let lax = Schema(
            version: 3,
            collections: [
                CollectionDeclaration(
                    "member", Phrase(fr: "", en: ""), access: .territory,
                    fields: [
                        Field.text("phone", fr: "", en: "", maximum: 900)
                            .formerly("tel", since: 2).declaration
                    ])
            ])
        try world.third.reopen(schema: lax)
        _ = try world.third.create(
            "member", ["phone": .assign(.text(String(repeating: "0", count: 300)))])
        try await world.third.sync()
        let refused = try #require(try world.third.store.quarantine().first)
        #expect(refused.reason == "too_long")
        #expect(refused.changes.map(\.field) == ["phone"])
    }

    @Test func whatWasClearedIsNotLeftInTheColumnOfTheFormerName() async throws {
        let world = try await SkewWorld()
        let id = try await world.gardener(["name": "Anna", "tel": "0199887766"])
        try world.first.reopen(schema: SkewSchema.second)
        #expect(try world.first.reads(id, "phone") == "0199887766")
        try world.first.note(id, ["phone": ""])
        let connection = try Connection(
            path: world.first.folder + "/relais.sqlite", mode: .readOnly)
        var left = 0
        try connection.rows("SELECT 1 FROM member WHERE tel IS NOT NULL OR phone IS NOT NULL", []) {
            _ in left += 1
        }
        #expect(left == 0)
        // Back in the older program, and in the newer one again, the field is what it is.
        try world.first.reopen()
        #expect(try world.first.reads(id, "tel").isEmpty)
        try world.first.note(id, ["tel": "03"])
        try world.first.reopen(schema: SkewSchema.second)
        #expect(try world.first.reads(id, "phone") == "03")
    }
}
