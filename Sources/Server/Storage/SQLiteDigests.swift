// What a transaction has only counted until it commits: the head, and the sums of digests.

import SQLite
import Shared

extension SQLiteSession {
    /// Writes down what the transaction has only counted so far: the head, and what it changed of
    /// the digests. Called before it commits.
    func flush() throws {
        if let head = pendingHead {
            let update = try connection.cached("UPDATE territory SET head = ?")
            try update.bind(1, Int64(bitPattern: head))
            try update.run()
            pendingHead = nil
        }
        for (scope, change) in digestChanges.sorted(by: { $0.key < $1.key }) {
            let row = try connection.cached("SELECT high, low FROM scope WHERE number = ?")
            try row.bind(1, scope)
            guard try row.step() else { throw StorageDamage("no scope \(scope)") }
            var sum = Digest(
                high: UInt64(bitPattern: row.int64(0)), low: UInt64(bitPattern: row.int64(1)))
            row.reset()
            if DeliberateBug.digestStandsStill.isOn && change.count == 0 { continue }
            sum.add(change.added)
            sum.subtract(change.removed)
            let update = try connection.cached(
                "UPDATE scope SET high = ?, low = ?, count = count + ? WHERE number = ?")
            try update.bind(1, Int64(bitPattern: sum.high))
            try update.bind(2, Int64(bitPattern: sum.low))
            try update.bind(3, Int64(change.count))
            try update.bind(4, scope)
            try update.run()
        }
        digestChanges = [:]
    }

    /// Notes that a record with this digest leaves a scope.
    func leaveDigest(_ digest: Digest, scope: Int64) {
        digestChanges[scope, default: DigestChange()].leave(digest)
    }
}

/// What a transaction adds to and takes from a scope's digest.
struct DigestChange {
    var added = Digest.zero
    var removed = Digest.zero
    var count = 0

    mutating func enter(_ digest: Digest) {
        added.add(digest)
        count += 1
    }

    mutating func leave(_ digest: Digest) {
        removed.add(digest)
        count -= 1
    }
}
