// The Swift types of fields and their stored form.

import Shared
import Testing

@Suite("Field contents")
struct FieldContentTests {
    private func survives<Content: FieldContent>(_ content: Content) -> Bool {
        Content(shown: content.shown) == content
    }

    @Test("every type is read back from its stored form")
    func roundTrips() {
        var random = SeededGenerator(seed: 111)
        for _ in 0..<300 {
            #expect(survives(random.text()))
            #expect(survives(random.integer()))
            #expect(survives(random.real()))
            #expect(survives(random.flag()))
            #expect(survives(random.recordID()))
            #expect(survives(Set(random.texts(4))))
            #expect(
                survives(
                    CalendarDate(
                        daysSince1970: Int.random(in: -719_162...2_932_896, using: &random))))
            #expect(survives(Instant(milliseconds: random.integer())))
        }
    }

    @Test("a set is stored in the order of its bytes, whatever order it was made in")
    func setsAreSorted() {
        let set: Set<String> = ["b", "a", "Z", "é", "aa"]
        #expect(set.shown == .set(["Z", "a", "aa", "b", "é"]))
    }

    @Test("a whole number is a real number, and nothing else passes for another type")
    func otherTypes() {
        #expect(Double(shown: .single(.integer(3))) == 3)
        let shown: [ShownValue] = [
            .single(.null), .single(.bool(true)), .single(.integer(1)), .single(.real(1)),
            .single(.text("x")), .set(["x"]),
        ]
        #expect(shown.compactMap(Bool.init(shown:)).count == 1)
        #expect(shown.compactMap(Int64.init(shown:)).count == 1)
        #expect(shown.compactMap(Double.init(shown:)).count == 2)
        #expect(shown.compactMap(String.init(shown:)) == ["x"])
        #expect(shown.compactMap(Set<String>.init(shown:)) == [["x"]])
        #expect(shown.compactMap(RecordID.init(shown:)).isEmpty)
        #expect(shown.compactMap(CalendarDate.init(shown:)).isEmpty)
        #expect(shown.compactMap(Instant.init(shown:)).isEmpty)
    }

    @Test("nothing and an empty set are empty; an empty text and zero are not")
    func emptiness() {
        #expect(ShownValue.single(.null).isEmpty && ShownValue.set([]).isEmpty)
        #expect(!ShownValue.single(.text("")).isEmpty && !ShownValue.single(.integer(0)).isEmpty)
        #expect(!ShownValue.set([""]).isEmpty)
    }
}
