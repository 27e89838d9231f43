// LineFaults: draws which requests arrive late only, in one seed of two, and where answers are cut.

import Shared

struct LineFaults {
    private var random: SeededGenerator

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed &* 0xD6E8_FEB8_6659_FD93 &+ 0x11AE)
    }

    /// The steps; of some requests that are copied on the way, only the copy arrives, and what is
    /// left of an answer that is cut is anything.
    mutating func changed(_ steps: [Step]) -> [Step] {
        let arrivesLate = random.next() % 2 == 0
        return steps.map { step in
            guard case .sync(let device, let events) = step.action else { return step }
            var result = step
            result.action = .sync(
                device: device,
                events.flatMap { event -> [LineEvent] in
                    switch event.kind {
                    case .truncate:
                        let part = Int(random.next() % 100)
                        return [LineEvent(event.exchange, .truncate(percent: part))]
                    case .delayCopy where arrivesLate && random.next() % 2 == 0:
                        return [event, LineEvent(event.exchange, .loseRequest)]
                    default: return [event]
                    }
                })
            return result
        }
    }
}
