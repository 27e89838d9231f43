// EditDistanceTests: against the definition, by trying every single slip.

import Shared
import Testing

struct EditDistanceTests {
    private func distance(_ typed: String, _ word: String, _ bound: Int) -> Int? {
        EditDistance.prefix(Array(typed.utf8), of: Array(word.utf8), atMost: bound)
    }

    @Test(arguments: [
        ("biblio", "bibliotheque", 0), ("biblotheque", "bibliotheque", 1),
        ("bibliotehque", "bibliotheque", 1), ("mariie", "mairie", 1), ("maire", "mairie", 1),
        ("misson", "mission", 1), ("mision", "missions", 1), ("abcd", "abdc", 1),
        ("ab", "ba", 1), ("", "ab", 0), ("a", "", 1),
    ])
    func slipsAreCounted(typed: String, word: String, slips: Int) {
        #expect(distance(typed, word, 2) == slips)
        if slips > 0 { #expect(distance(typed, word, slips - 1) == nil) }
    }

    @Test func itAgreesWithTheDefinition() {
        var random = SeededGenerator(seed: 2)
        func word(_ length: Int) -> [UInt8] {
            (0..<length).map { _ in UInt8(ascii: "a") + UInt8(random.next() % 3) }
        }
        for _ in 0..<3_000 {
            let typed = word(Int(random.next() % 7))
            let full = word(Int(random.next() % 8))
            let expected =
                (0...full.count)
                .map { EditDistanceTests.whole(typed, Array(full.prefix($0))) }.min() ?? 0
            for bound in 0...3 {
                let found = EditDistance.prefix(typed, of: full, atMost: bound)
                #expect(found == (expected <= bound ? expected : nil), "\(typed) \(full)")
            }
        }
    }

    /// The distance by its definition, without any bound.
    private static func whole(_ left: [UInt8], _ right: [UInt8]) -> Int {
        guard let first = left.last else { return right.count }
        guard let second = right.last else { return left.count }
        let (shortLeft, shortRight) = (Array(left.dropLast()), Array(right.dropLast()))
        var least = min(
            whole(shortLeft, right) + 1, whole(left, shortRight) + 1,
            whole(shortLeft, shortRight) + (first == second ? 0 : 1))
        if left.count > 1, right.count > 1, left[left.count - 2] == second,
            right[right.count - 2] == first
        {
            least = min(least, whole(Array(left.dropLast(2)), Array(right.dropLast(2))) + 1)
        }
        return least
    }
}
