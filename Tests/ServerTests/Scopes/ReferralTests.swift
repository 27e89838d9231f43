// Referrals between organisations: what crosses, who reads and writes it, and where it follows the
// files of both sides.

import ClientCore
import Server
import Shared
import Testing

@Suite("Referrals between organisations")
struct ReferralTests {
    /// Two organisations, each with a mediator, a colleague and a coordinator; a third one; and a
    /// portfolio on either side.
    struct Place {
        let world: World
        let here: [TestDevice]
        let there: [TestDevice]
        let stranger: TestDevice
        let volunteer: TestDevice
        let receiver: RecordID
        let person: RecordID

        var anna: TestDevice { here[0] }
        var zoe: TestDevice { there[0] }
        var devices: [TestDevice] { here + there + [stranger, volunteer] }

        init() async throws {
            world = try World(schema: JobSearch.schema)
            receiver = try world.makeOrganisation()
            var here: [TestDevice] = []
            var there: [TestDevice] = []
            for role in [Role.mediator, .referent, .coordinator] {
                here.append(try await world.device(role: role))
                there.append(try await world.device(organisation: receiver, role: role))
            }
            self.here = here
            self.there = there
            stranger = try await world.device(
                organisation: try world.makeOrganisation(), role: .coordinator)
            volunteer = try await world.device(organisation: receiver, role: .volunteer)
            let id = receiver
            try here[2].store.write {
                $0.edit(
                    "organisation", id, ["name": .assign(.text("Receivers"))], mayCreate: true)
            }
            try await here[2].sync()
            try await here[0].sync()
            person = try here[0].store.write {
                $0.create(
                    "person",
                    [
                        "given_name": .assign(.text("Zuleikha")),
                        "family_name": .assign(.text("Oumarou")),
                        "phone": .assign(.text("0612345678")),
                        "address": .assign(.text("3 rue des Tomatillos")),
                        "birth_year": .assign(.integer(1987)),
                        "needs": .edit(add: ["mobilite"], remove: []),
                    ])
            }
        }

        func sync() async throws {
            for _ in 0..<2 {
                for device in devices {
                    let report = try await device.sync()
                    // Nothing that the feeds should have told is found by the digests alone.
                    #expect(report.mended == 0)
                }
            }
        }

        func send(_ purpose: String = "orientation") throws -> RecordID {
            let referrals = Referrals(anna.store)
            return try referrals.send(
                try referrals.draft(person: person, to: receiver, purposes: [purpose]))
        }

        /// Which devices show a record; each that does not has no trace of the words either.
        func holders(_ id: RecordID, _ words: String = "Zuleikha") throws -> [Bool] {
            try devices.map { device in
                let shows = try device.store.record("referral", id) != nil
                if !shows { #expect(try !device.traces(of: words), "\(words) left behind") }
                return shows
            }
        }

        func checkSame() async throws {
            for device in devices {
                let report = try await device.engine.verify()
                #expect(report.differences.isEmpty)
                #expect(try device.store.status().pending == 0)
                #expect(try device.store.status().quarantined == 0)
            }
        }
    }

    @Test func bothSidesHoldItAndNobodyElse() async throws {
        let place = try await Place()
        let id = try place.send()
        try await place.sync()
        #expect(
            try place.holders(id) == [true, true, true, true, true, true, false, false])
        // What the purpose does not need is nowhere on the other side, nor is the file.
        for device in place.there + [place.stranger, place.volunteer] {
            #expect(try !device.hasBytes(of: "Tomatillos"))
            #expect(try device.store.records("person").isEmpty)
            #expect(try device.store.records("referral_tie").isEmpty)
        }
        let received = try place.zoe.store.record("referral", id)
        #expect(received?.fields["person_given_name"] == .single(.text("Zuleikha")))
        #expect(received?.fields["person_birth_year"] == nil)
        #expect(received?.fields["person"] == nil)
        try await place.checkSame()
    }

