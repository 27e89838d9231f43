// That a social security number is found however people write it, and that the other numbers of
// the field are left alone: a false alarm would refuse somebody's honest work.

import Shared
import Testing

@Suite("Social security numbers")
struct SocialSecurityNumberTests {
    @Test(
        "a number is found as people write it",
        arguments: [
            "1850578006084", "185057800608491", "1 85 05 78 006 084 91", "1.85.05.78.006.084.91",
            "1\u{A0}85\u{A0}05\u{A0}78\u{A0}006\u{A0}084\u{202F}91", "1 85 05 78 006 084",
            "NIR : 1850578006084, à retirer", "n° 1 85 05 78 006 084.", "1 8505 78006084 91",
            "185052A00608435", "1 85 05 2a 006 084", "2 85 05 2B 033 104 55",
            // In groups, a mistyped key is still somebody's number.
            "1 85 05 78 006 084 36", "1850578006084 36",
            // With the key any grouping will do.
            "1850 5780 0608 491", "185 057 800 608 491",
            "né en 1985, 1 85 05 78 006 084 91 (carte vitale)",
            "06 12 34 56 78 / 1 85 05 78 006 084 91", "2023 185057800608491 2024",
            "1 85 20 78 006 084", "1 85 42 78 006 084", "1 85 99 78 006 084",
        ])
    func found(_ text: String) {
        #expect(looksLikeSocialSecurityNumber(text))
    }

    @Test(
        "other numbers are left alone",
        arguments: [
            "", "Rendez-vous le 12 mai", "06 12 34 56 78", "+33 6 12 34 56 78",
            "06 12 34 56 78 ou 02 98 00 00 00 ou 07 11 22 33 44",
            "+33 1 41 41 21 21, +33 1 41 41 21 22", "13000548100010", "130 005 481 00010",
            "356 000 000 00048", "FR76 3000 6000 0112 3456 7890 189",
            "FR7630006000011234567890189", "0192f0c1-2b3c-7def-8123-456789abcdef",
            // A wrong key, sex, month, département, commune, order.
            "185057800608492", "1850 5780 0608 492", "5850578006084", "1851378006084",
            "1850500006084", "1850578000084", "1850578006000", "1854378006084",
            // Too short, too long, glued to a word, Corsica in the wrong place.
            "185057800608", "18505780060841", "1850578006084912", "1850A78006084",
            "1 500 000 000 000", "48.390394 -4.486076", "2024-10-08T09:30:00Z",
            "Budget : 1 850 578 006 084",
        ])
    func leftAlone(_ text: String) {
        #expect(!looksLikeSocialSecurityNumber(text))
    }

    @Test("any number is found, with and without its key, in any usual grouping")
    func generated() {
        var generator = SplitMix(state: 3)
        for _ in 0..<300 {
            let body = Digits.socialSecurityBody(using: &generator)
            let key = Digits.socialSecurityKey(body)
            let separator =
                [" ", ".", "-", "\u{A0}", "\u{202F}"]
                .randomElement(using: &generator) ?? " "
            let grouped = Self.grouped(body, by: separator)
            for text in [body, body + key, grouped, grouped + separator + key] {
                #expect(looksLikeSocialSecurityNumber("voir \(text), merci"), "\(text)")
            }
        }
    }

    @Test("fifteen digits in one piece are left alone unless the key is right")
    func wrongKey() {
        var generator = SplitMix(state: 4)
        for _ in 0..<100 {
            let body = Digits.socialSecurityBody(using: &generator)
            let right = Digits.socialSecurityKey(body)
            for key in 0...99 where Digits.two(key) != right {
                #expect(!looksLikeSocialSecurityNumber(body + Digits.two(key)), "\(body) \(key)")
            }
        }
    }

    @Test("no SIRET, telephone number or bank account is taken for one")
    func neighbours() {
        var generator = SplitMix(state: 5)
        for _ in 0..<500 {
            let siret = Digits.luhn(14, using: &generator)
            let phones = (0..<3).map { _ in
                "0" + Digits.random(1, using: &generator) + " "
                    + (0..<4).map { _ in Digits.random(2, using: &generator) }
                    .joined(separator: " ")
            }.joined(separator: " ")
            let account = Digits.random(20, using: &generator)
            for text in [siret, phones, "FR76 " + account, "FR76" + account] {
                #expect(!looksLikeSocialSecurityNumber(text), "\(text)")
            }
        }
    }

    @Test("a long text of digits costs little and is answered")
    func long() {
        let text = String(repeating: "1 85 05 78 006 ", count: 10_000)
        #expect(!looksLikeSocialSecurityNumber(text))
        #expect(looksLikeSocialSecurityNumber(text + "; 1850578006084"))
    }

    @Test("the schema refuses such a text in any field, without repeating it")
    func guarded() throws {
        let schema = JobSearch.schema
        let number = "1 85 05 78 006 084 91"
        let note = try #require(
            schema.problem(
                with: .assign(.text("NIR \(number)")), for: "text", in: "note"))
        #expect(note.code == "bad_text")
        #expect(!note.message.french.contains(number) && !note.message.english.contains(number))
        let tag = schema.problem(
            with: .edit(add: [number], remove: []), for: "team", in: "permanence")
        #expect(tag?.code == "bad_text")
        #expect(TextGuards.relais("Madame R. cherche un emploi") == nil)
    }

    private static func grouped(_ body: String, by separator: String) -> String {
        var rest = body[...]
        var groups: [Substring] = []
        for length in [1, 2, 2, 2, 3, 3] {
            groups.append(rest.prefix(length))
            rest = rest.dropFirst(length)
        }
        return groups.joined(separator: separator)
    }
}
