// That two records of one person are found, the same whichever is named first, and that the index
// of keys finds every pair that comparing all with all would find.

import Shared
import Testing

@Suite("Duplicates of people")
struct DuplicateRuleTests {
    private static func person(
        _ number: UInt64, _ given: String? = nil, _ family: String? = nil, year: Int64? = nil,
        phone: String? = nil, email: String? = nil
    ) -> PersonIdentity {
        PersonIdentity(
            id: RecordID(high: 9, low: number), givenName: given, familyName: family,
            birthYear: year, phone: phone, email: email)
    }

    private static func score(_ left: PersonIdentity, _ right: PersonIdentity) -> Int {
        DuplicateRule.likeness(left, right).score
    }

    /// People of a small town, some noted twice with the slips that happen.
    private static func town(seed: UInt64, count: Int) -> [PersonIdentity] {
        var random = SeededGenerator(seed: seed)
        let given = [
            "Élodie", "Jean-Pierre", "Yasmine", "Mohamed", "Ali", "Zoé", "Marie", "Marie-Claire",
            "Nguyên", "François",
        ]
        let family = [
            "Benkacem", "Ben Salah", "de la Tour", "Le Goff", "N'Diaye", "Martin", "El Amrani",
            "Kervella", "Traoré", "Lévêque",
        ]
        func slip(_ name: String?) -> String? {
            guard var letters = name.map(Array.init), letters.count > 4 else { return name }
            let index = Int.random(in: 1..<letters.count - 1, using: &random)
            switch Int.random(in: 0..<6, using: &random) {
            case 0: letters.remove(at: index)
            case 1: letters.insert("s", at: index)
            case 2: letters.swapAt(index, index + 1)
            case 3: return String(letters).uppercased()
            case 4: return String(letters.map { $0 == "-" ? " " : $0 })
            default: break
            }
            return String(letters)
        }
        return (0..<count).map { index in
            var names = (
                slip(given.randomElement(using: &random)),
                slip(family.randomElement(using: &random))
            )
            if Int.random(in: 0..<6, using: &random) == 0 { names = (names.1, names.0) }
            if Int.random(in: 0..<6, using: &random) == 0 { names.1 = nil }
            return person(
                UInt64(index), names.0, names.1,
                year: Bool.random(using: &random)
                    ? Int64.random(in: 1985...1989, using: &random) : nil,
                phone: Int.random(in: 0..<4, using: &random) == 0
                    ? "06 00 00 00 0\(Int.random(in: 0..<6, using: &random))" : nil)
        }
    }

    @Test("a score is the same whichever record is named first, and between 0 and 100")
    func symmetry() {
        for seed in 0..<10 as Range<UInt64> {
            let people = Self.town(seed: seed, count: 40)
            for left in people {
                for right in people {
                    let likeness = DuplicateRule.likeness(left, right)
                    #expect(likeness == DuplicateRule.likeness(right, left))
                    #expect((0...100).contains(likeness.score))
                    #expect(likeness.score == 0 || !likeness.reasons.isEmpty)
                }
            }
        }
    }

    @Test("the keys lose no pair, and the order of the records is of no account")
    func keys() {
        var found = 0
        for seed in 0..<20 as Range<UInt64> {
            var random = SeededGenerator(seed: seed)
            let people = Self.town(seed: seed, count: 60)
            let pairs = DuplicateRule.duplicates(among: people)
            #expect(DuplicateRule.duplicates(among: people.shuffled(using: &random)) == pairs)
            var all: Set<LikelyDuplicate> = []
            for person in people {
                all.formUnion(DuplicateRule.candidates(for: person, among: people))
            }
            #expect(Set(pairs) == all, "\(seed)")
            found += pairs.count
        }
        #expect(found > 100)
    }

