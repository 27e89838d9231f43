// The laws of a split text, over generated texts.

import Shared
import Testing

@Suite("Split texts")
struct SplitLensTests {
    private static let lenses = [
        SplitLens("whole", into: "a", "b", by: " ", since: 2),
        SplitLens("whole", into: "a", "b", "c", by: ", ", since: 2),
        SplitLens("whole", into: "a", "b", "c", "d", by: "--", since: 2),
    ]

    @Test("joining what was split gives the same bytes back, whatever the text", arguments: 0..<3)
    func joinOfSplit(_ number: Int) {
        let lens = Self.lenses[number]
        var random = SeededGenerator(seed: UInt64(number) + 11)
        for _ in 0..<5_000 {
            let text = Self.text(lens.separator, &random, length: 12)
            let parts = lens.split(text)
            #expect(parts.count == lens.parts.count)
            #expect(lens.join(parts).utf8.elementsEqual(text.utf8), "\(text.debugDescription)")
        }
    }

    @Test("splitting what was joined gives parts back that the separator cannot be read into")
    func splitOfJoin() {
        for lens in Self.lenses {
            var random = SeededGenerator(seed: 7)
            var tried = 0
            while tried < 2_000 {
                let parts = lens.parts.map { _ in Self.text("é", &random, length: 4) }
                let marks = Set(lens.separator.unicodeScalars)
                let isClean = parts.allSatisfy {
                    $0.unicodeScalars.allSatisfy { !marks.contains($0) }
                }
                guard isClean else { continue }
                tried += 1
                #expect(lens.split(lens.join(parts)) == parts, "\(parts)")
            }
        }
    }

    @Test("what is split once more stays: a whole that was read out is written as it was")
    func stability() {
        for lens in Self.lenses {
            var random = SeededGenerator(seed: 5)
            for _ in 0..<2_000 {
                let parts = lens.parts.map { _ in Self.text(lens.separator, &random, length: 4) }
                let whole = lens.join(parts)
                #expect(lens.join(lens.split(whole)).utf8.elementsEqual(whole.utf8))
            }
        }
    }

    @Test(
        "the first separators cut, where something follows",
        arguments: [
            ("", ["", ""]), ("Anna", ["Anna", ""]), ("Anna Berg", ["Anna", "Berg"]),
            ("Anna van Berg", ["Anna", "van Berg"]), (" Berg", ["", "Berg"]),
            ("Anna ", ["Anna ", ""]), (" ", [" ", ""]), ("  ", ["", " "]),
        ])
    func examples(text: String, parts: [String]) {
        #expect(Self.lenses[0].split(text) == parts)
    }

    @Test("an empty text is an empty field, and what is no text has no parts")
    func emptiness() {
        let lens = Self.lenses[0]
        #expect(lens.join([.single(.null), .single(.null)]) == .null)
        #expect(lens.join([.single(.text("a")), .single(.null)]) == .text("a"))
        #expect(lens.split(.single(.text("a"))) == [.text("a"), .null])
        for shown: ShownValue in [.single(.null), .single(.integer(4)), .set(["a b"])] {
            #expect(lens.split(shown) == [.null, .null])
        }
    }

    /// A text with many separators, halves of separators, accents and marks that join letters.
    private static func text(
        _ separator: String, _ random: inout SeededGenerator, length: UInt64
    ) -> String {
        let pieces =
            [separator, separator, String(separator.prefix(1))]
            + ["a", "bc", "é", "e\u{301}", "\u{301}", "ﬁ", "👩‍🌾", "-", ",", "\u{0}"]
        return (0..<(random.next() % length))
            .map { _ in pieces[Int(random.next() % UInt64(pieces.count))] }.joined()
    }
}
