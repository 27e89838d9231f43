// The rows of a territory's storage, as every implementation keeps them.

package import Shared

/// A record's merged state.
package struct StoredRecord: Hashable, Sendable {
    package var key: RecordKey
    /// The audience that holds it.
    package var scope: String
    /// The sequence at which it entered that audience: a device behind it needs the whole record.
    package var entered: UInt64
    /// The sequence of its last change.
    package var sequence: UInt64
    /// The canonical bytes of its state.
    package var state: [UInt8]
    /// Whether these bytes are others than those that were written: the disk has changed them.
    package var isAltered: Bool
    /// The record whose file it is part of; `nil` when it is part of none.
    package var root: RecordID?
    /// The other audiences that hold it too, such as the receiver of an orientation. Nobody is in
    /// two audiences of one record.
    package var guests: [Guest]

    /// An audience that holds a record beside the one that it belongs to.
    package struct Guest: Hashable, Sendable {
        /// The audience.
        package var scope: String
        /// The sequence at which the record entered it.
        package var entered: UInt64

        package init(scope: String, entered: UInt64) {
            self.scope = scope
            self.entered = entered
        }
    }

    package init(
        key: RecordKey, scope: String, entered: UInt64, sequence: UInt64, state: [UInt8],
        root: RecordID? = nil, guests: [Guest] = [], isAltered: Bool = false
    ) {
        self.isAltered = isAltered
        self.root = root
        self.guests = guests
        self.key = key
        self.scope = scope
        self.entered = entered
        self.sequence = sequence
        self.state = state
    }

    /// Every audience that holds it, the one that it belongs to first.
    package var audiences: [String] { [scope] + guests.map(\.scope) }

    /// The audience of these through which the record is read; `nil` when it is none of them.
    package func scope(in held: Set<String>) -> String? {
        if held.contains(scope) { return scope }
        return guests.first { held.contains($0.scope) }?.scope
    }

    /// The sequence at which the record entered an audience; `nil` when it is not in it.
    package func entered(_ audience: String) -> UInt64? {
        if scope == audience { return entered }
        return guests.first { $0.scope == audience }?.entered
    }
}

extension RecordState {
    /// What a row says; nothing when there is none.
    ///
    /// - Throws: when the row's bytes are damaged: they say nothing, or something else than what
    ///   was written. What is made of such bytes would be taken for the truth from then on.
    init(_ row: StoredRecord?) throws(ByteError) {
        guard let row else {
            self.init()
            return
        }
        if row.isAltered { throw .altered }
        self = try RecordState(bytes: row.state)
    }
}

/// One step of a territory's order: an accepted transaction, or what the server did by itself.
package struct JournalEntry: Hashable, Sendable {
    package enum Kind: Int64, Sendable {
        case transaction = 0
        /// Records that a device gave back after a restore; the body names them and no change.
        case join = 1
        /// Deleted records of which only the identity was kept; the body names them.
        case compaction = 2
        /// Records that came to another audience with their file; the body names them.
        case move = 3
    }

    package var kind: Kind
    package var sequence: UInt64
    package var replica: Replica
    package var number: UInt64
    /// For each record of the transaction, in order, the sequence of the transaction that changed
    /// it before; 0 when none did. A record's history is the chain of these, and needs no index.
    package var previous: [UInt64]
    /// The canonical bytes of the transaction; empty once its payload was erased or compacted.
    package var body: [UInt8]
    /// Unix milliseconds.
    package var receivedAt: UInt64

    package init(
        kind: Kind = .transaction, sequence: UInt64, replica: Replica, number: UInt64,
        previous: [UInt64], body: [UInt8], receivedAt: UInt64 = 0
    ) {
        self.kind = kind
        self.receivedAt = receivedAt
        self.sequence = sequence
        self.replica = replica
        self.number = number
        self.previous = previous
        self.body = body
    }
}

extension JournalEntry {
    /// A step that names records and changes nothing that they say.
    ///
    /// - Parameters:
    ///   - records: what is named, each with the sequence of its change before.
    ///   - info: the territory before the step, which takes the sequence after its head.
    ///   - replica: whose doing it is; 0 is nobody's number.
    init(
        _ kind: Kind, naming records: [(key: RecordKey, previous: UInt64)],
        after info: TerritoryInfo,
        id: TransactionID, replica: Replica, schema: Schema, now: UInt64
    ) {
        let body = Transaction(
            id: id, stamp: Stamp(milliseconds: now), schema: schema.version, seen: info.end,
            records: records.map {
                RecordChange(collection: $0.key.collection, id: $0.key.id, action: .write([]))
            })
        self.init(
            kind: kind, sequence: info.head + 1, replica: replica, number: 0,
            previous: records.map(\.previous), body: body.bytes, receivedAt: now)
    }
}

/// A run of one device's transactions that the server answered for together: accepted ones with
/// consecutive sequences, or a single quarantined one.
package struct ReceivedRun: Hashable, Sendable {
    package var first: UInt64
    package var count: Int
    /// The sequence of the first one; `nil` when it was quarantined.
    package var sequence: UInt64?
    /// The device's chain hash after each of them.
    package var chains: [ChainHash]

    package init(first: UInt64, count: Int, sequence: UInt64?, chains: [ChainHash]) {
        self.first = first
        self.count = count
        self.sequence = sequence
        self.chains = chains
    }
}