    @Test(
        "accents, hyphens, capitals and particles make no other person",
        arguments: [
            ("Élodie", "Lévêque", "elodie", "LEVEQUE"),
            ("Jean-Pierre", "Le Goff", "Jean Pierre", "Legoff"),
            ("Fatima", "Ben Salah", "Fatima", "Bensalah"),
            ("Karim", "El Amrani", "Karim", "Amrani"), ("Awa", "N'Diaye", "Awa", "Ndiaye"),
            ("Anne", "de la Tour", "Anne", "Tour"), ("Œdipe", "Cœur", "Oedipe", "Coeur"),
            ("Anne", "d'Ormesson", "Anne", "Ormesson"),
            ("E\u{301}lodie", "Le\u{301}ve\u{302}que", "Élodie", "Lévêque"),
        ])
    func writings(_ given: String, _ family: String, _ other: String, _ otherFamily: String) {
        let score = Self.score(
            Self.person(1, given, family), Self.person(2, other, otherFamily))
        #expect(score == 65)
    }

    @Test("what a French ear hears alike is nearly the same")
    func sounds() {
        for (one, other) in [
            ("Benkacem", "Benkassem"), ("Mohamed", "Mohammed"), ("Philippe", "Filipe"),
            ("Quentin", "Kentin"), ("Yacine", "Yassine"), ("Sylvie", "Silvie"),
            ("Thierry", "Tierri"),
        ] {
            let likeness = DuplicateRule.likeness(
                Self.person(1, one, "Martin"), Self.person(2, other, "Martin"))
            #expect(likeness.score == 57, "\(one) \(other)")
        }
        #expect(
            DuplicateRule.likeness(
                Self.person(1, "Ali", "Martin"), Self.person(2, "Aly", "Martin")
            ).score == 10)
    }

    @Test("exchanged names, one letter, a close year and a number are reasons; a far year is not")
    func reasons() {
        let yasmine = Self.person(1, "Yasmine", "Benkacem", year: 1987, phone: "06 12 34 56 78")
        #expect(
            Self.score(yasmine, Self.person(2, "Benkacem", "Yasmine"))
                >= DuplicateRule.threshold)
        #expect(
            Self.score(yasmine, Self.person(2, "Yasmine", "Benkasem", year: 1988))
                >= DuplicateRule.threshold)
        #expect(
            Self.score(yasmine, Self.person(2, "Yasmine", phone: "+33612345678"))
                >= DuplicateRule.threshold)
        // Of one family, and of one name with another age.
        #expect(
            Self.score(yasmine, Self.person(2, "Karim", "Benkacem", year: 1987))
                < DuplicateRule.threshold)
        #expect(
            Self.score(yasmine, Self.person(2, "Yasmine", "Benkacem", year: 1960))
                < DuplicateRule.threshold)
        #expect(
            Self.score(yasmine, Self.person(2, "Karim", phone: "0612345678"))
                < DuplicateRule.threshold)
        // A household: one name, one telephone.
        #expect(
            Self.score(yasmine, Self.person(2, "Karim", "Benkacem", phone: "0612345678"))
                < DuplicateRule.threshold)
        #expect(Self.score(Self.person(1, "Ali", "Ba"), Self.person(2, "Ali", "Bah")) < 60)
        #expect(Self.score(Self.person(1), Self.person(2)) == 0)
        #expect(Self.score(Self.person(1, phone: "1"), Self.person(2, phone: "1")) == 0)
    }

    @Test("five thousand people are gone through without comparing all with all")
    func size() {
        var random = SeededGenerator(seed: 1)
        let letters = Array("abcdefghijklmnopqrstuvwxyz")
        func name() -> String {
            String((0..<8).map { _ in letters.randomElement(using: &random) ?? "a" })
        }
        let people = (0..<5_000).map {
            Self.person(UInt64($0), name(), name(), year: 1980)
        }
        let clock = ContinuousClock()
        let elapsed = clock.measure {
            #expect(DuplicateRule.duplicates(among: people).isEmpty)
        }
        // Without optimisation; all with all takes minutes there.
        #expect(elapsed < .seconds(20))
    }

    @Test("somebody is found by the beginning of a name, but for a letter, or by the number")
    func search() {
        let yasmine = Self.person(1, "Yasmine", "Ben Salah", phone: "06 12 34 56 78")
        func rank(_ text: String) -> Int? { PersonSearch(text).rank(yasmine) }
        #expect(rank("yasmine salah") == 0)
        #expect(rank("yas") == 1 && rank("Bensalah") == 2 && rank("yasmina") == 2)
        #expect(rank("3456") == 0 && rank("+33 6 12 34 56 78") == 0)
        #expect(rank("yasmine martin") == nil && rank("") == nil && rank("12") == nil)
    }
}
