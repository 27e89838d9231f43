// Decisions on refused transactions, through a real server and real devices.

import ClientCore
import Server
import Shared
import Testing

struct QuarantinesTests {
    private let world: World
    private let quarantines: Quarantines

    init() throws {
        world = try World()
        quarantines = world.quarantines
    }

    private func waiting() throws -> [DeliveryAddress] { try world.waiting() }

    /// A plot whose state the device's schema takes for a text, and the server's for a code.
    private func flooded(_ device: TestDevice) async throws -> RecordID {
        let wide = Schema(
            version: 1,
            collections: [
                CollectionDeclaration(
                    "plot", Phrase(fr: "", en: ""), access: .territory,
                    fields: [
                        Field.text("state", fr: "", en: "").declaration,
                        Field.text("name", fr: "", en: "").declaration,
                    ])
            ])
        try device.reopen(schema: wide)
        let id = try device.create(
            "plot", ["state": .assign(.text("flooded")), "name": .assign(.text("Bas"))])
        try device.reopen()
        try await device.sync()
        return id
    }

    @Test func acceptedCreationArrivesEverywhereAndItsAuthorsQuarantineShrinks() async throws {
        let author = try await world.device(role: .observer)
        let other = try await world.device()
        let id = try author.create("plot", ["name": .assign(.text("Nord"))])
        try author.set(id, "soil", "argile")
        #expect(try await author.sync().status.quarantined == 2)
        #expect(try author.store.record("plot", id) == nil)
        let addresses = try waiting()
        // The second was refused for itself: it is another decision.
        #expect(try quarantines.accept(addresses[0]) == 1)
        #expect(try await author.sync().status.quarantined == 1)
        #expect(try author.text(id, "name") == "Nord")
        #expect(try author.text(id, "soil") == nil)
        #expect(try quarantines.accept(addresses[1]) == 1)
        #expect(try waiting().isEmpty)
        #expect(try await author.sync().status.quarantined == 0)
        try await other.sync()
        for device in [author, other] {
            #expect(try device.text(id, "name") == "Nord")
            #expect(try device.text(id, "soil") == "argile")
            #expect(try await device.engine.verify().differences.isEmpty)
        }
    }

    /// A creation in one transaction with what its author may not do, and changes over it.
    private func dependents(
        _ author: TestDevice, on secret: RecordID
    ) async throws -> RecordID {
        var id: RecordID?
        try author.store.write { transaction in
            id = transaction.create("plot", ["name": .assign(.text("Nord"))])
            transaction.edit(
                "diary", secret, ["text": .assign(.text("seen"))], mayCreate: true)
        }
        let plot = try #require(id)
        try author.set(plot, "soil", "argile")
        try author.store.write { $0.edit("plot", plot, ["visits": .increment(2)]) }
        try await author.sync()
        return plot
    }

