// TerritoryStorage: what the server asks of a territory's storage. The laws are in the law suite
// (Tests/ServerTests/Storage), which every implementation passes.
//
// Laws: a `write` is atomic, isolated from others, and durable when it returns; a `read` sees one
// snapshot, with every write that returned before it began; sequences appear in order and without
// gaps; what is put is got, byte for byte; the audit only grows.

package import Shared

/// Reads one snapshot of a territory.
package protocol StorageReading {
    func info() throws -> TerritoryInfo
    func record(_ key: RecordKey) throws -> StoredRecord?
    /// Records that an audience holds whose last change is after `sequence`, in the order of their
    /// last change, until `body` returns `false`.
    func feed(
        scope: String, after sequence: UInt64, _ body: (StoredRecord) throws -> Bool
    ) throws
    /// The same records as `feed`, without what a device is not told, and without a copy: the
    /// canonical bytes of a state are gone when `body` has returned. There are none of a row whose
    /// bytes are others than were written.
    func rows(
        scope: String, after sequence: UInt64,
        _ body: (RecordKey, _ sequence: UInt64, _ state: UnsafeRawBufferPointer?) throws -> Bool
    ) throws
    /// How many records an audience holds whose last change is after one sequence, and not after
    /// another. Cheaper than reading them.
    func feedCount(scope: String, after sequence: UInt64, through last: UInt64) throws -> Int
    /// The sequence of the last change of what an audience holds now; 0 when it holds nothing.
    func feedEnd(scope: String) throws -> UInt64
    /// The names of every scope that ever held a record.
    func allScopes() throws -> [String]
    /// The sequence of the last change in a scope; 0 when it is empty.
    func lastChange(scope: String) throws -> UInt64
    func journal(_ sequence: UInt64) throws -> JournalEntry?
    /// The runs that hold numbers of a device from `first` on, in order.
    func received(_ replica: Replica, from first: UInt64) throws -> [ReceivedRun]
    func quarantined(_ replica: Replica, number: UInt64) throws -> QuarantinedTransaction?
    func quarantined(id: TransactionID) throws -> QuarantinedTransaction?
    func quarantine() throws -> [QuarantinedTransaction]
    /// The records in whose state the text of an identity stands, and those that are part of its
    /// file, by key.
    func records(naming id: RecordID) throws -> [StoredRecord]
    /// The steps through a sequence that still have a body, the last first, until `body` returns
    /// `false`.
    func journal(
        through sequence: UInt64, _ body: (JournalEntry) throws -> Bool
    ) throws
    /// A setting of the territory; `nil` while nobody set it.
    func setting(_ name: String) throws -> String?
    func user(_ id: String) throws -> User?
    /// Every user, by identity.
    func users() throws -> [User]
    func organisationName(_ id: RecordID) throws -> String?
    func device(_ replica: Replica) throws -> Device?
    func devices() throws -> [Device]
    /// Found in a time that does not depend on how much of a hash is right.
    func invitation(codeHash: [UInt8]) throws -> Invitation?
    /// Every code that is remembered, used or not.
    func invitations() throws -> [Invitation]
    /// Every record of a scope with the digest of the bytes that it should have, in no particular
    /// order.
    func eachRecord(scope: String, _ body: (StoredRecord, Digest) throws -> Void) throws
    /// The digest of one record's bytes as they should be.
    func digest(_ key: RecordKey) throws -> Digest?
    /// The sum of the digests of a scope, kept up to date with every change, and their count.
    func digest(scope: String) throws -> (sum: Digest, count: Int)
    /// The same of the rows that are there: what it would be, had nothing been lost.
    func digestOfRows(scope: String) throws -> (sum: Digest, count: Int)
    /// The sequence at which a family of stores first had a transaction accepted.
    func familySequence(_ family: Replica, _ id: TransactionID) throws -> UInt64?
    /// The records that are part of a record's file.
    func parts(of root: RecordID) throws -> [StoredRecord]
    /// The records that left a scope for another after `sequence`, and are not in it again.
    func departures(scope: String, after sequence: UInt64) throws -> [Tombstone]
    func portfolio(_ id: RecordID) throws -> Portfolio?
    /// The portfolios that a user holds: their own, and for a coordinator every one of the
    /// organisation, for they hand over and decide.
    func portfolios(of user: User) throws -> [Portfolio]
    func portfolios() throws -> [Portfolio]
    /// What was opened by exception, to one device or to any, in order; ended or not.
    func exceptionalAccesses(of replica: Replica?) throws -> [ExceptionalAccess]
    func tombstone(_ key: RecordKey) throws -> Tombstone?
    /// The tombstones of a scope that were set after `sequence`, in order.
    func tombstones(scope: String, after sequence: UInt64) throws -> [Tombstone]
    /// Tombstones at or before this sequence are no longer told: a device behind it starts anew.
    func tombstoneHorizon() throws -> UInt64
    /// What devices gave back and could not be joined, decided or not, the earliest first.
    func sealedRecords() throws -> [SealedRecord]
    /// The seed of the key that receipts are signed with; `nil` before the first enrolment.
    func receiptKey() throws -> [UInt8]?
    /// The end of the audit.
    func auditHead() throws -> AuditHead
    /// The lines of the audit after a number, in order, until `body` returns `false`.
    func audit(after number: UInt64, _ body: (AuditLine) throws -> Bool) throws
    /// The last lines of the audit, as many as asked for, that are not older than a time.
    func audit(last count: Int, since time: UInt64) throws -> [AuditLine]
    /// Counts for an operator, by name.
    func counts() throws -> [(name: String, count: Int)]
}

