// The messages beside synchronisation: enrolment, proof of sameness, history, single records.

/// A device asks to become one, with a one-time code and the secret that it made for itself.
package struct EnrolRequest: Hashable, Sendable {
    package var protocolVersion: Int
    package var code: String
    /// 64 hexadecimal digits, made by the device. A lost answer is asked again with the same
    /// secret, so a code is never spent on nobody.
    package var secret: String
    /// What the store was enrolled as before, when the server did not know it any more.
    package var former: Former?

    /// An earlier enrolment of the same store.
    package struct Former: Hashable, Sendable {
        package var replica: Replica
        package var secret: String

        package init(replica: Replica, secret: String) {
            self.replica = replica
            self.secret = secret
        }
    }

    package init(
        protocolVersion: Int = ProtocolVersion.current, code: String, secret: String,
        former: Former? = nil
    ) {
        self.protocolVersion = protocolVersion
        self.code = code
        self.secret = secret
        self.former = former
    }
}

/// Who a device now is.
package struct EnrolResponse: Hashable, Sendable {
    package var territory: String
    package var territoryName: String
    package var replica: Replica
    package var user: String
    package var userName: String
    package var organisation: String
    package var role: String
    /// What the territory's receipts are signed with; `nil` from a server that signs none.
    package var receiptKey: ReceiptKey?

    package init(
        territory: String, territoryName: String, replica: Replica, user: String,
        userName: String, organisation: String, role: String, receiptKey: ReceiptKey? = nil
    ) {
        self.territory = territory
        self.territoryName = territoryName
        self.replica = replica
        self.user = user
        self.userName = userName
        self.organisation = organisation
        self.role = role
        self.receiptKey = receiptKey
    }
}

/// A device asks what the server holds of a scope, in one of three depths.
package struct VerifyRequest: Hashable, Sendable {
    package enum Depth: Hashable, Sendable {
        /// One digest.
        case scope
        /// One digest for each of the 256 buckets of record identities.
        case buckets
        /// Each record of one bucket with its own digest.
        case records(bucket: UInt8)
    }

    package var scope: String
    package var depth: Depth
    /// Scopes of which one digest is asked besides. An older server passes over them.
    package var others: [String]

    package init(scope: String, depth: Depth, others: [String] = []) {
        self.scope = scope
        self.depth = depth
        self.others = others
    }
}

/// What the server holds of a scope.
package struct VerifyResponse: Hashable, Sendable {
    /// What it holds of a scope that was asked besides.
    package struct Other: Hashable, Sendable {
        package var scope: String
        /// The sequence of the last change in the scope.
        package var head: UInt64
        package var count: Int
        package var digest: Digest
        /// The rows that no longer have the bytes that they should have.
        package var damaged: [Entry]

        package init(scope: String, head: UInt64, count: Int, digest: Digest, damaged: [Entry]) {
            self.scope = scope
            self.head = head
            self.count = count
            self.digest = digest
            self.damaged = damaged
        }
    }

    /// One record and the digest of its canonical bytes.
    package struct Entry: Hashable, Sendable {
        package var collection: String
        package var id: RecordID
        /// Of the bytes that the record should have.
        package var digest: Digest
        /// Whether the server's own row no longer has those bytes, and wants them back.
        package var isDamaged: Bool
        /// The record.
        package var key: RecordKey { RecordKey(collection: collection, id: id) }

        package init(
            collection: String, id: RecordID, digest: Digest, isDamaged: Bool = false
        ) {
            self.collection = collection
            self.id = id
            self.digest = digest
            self.isDamaged = isDamaged
        }
    }

    package var epoch: Epoch
    /// The sequence of the last change in the scope; digests of different positions differ.
    package var head: UInt64
    package var count: Int
    /// One digest, or one for each bucket, by the depth that was asked.
    package var digests: [Digest]
    package var entries: [Entry]
    package var others: [Other]

    package init(
        epoch: Epoch, head: UInt64, count: Int, digests: [Digest], entries: [Entry],
        others: [Other] = []
    ) {
        self.others = others
        self.epoch = epoch
        self.head = head
        self.count = count
        self.digests = digests
        self.entries = entries
    }
}

/// Names a record.
package struct RecordKey: Hashable, Sendable {
    package var collection: String
    package var id: RecordID

    package init(collection: String, id: RecordID) {
        self.collection = collection
        self.id = id
    }
}

/// A device asks for whole records, to mend its copy.
package struct RecordsRequest: Hashable, Sendable {
    package var records: [RecordKey]

    package init(records: [RecordKey]) { self.records = records }
}

/// The records that the device may see, whole; those that it may not, or that do not exist, by key.
package struct RecordsResponse: Hashable, Sendable {
    package var epoch: Epoch
    package var records: [RecordDelta]
    package var absent: [RecordKey]

    package init(epoch: Epoch, records: [RecordDelta], absent: [RecordKey]) {
        self.epoch = epoch
        self.records = records
        self.absent = absent
    }
}

/// A device asks for what happened to a record.
package struct HistoryRequest: Hashable, Sendable {
    package var record: RecordKey
    /// From this sequence backwards, as `next` of an answer gives it; `nil` from the last one.
    package var before: UInt64?

    package init(record: RecordKey, before: UInt64? = nil) {
        self.record = record
        self.before = before
    }
}

/// What happened to a record, the latest first.
package struct HistoryResponse: Hashable, Sendable {
    /// One accepted transaction, reduced to what it did to the record.
    package struct Entry: Hashable, Sendable {
        package var transaction: TransactionID
        package var sequence: UInt64
        package var replica: Replica
        package var user: String
        /// The stamp that its author's clock claimed.
        package var stamp: Stamp
        package var action: RecordChange.Action
        /// Whether its author's clock had been compared with the server's not long before.
        package var isClockVerified: Bool
        /// The stamp that everybody merges by, when the claimed one was too far ahead for it.
        package var corrected: Stamp?

        package init(
            transaction: TransactionID, sequence: UInt64, replica: Replica, user: String,
            stamp: Stamp, action: RecordChange.Action, isClockVerified: Bool = true,
            corrected: Stamp? = nil
        ) {
            self.transaction = transaction
            self.sequence = sequence
            self.replica = replica
            self.user = user
            self.stamp = stamp
            self.action = action
            self.isClockVerified = isClockVerified
            self.corrected = corrected
        }
    }

    package var entries: [Entry]
    /// Where to go on; `nil` when the beginning has been reached.
    package var next: UInt64?
    /// Whether everything before the entries is kept, here or at `next`: the server empties what
    /// is very old, and then only the record's state is left of it.
    package var isComplete: Bool

    package init(entries: [Entry], next: UInt64?, isComplete: Bool = true) {
        self.entries = entries
        self.next = next
        self.isComplete = isComplete
    }
}
