// BinaryWriter: the tables and the primitives of the binary form. The counterpart of BinaryReader.

/// Writes the protocol's values in the binary form.
struct BinaryWriter {
    private(set) var out = ByteWriter()
    private var names: [TableText: UInt64] = [:]
    private var texts: [TableText: UInt64] = [:]
    private var ids: [RecordID: UInt64] = [:]
    private var transactions: [TransactionID: UInt64] = [:]
    private var writes: [Write: UInt64] = [:]
    /// The write that was referred to last, with its place: most fields follow one of their own.
    private var lastWrite: (write: Write, index: UInt64)?
    private var epochs: [Epoch: UInt64] = [:]
    private var lastSequence: UInt64 = 0
    private var lastStamp: UInt64 = 0
    private var lastMade: UInt64 = 0
    /// The epoch of the message's own sequence numbers.
    var lineEpoch: Epoch?
    /// The record that the last change was of.
    var lastKey: RecordKey?
    /// What the last transaction was written by, and had seen.
    var lastSchema = 0
    var lastSeen: Position?

    init(_ kind: BinaryForm.Kind) {
        out.raw(BinaryForm.magic)
        out.byte(kind.rawValue)
    }

    /// A message that goes on with the tables of another.
    init(_ kind: BinaryForm.Kind, goingOnWith tables: BinaryTables) {
        self.init(kind)
        func places<Key: Hashable>(_ keys: [Key]) -> [Key: UInt64] {
            var places: [Key: UInt64] = [:]
            places.reserveCapacity(keys.count)
            for (index, key) in keys.enumerated() { places[key] = UInt64(index) }
            return places
        }
        names = places(tables.names.map(TableText.init))
        texts = places(tables.texts.map(TableText.init))
        ids = places(tables.ids)
        transactions = places(tables.transactions)
        writes = places(tables.writes)
        epochs = places(tables.epochs)
        lastSequence = tables.lastSequence
        lastStamp = tables.lastStamp
        lastMade = tables.lastMade
    }

    /// The whole message.
    mutating func finish() -> [UInt8] {
        out.byte(0)
        return out.bytes
    }

    mutating func frame(_ frame: BinaryForm.Frame, _ body: (inout BinaryWriter) -> Void) {
        var other = ByteWriter()
        swap(&other, &out)
        body(&self)
        swap(&other, &out)
        out.byte(frame.rawValue)
        out.count(other.bytes.count)
        out.raw(other.bytes)
    }

    /// A frame of a list, left out when there is nothing in it.
    mutating func frame<Element>(
        _ frame: BinaryForm.Frame, _ elements: [Element],
        _ body: (inout BinaryWriter, Element) -> Void
    ) {
        guard !elements.isEmpty else { return }
        self.frame(frame) { $0.list(elements, body) }
    }

    mutating func list<Element>(
        _ elements: [Element], _ body: (inout BinaryWriter, Element) -> Void
    ) {
        out.count(elements.count)
        for element in elements { body(&self, element) }
    }

    mutating func byte(_ value: UInt8) { out.byte(value) }

    mutating func unsigned(_ value: UInt64) { out.unsigned(value) }

    mutating func signed(_ value: Int64) { out.signed(value) }

    mutating func fixed(_ value: UInt64) { out.fixed(value) }

    mutating func raw(_ bytes: [UInt8]) { out.raw(bytes) }

    mutating func plain(_ text: String) { out.text(text) }

    mutating func phrase(_ phrase: Phrase) {
        out.text(phrase.french)
        out.text(phrase.english)
    }

    mutating func chain(_ chain: ChainHash) { out.raw(chain.bytes) }

    mutating func digest(_ digest: Digest) {
        out.fixed(digest.high)
        out.fixed(digest.low)
    }

    /// The name of a collection, field or scope. `tag` takes the lowest bits of the reference.
    mutating func name(_ name: String, tag: UInt64 = 0, bits: UInt64 = 0) {
        let key = TableText(name)
        if let index = names[key] { return out.unsigned((index + 1) << bits | tag) }
        names[key] = UInt64(names.count)
        out.unsigned(tag)
        out.text(name)
    }

    /// Puts a name that was said otherwise where it is found when it is said again.
    mutating func know(_ name: String) {
        let key = TableText(name)
        if names[key] == nil { names[key] = UInt64(names.count) }
    }

