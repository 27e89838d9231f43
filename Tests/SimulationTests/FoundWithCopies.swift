// Schedules that failed once, in which a store is copied or put back.

import Simulation

extension Found {
    /// Two stores under one number, or an old one.
    static let withCopies = [
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
        // The record was refused and dropped in between, and no pull told of it again.
        Found(
            testDescription: "a role that changes twice while records are given back", seed: 5532,
            steps: [
                Step(19, .write(device: 5, .createParcel)), Step(20, .sync(device: 5, [])),
                Step(21, .sync(device: 3, [])), Step(30, .write(device: 0, .answerParcel)),
                Step(42, .sync(device: 1, [])), Step(44, .clone(device: 1)), Step(45, .backUp),
                Step(48, .write(device: 4, .createParcel)), Step(49, .sync(device: 4, [])),
                Step(50, .sync(device: 5, [])), Step(58, .restoreWithoutLedger(0)),
                Step(
                    61,
                    .sync(
                        device: 5,
                        [
                            LineEvent(1, .after(Step(59, .changeRole(user: 1)))),
                            LineEvent(2, .after(Step(60, .changeRole(user: 1)))),
                        ])), Step(120, .quiet),
            ]),
        // A copy sent the second write before the first one came again.
        Found(
            testDescription: "an own write that comes after the one made over it", seed: 11_056,
            steps: [
                Step(53, .backUp), Step(60, .clone(device: 1)),
                Step(63, .write(device: 1, .createFile)),
                Step(64, .write(device: 1, .moveFile)), Step(65, .sync(device: 1, [])),
                Step(72, .sync(device: 3, [])), Step(81, .restore(0)),
                Step(82, .sync(device: 3, [])), Step(118, .quiet),
            ]),
        // What was known of the lost line stood in a transaction only, and that was refused later.
        Found(
            testDescription: "two restores, and the first told what was lost", seed: 5031,
            steps: [
                Step(2, .backUp), Step(11, .backUp), Step(25, .backUp), Step(31, .backUp),
                Step(61, .clone(device: 4)), Step(68, .write(device: 0, .createFile)),
                Step(70, .sync(device: 0, [])), Step(78, .sync(device: 1, [])),
                Step(88, .write(device: 1, .moveFile)),
                Step(113, .handOver(portfolio: 0, user: 2)), Step(115, .restore(0)),
                Step(126, .sync(device: 1, [])), Step(129, .sync(device: 2, [])),
                Step(130, .restore(0)), Step(154, .quiet),
            ]),
        // The fork told another place of what was common; the one on the lost line was forgotten.
        Found(
            testDescription: "a fork keeps where a transaction stood", seed: 60_284,
            steps: [
                Step(24, .backUp), Step(28, .write(device: 1, .createFile)),
                Step(30, .sync(device: 1, [])), Step(32, .clone(device: 3)), Step(42, .restore(0)),
                Step(44, .clone(device: 1)), Step(45, .write(device: 4, .moveFile)),
                Step(
                    89,
                    .sync(device: 4, [LineEvent(2, .after(Step(83, .changeRole(user: 0))))])),
                Step(95, .sync(device: 1, [])), Step(97, .sync(device: 3, [])),
                Step(143, .restoreWithoutLedger(2)), Step(145, .quiet),
            ]),
        // A copy had been given the refused write, and not the one that it was made over.
        Found(
            testDescription: "what a write was made over comes after it", seed: 63_095,
            steps: [
                Step(13, .backUp), Step(28, .backUp), Step(36, .write(device: 3, .createFile)),
                Step(39, .backUp), Step(40, .handOver(portfolio: 0, user: 3)),
                Step(44, .clone(device: 5)), Step(45, .write(device: 4, .addTag)),
                Step(58, .clone(device: 2)), Step(61, .sync(device: 5, [])),
                Step(66, .write(device: 5, .moveFile)), Step(76, .backUp),
                Step(83, .write(device: 5, .moveFile)), Step(84, .sync(device: 5, [])),
                Step(87, .sync(device: 3, [])), Step(88, .restore(0)),
                Step(97, .sync(device: 3, [])), Step(99, .handOver(portfolio: 1, user: 1)),
                Step(111, .quiet),
            ]),
        // The fork told that the server had refused what it had once taken in.
        Found(
            testDescription: "a refusal keeps where a transaction stood", seed: 94_120,
            steps: [
                Step(2, .write(device: 5, .touch)), Step(3, .clone(device: 1)), Step(11, .backUp),
                Step(13, .sync(device: 4, [])), Step(14, .restore(1)),
                Step(17, .write(device: 2, .visit)), Step(20, .changeRole(user: 1)),
                Step(27, .sync(device: 2, [])), Step(32, .write(device: 1, .name)),
                Step(34, .quiet), Step(52, .restoreWithoutLedger(1)), Step(53, .quiet),
            ]),
        // The simulator took for shown what stood in a scope that was yet to be pulled.
        Found(
            testDescription: "what is given back may be out of sight", seed: 94_183,
            steps: [
                Step(5, .clone(device: 1)), Step(12, .backUp),
                Step(13, .handOver(portfolio: 0, user: 3)), Step(22, .backUp), Step(31, .backUp),
                Step(33, .write(device: 3, .createLeaf)),
                Step(34, .write(device: 4, .createFile)), Step(35, .write(device: 4, .moveFile)),
                Step(36, .sync(device: 4, [])), Step(37, .backUp),
                Step(44, .write(device: 2, .createFile)), Step(46, .sync(device: 2, [])),
                Step(49, .sync(device: 0, [])), Step(53, .write(device: 3, .moveFile)),
                Step(57, .sync(device: 2, [])), Step(59, .write(device: 5, .createFile)),
                Step(60, .write(device: 5, .createFile)), Step(62, .sync(device: 5, [])),
                Step(67, .keepCopy(device: 2)), Step(81, .handOver(portfolio: 0, user: 1)),
                Step(83, .restore(0)), Step(84, .sync(device: 0, [])),
                Step(
                    91,
                    .sync(
                        device: 2,
                        [
                            LineEvent(4, .loseRequest), LineEvent(5, .loseRequest),
                            LineEvent(6, .loseRequest),
                        ])),
                Step(118, .write(device: 2, .moveFile)), Step(132, .quiet),
            ]),
        // Nor what had left a scope that was pulled from nothing.
        Found(
            testDescription: "what is out of sight cannot be given back", seed: 123_871,
            steps: [
                Step(18, .keepCopy(device: 4)), Step(41, .write(device: 0, .createFile)),
                Step(43, .sync(device: 0, [])), Step(68, .write(device: 5, .createFile)),
                Step(70, .sync(device: 5, [])), Step(71, .backUp), Step(73, .sync(device: 4, [])),
                Step(90, .backUp), Step(96, .write(device: 5, .moveFile)),
                Step(98, .write(device: 0, .createFile)), Step(99, .write(device: 0, .moveFile)),
                Step(100, .sync(device: 0, [])), Step(103, .sync(device: 5, [])),
                Step(104, .restore(0)), Step(106, .sync(device: 0, [])),
                Step(108, .rollBack(device: 4)), Step(110, .write(device: 1, .moveFile)),
                Step(114, .sync(device: 5, [])), Step(149, .restore(2)), Step(150, .quiet),
            ]),
        // Both copies have the secret of the number that was withdrawn from one.
        Found(
            testDescription: "a copy that waits for the number of another", seed: 409_434,
            steps: [
                Step(14, .write(device: 4, .state)), Step(19, .backUp),
                Step(20, .revoke(device: 4)), Step(23, .sync(device: 4, [])),
                Step(24, .restore(1)), Step(27, .sync(device: 4, [])),
                Step(33, .restoreWithoutLedger(1)), Step(34, .clone(device: 0)),
                Step(42, .sync(device: 0, [])), Step(44, .revoke(device: 0)), Step(66, .quiet),
            ]),
        // What a number of one's own comes with was shown: the simulator did not count it.
        Found(
            testDescription: "a fork shows what another copy was refused", seed: 262_124,
            steps: [
                Step(1, .clone(device: 1)), Step(4, .sync(device: 5, [])), Step(6, .backUp),
                Step(9, .clone(device: 5)), Step(12, .clone(device: 0)), Step(14, .backUp),
                Step(15, .changeRole(user: 0)), Step(16, .backUp),
                Step(17, .restoreWithoutLedger(0)),
                Step(
                    30,
                    .sync(
                        device: 2,
                        [LineEvent(0, .after(Step(29, .write(device: 0, .clearTags))))])),
                Step(38, .sync(device: 0, [])),
                Step(44, .sync(device: 4, [LineEvent(2, .truncate(percent: 50))])),
                Step(71, .write(device: 4, .two)), Step(73, .restoreWithoutLedger(2)),
                Step(74, .quiet),
            ]),
        // What comes with a number of one's own was made over something, and so is what follows.
        Found(
            testDescription: "a fork shows what was made over what it does not", seed: 293_191,
            steps: [
                Step(10, .clone(device: 5)), Step(11, .backUp),
                Step(28, .write(device: 1, .createParcel)), Step(29, .sync(device: 1, [])),
                Step(30, .sync(device: 2, [])), Step(31, .write(device: 2, .keepParcel)),
                Step(34, .write(device: 2, .moveFile)), Step(35, .sync(device: 2, [])),
                Step(39, .sync(device: 3, [LineEvent(2, .dieBefore)])),
                Step(
                    43,
                    .sync(
                        device: 2,
                        [LineEvent(0, .after(Step(41, .write(device: 3, .moveFile))))])),
                Step(138, .quiet),
            ]),
        // The disk failed at the very end of a write, and has it.
        Found(
            testDescription: "a write that failed is in a copy", seed: 284_767,
            steps: [
                Step(66, .sync(device: 0, [])), Step(67, .breakDisk(device: 4, after: 8)),
                Step(75, .write(device: 4, .createLeaf)), Step(76, .clone(device: 0)),
                Step(84, .quiet),
            ]),
        // The simulator's own: an answer that could not be taken is in a copy.
        Found(
            testDescription: "an answer that failed is in a copy", seed: 595_730,
            steps: [
                Step(10, .write(device: 5, .delete)), Step(16, .sync(device: 5, [])),
                Step(18 | 1 << 32, .breakDisk(device: 3, after: 31)),
                Step(18, .write(device: 3, .name)), Step(21, .sync(device: 3, [])),
                Step(
                    25,
                    .sync(device: 4, [LineEvent(0, .after(Step(22, .changeRole(user: 3))))])),
                Step(34, .clone(device: 3)), Step(41, .write(device: 4, .name)),
                Step(83, .quiet),
            ]),
        // What had come back was replaced by what the next restore refused.
        Found(
            testDescription: "what was replaced is known still", seed: 554_152,
            steps: [
                Step(1, .clone(device: 5)), Step(2, .write(device: 1, .createParcel)),
                Step(17, .write(device: 2, .createParcel)), Step(18, .sync(device: 2, [])),
                Step(19, .sync(device: 3, [])), Step(20, .write(device: 3, .keepParcel)),
                Step(25, .sync(device: 3, [])), Step(31, .sync(device: 4, [])),
                Step(32, .clone(device: 2)), Step(34, .changeRole(user: 0)),
                Step(54, .write(device: 2, .createParcel)),
                Step(65, .sync(device: 4, [LineEvent(0, .after(Step(64, .backUp)))])),
                Step(73, .write(device: 1, .createParcel)), Step(74, .sync(device: 1, [])),
                Step(81, .sync(device: 2, [])), Step(87, .restoreWithoutLedger(1)),
                Step(89, .clone(device: 3)), Step(90, .join(user: 1)),
                Step(92, .advance(milliseconds: 506_501)),
                Step(97, .write(device: 5, .createParcel)), Step(98, .sync(device: 5, [])),
                Step(114, .write(device: 3, .keepParcel)), Step(128, .sync(device: 2, [])),
                Step(129, .write(device: 3, .createParcel)), Step(130, .sync(device: 3, [])),
                Step(131, .sync(device: 4, [])), Step(132, .write(device: 4, .keepParcel)),
                Step(136, .sync(device: 4, [])), Step(142, .sync(device: 2, [])),
                Step(143, .write(device: 2, .keepParcel)), Step(145, .sync(device: 1, [])),
                Step(146, .write(device: 2, .moveFile)), Step(147, .sync(device: 2, [])),
                Step(148, .sync(device: 1, [])), Step(166, .restoreWithoutLedger(2)),
                Step(174, .quiet),
            ]),
        // It was refused the number that it needed to say what only it held, and purged itself.
        Found(
            testDescription: "a withdrawn copy after a restore", seed: 288_145,
            steps: [
                Step(3, .write(device: 4, .visit)), Step(4, .sync(device: 1, [])),
                Step(6, .clone(device: 2)), Step(7, .write(device: 3, .visit)), Step(8, .backUp),
                Step(10, .sync(device: 2, [])), Step(13, .write(device: 2, .two)),
                Step(26, .sync(device: 2, [])), Step(29, .restoreWithoutLedger(1)),
                Step(37, .sync(device: 3, [])), Step(39, .revoke(device: 2)),
                Step(53, .sync(device: 2, [])), Step(88, .quiet),
            ]),
    ]
}
