// The messages of POST /v1/sync: push and pull in one round trip.

/// What the protocol's two sides agree on before anything else.
package enum ProtocolVersion {
    /// The version that this program speaks.
    package static let current = 1
}

/// How far a device holds a scope.
package struct HeldScope: Hashable, Sendable {
    package var name: String
    /// Everything through here is held; `nil` before the first pull of the scope is complete.
    package var floor: Position?
    /// While a pull is under way: delivered through this sequence, though not yet complete.
    package var page: UInt64?

    package init(name: String, floor: Position?, page: UInt64? = nil) {
        self.name = name
        self.floor = floor
        self.page = page
    }
}

/// A device tells what it wrote and how far it holds each scope.
package struct SyncRequest: Hashable, Sendable {
    package var protocolVersion: Int
    /// The version of the schema that the device runs.
    package var schema: Int
    /// The epoch that bare sequence numbers of this message are in.
    package var epoch: Epoch?
    /// The number of the transaction before the first one of `transactions`, 0 at the beginning.
    package var after: UInt64
    /// The chain hash at `after`.
    package var chain: ChainHash
    /// Transactions `after + 1`, `after + 2`, … in order.
    package var transactions: [Transaction]
    /// Where those of them that are sent again stood on lines that a restore has left.
    package var former: [FormerPlaces]
    /// The number of the last transaction that the device made, sent here or not.
    package var last: UInt64
    /// The lowest number that the device still holds; what is before it can only be on the server.
    package var oldest: UInt64
    package var scopes: [HeldScope]
    /// Own transactions in quarantine of which the device knows no decision.
    package var undecided: [DeliveryAddress]
    /// What was taken out of the device, and is not known to be in the server's audit.
    package var acts: [DeviceAct]
    /// What the device reads beside what every program reads.
    package var reads: Abilities

    package init(
        protocolVersion: Int = ProtocolVersion.current, schema: Int, epoch: Epoch?,
        after: UInt64, chain: ChainHash, transactions: [Transaction],
        former: [FormerPlaces] = [], last: UInt64? = nil, oldest: UInt64 = 1, scopes: [HeldScope],
        undecided: [DeliveryAddress] = [], acts: [DeviceAct] = [], reads: Abilities = []
    ) {
        self.protocolVersion = protocolVersion
        self.schema = schema
        self.epoch = epoch
        self.after = after
        self.chain = chain
        self.transactions = transactions
        self.former = former
        self.last = last ?? after + UInt64(transactions.count)
        self.oldest = oldest
        self.scopes = scopes
        self.undecided = undecided
        self.acts = acts
        self.reads = reads
    }

    /// Refuses numbers that do not hold together, before they are added up.
    static func check(after: UInt64, count: Int, last: UInt64?) throws(WireError) {
        let (sent, isOver) = after.addingReportingOverflow(UInt64(count))
        guard !isOver, last ?? sent >= sent else {
            throw WireError("a last number before those sent")
        }
    }
}

/// Where a transaction that a restored server lost had its place. Whoever knew it there knows it:
/// its author may hold nothing of the record any more, to give back what says so.
package struct FormerPlaces: Hashable, Sendable {
    /// The transaction's number.
    package var number: UInt64
    /// At least one, in canonical order; the latest ones where there were more than the limit.
    package var positions: [Position]

    package init(number: UInt64, positions: [Position]) {
        self.number = number
        self.positions = positions
    }
}

/// Where a transaction was delivered from.
package struct DeliveryAddress: Hashable, Sendable {
    package var replica: Replica
    package var number: UInt64

    package init(replica: Replica, number: UInt64) {
        self.replica = replica
        self.number = number
    }
}

/// What somebody decided of a transaction in quarantine.
package struct Decision: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// It was released as it was.
        case accepted
        /// It was released in another form.
        case corrected
        /// It stays refused.
        case dismissed
    }

    package var address: DeliveryAddress
    package var kind: Kind

    package init(address: DeliveryAddress, kind: Kind) {
        self.address = address
        self.kind = kind
    }
}

/// A record of which only its identity is left, and which a device is to forget.
package struct GoneRecord: Hashable, Sendable {
    package var key: RecordKey
    package var scope: String

    package init(key: RecordKey, scope: String) {
        self.key = key
        self.scope = scope
    }
}

/// What the server holds of a scope, in one number.
package struct ScopeDigest: Hashable, Sendable {
    package var name: String
    package var digest: Digest

    package init(name: String, digest: Digest) {
        self.name = name
        self.digest = digest
    }
}

/// What became of pushed transactions.
package enum Acknowledgement: Hashable, Sendable {
    /// `count` transactions from `first` have the sequences from `sequence` on.
    case accepted(first: UInt64, count: Int, sequence: UInt64)
    /// One is kept whole on the server, and was not merged.
    case quarantined(number: UInt64, code: String, message: Phrase)
}

