// A split field between older and newer programs, over the real code of both and a server.

import ClientCore
import Server
import Shared
import Testing

struct SplitTests {
    @Test(arguments: SkewSchema.all)
    func partsAreReadOutOfWhatAnOlderProgramWrote(server: Schema) async throws {
        let world = try await SkewWorld(server: server)
        let id = try await world.gardener(["name": "Anna van Berg"])
        #expect(try world.third.reads(id, "given_name") == "Anna")
        #expect(try world.third.reads(id, "family_name") == "van Berg")
        #expect(try world.third.reads(id, "name") == "Anna van Berg")
        // They are shown, listed and found, and nothing was written to show them.
        let found = try world.third.store.records(
            "member", where: [.equals(field: "family_name", value: .text("van Berg"))])
        #expect(found.map(\.id) == [id])
        #expect(try world.third.store.search(SearchRequest(text: "berg")).map(\.id) == [id])
        #expect(try world.serverState(id).fields.map(\.name) == ["name"])
        try await world.checkEverybodyHoldsTheSame()
    }

    @Test(arguments: SkewSchema.all)
    func wholeIsReadByAnOlderProgramWhateverPartWasWritten(server: Schema) async throws {
        let world = try await SkewWorld(server: server)
        let id = try await world.gardener(["name": "Anna Berg"])
        try world.third.note(id, ["given_name": "Anne Marie"])
        try await world.settle()
        for device in world.devices { #expect(try device.reads(id, "name") == "Anne Marie Berg") }
        // The parts are as they were cut, although the text alone would be cut elsewhere.
        #expect(try world.third.reads(id, "given_name") == "Anne Marie")
        #expect(try world.third.reads(id, "family_name") == "Berg")

        try world.second.note(id, ["name": "Anna Lund"])
        try await world.settle()
        #expect(try world.third.reads(id, "given_name") == "Anna")
        #expect(try world.third.reads(id, "family_name") == "Lund")

        try world.third.note(id, ["family_name": ""])
        try await world.settle()
        #expect(try world.first.reads(id, "name") == "Anna")
        try world.third.note(id, ["given_name": ""])
        try await world.settle()
        for device in world.devices { #expect(try device.reads(id, "name").isEmpty) }
        for device in world.devices { #expect(try device.disputed().isEmpty) }
        try await world.checkEverybodyHoldsTheSame()
    }

    @Test func newRecordOfANewerProgramHasItsWhole() async throws {
        let world = try await SkewWorld()
        let id = try world.third.store.write { transaction in
            transaction.create(ThirdMember.self) { $0.familyName = "Berg" }
        }
        try await world.settle()
        #expect(try world.first.reads(id, "name") == " Berg")
        #expect(try world.third.reads(id, "given_name").isEmpty)
        #expect(try world.third.reads(id, "family_name") == "Berg")
        try await world.checkEverybodyHoldsTheSame()
    }

    @Test func writingTheWholeInANewerProgramWritesItsParts() async throws {
        let world = try await SkewWorld()
        let id = try world.third.create("member", ["name": .assign(.text("Anna Berg"))])
        try world.third.note(id, ["name": "Zoe Lund"])
        #expect(try world.third.reads(id, "given_name") == "Zoe")
        try world.third.note(id, ["name": "Zoe Lund", "family_name": "Hill"])
        #expect(try world.third.reads(id, "name") == "Zoe Hill")
        try await world.settle()
        #expect(try world.first.reads(id, "name") == "Zoe Hill")
        #expect(
            try world.serverState(id).fields.map(\.name) == ["family_name", "given_name", "name"])
    }

    @Test func twoPartsEditedAtTheSameTimeAreBothKept() async throws {
        let world = try await SkewWorld()
        let other = try await world.world.device(schema: SkewSchema.third)
        let id = try world.third.create(
            "member", ["given_name": .assign(.text("Anna")), "family_name": .assign(.text("Berg"))])
        try await world.third.sync()
        try await other.sync()
        try world.third.note(id, ["given_name": "Zoe"])
        try other.note(id, ["family_name": "Lund"])
        for device in [world.third, other, world.third] { try await device.sync() }
        for device in [world.third, other] {
            #expect(try device.reads(id, "given_name") == "Zoe")
            #expect(try device.reads(id, "family_name") == "Lund")
            #expect(try device.reads(id, "name") == "Zoe Lund")
            #expect(try device.disputed().isEmpty)
        }
        // An older program sees two texts, and whoever writes next settles it for everybody.
        try await world.first.sync()
        #expect(try world.first.disputed() == ["name"])
        try other.note(id, ["given_name": "Zoé"])
        for device in [other, world.first, world.third] { try await device.sync() }
        #expect(try world.first.disputed().isEmpty)
        #expect(try world.first.reads(id, "name") == "Zoé Lund")
    }

    @Test func samePartEditedAtTheSameTimeIsAConflictOfThatPart() async throws {
        let world = try await SkewWorld()
        let other = try await world.world.device(schema: SkewSchema.third)
        let id = try await world.gardener(["name": "Anna Berg"])
        try await other.sync()
        try world.third.note(id, ["given_name": "Zoe"])
        try other.note(id, ["given_name": "Lea"])
        for device in [world.third, other, world.third, world.first] { try await device.sync() }
        #expect(try world.third.disputed() == ["given_name"])
        #expect(try world.first.disputed() == ["name"])
        // Settled by the older program, it is settled for the newer ones, which had the part.
        try world.first.store.resolve("member", id, field: "name", keeping: .text("Lea Hill"))
        try await world.settle()
        #expect(try world.third.disputed().isEmpty)
        #expect(try world.third.reads(id, "given_name") == "Lea")
        #expect(try world.third.reads(id, "family_name") == "Hill")
        try await world.checkEverybodyHoldsTheSame()
    }

    enum Settling: CaseIterable { case older, newerWhole, newerPart }

    @Test(arguments: Settling.allCases, [true, false])
    func olderAndNewerAtTheSameTimeAreAConflictOfTheWholeThatBothSettle(
        _ settling: Settling, newerIsLater: Bool
    ) async throws {
        let world = try await SkewWorld()
        let id = try await world.gardener(["name": "Anna Berg"])
        let (older, newer) = (world.first, world.third)
        if !newerIsLater { try newer.note(id, ["given_name": "Anne Marie"]) }
        world.world.clock.advance(by: 1_000)
        try older.note(id, ["name": "Anna Lund"])
        world.world.clock.advance(by: 1_000)
        if newerIsLater { try newer.note(id, ["given_name": "Anne Marie"]) }
        try await world.settle()
        for device in [older, newer] {
            #expect(try device.disputed() == ["name"])
            let values = try #require(try device.store.conflicts().first).values.map(\.value)
            let texts: [FieldValue] = [.text("Anne Marie Berg"), .text("Anna Lund")]
            #expect(values == (newerIsLater ? texts : texts.reversed()))
        }
        // The parts are those of the text that is shown, as its author cut it.
        #expect(try newer.reads(id, "given_name") == (newerIsLater ? "Anne Marie" : "Anna"))
        #expect(try newer.reads(id, "family_name") == (newerIsLater ? "Berg" : "Lund"))
        switch settling {
        case .older:
            try older.store.resolve("member", id, field: "name", keeping: .text("Anna Hill"))
        case .newerWhole:
            try newer.store.resolve("member", id, field: "name", keeping: .text("Anna Hill"))
        case .newerPart:
            try newer.note(id, ["given_name": "Anna", "family_name": "Hill"])
        }
        try await world.settle()
        for device in world.devices {
            #expect(try device.disputed().isEmpty)
            #expect(try device.reads(id, "name") == "Anna Hill")
        }
        #expect(try newer.reads(id, "given_name") == "Anna")
        #expect(try newer.reads(id, "family_name") == "Hill")
        try await world.checkEverybodyHoldsTheSame()
    }

    @Test func valueThatIsKeptStaysAsItsAuthorCutIt() async throws {
        let world = try await SkewWorld()
        let id = try await world.gardener(["name": "Anna Berg"])
        try world.third.note(id, ["given_name": "Anne Marie"])
        world.world.clock.advance(by: 1_000)
        try world.first.note(id, ["name": "Anna Lund"])
        try await world.settle()
        #expect(try world.third.reads(id, "given_name") == "Anna")
        let kept = FieldValue.text("Anne Marie Berg")
        try world.third.store.resolve("member", id, field: "name", keeping: kept)
        try await world.settle()
        #expect(try world.third.disputed().isEmpty)
        #expect(try world.third.reads(id, "given_name") == "Anne Marie")
        #expect(try world.third.reads(id, "family_name") == "Berg")
        try await world.checkEverybodyHoldsTheSame()
    }

    @Test func storeFollowsALensThatIsDeclaredOtherwise() async throws {
        let world = try await SkewWorld()
        let id = try await world.gardener(["name": "Berg, Anna"])
        #expect(try world.third.reads(id, "given_name") == "Berg,")
        let member = CollectionDeclaration(ThirdMember.self)
        let other = CollectionDeclaration(
            "member", member.label, access: .territory, fields: member.fields,
            splits: [SplitLens("name", into: "family_name", "given_name", by: ", ", since: 3)])
        try world.third.reopen(schema: Schema(version: 3, collections: [other]))
        #expect(try world.third.reads(id, "given_name") == "Anna")
    }

    @Test func partThatIsWrittenWithoutItsWholeIsRefusedAndKept() async throws {
        let world = try await SkewWorld()
        let id = try await world.gardener(["name": "Anna Berg"])
        // A program that knows the parts and has not declared what they were split from.
        let careless = Schema(
            version: 3,
            collections: [
                CollectionDeclaration(
                    "member", Phrase(fr: "", en: ""), access: .territory,
                    fields: [Field.text("given_name", fr: "", en: "").declaration])
            ])
        try world.third.reopen(schema: careless)
        try world.third.note(id, ["given_name": "Zoe"])
        try await world.third.sync()
        #expect(try world.third.store.quarantine().map(\.reason) == ["part_without_whole"])
        try world.third.reopen()
        #expect(try world.third.reads(id, "given_name") == "Anna")
    }

    @Test func importOnTheServerWritesBothFormsAndChangesNothingTheSecondTime() async throws {
        let world = try await SkewWorld()
        let file = """
            source,source_id,given_name,family_name,phone
            list,1,Anna,Berg,01
            """
        let importer = ServerImporter(world.world.administration)
        let files = [(name: "member.csv", bytes: Array(file.utf8))]
        #expect(try importer.run(files: files).created == 1)
        try await world.settle()
        let id = NaturalKey.id("member", "list", "1")
        #expect(try world.first.reads(id, "name") == "Anna Berg")
        #expect(try world.first.reads(id, "tel") == "01")
        #expect(try world.third.reads(id, "given_name") == "Anna")
        #expect(try world.third.reads(id, "phone") == "01")
        #expect(try importer.run(files: files).unchanged == 1)
        // What an older program changed since is seen through the lens, and brought back.
        try world.first.note(id, ["name": "Zoe Berg"])
        try await world.first.sync()
        #expect(try importer.run(files: files).updated == 1)
        try await world.settle()
        #expect(try world.first.reads(id, "name") == "Anna Berg")
        #expect(try StoreImporter(store: world.third.store).run(files: files).unchanged == 1)
        try await world.checkEverybodyHoldsTheSame()
    }
}
