// ScheduleGenerator: draws the schedule of a seed. Each seed switches some kinds of faults off
// altogether, so that rare ones meet each other alone.

import Shared

struct ScheduleGenerator {
    private var random: SeededGenerator
    private var lastNumber: UInt64 = 0
    private var faults = Faults()

    /// Which kinds of trouble the seed has.
    private struct Faults {
        var line = false
        var late = false
        var nested = false
        var clocks = false
        var crashes = false
        var copies = false
        var restores = false
        var serverCrashes = false
        var disks = false
        var roles = false
        var erasures = false
        var deletions = false
        var upgrades = false
        var joins = false
        var compactions = false
        var files = false
        var parcels = false
        var ledgers = false
        var grants = false
    }

    private init(seed: UInt64) {
        random = SeededGenerator(seed: seed &* 0x9E37_79B9 &+ 0x51ED)
    }

    static func schedule(seed: UInt64) -> [Step] {
        var generator = ScheduleGenerator(seed: seed)
        let steps = generator.draw(isHard: seed % 4 == 3)
        // Drawn apart, so that the rest of a seed is what it was without them.
        var line = LineFaults(seed: seed)
        var disk = DiskFaults(seed: seed)
        return disk.added(to: line.changed(steps))
    }

    /// - Parameter isHard: clone, rollback, restore and delete together.
    private mutating func draw(isHard: Bool) -> [Step] {
        faults = Faults(
            line: chance(1, 2), late: chance(1, 4), nested: chance(1, 2), clocks: chance(1, 3),
            crashes: chance(1, 3), copies: chance(1, 3) || isHard,
            restores: chance(1, 3) || isHard, serverCrashes: chance(1, 4), disks: chance(1, 6),
            roles: chance(1, 4), erasures: chance(1, 4), deletions: chance(2, 3) || isHard,
            upgrades: chance(1, 5), joins: chance(1, 4), compactions: chance(1, 4),
            files: chance(1, 2), parcels: chance(1, 3), ledgers: chance(1, 4),
            grants: chance(1, 4))
        if faults.ledgers {
            // What only the ledger knew: new devices, and numbers of copies.
            faults.restores = true
            faults.copies = faults.copies || chance(1, 2)
            faults.joins = faults.joins || chance(1, 2)
        }
        let count = 25 + pick(45)
        var steps: [Step] = []
        for index in 0..<count {
            steps.append(step(depth: 0))
            if chance(1, 12) { steps += journey() }
            if index == count / 2 && chance(1, 2) { steps.append(make(.quiet)) }
        }
        steps.append(make(.quiet))
        return steps
    }

    /// What single steps hardly ever make one after the other: a parcel that is tied to a file of
    /// its receiver, which then moves; accesses and ledgers that come and go around restores.
    private mutating func journey() -> [Step] {
        let (sender, receiver, colleague) = (pick(6), pick(6), pick(6))
        let sync: (Int) -> Action = { .sync(device: $0, []) }
        var actions: [Action] = []
        if faults.parcels && faults.files {
            actions = [
                .write(device: sender, .createParcel), sync(sender), sync(receiver),
                .write(device: receiver, .keepParcel), sync(receiver), sync(colleague),
                .write(device: receiver, .moveFile), sync(receiver), sync(colleague),
            ]
        } else if faults.restores && faults.files {
            actions = [
                .write(device: sender, .createFile), .write(device: sender, .moveFile),
                sync(sender), .backUp, .handOver(portfolio: pick(3), user: pick(4)),
                sync(receiver), .restore(0),
            ]
        } else if faults.ledgers {
            actions = [
                .backUp, chance(1, 2) ? .revoke(device: sender) : .changeRole(user: pick(4)),
                .backUp, .restoreWithoutLedger(0), sync(receiver), .restore(1 + pick(2)),
            ]
        }
        return actions.map { make($0) }
    }

    private mutating func make(_ action: Action) -> Step {
        lastNumber += 1
        return Step(lastNumber, action)
    }

    private mutating func step(depth: Int) -> Step { make(action(depth: depth)) }

    private mutating func action(depth: Int) -> Action {
        let device = pick(6)
        if faults.ledgers && depth == 0 && chance(1, 6) {
            let index = pick(3)
            let all: [Action] = [
                .backUp, .join(user: pick(4)), .clone(device: device), .restoreWithoutLedger(index),
                .sync(device: device, []),
            ]
            return all[pick(all.count)]
        }
        switch pick(20) {
        case 0..<9: return .write(device: device, writing())
        case 9..<14: return .sync(device: device, events(device, depth: depth))
        case 14: return .advance(milliseconds: UInt64(1 + pick(600_000)))
        case 15: return chance(1, 2) ? .openForm(device: device) : .write(device: device, .saveForm)
        default: return trouble(device) ?? .write(device: device, writing())
        }
    }

