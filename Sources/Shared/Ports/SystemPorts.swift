// The machine's own clock, randomness and sleep: the one place where they are read.

import FoundationEssentials

extension Ports {
    /// The machine's own.
    public static let system = Ports(
        now: {
            let seconds = Date().timeIntervalSince1970
            return seconds > 0 ? UInt64(seconds * 1000) : 0
        },
        random: {
            var generator = SystemRandomNumberGenerator()
            return generator.next()
        },
        sleep: { milliseconds in
            try await Task.sleep(for: .milliseconds(Int64(min(milliseconds, 1 << 40))))
        })
}
