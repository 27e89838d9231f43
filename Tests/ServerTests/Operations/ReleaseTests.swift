// What a decision on one refused transaction does to the others, and what a release knows.

import ClientCore
import Server
import Shared
import Testing

struct ReleaseTests {
    private let world: World
    private let quarantines: Quarantines

    init() throws {
        world = try World()
        quarantines = world.quarantines
    }

    private func waiting() throws -> [DeliveryAddress] { try world.waiting() }

    /// Two plots in one transaction with what its author may not do.
    private func refusedPlots(
        _ author: TestDevice, on secret: RecordID
    ) throws -> (first: RecordID, second: RecordID) {
        var ids: [RecordID] = []
        try author.store.write { transaction in
            for name in ["Nord", "Sud"] {
                ids.append(transaction.create("plot", ["name": .assign(.text(name))]))
            }
            transaction.edit("diary", secret, ["text": .assign(.text("seen"))], mayCreate: true)
        }
        return (ids[0], ids[1])
    }

    /// An author in another organisation than the diary that they write to.
    private func authorAndSecret() async throws -> (author: TestDevice, secret: RecordID) {
        let anna = try await world.device()
        let author = try await world.device(organisation: try world.makeOrganisation())
        let secret = try anna.create("diary", ["text": .assign(.text("secret"))])
        try await anna.sync()
        return (author, secret)
    }

    @Test("accepting one thing releases nothing that completes another", arguments: [false, true])
    func othersGoOnWaiting(isDismissed: Bool) async throws {
        let (author, secret) = try await authorAndSecret()
        let (plot, _) = try refusedPlots(author, on: secret)
        try author.set(plot, "soil", "argile")
        try await author.sync()
        let observer = try await world.device(role: .observer)
        _ = try observer.create("plot", ["name": .assign(.text("Est"))])
        try await observer.sync()
        #expect(try waiting().count == 3)
        if isDismissed { try quarantines.dismiss(try waiting()[0]) }
        #expect(try quarantines.accept(try #require(try waiting().last)) == 1)
        #expect(try waiting().count == (isDismissed ? 1 : 2))
        #expect(try world.serverState("plot", plot) == nil)
    }

