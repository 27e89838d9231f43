// DirectoryTests: finding a door in spite of slips, by commune and by what is open; and keeping the
// directory right through whoever answers for it.

import Shared
import Testing

@testable import ClientCore

struct DirectoryTests {
    @Test(arguments: [
        ("biblotheque", "Bibliothèque de Kérédern"), ("bibliotehque", "Bibliothèque de Kérédern"),
        ("ibbliotheque", "Bibliothèque de Kérédern"), ("misson locale", "Mission locale"),
        ("mission localle", "Mission locale"), ("KEREDRN", "Bibliothèque de Kérédern"),
    ])
    func aSlipOfTheHandStillFinds(typed: String, title: String) throws {
        let sample = try DirectorySample()
        for name in ["Bibliothèque de Kérédern", "Mission locale", "Centre social", "Cap emploi"] {
            try sample.make(Place.self) { $0.name = name }
        }
        let found = try sample.store.search(SearchRequest(text: typed))
        #expect(found.map(\.title) == [title])
        #expect(found.allSatisfy { $0.isApproximate })
    }

    @Test func whatIsThereIsNeverReplacedByWhatIsLikeIt() throws {
        let sample = try DirectorySample()
        try sample.make(Place.self) { $0.name = "Mairie" }
        try sample.make(Place.self) { $0.name = "Marie Curie" }
        let found = try sample.store.search(SearchRequest(text: "marie"))
        #expect(found.map(\.title) == ["Marie Curie"])
        #expect(!found[0].isApproximate)
        // Short words, numbers, and words of another alphabet are taken as they are.
        #expect(try sample.titles(SearchRequest(text: "mia")).isEmpty)
        #expect(try sample.titles(SearchRequest(text: "2920")).isEmpty)
        #expect(try sample.titles(SearchRequest(text: "مركز")).isEmpty)
        #expect(try sample.titles(SearchRequest(text: "xylophones")).isEmpty)
    }

    @Test func aSlipStillPassesTheFilters() throws {
        let sample = try DirectorySample()
        try sample.make(Place.self) {
            $0.name = "Bibliothèque"
            $0.communeName = "Brest"
        }
        try sample.make(Place.self) {
            $0.name = "Bibliothèque"
            $0.communeName = "Guipavas"
        }
        let found = try sample.store.search(
            SearchRequest(text: "biblotheque", commune: "guipavas"))
        #expect(found.count == 1)
    }

    @Test func aCommuneIsFoundByNameOrCode() throws {
        let sample = try DirectorySample()
        try sample.make(Place.self) {
            $0.name = "A"
            $0.communeName = "Plougastel-Daoulas"
            $0.commune = "29189"
        }
        try sample.make(Organisation.self) {
            $0.name = "B"
            $0.communeName = "Brest"
            $0.commune = "29019"
        }
        for commune in ["29189", "plougastel daoulas", "PLOUGASTEL-DAOULAS"] {
            #expect(try sample.titles(SearchRequest(commune: commune)) == ["A"])
        }
        #expect(try sample.titles(SearchRequest(commune: "Brést")) == ["B"])
        #expect(try sample.titles(SearchRequest(commune: "Paris")).isEmpty)
    }

    @Test func onlyWhatIsKnownToBeOpenIsOpen() throws {
        let sample = try DirectorySample()
        for (name, hours) in [
            ("ouvert", "Mo-Fr 09:00-12:00"), ("fermé", "Mo-Th 09:00-12:00"),
            ("mots", "du lundi au vendredi"), ("toujours", "24/7"),
        ] {
            try sample.make(Place.self) {
                $0.name = name
                $0.openingHours = hours
            }
        }
        try sample.make(Place.self) { $0.name = "sans horaires" }
        let now = Instant(milliseconds: Int64(DirectorySample.now))
        #expect(try sample.titles(SearchRequest(openAt: now)) == ["ouvert", "toujours"])
        let noon = Instant(milliseconds: now.milliseconds + 3_600_000)
        #expect(try sample.titles(SearchRequest(openAt: noon)) == ["toujours"])
        #expect(try sample.titles(SearchRequest(text: "mots", openAt: now)).isEmpty)
    }

    @Test func impossibleHoursAreRefused() throws {
        let sample = try DirectorySample()
        let error = #expect(throws: RelaisError.self) {
            try sample.make(Place.self) {
                $0.name = "A"
                $0.openingHours = "Mo 25:00-26:00"
            }
        }
        #expect(error?.message.french.contains("25:00") == true)
    }

    // MARK: Keeping it right

    private func territory() throws -> (DirectorySample, own: RecordID, other: RecordID) {
        let sample = try DirectorySample()
        let own = try sample.make(Organisation.self) { $0.name = "Nous" }
        let other = try sample.make(Organisation.self) { $0.name = "Eux" }
        try sample.enrol(organisation: own)
        return (sample, own, other)
    }

    @Test func stillRightIsOneStep() throws {
        let (sample, own, _) = try territory()
        try DirectoryCare(sample.store).check("organisation", own)
        let record = try #require(try sample.store.record(Organisation.self, own))
        #expect(record.checkedAt?.description == "2026-11-27" && record.checkedBy == "Anna")
        let person = try sample.make(Person.self) { $0.givenName = "Zoé" }
        let error = #expect(throws: RelaisError.self) {
            try DirectoryCare(sample.store).check("person", person)
        }
        #expect(error?.code == "not_checked")
    }

    @Test func aCorrectionChangesNothingUntilItsOwnerAccepts() throws {
        let (sample, own, other) = try territory()
        let care = DirectoryCare(sample.store)
        let mine = try sample.make(Place.self) {
            $0.name = "Salle"
            $0.organisation = own
            $0.audiences = ["jeunes", "femmes"]
        }
        let ids = try care.propose(
            "place", mine, ["phone": "02 98 00 00 00", "audiences": "femmes, seniors"],
            reason: "vu sur la porte")
        #expect(ids.count == 2)
        #expect(try sample.store.record(Place.self, mine)?.phone == nil)
        let theirs = try care.propose("organisation", other, ["email": ""])[0]
        let proposals = try care.proposals()
        #expect(proposals.map(\.isMine) == [true, true, false])
        #expect(proposals.map(\.owner) == [own, own, other])
        for id in ids { try care.accept(id) }
        let place = try #require(try sample.store.record(Place.self, mine))
        #expect(place.phone == "02 98 00 00 00" && place.audiences == ["femmes", "seniors"])
        #expect(place.checkedBy == "Anna")
        #expect(throws: RelaisError.self) { try care.accept(ids[0]) }
        let error = #expect(throws: RelaisError.self) { try care.accept(theirs) }
        #expect(error?.code == "correction_not_yours")
        try sample.enrol(organisation: own, role: .coordinator)
        try care.refuse(theirs)
        #expect(try care.proposals().isEmpty)
        #expect(try sample.store.record(Correction.self, theirs)?.state == "refusee")
    }

    @Test(arguments: [
        ("phone", "12", "invalid_format"), ("nothing", "x", "unknown_field"),
        ("audiences", "marins", "unknown_code"), ("latitude", "nord", "bad_number"),
    ])
    func aCorrectionThatCannotBeIsToldAtOnce(field: String, value: String, code: String) throws {
        let (sample, own, _) = try territory()
        let care = DirectoryCare(sample.store)
        let error = #expect(throws: RelaisError.self) {
            try care.propose("organisation", own, ["description": "x", field: value])
        }
        #expect(error != nil)
        // Nothing of it was written, the right part neither.
        #expect(try care.proposals().isEmpty)
    }
}
