// Schedules that failed once, as short as they were made.

import Simulation
import Testing

/// A schedule, and the seed that made it.
struct Found: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let seed: UInt64
    let steps: [Step]
}

struct FoundTests {
    @Test(arguments: Found.withCopies + Found.withOneStore)
    func everyLawHolds(_ found: Found) async throws {
        let result = await (try await simulation()).run(found.steps, seed: found.seed)
        #expect(result.failure == nil)
    }
}
