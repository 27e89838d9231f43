// RefusalTally: refusals summed up by source and minute, so that the audit tells of an attack and
// is no way to fill a disk. A value: it knows no clock and writes nothing.
//
// Bounds: 64 sums a minute, the rest together; 1,000 sums a day, and after those only one an hour
// for each reason, whoever asks.

/// Counts refusals until their time is over.
package struct RefusalTally: Sendable {
    /// What is counted together.
    package struct Reason: Hashable, Sendable {
        /// The territory that was spoken to; `nil` for a request that concerns all of them.
        package var territory: String?
        /// Where the request came from.
        package var source: String
        package var what: AuditKind
        package var subject: String
        /// The code of the refusal.
        package var outcome: String

        package init(
            territory: String?, source: String, what: AuditKind,
            subject: String = AuditSubject.none, outcome: String
        ) {
            self.territory = territory
            self.source = source
            self.what = what
            self.subject = subject
            self.outcome = outcome
        }
    }

    /// One reason and how often it came, in a minute or an hour.
    package struct Sum: Hashable, Sendable {
        package var reason: Reason
        /// The time that is summed up, and the first of them in it, in Unix milliseconds.
        package var start: UInt64
        package var end: UInt64
        package var first: UInt64
        package var count: UInt64

        /// The line that it becomes.
        package var event: AuditEvent {
            AuditEvent(
                at: first, .source(reason.source), reason.what, on: reason.subject,
                outcome: reason.outcome, count: count)
        }
    }

    /// The source of what is counted together for lack of room.
    package static let others = "others"
    package static let sumsEachMinute = 64
    package static let sumsEachDay = 1_000

    private struct Key: Hashable {
        let reason: Reason
        let start: UInt64
        let length: UInt64
    }

    private static let minute: UInt64 = 60_000
    private static let hour: UInt64 = 3_600_000
    private static let day: UInt64 = 24 * 3_600_000

    private struct Count {
        let first: UInt64
        var count: UInt64
    }

    private var counts: [Key: Count] = [:]
    private var today: UInt64 = 0
    private var sumsToday = 0
    private var thisMinute: UInt64 = 0
    private var sumsThisMinute = 0

    /// Nothing yet.
    package init() {}

    /// Counts a refusal.
    ///
    /// - Parameter now: Unix milliseconds.
    package mutating func add(_ reason: Reason, at now: UInt64) {
        begin(now)
        let start = now - now % RefusalTally.minute
        let exact = Key(reason: reason, start: start, length: RefusalTally.minute)
        let key: Key
        if counts[exact] != nil {
            key = exact
        } else if sumsToday >= RefusalTally.sumsEachDay {
            key = Key(
                reason: RefusalTally.merged(reason), start: now - now % RefusalTally.hour,
                length: RefusalTally.hour)
        } else if sumsThisMinute >= RefusalTally.sumsEachMinute {
            key = Key(
                reason: RefusalTally.merged(reason), start: start, length: RefusalTally.minute)
            if counts[key] == nil { sumsToday += 1 }
        } else {
            sumsThisMinute += 1
            sumsToday += 1
            key = exact
        }
        counts[key, default: Count(first: now, count: 0)].count += 1
    }

    /// Takes out what is over, or everything.
    package mutating func take(at now: UInt64, all: Bool = false) -> [Sum] {
        let due = counts.keys.filter { key in
            // A clock that was put back would otherwise keep them for ever.
            all || key.start + key.length <= now || key.start > now
        }
        let sums = due.compactMap { key in
            counts.removeValue(forKey: key).map { count in
                Sum(
                    reason: key.reason, start: key.start, end: key.start + key.length,
                    first: count.first, count: count.count)
            }
        }
        return sums.sorted { left, right in
            if left.start != right.start { return left.start < right.start }
            let (one, other) = (left.reason, right.reason)
            return (one.source, one.outcome, one.subject, one.territory ?? "")
                < (other.source, other.outcome, other.subject, other.territory ?? "")
        }
    }

    /// Takes back a sum that could not be written down.
    package mutating func putBack(_ sum: Sum) {
        let key = Key(reason: sum.reason, start: sum.start, length: sum.end - sum.start)
        counts[key, default: Count(first: sum.first, count: 0)].count += sum.count
    }

    private mutating func begin(_ now: UInt64) {
        if now / RefusalTally.day != today {
            today = now / RefusalTally.day
            sumsToday = 0
        }
        if now / RefusalTally.minute != thisMinute {
            thisMinute = now / RefusalTally.minute
            sumsThisMinute = 0
        }
    }

    private static func merged(_ reason: Reason) -> Reason {
        var reason = reason
        reason.source = others
        reason.subject = AuditSubject.none
        return reason
    }
}
