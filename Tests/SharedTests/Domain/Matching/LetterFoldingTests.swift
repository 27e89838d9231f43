// LetterFoldingTests: that letters are compared in one way everywhere, for every Latin letter.

import Testing

@testable import Shared

@Suite("Folding of letters")
struct LetterFoldingTests {
    /// Every letter of the Latin alphabets that Unicode names, and the scalar.
    private static let latin: [(scalar: Unicode.Scalar, name: String)] =
        (0x41...0x1EFF as ClosedRange<UInt32>).compactMap { value in
            guard let scalar = Unicode.Scalar(value), scalar.properties.isAlphabetic,
                let name = scalar.properties.name, name.hasPrefix("LATIN ")
            else { return nil }
            return (scalar, name)
        }

    private static func folded(_ text: String) -> String { LetterFolding.fold(text) }

    @Test("names, words, notes and searches fold every Latin letter alike, and only once")
    func oneWay() {
        #expect(Self.latin.count > 800)
        for (scalar, name) in Self.latin {
            let letter = String(scalar)
            let once = Self.folded(letter)
            #expect(Self.folded(once) == once, "\(name)")
            #expect(PersonName.words(letter) == [once], "\(name)")
            #expect(FoldedWords(letter).words == [once], "\(name)")
            #expect(Self.folded(scalar.properties.lowercaseMapping) == once, "\(name)")
            // Two small letters, one after the other: nothing of one leaks into the other.
            #expect(FoldedWords("a\(letter)b").words == ["a\(once)b"], "\(name)")
        }
    }

    @Test("an accent is no letter: what stands with a mark is the letter alone")
    func accents() {
        for (scalar, name) in Self.latin {
            let words = name.split(separator: " ")
            // Capitals fold as their small letters do: `oneWay` says so.
            guard words.count > 4, words[1] == "SMALL", words[2] == "LETTER",
                words[3].count == 1, words[4] == "WITH"
            else { continue }
            #expect(Self.folded(String(scalar)) == words[3].lowercased(), "\(name)")
        }
        for (text, folded) in [
            ("ÉLODIE", "elodie"), ("E\u{301}lodie", "elodie"), ("Œuvre", "oeuvre"),
            ("Lætitia", "laetitia"), ("Straße", "strasse"), ("STRAẞE", "strasse"),
            ("Łukasz", "lukasz"), ("Søren", "soren"), ("İpek", "ipek"), ("Nguyễn", "nguyen"),
            ("ǅ", "dz"), ("ﬁn", "fin"), ("Ÿ", "y"), ("l'été 2026 !", "l'ete 2026 !"),
        ] {
            #expect(Self.folded(text) == folded)
        }
    }

    @Test("the duplicates and the matches that rested on it still hold")
    func users() {
        let one = PersonIdentity(
            id: RecordID(high: 1, low: 1), givenName: "Łukasz", familyName: "Søren-Lévêque")
        let other = PersonIdentity(
            id: RecordID(high: 1, low: 2), givenName: "LUKASZ", familyName: "soren leveque")
        let likeness = DuplicateRule.likeness(one, other)
        #expect(likeness.score == 65)
        let title = FoldedWords("Cuisinière / Cuisinier de collectivité")
        #expect(SoughtOccupation("CUISINIÈRE").matches(nil, title) == .occupationWords)
        #expect(SoughtOccupation("cuisinie\u{300}re").matches(nil, title) == .occupationWords)
    }

    /// What is folded byte by byte is what is folded letter by letter.
    @Test func everyScalarInATextFoldsAsByItself() {
        let reference = { (text: String) -> String in
            var result = ""
            for scalar in text.unicodeScalars where !LetterFolding.append(scalar, to: &result) {
                result.unicodeScalars.append(scalar)
            }
            return result
        }
        let all = (0...0x2_FFFF).compactMap(Unicode.Scalar.init)
        for scalar in all {
            let text = String(Character(scalar))
            #expect(LetterFolding.fold(text).utf8.elementsEqual(reference(text).utf8))
        }
        var random = SeededGenerator(seed: 81)
        for _ in 0..<2_000 {
            var text = ""
            for _ in 0..<random.below(12) {
                text.unicodeScalars.append(
                    all[random.below([128, 512, 0x2100, all.count][random.below(4)])])
            }
            #expect(LetterFolding.fold(text).utf8.elementsEqual(reference(text).utf8))
        }
    }
}