    @Test(
        "what was refused only because it completes a creation is released with it",
        arguments: [false, true])
    func releasedWithDependents(isCorrected: Bool) async throws {
        let anna = try await world.device()
        let author = try await world.device(organisation: try world.makeOrganisation())
        let secret = try anna.create("diary", ["text": .assign(.text("secret"))])
        try await anna.sync()
        let id = try await dependents(author, on: secret)
        let codes = try quarantines.waiting().map(\.code)
        #expect(codes == ["not_allowed", "depends_on_quarantine", "depends_on_quarantine"])
        // The author's other work is not held up.
        let free = try author.create("plot", ["name": .assign(.text("Sud"))])
        #expect(try await author.sync().status.quarantined == 3)
        #expect(try world.serverState("plot", free) != nil)
        let address = try waiting()[0]
        let released =
            isCorrected
            ? try quarantines.correct(
                address, record: RecordKey(collection: "plot", id: id),
                [try #require(Correction("name=Est"))])
            : try quarantines.accept(address)
        #expect(released == 3)
        #expect(try await author.sync().status.quarantined == 0)
        try await anna.sync()
        for device in [anna, author] {
            #expect(try device.text(id, "name") == (isCorrected ? "Est" : "Nord"))
            #expect(try device.text(id, "soil") == "argile")
            #expect(try device.store.record("plot", id)?.fields["visits"] == .single(.integer(2)))
            #expect(try await device.engine.verify().differences.isEmpty)
        }
    }

    @Test func whatCompletesADismissedCreationGoesOnWaiting() async throws {
        let anna = try await world.device()
        let author = try await world.device(organisation: try world.makeOrganisation())
        let secret = try anna.create("diary", ["text": .assign(.text("secret"))])
        try await anna.sync()
        let id = try await dependents(author, on: secret)
        try quarantines.dismiss(try waiting()[0])
        #expect(try await author.sync().status.quarantined == 2)
        #expect(try world.serverState("plot", id) == nil)
        #expect(try waiting().count == 2)
    }

    @Test func releaseNamesTheRefusedTransactionAsItsOrigin() async throws {
        let author = try await world.device(role: .observer)
        _ = try author.create("plot", ["name": .assign(.text("Nord"))])
        try await author.sync()
        let refused = try #require(try quarantines.waiting().first)
        try quarantines.accept(try waiting()[0])
        let entry = try world.administration.storage.read { reader in
            try reader.journal(try reader.info().head)
        }
        let released = try Transaction(bytes: try #require(entry).body)
        #expect(released.origin == refused.id)
        #expect(released.id != refused.id)
    }

    @Test func whatCanNeverBeMergedIsNamedAndGoesOnWaiting() async throws {
        let anna = try await world.device()
        let id = try await flooded(anna)
        let address = try #require(try waiting().first)
        let error = #expect(throws: RelaisError.self) { try quarantines.accept(address) }
        #expect(error?.code == "unknown_code")
        #expect(error?.remedy.english.contains("quarantine correct") == true)
        #expect(try waiting() == [address])
        #expect(try world.serverState("plot", id) == nil)
        // What does not depend on it goes through meanwhile.
        let good = try anna.create("plot", ["name": .assign(.text("Haut"))])
        let report = try await anna.sync()
        #expect(report.status.pending == 0 && report.status.quarantined == 1)
        #expect(try world.serverState("plot", good) != nil)
    }

    @Test func correctedChangeIsShownToItsAuthorAndNotRefusedAnyMore() async throws {
        let anna = try await world.device()
        let id = try await flooded(anna)
        try quarantines.correct(
            try waiting()[0],
            [try #require(Correction("state=sown")), #require(Correction("tags+=a"))])
        let report = try await anna.sync()
        #expect(report.status.quarantined == 0)
        let record = try #require(try anna.store.record("plot", id))
        #expect(record.fields["state"] == .single(.text("sown")))
        #expect(record.fields["name"] == .single(.text("Bas")))
        #expect(record.fields["tags"] == .set(["a"]))
        #expect(try await anna.engine.verify().differences.isEmpty)
    }

    @Test(
        "a correction that cannot be read leaves the change waiting",
        arguments: [
            ("state=drowned", "unknown_code"), ("colour=red", "unknown_field"),
            ("area=much", "bad_number"), ("visits=3", "wrong_operator"),
            ("name+=x", "wrong_operator"),
        ])
    func badCorrection(argument: String, code: String) async throws {
        let anna = try await world.device()
        let id = try await flooded(anna)
        let address = try waiting()[0]
        let correction = try #require(Correction(argument))
        let error = #expect(throws: RelaisError.self) {
            try quarantines.correct(address, [correction])
        }
        #expect(error?.code == code)
        #expect(try waiting() == [address])
        #expect(try world.serverState("plot", id) == nil)
    }

    @Test func dismissedChangeStaysRefusedAndLeavesTheDevicesList() async throws {
        let anna = try await world.device()
        let id = try await flooded(anna)
        try quarantines.dismiss(try waiting()[0])
        let report = try await anna.sync()
        #expect(report.status.quarantined == 0)
        #expect(try anna.store.record("plot", id) == nil)
        #expect(try world.serverState("plot", id) == nil)
        let kept = try world.administration.storage.read { try $0.quarantine() }
        #expect(kept.map(\.decision) == [.dismissed] && !kept[0].body.isEmpty)
    }

    @Test func unknownAndDecidedIdentitiesAreErrors() async throws {
        let anna = try await world.device()
        _ = try await flooded(anna)
        let address = try waiting()[0]
        let unknown = DeliveryAddress(replica: address.replica, number: address.number + 1)
        try quarantines.dismiss(address)
        for address in [address, unknown] {
            let error = #expect(throws: RelaisError.self) { try quarantines.accept(address) }
            #expect(error?.code == "unknown_refusal")
            #expect(throws: RelaisError.self) { try quarantines.dismiss(address) }
            #expect(throws: RelaisError.self) { try quarantines.correct(address, []) }
        }
    }

    @Test func correctionOfOneOfSeveralRecordsNamesIt() async throws {
        let author = try await world.device(role: .observer)
        var ids: [RecordID] = []
        try author.store.write { transaction in
            for name in ["Nord", "Sud"] {
                ids.append(transaction.create("plot", ["name": .assign(.text(name))]))
            }
        }
        try await author.sync()
        let address = try waiting()[0]
        let correction = try #require(Correction("name=Est"))
        let error = #expect(throws: RelaisError.self) {
            try quarantines.correct(address, [correction])
        }
        #expect(error?.code == "which_record")
        try quarantines.correct(
            address, record: RecordKey(collection: "plot", id: ids[1]), [correction])
        try await author.sync()
        #expect(try author.text(ids[0], "name") == "Nord")
        #expect(try author.text(ids[1], "name") == "Est")
    }
}

struct CorrectionOfOldNamesTests {
    @Test(
        "a renamed field is corrected under its key, a split one with its parts",
        arguments: [
            (["family_name=Berg", "phone=2"], "Anna Berg", "Anna", "Berg"),
            (["name=Karim Sud", "phone=2"], "Karim Sud", "Karim", "Sud"),
        ])
    func lenses(arguments: [String], whole: String, given: String, family: String) async throws {
        let world = try World(schema: SkewSchema.third)
        let author = try await world.device(role: .observer)
        let id = try author.create(
            "member",
            [
                "given_name": .assign(.text("Anna")), "family_name": .assign(.text("Tal")),
                "phone": .assign(.text("1")),
            ])
        try await author.sync()
        let quarantines = world.quarantines
        let refused = try #require(try quarantines.waiting().first)
        try quarantines.correct(
            DeliveryAddress(replica: refused.replica, number: refused.number),
            arguments.compactMap(Correction.init))
        try await author.sync()
        let state = try #require(try world.serverState("member", id))
        let content = { (key: String) in state.field(key)?.siblings.map(\.content) }
        #expect(content("name") == [.value(.text(whole))])
        #expect(content("given_name") == [.value(.text(given))])
        #expect(content("family_name") == [.value(.text(family))])
        #expect(content("tel") == [.value(.text("2"))])
        #expect(try author.reads(id, "family_name") == family)
        #expect(try author.reads(id, "phone") == "2")
    }
}