/// Reads and writes a territory in one transaction.
package protocol StorageWriting: StorageReading {
    /// Puts a record and moves its place in the feeds of its audiences forward. An audience that it
    /// leaves is told.
    func put(_ record: StoredRecord) throws
    /// Appends to the journal; `entry.sequence` is the head plus one, and becomes the head.
    func append(_ entry: JournalEntry) throws
    func put(_ run: ReceivedRun, of replica: Replica) throws
    func put(_ transaction: QuarantinedTransaction) throws
    func put(_ user: User) throws
    func putOrganisation(_ id: RecordID, name: String) throws
    func put(_ device: Device) throws
    func put(_ portfolio: Portfolio) throws
    func put(_ access: ExceptionalAccess) throws
    /// A number that no device had before, nor will again.
    func nextReplica() throws -> Replica
    func put(_ invitation: Invitation) throws
    /// Takes out the codes that expired before a time, used or not.
    func removeInvitations(expiredBefore time: UInt64) throws
    /// Notes a backup that is about to be made.
    func put(_ mark: BackupMark) throws
    /// Notes how epochs descend from one another, as devices know it.
    func put(_ lineage: Lineage) throws
    /// Opens a new epoch; replica numbers go on after `replicas`.
    func open(_ fork: Lineage.Fork, replicas: Replica) throws
    /// Notes that a family of stores has had a transaction accepted.
    func put(family: Replica, _ id: TransactionID, sequence: UInt64) throws
    /// Puts a tombstone in the place of its record.
    func put(_ tombstone: Tombstone) throws
    /// Forgets the feed of tombstones at or before a sequence; their identities stay.
    func trimTombstones(through sequence: UInt64) throws
    /// Empties the bodies of the transactions of a part of the journal that were received before a
    /// time.
    func trimJournal(before time: UInt64, in sequences: ClosedRange<UInt64>) throws
    /// Seals what a device gave back. The bytes of a record that are sealed already are kept once,
    /// with each device that gave them.
    func put(_ sealed: SealedRecord) throws
    /// Notes what was decided of a sealed record.
    func decide(sealed number: UInt64, _ decision: Decision.Kind) throws
    /// Puts a shorter body in the place of a step's.
    func rewriteJournal(_ sequence: UInt64, body: [UInt8]) throws
    /// Puts what is left of a refused transaction in its place.
    func rewrite(_ transaction: QuarantinedTransaction) throws
    /// Takes out what was sealed of a record.
    func removeSealed(_ key: RecordKey) throws
    /// Notes where something was last erased: devices say when they have come so far, and free
    /// pages are overwritten.
    func noteErasure(at position: Position) throws
    func put(setting name: String, _ value: String) throws
    /// Finds out which digest of a damaged row the sums of its audience have, before something else
    /// takes its place: the kept one, or that of its bytes where the kept one was changed.
    func settleDigest(of damaged: StoredRecord) throws
    /// Puts a row's own bytes in place of those it has, and their digest.
    func mend(_ key: RecordKey, state: [UInt8]) throws
    /// Notes what was decided of a transaction in quarantine.
    func decide(_ id: TransactionID, _ decision: Decision.Kind) throws
    func put(receiptKey: [UInt8]) throws
    /// Adds a line to the audit, with what it is about: both are committed, or neither.
    func audit(_ event: AuditEvent) throws
    /// Notes outside of every backup what a restore must not undo. Durable when this returns, also
    /// if the transaction around it is undone.
    func note(_ entry: LedgerEntry) throws
}

/// One territory's storage.
package protocol TerritoryStorage: AnyObject, Sendable {
    /// Runs `body` on one snapshot.
    func read<R>(_ body: (any StorageReading) throws -> R) throws -> R
    /// A number that is another one when anybody, in whatever process, has committed since it was
    /// last asked for. Cheap: it is asked for twice a second.
    func commitCounter() throws -> Int64
    /// The end of the audit as the ledger has it for the territory's epoch; `nil` when it has none.
    /// It is told there after each commit that adds lines: it may be behind by the commit in which
    /// a process died, and is never ahead.
    func auditWitness() throws -> AuditHead?
    /// Overwrites what erasures have left in free pages of files and in logs.
    ///
    /// - Returns: whether nothing is left. While others use the files it may have to be tried
    ///   again.
    func scrub() throws -> Bool
    /// Gives what the files no longer need back to the disk, a little at a time between the writes
    /// of others.
    func shrink() throws
    /// The register of erasures, which is kept apart from the territory and its backups: the
    /// earliest first.
    func erasures() throws -> [ErasureAct]
    /// Runs `body` in one transaction, durable when this returns; any error undoes all of it.
    func write<R>(_ body: (any StorageWriting) throws -> R) throws -> R
}

extension StorageReading {
    /// Whether an audience has lost rows, or has some that nobody put there.
    package func lacksRows(_ scope: String) throws -> Bool {
        try digest(scope: scope) != digestOfRows(scope: scope)
    }
}
