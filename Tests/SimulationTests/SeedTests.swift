// Fixed seeds: whatever happens in them, every law of the product holds.

import Simulation
import Testing

struct SeedTests {
    /// Blocks of seeds, so that a failure is told early.
    @Test(arguments: 0..<12)
    func everyLawHolds(_ block: UInt64) async throws {
        let simulation = try await simulation()
        for seed in block * 20..<(block + 1) * 20 {
            let result = await simulation.run(seed: seed)
            #expect(result.failure == nil, "simulator --replay \(seed)")
        }
    }

    /// Those that failed once, whole as they are drawn: `FoundTests` has them as short as they were
    /// made.
    @Test(
        arguments: [
            226_965, 262_124, 284_767, 288_145, 289_207, 293_191, 303_355, 310_455, 333_962,
            335_066,
            346_213, 360_605, 361_692, 362_459, 369_752, 370_171, 554_152, 595_730, 1_238_781,
            1_240_581, 1_424_352, 1_467_682,
        ] as [UInt64])
    func whatFailedOnceHolds(_ seed: UInt64) async throws {
        let result = await (try await simulation()).run(seed: seed)
        #expect(result.failure == nil, "simulator --replay \(seed)")
    }

    @Test(arguments: [3, 7, 83] as [UInt64])
    func theSameSeedGivesTheSameTrace(_ seed: UInt64) async throws {
        let first = await (try await simulation()).run(seed: seed, isTracing: true)
        let second = await (try await simulation()).run(seed: seed, isTracing: true)
        #expect(first.trace.count > 50)
        #expect(first.trace == second.trace)
    }

    @Test func aScheduleIsRunAgainWithoutItsGenerator() async throws {
        let simulation = try await simulation()
        let drawn = await simulation.run(seed: 11, isTracing: true)
        let again = await simulation.run(drawn.steps, seed: 11, isTracing: true)
        #expect(drawn.trace == again.trace)
    }
}
