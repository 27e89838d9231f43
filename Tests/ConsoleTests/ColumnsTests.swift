// The shape of text on a terminal.

import Shared
import Testing

@testable import Console

@Suite struct ColumnsTests {
    @Test func textIsBrokenAtSpaces() {
        #expect(Columns.wrap("un deux trois", width: 8) == ["un deux", "trois"])
        #expect(Columns.wrap("un deux trois", width: 8, hanging: 2) == ["un deux", "  trois"])
        #expect(Columns.wrap("a\n\nb") == ["a", "", "b"])
        #expect(Columns.wrap("") == [""])
    }

    @Test func graphemesAreCounted() {
        #expect(Columns.wrap("e\u{301}e\u{301} 👩‍👩‍👧‍👧", width: 4) == ["e\u{301}e\u{301} 👩‍👩‍👧‍👧"])
    }

    @Test func unbreakableSpacesAndLongWordsStayWhole() {
        #expect(Columns.wrap("oui\u{202F}! non", width: 4) == ["oui\u{202F}!", "non"])
        #expect(
            Columns.wrap("a http://example.org b", width: 5) == ["a", "http://example.org", "b"])
    }

    @Test func aCommandStaysWholeUnlessItIsLongerThanALine() {
        #expect(
            Columns.wrap("voir `relais get x` ou non", width: 16)
                == ["voir", "`relais get x`", "ou non"])
        #expect(
            Columns.wrap("voir `relais get x`, puis", width: 17, hanging: 2)[1]
                == "  `relais get x`,")
        #expect(
            Columns.wrap("`relais get place x`", width: 12) == ["`relais get", "place x`"])
        #expect(Columns.wrap("un ` seul mot", width: 6) == ["un `", "seul", "mot"])
        #expect(Columns.wrap("`a` b `c d` e", width: 7) == ["`a` b", "`c d` e"])
    }

    @Test(arguments: 0..<200)
    func noLineIsTooLongUnlessOneWordIs(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let words = (0..<40).map { _ in
            String(repeating: "é", count: Int.random(in: 1...12, using: &generator))
        }
        let width = Int.random(in: 12...40, using: &generator)
        let lines = Columns.wrap(words.joined(separator: " "), width: width)
        #expect(lines.allSatisfy { $0.count <= width })
        #expect(lines.joined(separator: " ") == words.joined(separator: " "))
    }

    @Test func termsStandInAColumn() {
        let lines = Columns.pairs(
            [("a", "one two three"), ("a long term here", "four"), ("b", "")], indent: 1, width: 18)
        #expect(
            lines == [
                " a       one two", "         three", " a long term here", "         four", " b",
            ])
    }

    @Test func aLabelIsTypeset() {
        let label = Phrase(fr: "Fiches", en: "Records")
        #expect(Columns.labelled(label, "3", language: .french) == ["Fiches\u{A0}: 3"])
        #expect(
            Columns.labelled(label, "one two", language: .english, width: 12)
                == ["Records: one", "  two"])
    }
}
