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
        // The erased record is not in the backup, whoever erased it is gone, and a device that
        // has not heard of it gives it back.
        Found(
            testDescription: "an erased record that no backup has", seed: 108_261,
            steps: [
                Step(3, .backUp), Step(6, .write(device: 4, .name)),
                Step(38, .sync(device: 4, [])), Step(40, .write(device: 2, .erase)),
                Step(46, .sync(device: 5, [])), Step(49, .sync(device: 4, [])),
                Step(50, .restore(1)),
                Step(53, .sync(device: 1, [LineEvent(1, .before(Step(52, .clone(device: 4))))])),
                Step(54, .revoke(device: 3)), Step(59, .quiet),
            ]),
        // Gone before the device first pulled, and there again after the restore.
        Found(
            testDescription: "a removal from before a device's first pull", seed: 111_099,
            steps: [
                Step(2, .backUp), Step(9, .write(device: 3, .removeTag)),
                Step(11, .write(device: 3, .delete)), Step(13, .sync(device: 3, [])),
                Step(17, .compact(days: 211)), Step(35, .sync(device: 4, [])),
                Step(50, .restore(2)), Step(58, .quiet),
            ]),
        // The simulator's own: the copy that came back had the number that was withdrawn meanwhile.
        Found(
            testDescription: "a copy from before the store had a number of its own", seed: 34_115,
            steps: [
                Step(5, .clone(device: 5)), Step(23, .write(device: 5, .diaryText)),
                Step(24, .keepCopy(device: 4)), Step(26, .sync(device: 5, [])),
                Step(49, .sync(device: 1, [])), Step(50, .revoke(device: 2)),
                Step(64, .rollBack(device: 1)), Step(66, .quiet),
            ]),
        // The refused write was in the server's quarantine only: its store had been put back.
        Found(
            testDescription: "a refused write of a store that was put back", seed: 42_327,
            steps: [
                Step(5, .changeRole(user: 0)), Step(14, .backUp),
                Step(25, .write(device: 4, .name)),
                Step(28, .keepCopy(device: 2)), Step(31, .write(device: 0, .visit)),
                Step(41, .sync(device: 0, [])), Step(42, .rollBack(device: 2)),
                Step(50, .sync(device: 4, [])), Step(52, .restore(2)), Step(73, .quiet),
            ]),
        // The simulator's own: a program that could not be opened for want of room was replaced.
        Found(
            testDescription: "an upgrade without room", seed: 48_588,
            steps: [
                Step(16, .fillDisk(device: 5)), Step(17, .upgrade(device: 2)),
                Step(28, .sync(device: 2, [LineEvent(0, .dieAfter)])), Step(82, .quiet),
            ]),
        // The part came before its file, which the restore had lost, and was not found by it.
        Found(
            testDescription: "a part that is back before its file", seed: 5_691,
            steps: [
                Step(1, .write(device: 3, .createFile)), Step(2, .backUp),
                Step(6, .write(device: 3, .moveFile)),
                Step(
                    21,
                    .sync(
                        device: 1,
                        [LineEvent(0, .after(Step(19, .write(device: 2, .strangeLeaf))))])),
                Step(22, .restore(1)), Step(32, .quiet),
            ]),
        // It holds the file no more, so it had nothing to give back, and what it sent again did not
        // know of each other.
        Found(
            testDescription: "writes to a file that their author lost", seed: 657,
            steps: [
                Step(2, .backUp), Step(3, .write(device: 2, .createLeaf)),
                Step(19, .sync(device: 5, [])), Step(26, .restoreWithoutLedger(1)),
                Step(
                    32,
                    .sync(device: 2, [LineEvent(2, .after(Step(30, .changeRole(user: 2))))])),
                Step(34, .write(device: 2, .leafText)), Step(47, .sync(device: 5, [])),
                Step(48, .restoreWithoutLedger(1)), Step(93, .quiet),
            ]),
    ]

    @Test(arguments: all)
    func everyLawHolds(_ found: Found) async throws {
        let result = await (try await simulation()).run(found.steps, seed: found.seed)
        #expect(result.failure == nil)
    }
}
