// Transactions in the binary form. What is read has the same canonical bytes as what was written,
// so the chain of hashes holds across the line.

extension BinaryWriter {
    mutating func transaction(_ transaction: Transaction) {
        typealias Flag = BinaryForm.TransactionFlag
        self.transaction(transaction.id)
        stamp(transaction.stamp)
        var flags: UInt8 = 0
        if !transaction.isClockVerified { flags |= Flag.isClockUnverified }
        if transaction.origin != nil { flags |= Flag.hasOrigin }
        if transaction.schema != lastSchema { flags |= Flag.hasOtherSchema }
        if transaction.seen != lastSeen { flags |= Flag.hasOtherSeen }
        if transaction.records.count != 1 { flags |= Flag.isNotOneRecord }
        byte(flags)
        if let origin = transaction.origin { self.transaction(origin) }
        if transaction.schema != lastSchema { unsigned(UInt64(transaction.schema)) }
        if transaction.seen != lastSeen { position(transaction.seen) }
        lastSchema = transaction.schema
        lastSeen = transaction.seen
        if transaction.records.count == 1 {
            change(transaction.records[0])
        } else {
            list(transaction.records) { $0.change($1) }
        }
    }

    private mutating func change(_ change: RecordChange) {
        typealias Flag = BinaryForm.ChangeFlag
        let key = RecordKey(collection: change.collection, id: change.id)
        var flags: UInt8 =
            switch change.base {
            case .seen: 0
            case .none: 1
            case .at: 2
            }
        if !change.own.isEmpty { flags |= Flag.hasOwn }
        flags |= change.action.binaryCode << Flag.actionShift
        if key == lastKey { flags |= Flag.isSameRecord }
        byte(flags)
        if key != lastKey { self.key(key) }
        lastKey = key
        if case .at(let base) = change.base { position(base) }
        if !change.own.isEmpty { list(change.own) { $0.transaction($1) } }
        edits(of: change.action)
    }

    /// An action as the history of a record tells it.
    mutating func action(_ action: RecordChange.Action) {
        byte(action.binaryCode)
        edits(of: action)
    }

    private mutating func edits(of action: RecordChange.Action) {
        guard case .write(let edits) = action else { return }
        list(edits) { writer, edit in
            let bits = BinaryForm.Tag.bits
            switch edit.change {
            case .assign(let value):
                writer.name(edit.field, tag: value.binaryTag, bits: bits)
                writer.content(value)
            case .edit(let add, let remove):
                writer.name(edit.field, tag: BinaryForm.Tag.elements, bits: bits)
                writer.list(add) { $0.text($1) }
                writer.list(remove) { $0.text($1) }
            case .increment(let amount):
                writer.name(edit.field, tag: BinaryForm.Tag.increment, bits: bits)
                writer.signed(amount)
            }
        }
    }
}

extension RecordChange.Action {
    fileprivate var binaryCode: UInt8 {
        switch self {
        case .delete: 0
        case .write: 1
        case .erase: 2
        }
    }
}

extension BinaryReader {
    mutating func wholeTransaction() throws(ByteError) -> Transaction {
        typealias Flag = BinaryForm.TransactionFlag
        let id = try transaction()
        let stamp = try stamp()
        let flags = try flags(Flag.all)
        let origin = flags & Flag.hasOrigin == 0 ? nil : try transaction()
        if flags & Flag.hasOtherSchema != 0 {
            let schema = try integer(0...Int(Int32.max))
            guard schema != lastSchema else { throw failure(.notCanonical) }
            lastSchema = schema
        }
        if flags & Flag.hasOtherSeen != 0 {
            let seen = try position()
            guard seen != lastSeen else { throw failure(.notCanonical) }
            lastSeen = seen
        }
        var records: [RecordChange] = []
        if flags & Flag.isNotOneRecord == 0 {
            records = [try change()]
        } else {
            records = try list(limit: WireLimits.recordsInTransaction, cost: 40) {
                reader throws(ByteError) in try reader.change()
            }
            guard records.count != 1 else { throw failure(.notCanonical) }
        }
        return Transaction(
            id: id, stamp: stamp, schema: lastSchema, seen: lastSeen,
            isClockVerified: flags & Flag.isClockUnverified == 0, origin: origin,
            records: records)
    }

    private mutating func change() throws(ByteError) -> RecordChange {
        typealias Flag = BinaryForm.ChangeFlag
        let flags = try flags(Flag.all)
        let key: RecordKey
        if flags & Flag.isSameRecord != 0 {
            guard let lastKey else { throw failure(.badTag) }
            key = lastKey
        } else {
            key = try self.key()
            guard key != lastKey else { throw failure(.notCanonical) }
            lastKey = key
        }
        let base: Base
        switch flags & 3 {
        case 0: base = .seen
        case 1: base = .none
        case 2: base = .at(try somePosition())
        default: throw failure(.badTag)
        }
        var own: [TransactionID] = []
        if flags & Flag.hasOwn != 0 {
            own = try list(limit: WireLimits.ownNames, cost: 8, isOptional: true) {
                reader throws(ByteError) in try reader.transaction()
            }
        }
        return RecordChange(
            collection: key.collection, id: key.id, base: base, own: own,
            action: try action(flags >> Flag.actionShift & 3))
    }

    mutating func action() throws(ByteError) -> RecordChange.Action { try action(try byte()) }

    private mutating func action(_ code: UInt8) throws(ByteError) -> RecordChange.Action {
        switch code {
        case 0: return .delete
        case 2: return .erase
        case 1:
            let edits = try list(limit: 1_000_000, cost: 8) { reader throws(ByteError) in
                try reader.edit()
            }
            try requireOrder(edits) { $0.field.precedesInBytes($1.field) }
            return .write(edits)
        default: throw failure(.badTag)
        }
    }

    private mutating func edit() throws(ByteError) -> RecordChange.Edit {
        let head = try unsigned()
        let tag = head & (1 << BinaryForm.Tag.bits - 1)
        let field = try name(head >> BinaryForm.Tag.bits)
        switch tag {
        case BinaryForm.Tag.elements:
            return RecordChange.Edit(
                field: field, change: .edit(add: try elements(), remove: try elements()))
        case BinaryForm.Tag.increment:
            return RecordChange.Edit(field: field, change: .increment(try signed()))
        default:
            return RecordChange.Edit(field: field, change: .assign(try value(tag)))
        }
    }

    private mutating func elements() throws(ByteError) -> [String] {
        try list(limit: WireLimits.elements, cost: 2) { reader throws(ByteError) in
            try reader.text(limit: WireLimits.elementBytes)
        }
    }
}