    private mutating func trouble(_ device: Int) -> Action? {
        switch pick(20) {
        case 0...1: return faults.crashes ? .crash(device: device) : nil
        case 2: return faults.copies ? .clone(device: device) : nil
        case 3...4: return faults.copies ? .keepCopy(device: device) : nil
        case 5...6: return faults.copies ? .rollBack(device: device) : nil
        case 7...8: return faults.restores ? .backUp : nil
        case 9...10:
            guard faults.restores else { return nil }
            let index = pick(3)
            return faults.ledgers && chance(2, 3) ? .restoreWithoutLedger(index) : .restore(index)
        case 11:
            if faults.compactions && chance(2, 3) { return .compact(days: 40 + pick(450)) }
            return faults.serverCrashes ? .crashServer : nil
        case 12:
            guard faults.clocks else { return nil }
            return chance(1, 4)
                ? .serverClock(seconds: Int64(pick(200)) * 86_400)
                : .setClock(device: device, seconds: (Int64(pick(2001)) - 1000) * 86_400)
        case 13:
            if faults.files && chance(2, 3) { return .handOver(portfolio: pick(3), user: pick(4)) }
            return faults.roles ? .changeRole(user: pick(4)) : nil
        case 14: return faults.roles && chance(1, 2) ? .revoke(device: device) : nil
        case 15: return faults.joins ? .join(user: pick(4)) : nil
        case 16: return faults.upgrades ? upgrade(device) : nil
        case 17: return faults.disks ? disk(device) : nil
        case 18: return faults.late ? .deliverLate : nil
        default: return .decide(accept: chance(1, 2))
        }
    }

    /// Somebody, and most often the device's user, may see more, or less, while it pulls.
    private mutating func grant(_ device: Int) -> Action {
        let user = chance(2, 3) ? device : pick(4)
        return chance(2, 3)
            ? .changeRole(user: user % 4) : .handOver(portfolio: pick(3), user: user)
    }

    private mutating func upgrade(_ device: Int) -> Action {
        chance(1, 3) ? .upgradeServer : .upgrade(device: device)
    }

    private mutating func disk(_ device: Int) -> Action {
        switch pick(4) {
        case 0: .fillDisk(device: device)
        case 1: .freeDisk(device: device)
        case 2: .fillServerDisk
        default: .freeServerDisk
        }
    }

    private mutating func writing() -> Writing {
        if faults.parcels && chance(1, 3) { return parcelWriting() }
        if faults.files && chance(1, 2) { return fileWriting() }
        let all: [Writing] = [
            .createPlot, .createDiary, .createNatural, .createMemo, .name, .name, .name, .soil,
            .state, .state, .addTag, .addTag, .removeTag, .clearTags, .visit, .visit, .diaryText,
            .diaryText, .diaryVisit, .two, .two, .touch, .settle, .settle, .stranger, .extra,
            .delete, .delete, .deleteDiary, .erase,
        ]
        let drawn = all[pick(all.count)]
        switch drawn {
        case .delete, .deleteDiary: return faults.deletions ? drawn : .name
        case .erase: return faults.erasures ? drawn : .soil
        case .createMemo, .extra: return faults.upgrades ? drawn : .visit
        default: return drawn
        }
    }

    private mutating func fileWriting() -> Writing {
        let all: [Writing] = [
            .createFile, .createFile, .moveFile, .moveFile, .moveFile, .createLeaf, .createLeaf,
            .leafText, .leafText, .moveLeaf, .strangeLeaf, .deleteFile,
        ]
        let drawn = all[pick(all.count)]
        return drawn == .deleteFile && !faults.deletions ? .leafText : drawn
    }

    private mutating func parcelWriting() -> Writing {
        let all: [Writing] = [
            .createParcel, .createParcel, .greedyParcel, .parcelText, .answerParcel,
            .answerParcel, .keepParcel, .keepParcel, .forgedParcel, .deleteParcel,
        ]
        let drawn = all[pick(all.count)]
        return drawn == .deleteParcel && !faults.deletions ? .parcelText : drawn
    }

    private mutating func events(_ device: Int, depth: Int) -> [LineEvent] {
        var events: [LineEvent] = []
        if faults.line && chance(1, 2) {
            let exchange = pick(faults.restores ? 6 : 3)
            let kinds: [LineEvent.Kind] = [
                .loseRequest, .loseResponse, .loseResponse, .loseResponse, .duplicate,
                .truncate(percent: 50), .refuseAsTooLarge,
            ]
            let kind = kinds[pick(kinds.count)]
            // Three in a row, and the device gives up.
            let count = chance(1, 3) ? 3 : 1
            for offset in 0..<count { events.append(LineEvent(exchange + offset, kind)) }
        }
        if faults.late && chance(1, 3) { events.append(LineEvent(pick(2), .delayCopy)) }
        if faults.crashes && chance(1, 5) {
            events.append(LineEvent(pick(3), chance(1, 3) ? .dieBefore : .dieAfter))
        }
        if faults.serverCrashes && chance(1, 5) { events.append(LineEvent(pick(3), .serverDies)) }
        if faults.grants && depth < 2 && chance(1, 2) {
            let exchange = pick(3)
            for offset in 0...pick(3) {
                events.append(LineEvent(exchange + offset, .after(make(grant(device)))))
            }
        }
        if faults.nested && depth < 2 && chance(1, 2) {
            for _ in 0...pick(2) {
                let step = step(depth: depth + 1)
                events.append(
                    LineEvent(pick(3), chance(1, 3) ? .before(step) : .after(step)))
            }
        }
        return events
    }

    private mutating func pick(_ bound: Int) -> Int { Int(random.next() % UInt64(bound)) }

    private mutating func chance(_ numerator: Int, _ denominator: Int) -> Bool {
        pick(denominator) < numerator
    }
}
