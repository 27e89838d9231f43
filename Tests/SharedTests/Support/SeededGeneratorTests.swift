// That seeded randomness is the published sequence and can be replayed.

import Shared
import Testing

@Suite("Seeded generator")
struct SeededGeneratorTests {
    @Test("gives the published sequence of SplitMix64")
    func publishedSequence() {
        var generator = SeededGenerator(seed: 1_234_567)
        let expected: [UInt64] = [
            6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
            4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
        ]
        #expect((0..<5).map { _ in generator.next() } == expected)
    }

    @Test("the same seed gives the same numbers, another seed others")
    func determinedBySeed() {
        var one = SeededGenerator(seed: 0)
        var same = SeededGenerator(seed: 0)
        var other = SeededGenerator(seed: 1)
        let numbers = (0..<100).map { _ in one.next() }
        #expect((0..<100).map { _ in same.next() } == numbers)
        #expect(Set(numbers).isDisjoint(with: (0..<100).map { _ in other.next() }))
    }
}
