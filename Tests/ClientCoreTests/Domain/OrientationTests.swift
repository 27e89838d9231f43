// OrientationTests: the right doors from a whole synthetic territory, and the page that says them.

import Shared
import Synthetic
import Testing

@testable import ClientCore

struct OrientationTests {
    private static let today = CalendarDate("2026-11-27") ?? CalendarDate(daysSince1970: 0)

    private static let territory: SyntheticTerritory = {
        var size = SyntheticTerritory.Size()
        size.organisations = 30
        size.places = 25
        size.offers = 60
        size.events = 30
        size.people = 400
        return SyntheticTerritory(seed: 7, today: today, size: size)
    }()

    private func sample() throws -> DirectorySample {
        let sample = try DirectorySample()
        let files = Self.territory.tables.filter { $0.collection != "person" }
            .map { (name: $0.collection + ".csv", bytes: Array($0.csv.utf8)) }
        let report = try StoreImporter(store: sample.store).run(files: files)
        #expect(report.skipped.isEmpty)
        #expect(report.created == Self.count)
        return sample
    }

    private static let count = territory.tables.filter { $0.collection != "person" }
        .reduce(0) { $0 + $1.rows.count }

    @Test func theSameSeedIsTheSameTerritory() {
        var size = SyntheticTerritory.Size()
        size.people = 50
        size.offers = 50
        let first = SyntheticTerritory(seed: 3, today: Self.today, size: size)
        #expect(SyntheticTerritory(seed: 3, today: Self.today, size: size).tables == first.tables)
        #expect(SyntheticTerritory(seed: 4, today: Self.today, size: size).tables != first.tables)
    }

    @Test func sizesAndSharesAreTheReal() throws {
        let tables = SyntheticTerritory(seed: 1, today: Self.today).tables
        let counts = Dictionary(
            uniqueKeysWithValues: tables.map { ($0.collection, $0.rows.count) })
        #expect(counts["organisation"] == 240 && counts["service"] == 60)
        #expect(counts["offer"] == 2_000 && counts["person"] == 5_000)
        let people = try #require(tables.last)
        let column = try #require(people.header.firstIndex(of: "audiences"))
        func share(_ audience: String) -> Int {
            people.rows.count { $0[column].split(separator: "|").contains { $0 == audience } } / 50
        }
        #expect(abs(share("jeunes") - 8) <= 1 && abs(share("seniors") - 27) <= 2)
        #expect(abs(share("cadres") - 36) <= 2 && abs(share("longue-duree") - 40) <= 2)
        #expect(abs(share("femmes") - 50) <= 2)
        let places = try #require(tables.first { $0.collection == "place" })
        let kind = try #require(places.header.firstIndex(of: "kind"))
        #expect(places.rows.count { $0[kind] == "commune" } == 38)
    }

