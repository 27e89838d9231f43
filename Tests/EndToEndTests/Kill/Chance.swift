// Chance: the draws of a test, which its seed determines.

import Shared

struct Chance {
    private var generator: SeededGenerator

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    /// A number from 0 to below `limit`.
    mutating func next(below limit: Int) -> Int { Int(generator.next() % UInt64(limit)) }

    /// True once in `times`.
    mutating func once(in times: Int) -> Bool { next(below: times) == 0 }
}