/// A transaction that was refused, whole.
package struct QuarantinedTransaction: Hashable, Sendable {
    package var replica: Replica
    package var number: UInt64
    package var id: TransactionID
    package var code: String
    package var message: Phrase
    package var body: [UInt8]
    /// Unix milliseconds.
    package var receivedAt: UInt64
    /// What somebody decided of it; `nil` while it waits.
    package var decision: Decision.Kind?
    /// Its author's organisation, where a restore has taken it over: it may not know them.
    package var organisation: RecordID?

    package init(
        replica: Replica, number: UInt64, id: TransactionID, code: String, message: Phrase,
        body: [UInt8], receivedAt: UInt64, decision: Decision.Kind? = nil,
        organisation: RecordID? = nil
    ) {
        self.decision = decision
        self.organisation = organisation
        self.replica = replica
        self.number = number
        self.id = id
        self.code = code
        self.message = message
        self.body = body
        self.receivedAt = receivedAt
    }
}

/// A person with an account.
package struct User: Hashable, Sendable {
    package var id: String
    package var name: String
    package var organisation: RecordID
    package var role: Role
    /// Whether they left: no code makes them a device any more.
    package var hasLeft: Bool

    package init(
        id: String, name: String, organisation: RecordID, role: Role, hasLeft: Bool = false
    ) {
        self.hasLeft = hasLeft
        self.id = id
        self.name = name
        self.organisation = organisation
        self.role = role
    }
}

/// An enrolled installation of one user.
package struct Device: Hashable, Sendable {
    package enum State: String, Sendable {
        case active
        case revoked
        /// Revoked, and in unknown hands: nothing more is taken from it.
        case lost
        /// The server's own writer, for imports; no token opens it.
        case server
    }

    package var replica: Replica
    package var user: String
    /// SHA-256 of the device's secret; empty for the server's own writer.
    package var secretHash: [UInt8]
    package var state: State
    /// The number of the last transaction that the server answered for.
    package var lastNumber: UInt64
    package var chain: ChainHash
    /// Unix milliseconds.
    package var createdAt: UInt64
    /// Unix milliseconds of the last request; `nil` before the first.
    package var lastSeen: UInt64?
    /// The first number of the family that the devices of its user are; `nil` as long as none of
    /// their stores was found to be a copy, or was enrolled again.
    package var family: Replica?
    /// SHA-256 of the secret that takes the place of the present one when it is first used.
    package var nextSecretHash: [UInt8]?
    /// How many secrets the device had before this one.
    package var rotations: UInt64
    /// The names of the scopes that the device said, in its last request, that it holds.
    package var held: Set<String>
    /// Through where the device has said that it holds everything, when something had been erased
    /// before: the erasures before it have reached it.
    package var confirmed: Position?
    /// The number of its last act that is in the audit, 0 before the first, and what it was.
    package var lastAct: UInt64
    /// SHA-256 of that act; empty before the first.
    package var lastActHash: [UInt8]

    package init(
        replica: Replica, user: String, secretHash: [UInt8], state: State, lastNumber: UInt64,
        chain: ChainHash, createdAt: UInt64, lastSeen: UInt64?, family: Replica? = nil,
        nextSecretHash: [UInt8]? = nil, rotations: UInt64 = 0, held: Set<String> = [],
        confirmed: Position? = nil, lastAct: UInt64 = 0, lastActHash: [UInt8] = []
    ) {
        self.lastAct = lastAct
        self.lastActHash = lastActHash
        self.held = held
        self.confirmed = confirmed
        self.nextSecretHash = nextSecretHash
        self.rotations = rotations
        self.family = family
        self.replica = replica
        self.user = user
        self.secretHash = secretHash
        self.state = state
        self.lastNumber = lastNumber
        self.chain = chain
        self.createdAt = createdAt
        self.lastSeen = lastSeen
    }
}

/// A one-time code for a user's new device.
package struct Invitation: Hashable, Sendable {
    /// SHA-256 of the code.
    package var codeHash: [UInt8]
    package var user: String
    /// Unix milliseconds.
    package var expiresAt: UInt64
    /// The device that used the code; the same device may ask again when the answer was lost.
    package var usedBy: Replica?

    package init(codeHash: [UInt8], user: String, expiresAt: UInt64, usedBy: Replica?) {
        self.codeHash = codeHash
        self.user = user
        self.expiresAt = expiresAt
        self.usedBy = usedBy
    }
}

/// What a territory is, and where its order stands.
package struct TerritoryInfo: Hashable, Sendable {
    package var code: String
    package var name: String
    package var epoch: Epoch
    package var lineage: Lineage
    /// The last accepted sequence.
    package var head: UInt64
    /// Every backup that was made of this line, the oldest first.
    package var backups: [BackupMark]
    /// Where something was last erased; `nil` when nothing ever was.
    package var erased: Position?

    /// The end of the territory's order.
    package var end: Position { Position(epoch: epoch, sequence: head) }

    package init(
        code: String, name: String, epoch: Epoch, lineage: Lineage, head: UInt64,
        backups: [BackupMark] = [], erased: Position? = nil
    ) {
        self.backups = backups
        self.erased = erased
        self.code = code
        self.name = name
        self.epoch = epoch
        self.lineage = lineage
        self.head = head
    }
}

/// A set of files that a few people of an organisation hold.
package struct Portfolio: Hashable, Sendable {
    package var id: RecordID
    package var organisation: RecordID
    package var name: String
    /// The user who holds it, beside the coordinators of the organisation; `nil` for nobody else.
    package var holder: String?

    package init(id: RecordID, organisation: RecordID, name: String, holder: String?) {
        self.id = id
        self.organisation = organisation
        self.name = name
        self.holder = holder
    }
}