    @Test func whatIsReadIsWhatTheRulesRank() throws {
        let sample = try sample()
        let orientation = FirstOrientation(sample.store)
        let person = try sample.make(Person.self) {
            $0.givenName = "Yasmine"
            $0.commune = "99002"
            $0.needs = ["mobilite", "langue"]
            $0.audiences = ["femmes"]
            $0.birthYear = 1990
            $0.soughtOccupations = ["K2204"]
        }
        try sample.make(Barrier.self) {
            $0.person = person
            $0.kind = "numerique"
        }
        try sample.make(Barrier.self) {
            $0.person = person
            $0.kind = "garde-enfants"
            $0.state = "leve"
        }
        let profile = try orientation.profile(of: person)
        #expect(profile.barriers == ["numerique"])
        // The commune's own record says where it is.
        #expect(profile.position != nil)
        let matches = try orientation.matches(for: profile)
        #expect(Set(matches.map(\.candidate.kind)) == Set(MatchCandidate.Kind.allCases))
        let today = Self.today
        for match in matches {
            #expect(match.candidate.endsOn.map { $0 >= today } ?? true)
            let record = try #require(
                try sample.store.record(match.candidate.kind.rawValue, match.candidate.id))
            if case .single(.text(let last))? = record.fields["expires_on"] {
                #expect(last >= today.description)
            }
            if case .single(.text(let end))? = record.fields["ends_at"] {
                #expect(end >= "2026-11-27T10:00:00Z")
            }
            if case .set(let themes)? = record.fields["themes"] {
                #expect(match.candidate.themes == themes)
            }
        }
        // Services have no position of their own here: that of their place, or organisation.
        #expect(
            matches.contains { $0.candidate.kind == .service && $0.distanceMetres != nil })
        // Asked for alone, each kind has the same ranks.
        for kind in MatchCandidate.Kind.allCases {
            let alone = try orientation.matches(for: profile, kinds: [kind])
            #expect(alone == matches.filter { $0.candidate.kind == kind })
        }
    }

    @Test func aDuplicateIsNotADoor() throws {
        let sample = try DirectorySample()
        let kept = try sample.make(Service.self) { $0.name = "Aide" }
        let duplicate = try sample.make(Service.self) {
            $0.name = "Aide (bis)"
            $0.mergedInto = kept
        }
        try sample.make(Service.self) {
            $0.name = "Brouillon"
            $0.state = "brouillon"
        }
        let matches = try FirstOrientation(sample.store).matches(for: MatchProfile())
        #expect(matches.map(\.candidate.id) == [kept] && kept != duplicate)
    }

    @Test func aPageSaysTheDoorsAndNothingElseOfTheFile() throws {
        let sample = try DirectorySample()
        let organisation = try sample.make(Organisation.self) {
            $0.name = "Mission locale"
            $0.phone = "02 61 91 00 00"
            $0.address = "1 rue du Puits"
            $0.communeName = "Valanmessac"
        }
        try sample.enrol(organisation: organisation)
        try sample.make(Service.self) {
            $0.name = "Atelier <CV>"
            $0.themes = ["candidature"]
            $0.organisation = organisation
            $0.openingHours = "Mo-Fr 09:00-12:00"
        }
        let person = try sample.make(Person.self) {
            $0.givenName = "Yasmine"
            $0.familyName = "Kerdrouc"
            $0.phone = "06 39 98 00 00"
            $0.needs = ["candidature"]
            $0.audiences = ["brsa"]
            $0.birthYear = 1987
        }
        try sample.make(Barrier.self) {
            $0.person = person
            $0.kind = "savoir-etre"
        }
        try sample.make(Objective.self) {
            $0.person = person
            $0.action = "Apporter un CV"
        }
        try sample.make(Appointment.self) {
            $0.person = person
            $0.startsAt = Instant("2026-12-01T09:00:00Z")
            $0.subject = "secret"
            $0.organisation = organisation
        }
        let page = try Printing(sample.store).page(for: person, askFor: "l'accueil")
        for text in [page.sheet(.french).text, page.sheet(.french).html] {
            for wanted in [
                "Yasmine", "1 rue du Puits", "02 61 91 00 00", "lundi au vendredi",
                "Apporter un CV",
                "01/12/2026 10:00", "Mission locale", "accueil", "Anna",
            ] {
                #expect(text.contains(wanted), "\(wanted)")
            }
            for kept in ["Kerdrouc", "06 39 98", "1987", "RSA", "codes du monde", "secret"] {
                #expect(!text.contains(kept), "\(kept)")
            }
        }
        #expect(page.sheet(.french).html.contains("Atelier &lt;CV&gt;"))
        let day = try Printing(sample.store).day(CalendarDate("2026-12-01"))
        #expect(day.appointments.map(\.text) == ["Yasmine Kerdrouc, secret"])
        #expect(try Printing(sample.store).day().appointments.isEmpty)
    }

    @Test func anEventBorrowsItsRoomAndNotTheRoomsHours() throws {
        let sample = try DirectorySample()
        let place = try sample.make(Place.self) {
            $0.name = "Maison pour tous"
            $0.address = "3 place du Marché"
            $0.openingHours = "Mo-Fr 09:00-12:00"
            $0.fee = "payant"
            $0.accessibility = "Bus 3"
        }
        let event = try sample.make(Event.self) {
            $0.name = "Forum"
            $0.place = place
            $0.startsAt = Instant("2026-12-01T13:00:00Z")
        }
        let door = try Doors(sample.store).door("event", event)
        #expect(door.address == ["Maison pour tous", "3 place du Marché"])
        #expect(door.directions == "Bus 3" && door.openingHours == nil && door.fee == nil)
        #expect(door.when?.french == "01/12/2026 14:00")
        let service = try sample.make(Service.self) {
            $0.name = "Aide"
            $0.place = place
        }
        #expect(
            try Doors(sample.store).door("service", service).openingHours == "Mo-Fr 09:00-12:00")
    }

    @Test func theGuideIsTheDirectoryThatWasChosen() throws {
        let sample = try sample()
        let printing = Printing(sample.store)
        let whole = try printing.guide()
        #expect(try printing.guide().edition == whole.edition)
        let text = whole.sheet(.french).text
        for record in try sample.store.records(Organisation.self) {
            let words = (record.name ?? "").split(separator: " ")
            #expect(text.contains(words.last ?? ""))
        }
        let commune = try #require(
            try sample.store.record(
                Place.self, try sample.store.records(Place.self)[0].record.id))
        let some = try printing.guide(commune: commune.communeName, theme: "langue")
        #expect(some.edition != whole.edition)
    }
}
