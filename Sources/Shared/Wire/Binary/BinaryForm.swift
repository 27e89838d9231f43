// BinaryForm: what the two sides of the binary form agree on: its first bytes, the kinds of its
// messages, the numbers of its frames, and the tags of what stands in them.
//
// A message is `magic`, its kind, frames in ascending order of their numbers, and a zero byte. A
// frame is its number, its length and so many bytes. Frames of later programs are passed over; what
// this version has is written in one form, and every other one is refused. A frame that holds
// nothing is left out.
//
// Whatever repeats stands once: names, short texts, identities, transactions, writes and epochs go
// into a table the first time that they are written, and are an index after that. The tables run
// through the whole message, so frames that are added later must not touch them.

enum BinaryForm {
    /// No text in UTF-8 begins like this, so it is never taken for JSON. The last byte is the
    /// version of the form.
    static let magic: [UInt8] = [0xD2, 0x52, 0x4C, 0x01]

    /// Texts up to this length go into the table of texts; longer ones stand where they are used.
    static let tableTextBytes = 64

    /// The milliseconds of an identity, or of a stamp, are below this.
    static let milliseconds: UInt64 = 1 << 48

    enum Kind: UInt8 {
        case syncRequest = 1
        case syncResponse
        case enrolRequest
        case enrolResponse
        case verifyRequest
        case verifyResponse
        case recordsRequest
        case recordsResponse
        case historyRequest
        case historyResponse
        case returnRequest
        case returnResponse
        case mendRequest
        case mendResponse
        case forkRequest
        case forkResponse
        case receiptRequest
        case receipt
        /// A sync response whose tables begin as those of its request ended.
        case continuedSyncResponse
        /// A sync request that names its scopes as what they are.
        case briefSyncRequest
    }

    /// The kind that a message says that it is.
    static func kind(of bytes: [UInt8]) -> Kind? {
        bytes.count > magic.count ? Kind(rawValue: bytes[magic.count]) : nil
    }

    enum Frame: UInt8 {
        /// What a message has once.
        case head = 1
        case forks
        case transactions
        case scopes
        case undecided
        case acknowledgements
        case decisions
        case replicas
        case records
        case gone
        case scopeDigests
        case keys
        case returned
        case refused
        case entries
        case digests
        case chains
        case publicKey
        case signature
        case former
        /// In a request.
        case acts
        /// In an answer.
        case actsTaken
        /// Whole records as they are stored, for who has said that they read them.
        case rows
        /// What need not be said again, for who has said that they make it by themselves.
        case echoes
        /// What the sender of a request reads, which a server may not know.
        case abilities = 33
        /// Of a verification: the scopes that are asked besides, or what is held of them.
        case otherScopes = 34

        /// From here on are the frames of later programs, which a reader passes over. This first
        /// one is kept for what another device wrote and this one carries; nobody writes it yet.
        static let firstPassedOver: UInt8 = 32
    }

    /// What stands behind a field's name or a sibling's write.
    enum Tag {
        static let null: UInt64 = 0
        static let no: UInt64 = 1
        static let yes: UInt64 = 2
        static let integer: UInt64 = 3
        static let real: UInt64 = 4
        static let text: UInt64 = 5
        /// Of a set: elements added and removed, or one element.
        static let elements: UInt64 = 6
        static let increment: UInt64 = 7
        /// How many bits a tag takes.
        static let bits: UInt64 = 3
    }

    /// The bits before a transaction.
    enum TransactionFlag {
        static let isClockUnverified: UInt8 = 1
        static let hasOrigin: UInt8 = 2
        static let hasOtherSchema: UInt8 = 4
        static let hasOtherSeen: UInt8 = 8
        static let isNotOneRecord: UInt8 = 16
        static let all: UInt8 = 31
    }

    /// The bits before a change of a record: two for its base, two for its action.
    enum ChangeFlag {
        static let hasOwn: UInt8 = 4
        static let actionShift: UInt8 = 3
        static let isSameRecord: UInt8 = 32
        static let all: UInt8 = 63
    }

    /// The bits before a write; its replica stands above them.
    enum WriteFlag {
        static let isClaimedOtherwise: UInt64 = 1
        static let isClockUnverified: UInt64 = 2
        static let hasFormer: UInt64 = 4
        static let bits: UInt64 = 3
    }

    /// The bits before a record's state.
    enum StateFlag {
        static let isWhole: UInt8 = 1
        static let hasOtherChange: UInt8 = 2
        static let hasDeletions: UInt8 = 4
        static let hasApplied: UInt8 = 8
        static let hasErasure: UInt8 = 16
        static let hasReplacements: UInt8 = 32
        static let all: UInt8 = 63
    }

    /// The bits before a field's state; the number of its siblings stands above them.
    enum FieldFlag {
        /// Where the field last changed: nowhere yet, where its last sibling stands, elsewhere.
        static let changedMask: UInt64 = 3
        static let isChangedByLast: UInt64 = 1
        static let isChangedElsewhere: UInt64 = 2
        static let hasAncestors: UInt64 = 4
        static let bits: UInt64 = 3
    }
}

/// A text in a table: two that only look the same are two.
struct TableText: Hashable {
    let text: String

    init(_ text: String) { self.text = text }

    static func == (left: TableText, right: TableText) -> Bool {
        left.text.hasSameBytes(as: right.text)
    }

    func hash(into hasher: inout Hasher) {
        let isFed: Void? = text.utf8.withContiguousStorageIfAvailable {
            hasher.combine(bytes: UnsafeRawBufferPointer($0))
        }
        if isFed == nil { for byte in text.utf8 { hasher.combine(byte) } }
    }
}

extension RecordID {
    /// The identity that a text is exactly the text of.
    init?(exactly text: String) {
        guard text.utf8.count == 36, text.utf8.allSatisfy({ $0 < 0x41 || $0 > 0x46 }) else {
            return nil
        }
        self.init(text)
    }
}
