// That a person was informed, on what legal basis their file is kept, and what they consented to
// are three things: each is noted by itself, and none says anything of the others.

import ClientCore
import Server
import Shared
import Testing

struct ConsentTests: PrivacyWorld {
    let world: World

    init() throws { world = try World(schema: JobSearch.schema) }

    private static let fields: [(String, FieldValue)] = [
        ("information_given_on", .text("2026-03-09")),
        ("legal_basis", .text("mission-interet-public")), ("consent", .bool(true)),
    ]

    /// Any one of them alone is a whole answer: nothing is filled in, and nothing is asked for.
    @Test(arguments: 0..<3)
    func eachStandsAlone(_ index: Int) async throws {
        let anna = try await world.device()
        let (name, value) = Self.fields[index]
        let person = try anna.create(
            "person", ["given_name": .assign(.text("Zoé")), name: .assign(value)])
        try await anna.sync()
        #expect(try anna.store.status().quarantined == 0)
        let shown = try #require(try anna.store.record("person", person)).fields
        #expect(shown[name] == .single(value))
        for (other, _) in Self.fields where other != name { #expect(shown[other] == nil) }
    }

    /// Three people note one each without a network; all three stand, and the person is told.
    @Test func threePeopleNoteOneEach() async throws {
        var devices: [TestDevice] = []
        for _ in 0..<3 { devices.append(try await world.device()) }
        let person = try devices[0].create("person", ["given_name": .assign(.text("Zoé"))])
        for device in devices { try await device.sync() }
        for (device, (name, value)) in zip(devices, Self.fields) {
            try device.store.write { $0.edit("person", person, [name: .assign(value)]) }
        }
        for device in devices + devices { try await device.sync() }
        for device in devices {
            let record = try #require(try device.store.record("person", person))
            #expect(record.state == .synced)
            for (name, value) in Self.fields { #expect(record.fields[name] == .single(value)) }
        }
        let report = try devices[2].store.accessReport(on: person)
        let told = AccessReportText(report, .french) { $0.description }.lines
            .joined(separator: "\n")
        for words in ["information donnée le : 09/03/2026", "base légale", "consentement : oui"] {
            #expect(told.contains(words), "\(words) in \(told)")
        }
    }

    /// Nobody's word on a consent is taken back by somebody who had not read it.
    @Test func whoDisagreesOnAConsentIsAskedAndTheBasisStays() async throws {
        let (anna, zoe) = (try await world.device(), try await world.device())
        let person = try anna.create(
            "person",
            [
                "given_name": .assign(.text("Zoé")),
                "legal_basis": .assign(.text("consentement")),
            ])
        for device in [anna, zoe] { try await device.sync() }
        for (device, isGiven) in [(anna, true), (zoe, false)] {
            try device.store.write {
                $0.edit("person", person, ["consent": .assign(.bool(isGiven))])
            }
        }
        for device in [anna, zoe, anna] { try await device.sync() }
        for device in [anna, zoe] {
            let record = try #require(try device.store.record("person", person))
            #expect(record.state == .conflict)
            #expect(record.fields["legal_basis"] == .single(.text("consentement")))
            let conflict = try #require(try device.store.conflicts().first)
            #expect(conflict.field == "consent")
        }
    }
}
