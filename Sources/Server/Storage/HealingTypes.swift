// The rows that let a territory heal: backups, tombstones, what could not be joined, and what is
// kept outside of every backup.

package import Shared

/// A point of the territory's order that it may be taken back to, or was.
package struct BackupMark: Hashable, Sendable {
    package enum Kind: Int64, Sendable {
        /// A backup that is being made, and may come to nothing.
        case begun = 0
        /// A backup: everything through `position` is in it.
        case complete = 1
        /// The territory was restored to here: devices may still come back from the line it left.
        case fork = 2
    }

    package var position: Position
    /// Unix milliseconds.
    package var madeAt: UInt64
    package var kind: Kind

    package init(position: Position, madeAt: UInt64, kind: Kind) {
        self.position = position
        self.madeAt = madeAt
        self.kind = kind
    }
}

extension TerritoryInfo {
    /// How long a backup counts as one that may be restored: 30 days, in milliseconds. The last one
    /// counts always.
    package static let backupLifetime: UInt64 = 30 * 24 * 3600 * 1000

    /// How long devices may come back from a line that a restore has left: 400 days, in
    /// milliseconds.
    package static let forkLifetime: UInt64 = 400 * 24 * 3600 * 1000

    /// Through where every backup that may still be restored is complete; `nil` without one. Where
    /// none was made since a restore, that is the one that was restored: it may be once more.
    ///
    /// - Parameter now: Unix milliseconds.
    package func backedUp(now: UInt64) -> Position? {
        completeBackup(now: now) ?? backups.last { $0.kind == .fork }?.position
    }

    /// Through where every backup that this line has made, and may still be restored, is complete;
    /// `nil` without one.
    ///
    /// - Parameter now: Unix milliseconds.
    func completeBackup(now: UInt64) -> Position? {
        let complete = backups.filter { $0.kind == .complete }
        let young = complete.filter { isYoung($0, now) }
        return TerritoryInfo.earliest(young.isEmpty ? complete.suffix(1) : young[...])
    }

    /// After where records must remember what they take in: before any backup that may still be
    /// restored, one that is just being made included, and before any fork that devices may still
    /// come back from; `nil` when there is none.
    ///
    /// - Parameter now: Unix milliseconds.
    package func horizon(now: UInt64) -> Position? {
        let last = backups.last { $0.kind == .complete }
        let marks = backups.filter { isYoung($0, now) } + [last].compactMap(\.self)
        return TerritoryInfo.earliest(marks[...])
    }

    /// Whether somebody who says that they are complete through a position says that they know
    /// what this line does not have yet. Nobody can, and what they write would replace what comes
    /// later and what they could not have read.
    package func isBeyond(_ base: Position?) -> Bool {
        lineage.covers(base, Position(epoch: epoch, sequence: head + 1))
    }

    /// All marks are on the territory's own line, along which sequences grow.
    private static func earliest(_ marks: ArraySlice<BackupMark>) -> Position? {
        marks.map(\.position).min { $0.sequence < $1.sequence }
    }

    private func isYoung(_ mark: BackupMark, _ now: UInt64) -> Bool {
        let lifetime =
            mark.kind == .fork ? TerritoryInfo.forkLifetime : TerritoryInfo.backupLifetime
        return mark.madeAt &+ lifetime > now
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
    /// How it is named in its territory; 0 until it is stored.
    package var number: UInt64
    /// The device that gave it back first.
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
    /// The other devices that gave back the same bytes, in order: one decision is for all of them.
    package var copies: [Replica]
    /// What was decided of it; `nil` while it waits.
    package var decision: Decision.Kind?

    package init(
        number: UInt64 = 0, replica: Replica, key: RecordKey, scope: String, base: Position,
        code: String, message: Phrase, state: [UInt8], receivedAt: UInt64,
        copies: [Replica] = [], decision: Decision.Kind? = nil
    ) {
        self.number = number
        self.copies = copies
        self.decision = decision
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

/// What was erased together: the file of a person, or a record by itself. It says nothing of them.
package struct ErasureAct: Hashable, Sendable {
    /// The record that was erased, or the first one of a file.
    package var key: RecordKey
    /// Where it was.
    package var scope: String
    /// Unix milliseconds.
    package var at: UInt64
    /// Who erased it: the text of an `AuditActor`.
    package var who: String
    /// How many records went with it, itself included.
    package var records: Int
    /// The devices that may have held it then.
    package var devices: [Replica]

    package init(
        key: RecordKey, scope: String, at: UInt64, who: String, records: Int, devices: [Replica]
    ) {
        self.key = key
        self.scope = scope
        self.at = at
        self.who = who
        self.records = records
        self.devices = devices
    }
}

/// What a restore must not undo, kept in a file of its own that no backup holds.
package enum LedgerEntry: Hashable, Sendable {
    /// A device that was enrolled, and whose.
    case enrolled(Device, User)
    /// A device whose access was withdrawn, and whether it is in unknown hands.
    case revoked(Replica, isLost: Bool)
    /// A user whose role changed, or who left.
    case changed(User)
    /// A record that was erased for ever.
    case erased(RecordKey, scope: String)
    /// What was erased together, for the register.
    case erasure(ErasureAct)
    /// An epoch that was opened.
    case opened(Lineage.Fork)
    /// A portfolio, and who holds it now.
    case portfolio(Portfolio)
    /// A portfolio that was opened to a device for a time.
    case access(ExceptionalAccess)
}

/// Where the audit of a territory ends, kept apart from it. Each epoch has its own: a restored
/// territory goes on from an earlier line.
package struct AuditWitness: Hashable, Sendable {
    package var epoch: Epoch
    package var head: AuditHead

    package init(epoch: Epoch, head: AuditHead) {
        self.epoch = epoch
        self.head = head
    }
}
