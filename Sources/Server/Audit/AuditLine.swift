// AuditLine: one line of a territory's audit, and the hash that ties it to all lines before it.
//
// hash(n) = SHA-256(hash(n-1) ‖ number ‖ time ‖ who ‖ device ‖ what ‖ subject ‖ outcome ‖ count),
// in the primitives of `ByteWriter`; hash(0) is 32 zero bytes. Whoever changes, takes out, puts in
// or moves a line changes the hash of every line after it.

package import Shared

/// How far a chain goes, and the hash there: it says everything about all that is before.
package struct AuditHead: Hashable, Sendable {
    /// The number of the last line; 0 when there is none.
    package let count: UInt64
    /// 32 bytes.
    package let hash: [UInt8]

    package init(count: UInt64, hash: [UInt8]) {
        self.count = count
        self.hash = hash
    }

    /// Before the first line.
    package static let start = AuditHead(count: 0, hash: Array(repeating: 0, count: 32))
}

/// A line as it is kept: the texts are what is in the file, whatever that is.
package struct AuditLine: Hashable, Sendable {
    /// 1, 2, 3, … without gaps.
    package var number: UInt64
    /// Unix milliseconds.
    package var at: UInt64
    package var who: String
    package var device: Replica?
    package var what: String
    package var subject: String
    package var outcome: String
    package var count: UInt64
    package var hash: [UInt8]

    /// A line with these parts.
    package init(
        number: UInt64, at: UInt64, who: String, device: Replica?, what: String, subject: String,
        outcome: String, count: UInt64, hash: [UInt8]
    ) {
        self.number = number
        self.at = at
        self.who = who
        self.device = device
        self.what = what
        self.subject = subject
        self.outcome = outcome
        self.count = count
        self.hash = hash
    }

    /// The line that an event becomes after the last one.
    package init(_ event: AuditEvent, after head: AuditHead) {
        self.init(
            number: head.count + 1, at: event.at, who: event.who.text,
            device: event.who.replica, what: event.what.rawValue, subject: event.subject,
            outcome: event.outcome, count: event.count, hash: [])
        hash = computedHash(after: head.hash)
    }

    /// The hash that the line must have after one with this hash.
    package func computedHash(after previous: [UInt8]) -> [UInt8] {
        var writer = ByteWriter()
        writer.raw(previous)
        writer.fixed(number)
        writer.fixed(at)
        writer.text(who)
        writer.fixed(UInt64(device ?? 0))
        writer.text(what)
        writer.text(subject)
        writer.text(outcome)
        writer.fixed(count)
        return SHA256.hash(writer.bytes)
    }

    package var head: AuditHead { AuditHead(count: number, hash: hash) }
}
