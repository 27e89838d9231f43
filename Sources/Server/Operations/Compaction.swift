// Compaction: takes out of a territory what nobody needs any more: records that were deleted long
// ago, the payload of old history, the news of old compactions.
//
// Nothing goes before every backup that may be restored holds what it was, so that no restore
// brings half of it back. Where nothing is due, finding that out reads a few journal entries.

package import Shared

/// What a compaction did, or would do.
package struct CompactionSummary: Equatable, Sendable {
    /// Deleted records of which the identity is left.
    package var records = 0
    /// Accepted transactions that are no longer told as history.
    package var transactions = 0
    /// Compacted records that devices are no longer told of.
    package var tombstones = 0

    /// Nothing done.
    package init() {}
}

/// The compaction of one territory. Run again, it goes on where it has looked.
package struct Compaction: Sendable {
    private let storage: any TerritoryStorage
    private let ports: Ports
    private let schema: Schema
    /// By scope, the sequence through which no deleted record is left to be found.
    private var examined: [String: UInt64] = [:]

    /// How many records one storage transaction takes, so that devices are not kept waiting.
    private static let batch = 500
    /// The same for steps of the journal, which are found without looking for them.
    private static let journalBatch = 5000

    package init(storage: any TerritoryStorage, ports: Ports, schema: Schema) {
        self.storage = storage
        self.ports = ports
        self.schema = schema
    }

    /// What would be done now.
    package func plan() throws -> CompactionSummary {
        var summary = CompactionSummary()
        let bounds = try storage.read { try Bounds($0, now: ports.now()) }
        for scope in try storage.read({ try $0.allScopes() }) {
            var from = examined[scope] ?? 0
            while from < bounds.deletion {
                let found = try find(in: scope, after: from, bounds)
                summary.records += found.records.count
                from = found.through
            }
        }
        try storage.read { reader in
            summary.transactions = try bounds.journal(reader).count
            summary.tombstones = try bounds.tombstones(reader).count
        }
        return summary
    }

    /// Does what is due.
    package mutating func run() throws -> CompactionSummary {
        var summary = CompactionSummary()
        let bounds = try storage.read { try Bounds($0, now: ports.now()) }
        for scope in try storage.read({ try $0.allScopes() }) {
            summary.records += try compact(scope, bounds)
        }
        let (journal, tombstones) = try storage.read { reader in
            (try bounds.journal(reader), try bounds.tombstones(reader))
        }
        summary.transactions = journal.count
        if journal.count > 0 {
            for start in stride(
                from: journal.first, through: bounds.history, by: Compaction.journalBatch)
            {
                let end = min(start + UInt64(Compaction.journalBatch) - 1, bounds.history)
                try storage.write { writer in
                    try writer.trimJournal(before: bounds.historyEnd, in: start...end)
                }
            }
        }
        summary.tombstones = tombstones.count
        if tombstones.count > 0 {
            try storage.write { try $0.trimTombstones(through: tombstones.last) }
        }
        if summary != CompactionSummary() { try storage.shrink() }
        return summary
    }

    private mutating func compact(_ scope: String, _ bounds: Bounds) throws -> Int {
        var count = 0
        var from = examined[scope] ?? 0
        var isPassed = true
        while from < bounds.deletion {
            let found = try find(in: scope, after: from, bounds)
            for start in stride(from: 0, to: found.records.count, by: Compaction.batch) {
                let end = min(start + Compaction.batch, found.records.count)
                count += try storage.write { writer in
                    try Compactor(writer, schema: schema, ports: ports)
                        .compact(found.records[start..<end])
                }
            }
            from = found.through
            isPassed = isPassed && !found.isAnyLeft
            if isPassed { examined[scope] = from }
        }
        return count
    }

    /// What a look through a part of a scope found.
    private struct Found {
        var records: [StoredRecord] = []
        var through: UInt64
        /// Whether something stays for another time: a deleted record because the server's clock
        /// has gone back since, or a damaged one.
        var isAnyLeft = false
    }

    private func find(in scope: String, after start: UInt64, _ bounds: Bounds) throws -> Found {
        try storage.read { reader in
            let info = try reader.info()
            var found = Found(through: start)
            var isWhole = true
            try reader.feed(scope: scope, after: start) { record in
                guard record.sequence <= bounds.deletion else { return false }
                if found.records.count >= Compaction.batch && record.sequence != found.through {
                    isWhole = false
                    return false
                }
                found.through = record.sequence
                // What is damaged is left to whoever can still mend it, and looked at again.
                if record.isAltered { found.isAnyLeft = true }
                guard let state = try? RecordState(record), state.erasure == nil,
                    state.isDeleted(info.lineage)
                else { return true }
                let receivedAt = try reader.journal(record.sequence)?.receivedAt ?? 0
                if receivedAt > bounds.deletionEnd {
                    found.isAnyLeft = true
                } else {
                    found.records.append(record)
                }
                return true
            }
            if isWhole { found.through = bounds.deletion }
            return found
        }
    }
}

