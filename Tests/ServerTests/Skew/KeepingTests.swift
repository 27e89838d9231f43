// What an older program does not know: kept, passed on, and untouched by its own edits.

import ClientCore
import Shared
import Testing

struct KeepingTests {
    @Test(arguments: SkewSchema.all)
    func olderProgramKeepsFieldsAndCodesThatItDoesNotKnow(server: Schema) async throws {
        let world = try await SkewWorld(server: server)
        let id = try world.third.store.write { transaction in
            transaction.create(ThirdMember.self) { member in
                member.givenName = "Anna"
                member.hat = "straw"
                member.crop = "kale"
                member.crops = ["kale", "leek"]
            }
        }
        try await world.settle()
        // It shows what it has no word for, and its edits of the same record leave it alone.
        #expect(try world.first.reads(id, "crop") == "kale")
        #expect(
            try world.first.store.record("member", id)?.fields["crops"] == .set(["kale", "leek"]))
        let record = try #require(try world.first.store.record(FirstMember.self, id))
        try world.first.store.write { transaction in
            transaction.edit(record) { member in
                member.soil = "clay"
                member.crops = (member.crops ?? []).union(["bean"])
                member.increment(\.visits)
            }
        }
        try await world.settle()
        for device in [world.second, world.third] {
            let seen = try #require(try device.store.record("member", id))
            #expect(seen.fields["hat"] == .single(.text("straw")))
            #expect(seen.fields["crop"] == .single(.text("kale")))
            #expect(seen.fields["crops"] == .set(["bean", "kale", "leek"]))
            #expect(seen.fields["soil"] == .single(.text("clay")))
            #expect(seen.fields["visits"] == .single(.integer(1)))
        }
        #expect(throws: RelaisError.self) { try world.first.note(id, ["crop": "kale"]) }
        try await world.checkEverybodyHoldsTheSame()
    }

    @Test(arguments: SkewSchema.all)
    func olderProgramKeepsCollectionsAndConflictsThatItDoesNotKnow(server: Schema) async throws {
        let world = try await SkewWorld(server: server)
        let tool = try world.third.create("tool", ["name": .assign(.text("Spade"))])
        let id = try await world.gardener(["name": "Anna"])
        try world.second.note(id, ["hat": "straw"])
        try world.third.note(id, ["hat": "felt"])
        try world.first.note(id, ["soil": "clay"])
        try await world.settle()
        #expect(try world.first.disputed().isEmpty)
        #expect(try world.third.disputed() == ["hat"])
        try await world.checkEverybodyHoldsTheSame()
        // The same store, opened by the next program: everything was there all the time.
        world.first.line.fail([.requestLost])
        try world.first.reopen(schema: SkewSchema.third)
        #expect(
            try world.first.store.record("tool", tool)?.fields["name"] == .single(.text("Spade")))
        #expect(try world.first.disputed() == ["hat"])
        #expect(try world.first.reads(id, "soil") == "clay")
    }
}
