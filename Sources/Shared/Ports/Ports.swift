// Ports: where time, chance and waiting come from. Handed in everywhere, so that a test or a
// simulation decides them; `Ports.system` is the only production constructor.

/// The clock, the randomness and the sleep of a component.
public struct Ports: Sendable {
    /// Unix time in milliseconds. It may be wrong and may jump: nothing relies on it but display.
    public let now: @Sendable () -> UInt64
    /// 64 random bits, fit for secrets in production.
    public let random: @Sendable () -> UInt64
    /// Waits for a number of milliseconds; throws when the task is cancelled.
    public let sleep: @Sendable (UInt64) async throws -> Void

    /// Ports of one's own, for tests and simulations.
    public init(
        now: @escaping @Sendable () -> UInt64, random: @escaping @Sendable () -> UInt64,
        sleep: @escaping @Sendable (UInt64) async throws -> Void
    ) {
        self.now = now
        self.random = random
        self.sleep = sleep
    }
}

/// A port's randomness as a generator.
package struct PortGenerator: RandomNumberGenerator {
    private let source: @Sendable () -> UInt64

    package init(_ ports: Ports) { source = ports.random }

    package mutating func next() -> UInt64 { source() }
}

extension Ports {
    /// `count` random bytes.
    package func randomBytes(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            let word = random()
            for shift in stride(from: UInt64(0), to: 64, by: 8) where bytes.count < count {
                bytes.append(UInt8(truncatingIfNeeded: word >> shift))
            }
        }
        return bytes
    }

    /// A new identity for a record.
    public func makeRecordID() -> RecordID {
        var generator = PortGenerator(self)
        return RecordID.make(milliseconds: now(), random: &generator)
    }
}
