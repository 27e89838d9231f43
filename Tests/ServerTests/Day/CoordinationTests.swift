// Too many appointments across organisations: only where a referral for coordination is accepted,
// and only the days.

import ClientCore
import Server
import Shared
import Testing

@Suite("Appointments across organisations")
struct CoordinationTests {
    /// Two organisations, one mediator each, and a person who was referred.
    private struct Place {
        let world: World
        let anna: TestDevice
        let zoe: TestDevice
        let person: RecordID
        let referral: RecordID

        init(_ purpose: String) async throws {
            world = try World(schema: JobSearch.schema)
            let receiver = try world.makeOrganisation()
            anna = try await world.device()
            zoe = try await world.device(organisation: receiver)
            try anna.store.write {
                $0.edit(
                    "organisation", receiver, ["name": .assign(.text("Receivers"))],
                    mayCreate: true)
            }
            person = try anna.create("person", ["given_name": .assign(.text("Zuleikha"))])
            let referrals = Referrals(anna.store)
            referral = try referrals.send(
                try referrals.draft(person: person, to: receiver, purposes: [purpose]))
            try await sync()
        }

        func sync() async throws {
            for _ in 0..<2 { for device in [anna, zoe] { try await device.sync() } }
        }

        /// An appointment each hour of the next day.
        func book(_ device: TestDevice, _ person: RecordID, _ days: [Int]) throws -> [RecordID] {
            let now = Int64(world.clock.now())
            return try days.map { day in
                try Agenda(device.store).add(
                    person, at: Instant(milliseconds: now + Int64(day) * 86_400_000),
                    ["subject": .assign(.text("chayote"))])
            }
        }

        func overloads(_ device: TestDevice) throws -> [String] {
            try FollowUps(device.store).list().filter { $0.kind == "surcharge-rdv" }
                .map(\.why.french)
        }
    }

    @Test("once it is accepted each side counts the days of the other, and sees nothing more")
    func days() async throws {
        let place = try await Place("coordination")
        // Nothing is told before the other side has accepted. The clock begins on a Tuesday.
        _ = try place.book(place.anna, place.person, [0])
        try await place.sync()
        #expect(
            try place.zoe.store.record("referral", place.referral)?.fields["sender_days"] == nil)
        let file = try Referrals(place.zoe.store).accept(place.referral)
        try await place.sync()
        _ = try place.book(place.anna, place.person, [1, 2])
        #expect(try place.overloads(place.anna).isEmpty)
        let theirs = try place.book(place.zoe, file, [3, 4])
        try await place.sync()
        for device in [place.anna, place.zoe] {
            #expect(try place.overloads(device).count == 1)
            #expect(try await device.engine.verify().differences.isEmpty)
            #expect(try device.store.status().quarantined == 0)
        }
        #expect(try place.overloads(place.zoe).first?.contains("5 rendez-vous") == true)
        #expect(try place.overloads(place.zoe).first?.contains("dont 3 ailleurs") == true)
        // Neither side holds an appointment of the other, nor a word of it.
        #expect(try place.anna.store.records("appointment").count == 3)
        #expect(try place.zoe.store.records("appointment").count == 2)
        let told = try #require(try place.anna.store.record("referral", place.referral))
        #expect(told.fields["receiver_days"].map { "\($0)" }?.contains("T") == false)
        // A cancelled one is taken back from what is told.
        try Agenda(place.zoe.store).set(theirs[0], to: "annule")
        try await place.sync()
        #expect(try place.overloads(place.anna).isEmpty)
    }

    @Test("for another purpose nothing is told, and who writes it all the same is refused")
    func otherPurpose() async throws {
        let place = try await Place("orientation")
        let file = try Referrals(place.zoe.store).accept(place.referral)
        _ = try place.book(place.anna, place.person, [1, 2, 3])
        _ = try place.book(place.zoe, file, [1, 2, 3])
        try await place.sync()
        for device in [place.anna, place.zoe] {
            let shown = try #require(try device.store.record("referral", place.referral)).fields
            #expect(shown["sender_days"] == nil && shown["receiver_days"] == nil)
            #expect(try place.overloads(device).isEmpty)
            for field in ["sender_days", "receiver_days"] {
                #expect(throws: RelaisError.self) {
                    try device.store.write {
                        $0.edit(
                            "referral", place.referral,
                            [field: .edit(add: ["2026-03-09"], remove: [])])
                    }
                }
            }
        }
    }
}
