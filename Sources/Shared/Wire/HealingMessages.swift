// The messages that heal: what a restored server lost, a damaged row, a store that turned out to be
// a copy of another.

/// A record as a device holds it, with through where its copy is complete.
package struct ReturnedRecord: Hashable, Sendable {
    package var collection: String
    package var id: RecordID
    package var scope: String
    package var base: Position
    package var state: RecordState

    package var key: RecordKey { RecordKey(collection: collection, id: id) }

    package init(
        collection: String, id: RecordID, scope: String, base: Position, state: RecordState
    ) {
        self.collection = collection
        self.id = id
        self.scope = scope
        self.base = base
        self.state = state
    }
}

/// A device gives back what it holds from a line that a restore has left.
package struct ReturnRequest: Hashable, Sendable {
    /// The server's epoch, as the device knows it: what it gives back was chosen against it.
    package var epoch: Epoch
    /// The forks that the device knows.
    package var lineage: Lineage
    package var records: [ReturnedRecord]

    package init(epoch: Epoch, lineage: Lineage, records: [ReturnedRecord]) {
        self.epoch = epoch
        self.lineage = lineage
        self.records = records
    }
}

/// What the server now holds of each record that was given back.
package struct ReturnResponse: Hashable, Sendable {
    /// A record that was not joined, and is kept whole for somebody to decide.
    package struct Refused: Hashable, Sendable {
        package var key: RecordKey
        package var code: String
        package var message: Phrase

        package init(key: RecordKey, code: String, message: Phrase) {
            self.key = key
            self.code = code
            self.message = message
        }
    }

    package var epoch: Epoch
    /// Whole, refused or not.
    package var records: [RecordDelta]
    /// Those that the device is to forget.
    package var absent: [RecordKey]
    package var refused: [Refused]
    package var replicas: [ReplicaInfo]

    package init(
        epoch: Epoch, records: [RecordDelta], absent: [RecordKey], refused: [Refused],
        replicas: [ReplicaInfo]
    ) {
        self.epoch = epoch
        self.records = records
        self.absent = absent
        self.refused = refused
        self.replicas = replicas
    }
}

/// A device offers its copies of rows that the server says are damaged.
package struct MendRequest: Hashable, Sendable {
    package var records: [ReturnedRecord]

    package init(records: [ReturnedRecord]) { self.records = records }
}

/// The rows that the offered bytes mended: those whose digest the server had kept.
package struct MendResponse: Hashable, Sendable {
    package var mended: [RecordKey]

    package init(mended: [RecordKey]) { self.mended = mended }
}

/// A store that cannot go on under its replica number, for another store has, asks for another.
package struct ForkRequest: Hashable, Sendable {
    /// 64 hexadecimal digits, made by the device for the new number; a lost answer is asked for
    /// again with the same ones.
    package var secret: String
    /// The last number that the server answered this store for.
    package var after: UInt64
    /// The chain hash at `after`.
    package var chain: ChainHash
    /// The chain hashes of the numbers that follow.
    package var chains: [ChainHash]

    package init(secret: String, after: UInt64, chain: ChainHash, chains: [ChainHash]) {
        self.secret = secret
        self.after = after
        self.chain = chain
        self.chains = chains
    }
}

/// The new number, and which of the old ones are this store's own.
package struct ForkResponse: Hashable, Sendable {
    package var epoch: Epoch
    package var replica: Replica
    /// The greatest number at which store and server have the same chain hash.
    package var common: UInt64
    /// What became of the numbers after `after` through `common`.
    package var acknowledgements: [Acknowledgement]
    /// What the server keeps in quarantine of the numbers after `common`, oldest first: the store
    /// that wrote it may be this one, before it was put back, and the quarantine may be lost.
    package var refused: [Transaction]

    package init(
        epoch: Epoch, replica: Replica, common: UInt64, acknowledgements: [Acknowledgement],
        refused: [Transaction] = []
    ) {
        self.refused = refused
        self.epoch = epoch
        self.replica = replica
        self.common = common
        self.acknowledgements = acknowledgements
    }
}
