// Schedules that failed once, in which each device has the one store that it began with.

import FaultyDisk
import Simulation

extension Found {
    /// Restores, refusals, roles that change.
    static let withOneStore = [
        // Gone before the device first pulled, and there again after the restore.
        Found(
            testDescription: "a removal from before a device's first pull", seed: 111_099,
            steps: [
                Step(2, .backUp), Step(9, .write(device: 3, .removeTag)),
                Step(11, .write(device: 3, .delete)), Step(13, .sync(device: 3, [])),
                Step(17, .compact(days: 211)), Step(35, .sync(device: 4, [])),
                Step(50, .restore(2)), Step(58, .quiet),
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
        // Who had seen the file came back before those who held it.
        Found(
            testDescription: "what was known came later", seed: 1198,
            steps: [
                Step(5, .backUp), Step(6, .join(user: 2)),
                Step(10, .write(device: 1, .createParcel)),
                Step(13, .write(device: 1, .keepParcel)), Step(17, .sync(device: 1, [])),
                Step(18, .sync(device: 0, [])), Step(35, .restoreWithoutLedger(0)),
                Step(36, .write(device: 5, .moveFile)),
                Step(
                    49,
                    .sync(device: 0, [LineEvent(1, .after(Step(48, .changeRole(user: 0))))])),
                Step(54, .restoreWithoutLedger(1)), Step(128, .quiet),
            ]),
        // It had been given back with one of its places, and was sent again with another.
        Found(
            testDescription: "a write with places on two lost lines", seed: 6318,
            steps: [
                Step(4, .write(device: 1, .diaryVisit)), Step(5, .backUp),
                Step(6, .sync(device: 5, [])), Step(23, .sync(device: 0, [])),
                Step(25, .restoreWithoutLedger(0)), Step(41, .sync(device: 1, [])),
                Step(50, .changeRole(user: 1)), Step(52, .write(device: 1, .diaryText)),
                Step(54, .sync(device: 1, [])), Step(71, .restoreWithoutLedger(1)),
                Step(81, .quiet),
            ]),
        // Only its author knew the place that it had on the second line, and held it no more.
        Found(
            testDescription: "a place on a lost line that nobody can tell", seed: 4523,
            steps: [
                Step(77, .sync(device: 1, [])), Step(79, .backUp),
                Step(82, .write(device: 4, .createFile)), Step(95, .backUp),
                Step(106, .advance(milliseconds: 240_359)), Step(112, .backUp),
                Step(120, .sync(device: 0, [])), Step(123, .sync(device: 3, [])),
                Step(124, .restore(0)), Step(126, .sync(device: 3, [])),
                Step(128, .write(device: 3, .moveFile)),
                Step(131, .handOver(portfolio: 0, user: 0)), Step(140, .sync(device: 3, [])),
                Step(141, .restore(0)), Step(152, .quiet),
            ]),
        // It forgot what the restore had lost, instead of sending it again to be sealed.
        Found(
            testDescription: "an access that was withdrawn before the backup", seed: 1640,
            steps: [
                Step(6, .backUp), Step(12, .join(user: 0)), Step(14, .backUp),
                Step(15, .revoke(device: 1)), Step(16, .backUp),
                Step(34, .write(device: 1, .delete)), Step(35, .restoreWithoutLedger(1)),
                Step(36, .backUp), Step(60, .sync(device: 1, [])), Step(61, .restore(1)),
                Step(77, .sync(device: 1, [LineEvent(1, .dieAfter)])), Step(98, .restore(2)),
                Step(108, .quiet),
            ]),
        // The pull was begun again, and did not tell what had left meanwhile.
        Found(
            testDescription: "a first pull that is cut, while roles change", seed: 8280,
            steps: [
                Step(
                    8,
                    .sync(
                        device: 5,
                        [
                            LineEvent(0, .serverDies),
                            LineEvent(1, .after(Step(7, .write(device: 0, .createParcel)))),
                        ])), Step(9, .write(device: 2, .createParcel)),
                Step(10, .write(device: 4, .keepParcel)),
                Step(
                    16,
                    .sync(
                        device: 4,
                        [
                            LineEvent(1, .loseResponse), LineEvent(2, .loseResponse),
                            LineEvent(3, .loseResponse),
                            LineEvent(1, .after(Step(11, .changeRole(user: 0)))),
                            LineEvent(2, .after(Step(12, .changeRole(user: 0)))),
                        ])), Step(26, .sync(device: 3, [])),
                Step(
                    39,
                    .sync(
                        device: 5,
                        [LineEvent(0, .after(Step(37, .write(device: 1, .keepParcel))))])),
                Step(87, .quiet),
            ]),
        // Its identity was random, for its author might not create it yet.
        Found(
            testDescription: "a tie of somebody who was a volunteer", seed: 1790,
            steps: [
                Step(
                    10,
                    .sync(device: 3, [LineEvent(0, .after(Step(8, .changeRole(user: 3))))])),
                Step(126, .write(device: 3, .createParcel)),
                Step(129, .write(device: 3, .keepParcel)), Step(136, .quiet),
            ]),
        // What came again was remembered, and the record did not say that it had changed.
        Found(
            testDescription: "a repeated change that is remembered is a change", seed: 257,
            steps: [
                Step(18, .sync(device: 2, [LineEvent(0, .after(Step(15, .changeRole(user: 2))))])),
                Step(32, .backUp), Step(50, .write(device: 4, .createFile)),
                Step(52, .sync(device: 4, [])), Step(57, .write(device: 1, .clearTags)),
                Step(62, .sync(device: 3, [LineEvent(0, .after(Step(59, .changeRole(user: 2))))])),
                Step(67, .quiet), Step(68, .restore(1)), Step(69, .sync(device: 2, [])),
                Step(70, .backUp), Step(73, .sync(device: 1, [])), Step(75, .sync(device: 2, [])),
                Step(100, .restore(0)), Step(112, .sync(device: 2, [])), Step(120, .quiet),
            ]),
        // What its author knew of the second move stood in the first one only, which was refused.
        Found(
            testDescription: "a write over a refused one knows what that knew", seed: 48_915,
            steps: [
                Step(41, .handOver(portfolio: 0, user: 0)),
                Step(46, .write(device: 1, .createFile)), Step(47, .write(device: 1, .moveFile)),
                Step(48, .sync(device: 1, [])), Step(49, .backUp),
                Step(50, .handOver(portfolio: 0, user: 1)), Step(52, .restore(0)),
                Step(53, .sync(device: 1, [LineEvent(1, .truncate(percent: 50))])),
                Step(58, .write(device: 5, .moveFile)), Step(60, .quiet),
            ]),
        // Nobody was left who might say where the write had stood: now the deletion names it.
        Found(
            testDescription: "a deletion names what no backup holds", seed: 58_219,
            steps: [
                Step(4, .backUp), Step(14, .sync(device: 2, [])), Step(15, .sync(device: 5, [])),
                Step(17, .write(device: 2, .addTag)), Step(18, .backUp),
                Step(19, .changeRole(user: 0)), Step(20, .backUp), Step(27, .backUp),
                Step(28, .sync(device: 2, [LineEvent(0, .dieAfter)])),
                Step(29, .sync(device: 0, [])), Step(42, .write(device: 0, .delete)),
                Step(64, .restoreWithoutLedger(0)), Step(65, .sync(device: 0, [])),
                Step(78, .restoreWithoutLedger(2)), Step(79, .quiet),
            ]),
        // A fork makes what was refused wait again, and shown: the simulator did not see it.
        Found(
            testDescription: "a fork shows again what was refused", seed: 154_429,
            steps: [
                Step(10, .backUp), Step(13, .join(user: 0)),
                Step(
                    27,
                    .sync(
                        device: 4,
                        [
                            LineEvent(0, .loseResponse),
                            LineEvent(1, .after(Step(24, .changeRole(user: 0)))),
                        ])),
                Step(50, .backUp), Step(79, .write(device: 3, .createParcel)),
                Step(80, .sync(device: 3, [])), Step(92, .backUp),
                Step(93, .restoreWithoutLedger(2)), Step(96, .sync(device: 3, [])),
                Step(115, .sync(device: 3, [LineEvent(2, .truncate(percent: 50))])),
                Step(135, .write(device: 3, .deleteParcel)), Step(139, .quiet),
            ]),
        // What is not there, in what everybody sees, is known not to be there.
        Found(
            testDescription: "what was forgotten comes back by a restore", seed: 226_965,
            steps: [
                Step(1, .write(device: 4, .createNatural)), Step(2, .sync(device: 4, [])),
                Step(6, .sync(device: 5, [])), Step(11, .write(device: 1, .delete)),
                Step(14, .backUp), Step(16, .sync(device: 5, [])), Step(21, .compact(days: 479)),
                Step(32, .quiet), Step(33, .write(device: 2, .createNatural)),
                Step(113, .restore(2)), Step(114, .quiet),
            ]),
        // It was made over an own write that waits, and that knew what has gone since.
        Found(
            testDescription: "what an own write knew is known over it", seed: 303_355,
            steps: [
                Step(26, .join(user: 0)), Step(44, .write(device: 3, .diaryText)),
                Step(48, .backUp), Step(57, .sync(device: 3, [])), Step(60, .sync(device: 4, [])),
                Step(63, .write(device: 1, .deleteDiary)),
                Step(
                    78,
                    .sync(
                        device: 2,
                        [
                            LineEvent(
                                0,
                                .before(
                                    Step(76, .sync(device: 4, [LineEvent(1, .serverDies)]))))
                        ])),
                Step(
                    82,
                    .sync(
                        device: 5,
                        [
                            LineEvent(0, .after(Step(80, .compact(days: 276)))),
                            LineEvent(0, .after(Step(81, .write(device: 0, .diaryVisit)))),
                        ])),
                Step(83, .quiet), Step(84, .restore(2)),
                Step(
                    94,
                    .sync(
                        device: 3,
                        [LineEvent(1, .after(Step(93, .write(device: 3, .diaryText))))])),
                Step(127, .quiet),
            ]),
        // Two restores forgot that the access was withdrawn, and the second one what was refused.
        Found(
            testDescription: "what was refused outlives two restores", seed: 310_455,
            steps: [
                Step(7, .backUp), Step(13, .write(device: 4, .createFile)),
                Step(14, .write(device: 4, .moveFile)), Step(15, .sync(device: 4, [])),
                Step(16, .backUp), Step(23, .join(user: 0)), Step(30, .revoke(device: 5)),
                Step(45, .backUp), Step(50, .sync(device: 1, [])),
                Step(54, .restoreWithoutLedger(1)), Step(60, .restoreWithoutLedger(2)),
                Step(110, .quiet),
            ]),
        // The simulator's own, twice: devices keep nothing for a backup of more than 90 days.
        Found(
            testDescription: "a second write ninety days after the first", seed: 346_213,
            steps: [
                Step(2, .write(device: 0, .createParcel)), Step(3, .sync(device: 0, [])),
                Step(15, .backUp), Step(41, .sync(device: 1, [])),
                Step(42, .write(device: 1, .keepParcel)), Step(43, .sync(device: 1, [])),
                Step(65, .serverClock(seconds: 8_294_400)), Step(79, .sync(device: 1, [])),
                Step(94, .sync(device: 0, [])), Step(96, .restore(0)),
                Step(107, .sync(device: 1, [])), Step(108, .write(device: 5, .keepParcel)),
                Step(112, .sync(device: 5, [])), Step(119, .quiet),
            ]),
        Found(
            testDescription: "no room for the backup that would have been younger", seed: 360_605,
            steps: [
                Step(8, .write(device: 1, .diaryText)), Step(10, .backUp),
                Step(23, .sync(device: 5, [])),
                Step(25, .onFailingDisk(.power(after: 1), .compact(days: 482))),
                Step(43, .changeRole(user: 1)), Step(45, .sync(device: 1, [])),
                Step(76, .restore(2)), Step(79, .quiet),
            ]),
    ]
}