    @Test func whatCannotBeReleasedHoldsUpNothingElse() async throws {
        let (author, secret) = try await authorAndSecret()
        let (first, second) = try refusedPlots(author, on: secret)
        try author.reopen(schema: GardenSchema.anyState)
        try author.set(first, "state", "flooded")
        try author.reopen()
        try author.set(second, "soil", "argile")
        try await author.sync()
        #expect(
            try quarantines.waiting().dropFirst().allSatisfy {
                $0.code == "depends_on_quarantine"
            })
        #expect(try quarantines.accept(try waiting()[0]) == 2)
        #expect(try waiting().count == 1)
        try await author.sync()
        #expect(try author.text(second, "soil") == "argile")
        #expect(try world.serverState("plot", first)?.field("state") == nil)
        // Nothing more comes of it by itself.
        let error = #expect(throws: RelaisError.self) {
            try quarantines.accept(try waiting()[0])
        }
        #expect(error?.code == "unknown_code")
    }

    @Test func releaseGoesWhereItsAuthorWouldHavePutIt() async throws {
        let organisation = try world.makeOrganisation()
        let observer = try await world.device(organisation: organisation, role: .observer)
        let note = try observer.create("diary", ["text": .assign(.text("pluie"))])
        try await observer.sync()
        try quarantines.accept(try waiting()[0])
        let colleague = try await world.device(organisation: organisation)
        let stranger = try await world.device()
        for device in [colleague, stranger] { try await device.sync() }
        #expect(try colleague.store.record("diary", note) != nil)
        #expect(try stranger.store.record("diary", note) == nil)
    }

    @Test func releaseReplacesWhatItsAuthorHadNotSeen() async throws {
        let anna = try await world.device()
        let observer = try await world.device(role: .observer)
        let plot = try anna.create("plot", ["name": .assign(.text("Nord"))])
        try await anna.sync()
        try await observer.sync()
        let basis = try #require(try observer.store.record("plot", plot)).basis
        try anna.set(plot, "name", "Ouest")
        try await anna.sync()
        try await observer.sync()
        // The form was open while the other name came.
        try observer.store.write {
            $0.edit("plot", plot, ["name": .assign(.text("Est"))], basis: basis)
        }
        try await observer.sync()
        try quarantines.accept(try waiting()[0])
        let name = try world.serverState("plot", plot)?.field("name")
        #expect(name?.siblings.map(\.content) == [.value(.text("Est"))])
        try await anna.sync()
        #expect(try anna.store.conflicts().isEmpty)
    }

    /// A copied store may have delivered the same transaction under a number of its own.
    @Test func whatWasDeliveredTwiceWaitsOnceAndIsDecidedOnce() async throws {
        let observer = try await world.device(role: .observer)
        _ = try observer.create("plot", ["name": .assign(.text("Nord"))])
        try await observer.sync()
        let other = try #require(try await world.device(role: .observer).store.enrolment())
        var again = try #require(try quarantines.waiting().first)
        again.replica = other.replica
        let second = again
        try world.administration.storage.write { try $0.put(second) }
        #expect(try waiting().count == 1)
        #expect(try quarantines.accept(try waiting()[0]) == 1)
        let kept = try world.administration.storage.read { try $0.quarantine() }
        #expect(kept.map(\.decision) == [.accepted, .accepted])
        for entry in kept {
            let address = DeliveryAddress(replica: entry.replica, number: entry.number)
            #expect(throws: RelaisError.self) { try quarantines.accept(address) }
        }
    }

    /// A refused change of a plot that has two tags and three visits.
    private func refusedTags() async throws -> (plot: RecordID, address: DeliveryAddress) {
        let anna = try await world.device()
        let observer = try await world.device(role: .observer)
        let plot = try anna.create(
            "plot",
            [
                "tags": .edit(add: ["dry", "steep"], remove: []), "visits": .increment(3),
                "name": .assign(.text("Nord")),
            ])
        try await anna.sync()
        try await observer.sync()
        try observer.store.write {
            $0.edit("plot", plot, ["tags": .edit(add: ["stony"], remove: ["dry"])])
        }
        try await observer.sync()
        return (plot, try #require(try waiting().first))
    }

    @Test(
        "elements and counts are corrected from what was refused and what the record holds",
        arguments: [
            (["tags=dry"], ["dry"], 3), (["tags+=dry"], ["dry", "steep", "stony"], 3),
            (["tags-=stony"], ["steep"], 3), (["visits+=2"], ["steep", "stony"], 5),
            (["visits-=2"], ["steep", "stony"], 1),
        ] as [([String], [String], Int64)])
    func elements(corrections: [String], tags: [String], visits: Int64) async throws {
        let (plot, address) = try await refusedTags()
        try quarantines.correct(address, corrections.compactMap(Correction.init))
        let reader = try await world.device()
        try await reader.sync()
        let record = try #require(try reader.store.record("plot", plot))
        #expect(record.fields["tags"] == .set(tags))
        #expect(record.fields["visits"] == .single(.integer(visits)))
        let kept = try world.administration.storage.read { try $0.quarantine() }
        #expect(kept.map(\.decision) == [.corrected])
    }

    @Test func countThatNobodyCountsIsNoCorrection() async throws {
        let (plot, address) = try await refusedTags()
        let correction = try #require(Correction("visits+=1000000001"))
        let error = #expect(throws: RelaisError.self) {
            try quarantines.correct(address, [correction])
        }
        #expect(error?.code == "wrong_operator")
        #expect(try world.serverState("plot", plot)?.field("visits")?.siblings.count == 1)
    }

    @Test func refusedDeletionHasNothingToCorrect() async throws {
        let anna = try await world.device()
        let observer = try await world.device(role: .observer)
        let plot = try anna.create("plot", ["name": .assign(.text("Nord"))])
        try await anna.sync()
        try await observer.sync()
        try observer.store.write { $0.delete("plot", plot) }
        try await observer.sync()
        let correction = try #require(Correction("name=Est"))
        let error = #expect(throws: RelaisError.self) {
            try quarantines.correct(try waiting()[0], [correction])
        }
        #expect(error?.code == "not_correctable")
        #expect(try waiting().count == 1)
        try quarantines.accept(try waiting()[0])
        try await anna.sync()
        #expect(try anna.store.record("plot", plot) == nil)
    }
}
