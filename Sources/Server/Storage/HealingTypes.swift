// The rows that let a territory heal: backups, tombstones, what could not be joined, and what is
// kept outside of every backup.

package import Shared

/// A backup that was begun or made: everything through `position` is in it.
package struct BackupMark: Hashable, Sendable {
    package var position: Position
    /// Unix milliseconds.
    package var madeAt: UInt64
    /// Whether the backup is known to stand; one that is being made may come to nothing.
    package var isComplete: Bool

    package init(position: Position, madeAt: UInt64, isComplete: Bool) {
        self.position = position
        self.madeAt = madeAt
        self.isComplete = isComplete
    }
}

extension TerritoryInfo {
    /// How long a backup counts as one that may be restored: 30 days, in milliseconds. The last one
    /// counts always.
    package static let backupLifetime: UInt64 = 30 * 24 * 3600 * 1000

    /// Through where every backup that may still be restored is complete; `nil` without one.
    ///
    /// - Parameter now: Unix milliseconds.
    package func backedUp(now: UInt64) -> Position? { oldestComplete(now)?.position }

    /// After where records must remember what they take in: before any backup that may still be
    /// restored, one that is just being made included; `nil` when there is none.
    ///
    /// - Parameter now: Unix milliseconds.
    package func horizon(now: UInt64) -> Position? {
        let begun = backups.first { isYoung($0, now) }
        guard let complete = oldestComplete(now) else { return begun?.position }
        guard let begun, begun.madeAt < complete.madeAt else { return complete.position }
        return begun.position
    }

    private func oldestComplete(_ now: UInt64) -> BackupMark? {
        backups.first { $0.isComplete && isYoung($0, now) } ?? backups.last { $0.isComplete }
    }

    private func isYoung(_ mark: BackupMark, _ now: UInt64) -> Bool {
        mark.madeAt &+ TerritoryInfo.backupLifetime > now
    }
}

/// What is left of a record that was deleted long ago: its identity, so that nothing revives it.
package struct Tombstone: Hashable, Sendable {
    package var key: RecordKey
    package var scope: String
    /// Where it took the record's place.
    package var sequence: UInt64

    package init(key: RecordKey, scope: String, sequence: UInt64) {
        self.key = key
        self.scope = scope
        self.sequence = sequence
    }
}

/// A record that a device gave back and that could not be joined, kept whole.
package struct SealedRecord: Hashable, Sendable {
    package var replica: Replica
    package var key: RecordKey
    package var scope: String
    package var base: Position
    package var code: String
    package var message: Phrase
    /// The canonical bytes of its state.
    package var state: [UInt8]
    /// Unix milliseconds.
    package var receivedAt: UInt64

    package init(
        replica: Replica, key: RecordKey, scope: String, base: Position, code: String,
        message: Phrase, state: [UInt8], receivedAt: UInt64
    ) {
        self.replica = replica
        self.key = key
        self.scope = scope
        self.base = base
        self.code = code
        self.message = message
        self.state = state
        self.receivedAt = receivedAt
    }
}

/// What a restore must not undo, kept in a file of its own that no backup holds.
package enum LedgerEntry: Hashable, Sendable {
    /// A device that was enrolled, and whose.
    case enrolled(Device, User)
    /// A device whose access was withdrawn.
    case revoked(Replica)
    /// A record that was erased for ever.
    case erased(RecordKey, scope: String)
    /// An epoch that was opened.
    case opened(Lineage.Fork)
}