/// Through which sequences a territory's past is old enough.
private struct Bounds {
    /// The time until which deletions, and history, are old enough, in Unix milliseconds.
    let deletionEnd: UInt64
    let historyEnd: UInt64
    let deletion: UInt64
    let history: UInt64
    private let tombstone: UInt64

    init(_ reader: any StorageReading, now: UInt64) throws {
        let info = try reader.info()
        let end = { (age: UInt64) in now - min(now, age) }
        deletionEnd = end(Horizon.deletion)
        historyEnd = end(Horizon.history)
        // Where there never was a backup, age alone decides.
        let backup = info.completeBackup(now: now)
        let isOnLine = backup.map { info.lineage.covers(info.end, $0) } ?? true
        let backedUp = !isOnLine ? 0 : backup?.sequence ?? .max
        deletion = min(try Bounds.last(until: deletionEnd, reader, info.head), backedUp)
        history = min(try Bounds.last(until: historyEnd, reader, info.head), backedUp)
        tombstone = try Bounds.last(until: end(Horizon.tombstone), reader, info.head)
    }

    /// How many transactions have a payload that can go, and the first sequence of those.
    func journal(_ reader: any StorageReading) throws -> (count: Int, first: UInt64) {
        // What is empty is empty from the beginning on.
        let first = try Bounds.first(after: 0, history) { sequence in
            try reader.journal(sequence).map { !$0.body.isEmpty } ?? false
        }
        guard first <= history else { return (0, first) }
        let count = try (first...history).count { sequence in
            try reader.journal(sequence).map {
                !$0.body.isEmpty && $0.receivedAt < historyEnd
            } ?? false
        }
        return (count, first)
    }

    /// The tombstones that can cease to be told, and the sequence of the last.
    func tombstones(_ reader: any StorageReading) throws -> (count: Int, last: UInt64) {
        let horizon = try reader.tombstoneHorizon()
        var result = (count: 0, last: horizon)
        guard horizon < tombstone else { return result }
        for scope in try reader.allScopes() {
            for gone in try reader.tombstones(scope: scope, after: horizon)
            where gone.sequence <= tombstone {
                result.count += 1
                result.last = max(result.last, gone.sequence)
            }
        }
        return result
    }

    /// The last sequence that was accepted until a time; 0 when none was.
    private static func last(
        until time: UInt64, _ reader: any StorageReading, _ head: UInt64
    ) throws -> UInt64 {
        try first(after: 0, head) { try reader.journal($0).map { $0.receivedAt > time } ?? false }
            - 1
    }

    /// The first sequence for which something holds that then holds for all after it; the one
    /// after `end` when it holds for none.
    private static func first(
        after start: UInt64, _ end: UInt64, where holds: (UInt64) throws -> Bool
    ) throws -> UInt64 {
        var (low, high) = (start + 1, end + 1)
        while low < high {
            let middle = low + (high - low) / 2
            if try holds(middle) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
