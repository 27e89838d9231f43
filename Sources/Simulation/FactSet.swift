// FactSet: a set of facts by their numbers, as bits. A run makes few facts and compares many sets.

/// Some of a run's facts.
package struct FactSet: Hashable, Sendable {
    /// The most facts that a run can have.
    package static let capacity = 512

    private var words = SIMD8<UInt64>()

    package init() {}

    package init(_ facts: some Sequence<Int>) {
        for fact in facts { insert(fact) }
    }

    package var isEmpty: Bool { words == SIMD8<UInt64>() }

    package func contains(_ fact: Int) -> Bool {
        words[fact >> 6] & (1 << UInt64(fact & 63)) != 0
    }

    package mutating func insert(_ fact: Int) {
        words[fact >> 6] |= 1 << UInt64(fact & 63)
    }

    package mutating func formUnion(_ other: FactSet) { words |= other.words }

    package func union(_ other: FactSet) -> FactSet {
        var result = self
        result.formUnion(other)
        return result
    }

    package func intersection(_ other: FactSet) -> FactSet {
        var result = self
        result.words &= other.words
        return result
    }

    package func subtracting(_ other: FactSet) -> FactSet {
        var result = self
        result.words &= ~other.words
        return result
    }

    package func isSubset(of other: FactSet) -> Bool { subtracting(other).isEmpty }

    /// The facts, in the order of their numbers.
    package var facts: [Int] {
        var result: [Int] = []
        for index in 0..<8 {
            var word = words[index]
            while word != 0 {
                result.append(index << 6 + word.trailingZeroBitCount)
                word &= word - 1
            }
        }
        return result
    }
}
