// FollowingTests: immersions within the law, sponsors and their meetings, the guide and the
// glossary, as a device keeps them.

import Shared
import Testing

@testable import ClientCore

struct FollowingTests {
    private func person(_ sample: DirectorySample) throws -> RecordID {
        try sample.make(Person.self) {
            $0.givenName = "Zoé"
            $0.phone = "06 39 98 00 00"
        }
    }

    private func dates(_ first: String, _ last: String, _ host: String) -> [String: FieldEdit] {
        [
            "starts_on": .assign(.text(first)), "ends_on": .assign(.text(last)),
            "host_name": .assign(.text(host)), "objective": .assign(.text("decouvrir")),
        ]
    }

    @Test func anImmersionAgainstTheLawIsNotWritten() throws {
        let sample = try DirectorySample()
        let person = try person(sample)
        let immersions = Immersions(sample.store)
        let first = try immersions.plan(person, dates("2026-12-01", "2026-12-11", "Café du Port"))
        _ = try immersions.plan(person, dates("2027-01-04", "2027-01-08", "CAFE DU PORT"))
        for (edits, code) in [
            (dates("2027-02-01", "2027-02-05", "café du port"), "immersion_renewed_twice"),
            (dates("2027-02-01", "2027-03-05", "Autre"), "immersion_too_long"),
            (dates("2026-12-11", "2026-12-12", "Autre"), "immersion_overlaps"),
            (dates("2027-02-05", "2027-02-01", "Autre"), "immersion_backwards"),
            (["starts_on": .assign(.text("2027-02-05"))], "immersion_without_dates"),
        ] {
            let error = #expect(throws: RelaisError.self) { try immersions.plan(person, edits) }
            #expect(error?.code == code)
        }
        #expect(try immersions.list(of: person).count == 2)
        // One that is cancelled counts no more.
        try sample.store.write {
            $0.edit("immersion", first, ["state": .assign(.text("annulee"))])
        }
        _ = try immersions.plan(person, dates("2027-02-01", "2027-02-05", "café du port"))
        // What two devices planned apart is told, not hidden.
        try sample.make(Immersion.self) {
            $0.person = person
            $0.startsOn = CalendarDate("2027-02-03")
            $0.endsOn = CalendarDate("2027-02-04")
        }
        #expect(try immersions.list(of: person).count { !$0.problems.isEmpty } == 2)
    }

    @Test func aPairSeesAGivenNameAndMeetsEachWeek() throws {
        let sample = try DirectorySample()
        let person = try person(sample)
        let sponsorships = Sponsorships(sample.store)
        let users = (1...3).map { RecordID(high: 1, low: UInt64($0)).description }
        for sponsors in [[], users, [users[0], users[0]]] {
            let error = #expect(throws: RelaisError.self) {
                try sponsorships.pair(person, with: sponsors)
            }
            #expect(error?.code == "sponsors_count")
        }
        let id = try sponsorships.pair(person, with: Array(users.prefix(2)))
        let error = #expect(throws: RelaisError.self) {
            try sponsorships.pair(person, with: [users[2]])
        }
        #expect(error?.code == "sponsored_already")
        let made = try #require(try sample.store.record(Sponsorship.self, id))
        #expect(made.personName == "Zoé" && made.sponsors == Set(users.prefix(2)))

        #expect(throws: RelaisError.self) {
            try sponsorships.met(id, on: CalendarDate("2026-11-28"))
        }
        try sponsorships.met(id, on: CalendarDate("2026-11-15"))
        var line = try #require(try sponsorships.standing().first)
        #expect(line.daysWithout == 12 && line.isDue)
        // One that is noted late counts, and is not the last.
        try sponsorships.met(id, on: CalendarDate("2026-11-08"))
        line = try #require(try sponsorships.standing().first)
        #expect(line.sponsorship.meetingsCount == 2 && line.daysWithout == 12)
        try sponsorships.met(
            id, on: CalendarDate("2026-11-17"), next: Instant("2026-11-30T10:00:00Z"))
        line = try #require(try sponsorships.standing().first)
        #expect(line.daysWithout == 10 && !line.isDue)
    }

    @Test func theGuideIsReadByPublicAndLanguage() throws {
        let sample = try DirectorySample()
        let shelf = GuideShelf(sample.store)
        let original = try sample.make(GuideArticle.self) {
            $0.name = "Faire un CV"
            $0.language = "fr"
            $0.rank = 2
            $0.audiences = ["jeunes"]
        }
        try sample.make(GuideArticle.self) {
            $0.name = "سيرة ذاتية"
            $0.language = "ar"
            $0.translationOf = original
            $0.audiences = ["jeunes"]
        }
        try sample.make(GuideArticle.self) {
            $0.name = "Première visite"
            $0.rank = 1
        }
        try sample.make(GuideArticle.self) {
            $0.name = "Pas fini"
            $0.state = "brouillon"
        }
        #expect(try shelf.articles().map(\.name) == ["Première visite", "Faire un CV"])
        #expect(
            try shelf.articles(audience: "jeunes", language: "ar").map(\.name)
                == ["Première visite", "سيرة ذاتية"])
        #expect(try shelf.articles(audience: "seniors").map(\.name) == ["Première visite"])
        let pages = try shelf.articles(language: "ar").map { try shelf.page(of: $0) }
        #expect(pages.map(\.language?.code) == [nil, "ar"])
        #expect(pages.last?.sheet(.french).html.contains("<html lang=\"ar\" dir=\"rtl\">") == true)
    }

    @Test func theGlossaryAnswersAndReadsAlong() throws {
        let sample = try DirectorySample()
        let shelf = GuideShelf(sample.store)
        try sample.make(GlossaryTerm.self) {
            $0.name = "PMSMP"
            $0.plainWords = "un essai en entreprise"
            $0.synonyms = ["immersion"]
        }
        try sample.make(GlossaryTerm.self) { $0.name = "IAE" }
        #expect(try shelf.terms("pms").map(\.name) == ["PMSMP"])
        #expect(try shelf.terms("Immersion").map(\.name) == ["PMSMP"])
        #expect(try shelf.terms("entreprise essai").map(\.name) == ["PMSMP"])
        #expect(try shelf.terms("").map(\.name) == ["IAE", "PMSMP"])
        #expect(try shelf.terms("zzz").isEmpty)
        let id = try sample.make(GuideArticle.self) {
            $0.name = "Essayer un métier"
            $0.body = "La PMSMP est courte."
        }
        let article = try #require(try sample.store.record(GuideArticle.self, id))
        #expect(try shelf.warnings(in: article).count == 1)
        let page = try shelf.page(of: article).sheet(.french)
        for text in [page.text, page.html] {
            for said in ["Essayer un métier", "La PMSMP est courte.", "un essai en entreprise"] {
                #expect(text.contains(said), "\(said)")
            }
        }
        #expect(page.isLarge && page.lines.allSatisfy { $0.count <= 80 })
    }
}
