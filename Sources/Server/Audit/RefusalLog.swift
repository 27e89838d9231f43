// RefusalLog: where every refusal of a server is counted, and how the counts become lines of the
// audit of the territories that they concern.

import Shared

/// The refusals of a running server that are not written down yet.
package final class RefusalLog: Sendable {
    private let tally = Locked(RefusalTally())

    /// Nothing refused yet.
    package init() {}

    /// Counts a refusal. Cheap, whoever asks and however often.
    ///
    /// - Parameter now: Unix milliseconds.
    package func note(_ reason: RefusalTally.Reason, at now: UInt64) {
        tally.withLock { $0.add(reason, at: now) }
    }

    fileprivate func take(at now: UInt64, all: Bool) -> [RefusalTally.Sum] {
        tally.withLock { $0.take(at: now, all: all) }
    }

    fileprivate func putBack(_ sums: [RefusalTally.Sum]) {
        tally.withLock { tally in sums.forEach { tally.putBack($0) } }
    }
}

extension ServerData {
    /// Writes down the refusals whose minute is over, or all of them. What cannot be written is
    /// told to the operator, and kept for the next time.
    package func writeRefusals(all: Bool = false) {
        let sums = refusals.take(at: ports.now(), all: all)
        if sums.isEmpty { return }
        do {
            for (code, storage) in try territories() {
                let own = sums.filter { ($0.reason.territory ?? code) == code }
                if own.isEmpty { continue }
                do {
                    try storage.write { writer in
                        for sum in own { try writer.audit(sum.event) }
                    }
                } catch {
                    report(error)
                    refusals.putBack(
                        own.map { sum in
                            var sum = sum
                            sum.reason.territory = code
                            return sum
                        })
                }
            }
        } catch {
            report(error)
            refusals.putBack(sums)
        }
    }
}
