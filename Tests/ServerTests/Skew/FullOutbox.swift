// FullOutbox: what the oldest program wrote while it was away, and what others wrote meanwhile.

import ClientCore
import Server
import Shared
import Testing

extension SkewSchema {
    /// A program of the first version that lets something pass which no server takes.
    static let careless = Schema(
        version: 1,
        collections: [
            CollectionDeclaration(
                "member", first.collections[0].label, access: .territory,
                fields: first.collections[0].fields.map { field in
                    field.name == "crop"
                        ? Field.code("crop", codes("weed"), fr: "culture", en: "crop").declaration
                        : field
                })
        ])
}

/// The outbox of a world's first device: more than two requests carry, of every kind of change.
struct FullOutbox {
    private let world: SkewWorld
    private var away: TestDevice { world.first }
    /// Somebody else writes it too: what adds up, what is in conflict.
    let shared: RecordID
    /// In conflict before anything else.
    let torn: RecordID
    /// Deleted, while nobody else writes it.
    let doomed: RecordID
    /// Deleted, while somebody else writes it.
    let contested: RecordID
    /// Created with what the server refuses.
    let refused: RecordID
    let made: [RecordID]
    /// Two hundred characters of eight bytes each.
    static let long = String(repeating: "🧑🏽", count: 200)

    init(_ world: SkewWorld) async throws {
        self.world = world
        let away = world.first
        let torn = try await world.gardener(["name": "Ida Hill"])
        try world.second.note(torn, ["phone": "02"])
        try world.third.note(torn, ["phone": "03"])
        let shared = try await world.gardener(["name": "Anna Berg", "tel": "01"])
        let doomed = try await world.gardener(["name": "Lea Lind"])
        let contested = try await world.gardener(["name": "Mia Moor"])
        #expect(try away.disputes() == ["\(torn) tel"])

        try away.reopen(schema: SkewSchema.careless)
        let refused = try away.create("member", ["crop": .assign(.text("weed"))])
        try away.store.write { $0.edit("member", refused, ["visits": .increment(7)]) }
        try away.reopen()
        let long = FieldEdit.assign(.text(Self.long))
        var made: [RecordID] = []
        for _ in 0..<12 {
            for _ in 0..<8 {
                try away.store.write { transaction in
                    for _ in 0..<2 {
                        let name = FieldEdit.assign(.text(Self.name(made.count)))
                        made.append(
                            transaction.create(
                                "member", ["name": name, "soil": long, "source": long]))
                    }
                }
            }
            try away.store.write { $0.awaitReceipt(for: "member", made[made.count - 1]) }
            // Over what waits itself, and over what everybody holds.
            try away.store.write { $0.edit("member", made[made.count - 1], Self.counted) }
            try away.store.write { $0.edit("member", shared, Self.counted) }
        }
        try away.note(shared, ["name": "Anna Lund", "soil": "clay"])
        try away.store.write { $0.delete("member", doomed) }
        try away.store.write { $0.delete("member", contested) }
        (self.shared, self.torn, self.doomed) = (shared, torn, doomed)
        (self.contested, self.refused, self.made) = (contested, refused, made)
    }

    /// How many transactions the first program leaves.
    static let count = 2 + 12 * (8 + 2) + 3
    private static func name(_ index: Int) -> String { "Given\(index) Family\(index)" }
    private static let counted: [String: FieldEdit] = [
        "visits": .increment(1), "crops": .edit(add: ["bean"], remove: []),
    ]

    /// Newer programs go on with what the device holds.
    func writeOfOthers() async throws {
        try world.third.store.write { transaction in
            transaction.edit(
                "member", shared,
                [
                    "given_name": .assign(.text("Zoe")), "visits": .increment(5),
                    "crops": .edit(add: ["kale", "leek"], remove: []),
                ])
            transaction.edit("member", contested, ["soil": .assign(.text("peat"))])
        }
        for device in [world.third, world.second] { try await device.sync() }
    }

    /// What the device shows before it has synchronised, whichever program shows it.
    func checkIsShown() throws {
        #expect(try away.store.status().quarantined == 0)
        #expect(try away.disputes() == ["\(torn) phone"])
        #expect(try away.reads(shared, "name") == "Anna Lund")
        #expect(try away.reads(refused, "crop") == "weed")
        for gone in [doomed, contested] { #expect(try away.store.record("member", gone) == nil) }
        try checkMade(on: away)
    }

    /// Everything is merged, in conflict or in quarantine, on every device.
    func checkIsDelivered() async throws {
        let asked: Set = ["\(torn) phone", "\(shared) name", "\(contested) whole"]
        for device in world.devices {
            #expect(try device.disputes() == asked)
            let own = try #require(try device.store.record("member", shared))
            #expect(own.fields["visits"] == .single(.integer(17)))
            #expect(own.fields["crops"] == .set(["bean", "kale", "leek"]))
            #expect(own.fields["soil"] == .single(.text("clay")))
            let names = try #require(
                try device.store.conflicts().first { $0.id == shared }?.values.map(\.value))
            #expect(Set(names) == [.text("Anna Lund"), .text("Zoe Berg")])
            #expect(try device.store.record("member", doomed) == nil)
            #expect(try device.reads(contested, "soil") == "peat")
            #expect(try device.store.record("member", refused) == nil)
            #expect(try device.store.records("member").count == made.count + 3)
            try checkMade(on: device)
            #expect(try await device.engine.verify().differences.isEmpty)
            #expect(try device.store.status().pending == 0)
        }
        #expect(
            try away.store.quarantine().map(\.reason) == ["unknown_code", "depends_on_quarantine"])
        #expect(
            try away.store.quarantine().map { $0.changes.map(\.content) }
                == [[.value(.text("weed"))], [.increment(7)]])
    }

    private func checkMade(on device: TestDevice) throws {
        let shown = Dictionary(
            uniqueKeysWithValues: try device.store.records("member").map { ($0.id, $0.fields) })
        let wrong = made.enumerated().filter { index, id in
            let fields = shown[id] ?? [:]
            let isCounted = index % 16 == 15
            return fields["name"] != .single(.text(Self.name(index)))
                || fields["soil"] != .single(.text(Self.long))
                || fields["source"] != .single(.text(Self.long))
                || fields["visits"] != (isCounted ? .single(.integer(1)) : nil)
                || fields["crops"] != (isCounted ? .set(["bean"]) : nil)
        }
        #expect(wrong.map(\.offset) == [])
    }
}

extension TestDevice {
    /// What waits to be settled, as `id field`.
    fileprivate func disputes() throws -> Set<String> {
        Set(try store.conflicts().map { "\($0.id) \($0.field ?? "whole")" })
    }
}
