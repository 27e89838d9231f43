// DiskFaults: draws when the server's disk fails, in one seed of four, and those of the devices, in
// one of four as well.

import FaultyDisk
import Shared

struct DiskFaults {
    private var random: SeededGenerator
    private let isOnServer: Bool
    /// Whether the disks of devices fail.
    let isOnDevices: Bool

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed &* 0xA076_1D64_78BD_642F &+ 0xE703)
        isOnServer = random.next() % 4 == 0
        isOnDevices = random.next() % 4 == 0
    }

    /// The steps, with a failing disk during some of their exchanges, and before some of them.
    mutating func added(to steps: [Step]) -> [Step] {
        let steps = isOnServer ? onServer(steps) : steps
        return isOnDevices ? onDevices(steps) : steps
    }

    private mutating func onDevices(_ steps: [Step]) -> [Step] {
        var result: [Step] = []
        for step in steps {
            switch step.action {
            case .write(let device, _), .sync(let device, _):
                guard random.next() % 4 == 0 else { break }
                let after = Int(random.next() % (random.next() % 2 == 0 ? 6 : 40))
                // Its number is one that no drawn step has.
                result.append(
                    Step(step.number | 1 << 32, .breakDisk(device: device, after: after)))
            default: break
            }
            result.append(step)
        }
        return result
    }

    private mutating func onServer(_ steps: [Step]) -> [Step] {
        steps.map { step in
            guard random.next() % 3 == 0 else { return step }
            var result = step
            switch step.action {
            case .sync(let device, let events):
                let event = LineEvent(Int(random.next() % 3), .diskFails(fault()))
                result.action = .sync(device: device, events + [event])
            case .compact, .decide, .backUp:
                result.action = .onFailingDisk(fault(), step.action)
            default: break
            }
            return result
        }
    }

    /// A push of a few writes makes some tens of operations.
    private mutating func fault() -> FaultyDisk.Fault {
        let bounds: [UInt64] = [3, 12, 60]
        let after = Int(random.next() % bounds[Int(random.next() % 3)])
        switch random.next() % 5 {
        case 0...1: return .changing(after: after)
        case 2: return .reading(after: after)
        default: return .power(after: after)
        }
    }
}