/// A record, or what changed of it since the device's floor.
package struct RecordDelta: Hashable, Sendable {
    package var collection: String
    package var id: RecordID
    package var scope: String
    /// The sequence of the record's last change: the delta is complete through here.
    package var sequence: UInt64
    /// Whether `state` is the whole record rather than the fields that changed.
    package var isWhole: Bool
    /// The state; made of the canonical bytes where there is nothing else.
    package var state: RecordState {
        get { made ?? bytes.flatMap { try? RecordState(bytes: $0) } ?? RecordState() }
        set { made = newValue }
    }
    private var made: RecordState?
    /// The canonical bytes of `state`, where they came with a whole record: they need not be
    /// written to be stored, or for their digest. `nil` where they are not at hand. They say
    /// nothing that `state` does not, so two that differ in nothing else are equal.
    package var canonical: [UInt8]? {
        get { bytes }
        set {
            made = state
            bytes = newValue
        }
    }
    private var bytes: [UInt8]?

    package init(
        collection: String, id: RecordID, scope: String, sequence: UInt64, isWhole: Bool,
        state: RecordState, canonical: [UInt8]? = nil
    ) {
        self.collection = collection
        self.id = id
        self.scope = scope
        self.sequence = sequence
        self.isWhole = isWhole
        made = state
        bytes = canonical
    }

    /// A whole record, of which the state is made when somebody asks for it.
    ///
    /// - Parameter canonical: the canonical bytes of a state, and no others.
    package init(
        collection: String, id: RecordID, scope: String, sequence: UInt64, canonical: [UInt8]
    ) {
        self.collection = collection
        self.id = id
        self.scope = scope
        self.sequence = sequence
        isWhole = true
        bytes = canonical
    }

    package static func == (left: RecordDelta, right: RecordDelta) -> Bool {
        left.collection == right.collection && left.id == right.id && left.scope == right.scope
            && left.sequence == right.sequence && left.isWhole == right.isWhole
            && left.state == right.state
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(collection)
        hasher.combine(id)
        hasher.combine(sequence)
    }
}

/// Who writes under a replica number.
package struct ReplicaInfo: Hashable, Sendable {
    package var replica: Replica
    package var user: String
    package var userName: String

    package init(replica: Replica, user: String, userName: String) {
        self.replica = replica
        self.user = user
        self.userName = userName
    }
}

/// The server tells what it accepted, and what the device does not hold yet.
package struct SyncResponse: Hashable, Sendable {
    /// The epoch that bare sequence numbers of this message are in.
    package var epoch: Epoch
    package var lineage: Lineage
    /// The last accepted sequence of the territory, as of this response.
    package var head: UInt64
    /// The server's clock, Unix milliseconds.
    package var time: UInt64
    package var acknowledgements: [Acknowledgement]
    /// The number that the server expects next; smaller than what was sent when there was a gap.
    package var nextNumber: UInt64
    /// The chain hash before `nextNumber`, when the server asks for numbers again.
    package var chain: ChainHash?
    /// Through here everything is in every backup that can be restored; `nil` when there is none.
    package var backedUp: Position?
    package var decisions: [Decision]
    /// The scopes that the user has now; what the device holds of any other is to be purged.
    package var scopes: [HeldScope]
    /// Whether the pull has reached `head` in every scope: the floors move there.
    package var isComplete: Bool
    package var records: [RecordDelta]
    package var gone: [GoneRecord]
    package var replicas: [ReplicaInfo]
    /// The digest of each scope at `head`, when the pull is complete.
    package var digests: [ScopeDigest]
    /// The number of the device's last act that is in the audit, when the request told any.
    package var acts: UInt64?
    /// What the device makes of its records by itself, for a device that said that it does.
    package var echoes: Echoes?
    /// Whole records that the answer had, and of which the bytes are not those of a state.
    package var passedOver = 0

    package init(
        epoch: Epoch, lineage: Lineage, head: UInt64, time: UInt64,
        acknowledgements: [Acknowledgement], nextNumber: UInt64, chain: ChainHash? = nil,
        backedUp: Position? = nil, decisions: [Decision] = [], scopes: [HeldScope],
        isComplete: Bool, records: [RecordDelta], gone: [GoneRecord] = [],
        replicas: [ReplicaInfo], digests: [ScopeDigest] = [], acts: UInt64? = nil
    ) {
        self.epoch = epoch
        self.lineage = lineage
        self.head = head
        self.time = time
        self.acknowledgements = acknowledgements
        self.nextNumber = nextNumber
        self.chain = chain
        self.backedUp = backedUp
        self.decisions = decisions
        self.scopes = scopes
        self.isComplete = isComplete
        self.records = records
        self.gone = gone
        self.replicas = replicas
        self.digests = digests
        self.acts = acts
    }
}