    /// A text that may stand more than once, or be that of an identity.
    mutating func text(_ text: String) {
        if let id = RecordID(exactly: text) {
            out.byte(1)
            return self.id(id)
        }
        let length = text.utf8.count
        if length <= BinaryForm.tableTextBytes {
            let key = TableText(text)
            if let index = texts[key] { return out.unsigned((index + 1) << 1 | 1) }
            texts[key] = UInt64(texts.count)
        }
        out.unsigned(UInt64(length) << 1)
        out.raw(Array(text.utf8))
    }

    mutating func id(_ id: RecordID) {
        if let index = ids[id] { return out.unsigned(index + 1) }
        ids[id] = UInt64(ids.count)
        out.byte(0)
        let made = id.high >> 16
        out.signed(Int64(made) - Int64(lastMade))
        lastMade = made
        out.byte(UInt8(truncatingIfNeeded: id.high >> 8))
        out.byte(UInt8(truncatingIfNeeded: id.high))
        out.fixed(id.low)
    }

    mutating func key(_ key: RecordKey) {
        name(key.collection)
        id(key.id)
    }

    mutating func transaction(_ id: TransactionID) {
        let count = UInt64(transactions.count)
        if let index = transactions[id] { return out.unsigned(count - index) }
        transactions[id] = count
        out.byte(0)
        out.fixed(id.rawValue)
    }

    mutating func stamp(_ stamp: Stamp) {
        let counter = stamp.rawValue & 0xFFFF
        let delta = Int64(stamp.milliseconds) - Int64(lastStamp)
        lastStamp = stamp.milliseconds
        out.unsigned(UInt64(bitPattern: delta << 1 ^ delta >> 63) << 1 | (counter == 0 ? 0 : 1))
        if counter != 0 { out.unsigned(counter) }
    }

    mutating func epoch(_ epoch: Epoch?) {
        guard let epoch else { return out.byte(0) }
        if let index = epochs[epoch] { return out.unsigned(index + 2) }
        epochs[epoch] = UInt64(epochs.count)
        out.byte(1)
        out.fixed(epoch.rawValue)
    }

    mutating func sequence(_ sequence: UInt64) {
        out.signed(Int64(bitPattern: sequence &- lastSequence))
        lastSequence = sequence
    }

    mutating func position(_ position: Position?) {
        epoch(position?.epoch)
        if let position { sequence(position.sequence) }
    }

    /// A write, with `tag` in the lowest bits of the reference to it.
    mutating func write(_ write: Write, tag: UInt64 = 0, bits: UInt64 = 0) {
        let count = UInt64(writes.count)
        if let lastWrite, lastWrite.write == write {
            return out.unsigned((count - lastWrite.index) << bits | tag)
        }
        if let index = writes[write] {
            lastWrite = (write, index)
            return out.unsigned((count - index) << bits | tag)
        }
        writes[write] = count
        lastWrite = (write, count)
        out.unsigned(tag)
        transaction(write.transaction)
        let isClaimedOtherwise = write.claimed != write.stamp
        out.unsigned(
            UInt64(write.replica) << BinaryForm.WriteFlag.bits
                | (isClaimedOtherwise ? BinaryForm.WriteFlag.isClaimedOtherwise : 0)
                | (write.isClockVerified ? 0 : BinaryForm.WriteFlag.isClockUnverified)
                | (write.former.isEmpty ? 0 : BinaryForm.WriteFlag.hasFormer))
        stamp(write.stamp)
        if isClaimedOtherwise {
            out.signed(Int64(bitPattern: write.claimed.rawValue &- write.stamp.rawValue))
        }
        position(write.position)
        if !write.former.isEmpty { list(write.former) { $0.position($1) } }
    }
}

extension FieldValue {
    var binaryTag: UInt64 {
        switch self {
        case .null: BinaryForm.Tag.null
        case .bool(false): BinaryForm.Tag.no
        case .bool(true): BinaryForm.Tag.yes
        case .integer: BinaryForm.Tag.integer
        case .real: BinaryForm.Tag.real
        case .text: BinaryForm.Tag.text
        }
    }
}

extension BinaryWriter {
    /// A value whose tag was written before it.
    mutating func content(_ value: FieldValue) {
        switch value {
        case .null, .bool: break
        case .integer(let number): signed(number)
        case .real(let number): fixed(number.bitPattern)
        case .text(let text): self.text(text)
        }
    }
}
