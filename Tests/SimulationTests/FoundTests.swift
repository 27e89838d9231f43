// Schedules that failed once, as short as they were made.

import Simulation
import Testing

struct FoundTests {
    struct Found: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let seed: UInt64
        let steps: [Step]
    }

    private static let all = [
        // It was sent again under the copy's new number, and stood twice in the order.
        Found(
            testDescription: "a copy was faster after the restore", seed: 67,
            steps: [
                Step(9, .backUp), Step(14, .write(device: 4, .removeTag)),
                Step(22, .clone(device: 1)), Step(23, .sync(device: 3, [])),
                Step(37, .restore(2)), Step(40, .write(device: 5, .createDiary)),
                Step(62, .quiet),
            ]),
        // The ledger brought the copy's number back, but not that the first one has a family.
        Found(
            testDescription: "a family younger than the backup", seed: 83,
            steps: [
                Step(45, .backUp), Step(52, .write(device: 0, .diaryVisit)),
                Step(54, .clone(device: 0)), Step(55, .write(device: 5, .clearTags)),
                Step(58, .sync(device: 5, [])), Step(61, .sync(device: 3, [])),
                Step(71, .restore(1)), Step(78, .quiet),
            ]),
        // The record is not in the backup, and a device gives it back unerased.
        Found(
            testDescription: "an erased record that no backup has", seed: 309,
            steps: [
                Step(4, .write(device: 1, .createPlot)), Step(6, .sync(device: 3, [])),
                Step(8, .backUp), Step(11, .write(device: 0, .erase)),
                Step(18, .sync(device: 1, [])), Step(22, .sync(device: 0, [])),
                Step(23, .write(device: 0, .erase)), Step(24, .sync(device: 0, [])),
                Step(58, .restore(1)), Step(63, .quiet),
            ]),
    ]

    @Test(arguments: all)
    func everyLawHolds(_ found: Found) async throws {
        let result = await (try await simulation()).run(found.steps, seed: found.seed)
        #expect(result.failure == nil)
    }
}
