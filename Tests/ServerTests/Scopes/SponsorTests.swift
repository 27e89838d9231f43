// Sponsors: what a volunteer sees of the people whom they sponsor, and what they may write.

import ClientCore
import Server
import Shared
import Testing

@Suite("Sponsors")
struct SponsorTests {
    private struct Place {
        let world: World
        let anna: TestDevice
        let pair: [TestDevice]
        let other: TestDevice
        let stranger: TestDevice
        let person: RecordID
        let sponsorship: RecordID

        init() async throws {
            world = try World(schema: JobSearch.schema)
            anna = try await world.device()
            pair = [
                try await world.device(role: .volunteer), try await world.device(role: .volunteer),
            ]
            other = try await world.device(role: .volunteer)
            stranger = try await world.device(
                organisation: try world.makeOrganisation(), role: .volunteer)
            let accounts = try Set(pair.map { try Place.account($0) })
            (person, sponsorship) = try anna.store.write { transaction in
                let person = transaction.create(
                    "person",
                    [
                        "given_name": .assign(.text("Zuleikha")),
                        "address": .assign(.text("3 rue des Tomatillos")),
                    ])
                let sponsorship = transaction.create(
                    "sponsorship",
                    [
                        "person": .assign(.text(person.description)),
                        "person_name": .assign(.text("Zuleikha")),
                        "sponsors": .edit(add: accounts, remove: []),
                        "goal": .assign(.text("chayote")),
                    ])
                return (person, sponsorship)
            }
        }

        static func account(_ device: TestDevice) throws -> String {
            try device.store.enrolment()?.user ?? ""
        }

        var devices: [TestDevice] { [anna] + pair + [other, stranger] }

        func sync() async throws {
            for _ in 0..<2 { for device in devices { try await device.sync() } }
        }

        func holders() throws -> [Bool] {
            try devices.map { try $0.store.record("sponsorship", sponsorship) != nil }
        }

        func checkSame() async throws {
            for device in devices {
                #expect(try await device.engine.verify().differences.isEmpty)
                #expect(try device.store.status().pending == 0)
            }
        }
    }

    @Test func aSponsorSeesThePairAndNothingElseOfTheFile() async throws {
        let place = try await Place()
        try await place.sync()
        #expect(try place.holders() == [true, true, true, false, false])
        for device in place.pair + [place.other, place.stranger] {
            #expect(try !device.hasBytes(of: "Tomatillos"))
            #expect(try device.store.records("person").isEmpty)
        }
        for device in [place.other, place.stranger] {
            #expect(try !device.hasBytes(of: "Zuleikha"))
        }
        try await place.checkSame()
    }

    /// The pair follows the file, and the sponsors keep it.
    @Test func aPortfolioChangesNothingForTheSponsors() async throws {
        let place = try await Place()
        try await place.sync()
        let list = try place.world.portfolio(of: place.anna)
        try place.anna.assign("person", place.person, "portfolio", to: list)
        try await place.sync()
        #expect(try place.holders() == [true, true, true, false, false])
        try await place.checkSame()
    }

    @Test func aSponsorWhoLeavesThePairLosesIt() async throws {
        let place = try await Place()
        try await place.sync()
        let (left, joined) = try (Place.account(place.pair[1]), Place.account(place.other))
        try place.anna.store.write {
            $0.edit(
                "sponsorship", place.sponsorship,
                ["sponsors": .edit(add: [joined], remove: [left])])
        }
        try await place.sync()
        #expect(try place.holders() == [true, true, false, true, false])
        #expect(try !place.pair[1].traces(of: "Zuleikha"))
        try await place.checkSame()
    }

    /// An account of another organisation is named for nothing.
    @Test func aStrangerIsNoSponsor() async throws {
        let place = try await Place()
        let stranger = try Place.account(place.stranger)
        try place.anna.store.write {
            $0.edit(
                "sponsorship", place.sponsorship,
                ["sponsors": .edit(add: [stranger, "nobody"], remove: [])])
        }
        try await place.sync()
        #expect(try place.holders() == [true, true, true, false, false])
        #expect(try !place.stranger.hasBytes(of: "chayote"))
    }

    @Test func aSponsorNotesTheMeetingsAndNothingElse() async throws {
        let place = try await Place()
        try await place.sync()
        let sponsor = place.pair[0]
        try sponsor.store.write {
            $0.edit(
                "sponsorship", place.sponsorship,
                [
                    "meetings_count": .increment(1),
                    "last_met_on": .assign(.text("2026-03-09")),
                ])
        }
        try await place.sync()
        #expect(
            try place.anna.store.record("sponsorship", place.sponsorship)?
                .fields["meetings_count"] == .single(.integer(1)))
        for edits: [String: FieldEdit] in [
            ["goal": .assign(.text("forged"))],
            ["sponsors": .edit(add: [try Place.account(place.other)], remove: [])],
        ] {
            #expect(throws: RelaisError.self) {
                try sponsor.store.write { $0.edit("sponsorship", place.sponsorship, edits) }
            }
        }
        try await place.checkSame()
    }
}
