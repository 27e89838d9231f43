// The canonical bytes of a transaction: what the outbox and the journal store and hashes are over.

extension Transaction {
    /// The canonical form. Equal transactions have equal bytes.
    package var bytes: [UInt8] {
        var writer = ByteWriter(capacity: 128 + 256 * records.count)
        writer.byte(Transaction.format)
        writer.fixed(id.rawValue)
        writer.fixed(stamp.rawValue)
        writer.count(schema)
        writer.byte((isClockVerified ? 0 : 1) | (origin == nil ? 0 : 2))
        if let origin { writer.fixed(origin.rawValue) }
        writer.position(seen)
        writer.count(records.count)
        for record in records { writer.change(record) }
        return writer.bytes
    }

    /// Reads the canonical form.
    package init(bytes: [UInt8]) throws(ByteError) {
        var reader = ByteReader(bytes)
        guard try reader.byte() == Transaction.format else { throw reader.failure(.newerFormat) }
        let id = TransactionID(try reader.fixed())
        let stamp = Stamp(try reader.fixed())
        let schema = try reader.unsigned()
        guard schema <= UInt64(Int32.max) else { throw reader.failure(.badNumber) }
        let flags = try reader.byte()
        guard flags < 4 else { throw reader.failure(.badTag) }
        let origin = flags & 2 == 0 ? nil : TransactionID(try reader.fixed())
        let seen = try reader.position()
        var records: [RecordChange] = []
        for _ in 0..<(try reader.count(of: 20)) { records.append(try reader.change()) }
        try reader.finish()
        self.init(
            id: id, stamp: stamp, schema: Int(schema), seen: seen,
            isClockVerified: flags & 1 == 0, origin: origin, records: records)
    }

    /// The hash that a device's chain runs over; it stands for the payload if that is ever erased.
    package var hash: [UInt8] { SHA256.hash(bytes) }

    private static let format: UInt8 = 2
}

/// The hash of a device's transactions up to some number: each link hashes the one before it.
package struct ChainHash: Hashable, Sendable {
    /// 32 bytes.
    package let bytes: [UInt8]

    /// The chain before the first transaction.
    package static let start = ChainHash(bytes: Array(repeating: 0, count: 32))

    private init(bytes: [UInt8]) { self.bytes = bytes }

    /// A stored or received hash; `nil` unless it has 32 bytes.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        self.bytes = bytes
    }

    /// The chain with one more transaction, given by its own hash.
    package func appending(_ transactionHash: [UInt8]) -> ChainHash {
        var hash = SHA256()
        hash.update(bytes)
        hash.update(transactionHash)
        return ChainHash(bytes: hash.finalize())
    }
}

extension ByteWriter {
    package mutating func position(_ value: Position?) {
        guard let value else { return byte(0) }
        byte(1)
        fixed(value.epoch.rawValue)
        unsigned(value.sequence)
    }

    fileprivate mutating func change(_ record: RecordChange) {
        text(record.collection)
        id(record.id)
        switch record.base {
        case .seen: byte(0)
        case .none: byte(1)
        case .at(let base):
            byte(2)
            position(base)
        }
        count(record.own.count)
        for own in record.own { fixed(own.rawValue) }
        switch record.action {
        case .delete: byte(0)
        case .erase: byte(2)
        case .write(let edits):
            byte(1)
            count(edits.count)
            for edit in edits {
                text(edit.field)
                change(edit.change)
            }
        }
    }

    private mutating func change(_ change: FieldChange) {
        switch change {
        case .assign(let value):
            byte(0)
            self.value(value)
        case .edit(let add, let remove):
            byte(1)
            for list in [add, remove] {
                count(list.count)
                for element in list { text(element) }
            }
        case .increment(let amount):
            byte(2)
            signed(amount)
        }
    }
}

extension ByteReader {
    package mutating func position() throws(ByteError) -> Position? {
        switch try byte() {
        case 0: return nil
        case 1: return Position(epoch: Epoch(try fixed()), sequence: try unsigned())
        default: throw failure(.badTag)
        }
    }

    fileprivate mutating func change() throws(ByteError) -> RecordChange {
        let collection = try text()
        let id = try id()
        let base: Base
        switch try byte() {
        case 0: base = .seen
        case 1: base = .none
        case 2:
            guard let position = try position() else { throw failure(.notCanonical) }
            base = .at(position)
        default: throw failure(.badTag)
        }
        var own: [TransactionID] = []
        for _ in 0..<(try count(of: 8)) { own.append(TransactionID(try fixed())) }
        let action: RecordChange.Action
        switch try byte() {
        case 0: action = .delete
        case 2: action = .erase
        case 1:
            var edits: [RecordChange.Edit] = []
            for _ in 0..<(try count(of: 3)) {
                edits.append(RecordChange.Edit(field: try text(), change: try fieldChange()))
            }
            action = .write(edits)
        default: throw failure(.badTag)
        }
        return RecordChange(collection: collection, id: id, base: base, own: own, action: action)
    }

    private mutating func fieldChange() throws(ByteError) -> FieldChange {
        switch try byte() {
        case 0: return .assign(try value())
        case 1:
            var lists: [[String]] = [[], []]
            for index in 0..<2 {
                for _ in 0..<(try count()) { lists[index].append(try text()) }
            }
            return .edit(add: lists[0], remove: lists[1])
        case 2: return .increment(try signed())
        default: throw failure(.badTag)
        }
    }
}