    /// Each purpose carries its fields and no other, whatever the person's file holds.
    @Test func aPurposeCarriesWhatItNeeds() async throws {
        let place = try await Place()
        for purpose in ReferralEnvelope.rule.contents.keys.sorted() {
            let id = try place.send(purpose)
            try await place.anna.sync()
            try await place.zoe.sync()
            let shown = try #require(try place.zoe.store.record("referral", id)).fields.keys
            let needed = ReferralEnvelope.rule.fields(for: [purpose])
            #expect(Set(shown).intersection(ReferralEnvelope.rule.carried).isSubset(of: needed))
            #expect(shown.contains("person_phone") == needed.contains("person_phone"))
        }
    }

    @Test func theStateIsSeenByTheSenderAndTheFileIsNot() async throws {
        let place = try await Place()
        let id = try place.send()
        try await place.sync()
        let file = try Referrals(place.zoe.store).accept(id)
        try place.zoe.store.write {
            $0.edit("person", file, ["mobility_text": .assign(.text("chayote"))])
        }
        try await place.sync()
        let sent = try #require(try place.anna.store.record("referral", id))
        #expect(sent.fields["state"] == .single(.text("acceptee")))
        for device in place.here { #expect(try !device.hasBytes(of: "chayote")) }
        #expect(
            try place.zoe.store.record("person", file)?.fields["given_name"]
                == .single(.text("Zuleikha")))
        #expect(try Referrals(place.zoe.store).person(of: id) == file)
        #expect(try Referrals(place.anna.store).person(of: id) == place.person)
        try Referrals(place.zoe.store).met(id)
        try Referrals(place.zoe.store).done(id)
        try await place.sync()
        #expect(
            try place.anna.store.record("referral", id)?.fields["state"]
                == .single(.text("terminee")))
        try await place.checkSame()
    }

    /// Both sides write without knowing of each other, and whoever comes first changes nothing.
    @Test(arguments: [true, false])
    func bothSidesOfflineInAnyOrder(_ senderIsFirst: Bool) async throws {
        let place = try await Place()
        let id = try place.send()
        try await place.sync()
        try Referrals(place.anna.store).cancel(id)
        try Referrals(place.zoe.store).accept(id)
        try Referrals(place.there[1].store).receive(id)
        let order =
            senderIsFirst
            ? [place.anna, place.zoe, place.there[1]] : [place.there[1], place.zoe, place.anna]
        for device in order { try await device.sync() }
        try await place.sync()
        // An acceptance beside a cancellation is for people to settle, on both sides.
        for device in [place.anna, place.zoe] {
            #expect(try device.store.record("referral", id)?.state == .conflict)
            #expect(
                try device.store.record("referral", id)?.fields["state"]
                    == .single(.text("acceptee")))
        }
        try await place.checkSame()
    }

    /// The file goes to a portfolio: the envelope goes with it, on that side alone.
    @Test func itFollowsTheFilesOfBothSides() async throws {
        let place = try await Place()
        let id = try place.send()
        try await place.sync()
        let mine = try place.world.portfolio(of: place.anna)
        try place.anna.assign("person", place.person, "portfolio", to: mine)
        try await place.sync()
        #expect(
            try place.holders(id) == [true, false, true, true, true, true, false, false])
        let file = try Referrals(place.zoe.store).accept(id)
        let theirs = try place.world.portfolio(of: place.zoe)
        try place.zoe.assign("person", file, "portfolio", to: theirs)
        try await place.sync()
        #expect(
            try place.holders(id) == [true, false, true, true, false, true, false, false])
        try await place.checkSame()
        try place.world.handOver(theirs, to: place.there[1])
        try place.anna.assign("person", place.person, "portfolio", to: nil)
        try await place.sync()
        #expect(
            try place.holders(id) == [true, true, true, false, true, true, false, false])
        try await place.checkSame()
    }

    /// A deleted envelope is gone on both sides, also once only its identity is left.
    @Test func aDeletedOneLeavesBothSides() async throws {
        let place = try await Place()
        let id = try place.send()
        try await place.sync()
        try place.anna.store.write { $0.delete("referral", id) }
        try await place.sync()
        #expect(
            try place.devices.allSatisfy { try $0.store.record("referral", id) == nil })
        place.world.clock.advance(by: 1_000 * 24 * 3600 * 1000)
        var compaction = Compaction(
            storage: place.world.administration.storage, ports: place.world.data.ports,
            schema: JobSearch.schema)
        #expect(try compaction.run().records == 1)
        try await place.sync()
        for device in place.there { #expect(try !device.traces(of: "Zuleikha")) }
        try await place.checkSame()
    }

    /// A restored server, whatever side gives it back.
    @Test(arguments: [true, false])
    func itComesBackFromEitherSideAfterARestore(_ fromTheSender: Bool) async throws {
        let place = try await Place()
        try place.world.backup()
        let id = try place.send()
        try await place.sync()
        try place.world.restore()
        for device in fromTheSender ? place.here : place.there { try await device.sync() }
        try await place.sync()
        try await place.sync()
        #expect(
            try place.holders(id) == [true, true, true, true, true, true, false, false])
        try await place.checkSame()
    }

    // MARK: What is refused

    /// What a device that keeps to no rule of its own gets accepted; the answer is the code.
    private func push(
        _ place: Place, _ device: TestDevice, _ id: RecordID, _ edits: [RecordChange.Edit],
        _ action: RecordChange.Action? = nil
    ) throws -> String? {
        let storage = place.world.administration.storage
        return try storage.write { writer in
            let status = try #require(try device.store.enrolment())
            let found = try #require(try writer.device(status.replica))
            let user = try #require(try writer.user(found.user))
            var sequencer = try Sequencer(
                writer,
                AuthenticatedDevice(
                    device: found, user: user,
                    portfolios: Set(try writer.portfolios(of: user).map(\.id))),
                schema: JobSearch.schema, now: place.world.clock.now())
            let sorted = edits.sorted { $0.field.utf8.lexicographicallyPrecedes($1.field.utf8) }
            let transaction = Transaction(
                id: TransactionID(place.world.data.ports.random()),
                stamp: Stamp(milliseconds: place.world.clock.now(), counter: 0), schema: 1,
                seen: nil, isClockVerified: true,
                records: [
                    RecordChange(
                        collection: "referral", id: id, base: .none, own: [],
                        action: action ?? .write(sorted))
                ])
            let answer = try sequencer.push(
                [transaction], after: found.lastNumber, chain: found.chain)
            if case .quarantined(_, let code, _)? = answer.acknowledgements.first { return code }
            return nil
        }
    }

    private func edit(_ field: String, _ value: String?) -> RecordChange.Edit {
        RecordChange.Edit(
            field: field, change: .assign(value.map { .text($0) } ?? .null))
    }

    /// Whoever writes the protocol by hand gets no further than the rule.
    @Test func theServerKeepsTheRuleWhoeverWrites() async throws {
        let place = try await Place()
        let id = try place.send()
        try await place.sync()
        let sender = try #require(try place.anna.store.enrolment()).organisation
        let others = try #require(try place.stranger.store.enrolment()).organisation
        let receiver = place.receiver.description
        // The contents are the sender's, the answer the receiver's.
        #expect(
            try push(place, place.zoe, id, [edit("summary", "forged")]) == "other_side")
        #expect(
            try push(place, place.zoe, id, [edit("state", "annulee")]) == "other_side")
        #expect(
            try push(place, place.anna, id, [edit("state", "acceptee")]) == "other_side")
        #expect(
            try push(place, place.anna, id, [edit("refusal_text", "no")]) == "other_side")
        #expect(try push(place, place.zoe, id, [], .delete) == "other_side")
        // Where it goes and what for never changes.
        for field in ["to_organisation", "from_organisation", "person"] {
            #expect(
                try push(place, place.anna, id, [edit(field, others)]) == "envelope_sealed")
            #expect(
                try push(place, place.zoe, id, [edit(field, others)]) == "envelope_sealed")
        }
        // Nothing that the purpose does not need, nor that nobody declared.
        #expect(
            try push(place, place.anna, id, [edit("person_mobility_text", "x")]) == "not_needed")
        #expect(try push(place, place.anna, id, [edit("secret", "x")]) == "unknown_field")
        // Strangers and volunteers do not write at all.
        #expect(
            try push(place, place.stranger, id, [edit("state", "acceptee")]) == "not_allowed")
        #expect(
            try push(place, place.volunteer, id, [edit("state", "acceptee")]) == "not_allowed")
        // A new one says who sends it, truly, and what for.
        let purpose = RecordChange.Edit(
            field: "purposes", change: .edit(add: ["orientation"], remove: []))
        let fresh = place.world.data.ports.makeRecordID()
        #expect(
            try push(
                place, place.stranger, fresh,
                [edit("from_organisation", sender), edit("to_organisation", receiver), purpose])
                == "not_the_sender")
        #expect(
            try push(
                place, place.anna, fresh,
                [edit("from_organisation", sender), edit("to_organisation", receiver)])
                == "without_purpose")
        // What was the organisation's alone does not become an envelope.
        let note = place.world.data.ports.makeRecordID()
        #expect(
            try push(place, place.anna, note, [edit("summary", "tomatillo")]) == nil)
        #expect(
            try push(
                place, place.anna, note,
                [edit("from_organisation", sender), edit("to_organisation", receiver), purpose])
                == "not_an_envelope")
        try await place.zoe.sync()
        #expect(try !place.zoe.hasBytes(of: "tomatillo"))
        // What each side may write goes through.
        #expect(try push(place, place.anna, id, [edit("summary", "good")]) == nil)
        #expect(try push(place, place.zoe, id, [edit("state", "acceptee")]) == nil)
    }

    /// The device says so at once, without a network.
    @Test func theDeviceRefusesAtTheKeyboard() async throws {
        let place = try await Place()
        let referrals = Referrals(place.anna.store)
        let id = try place.send()
        func code(_ body: () throws -> Void) -> String? {
            do {
                try body()
                return nil
            } catch { return (error as? RelaisError)?.code }
        }
        #expect(code { try referrals.met(id) } == "referral_not_received")
        #expect(
            code {
                try place.anna.store.write {
                    $0.edit("referral", id, ["state": .assign(.text("acceptee"))])
                }
            } == "other_side")
        #expect(
            code {
                _ = try referrals.draft(
                    person: place.person,
                    to: try #require(RecordID(place.anna.store.enrolment()?.organisation ?? "")),
                    purposes: ["orientation"])
            } == "referral_to_self")
        #expect(
            code {
                try referrals.send(
                    try referrals.draft(
                        person: place.person, to: place.receiver, purposes: ["coordination"],
                        ["person_phone": .assign(.text("0612345678"))]))
            } == "not_needed")
    }

    // MARK: Silence

    @Test func silenceBecomesATask() async throws {
        let place = try await Place()
        let id = try place.send()
        try await place.sync()
        func silence(_ device: TestDevice) throws -> Referrals.Silence? {
            try Referrals(device.store).silences().first { $0.referral == id }
        }
        #expect(try silence(place.anna)?.side == .sent)
        #expect(try silence(place.anna)?.person == place.person)
        #expect(try silence(place.zoe)?.side == .received)
        #expect(try silence(place.zoe)?.person == nil)
        #expect(try silence(place.anna)?.isExpired == false)
        place.world.clock.advance(by: 15 * 24 * 3600 * 1000)
        #expect(try silence(place.anna)?.isExpired == true)
        #expect(try silence(place.stranger) == nil)
        // An answer that comes late is still an answer.
        try Referrals(place.zoe.store).refuse(id, reason: "complet")
        try await place.sync()
        #expect(try silence(place.anna) == nil)
        #expect(try silence(place.zoe) == nil)
    }
}
