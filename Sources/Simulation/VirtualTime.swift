// VirtualTime: the clocks and the chance of a run. Every party has a clock of its own, which may be
// wrong; all chance comes from one generator, which each step seeds anew.

import Shared

final class VirtualTime: Sendable {
    private struct State {
        var now: UInt64 = 1_750_000_000_000
        var generator = SeededGenerator(seed: 0)
    }

    private let state = Locked(State())

    /// A clock that is wrong by so many milliseconds.
    final class Offset: Sendable {
        private let value = Locked<Int64>(0)
        var milliseconds: Int64 {
            get { value.withLock { $0 } }
            set { value.withLock { $0 = newValue } }
        }
    }

    func advance(by milliseconds: UInt64) { state.withLock { $0.now += milliseconds } }

    /// Seeds the chance of a step; answers what was left of the step around it.
    func seed(_ seed: UInt64) -> SeededGenerator {
        state.withLock { state in
            defer { state.generator = SeededGenerator(seed: seed) }
            return state.generator
        }
    }

    func resume(_ generator: SeededGenerator) { state.withLock { $0.generator = generator } }

    func draw() -> UInt64 { state.withLock { $0.generator.next() } }

    func ports(_ offset: Offset) -> Ports {
        Ports(
            now: { [self] in
                let now = Int64(state.withLock { $0.now }) + offset.milliseconds
                return UInt64(max(now, 1_000))
            },
            random: { [self] in draw() },
            sleep: { [self] in advance(by: $0) })
    }
}
