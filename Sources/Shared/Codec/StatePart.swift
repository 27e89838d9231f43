// StatePart: some fields of a state, read from its canonical bytes; of the others nothing is made.

extension RecordState {
    /// The fields of some names, as far as the state has them, without what their values replaced:
    /// enough to say what they show once own transactions are made over them.
    ///
    /// - Parameters:
    ///   - state: the bytes of a state in which nothing is deleted or erased.
    ///   - transactions: own ones, which the state must not have taken in.
    /// - Returns: `nil` where the bytes are of another form, or the state has one of these in it:
    ///   then the whole state has to be looked at.
    package static func part(
        _ names: [String], of state: [UInt8], without transactions: [TransactionID]
    ) -> RecordState? {
        state.withUnsafeBufferPointer { bytes in
            var part = StatePart(StateCursor(bytes))
            guard (try? part.read(names, without: transactions)) ?? false else { return nil }
            return part.state
        }
    }
}

private struct StatePart {
    private var cursor: StateCursor
    private var epochs: [Epoch] = []
    private var writes: [Write] = []
    private(set) var state = RecordState()

    init(_ cursor: StateCursor) { self.cursor = cursor }

    mutating func read(
        _ names: [String], without transactions: [TransactionID]
    ) throws(ByteError) -> Bool {
        guard try cursor.byte() == RecordState.format else { return false }
        for _ in 0..<(try cursor.count(of: 8)) { epochs.append(Epoch(try cursor.fixed())) }
        let count = try cursor.count(of: 12)
        writes.reserveCapacity(min(count, 64))
        for _ in 0..<count {
            guard let write = try write(), !transactions.contains(write.transaction) else {
                return false
            }
            writes.append(write)
        }
        for _ in 0..<(try cursor.count(of: 4)) { try readField(names) }
        try cursor.position(epochs.count)
        try cursor.position(epochs.count)
        guard try cursor.unsigned() == 0 else { return false }
        for _ in 0..<(try cursor.count(of: 10)) {
            let applied = TransactionID(try cursor.fixed())
            if transactions.contains(applied) { return false }
            try cursor.position(epochs.count)
        }
        guard try cursor.unsigned() == 0 else { return false }
        try cursor.finish()
        return true
    }

    /// `nil` for a write that has stood on a line that was left.
    private mutating func write() throws(ByteError) -> Write? {
        let transaction = TransactionID(try cursor.fixed())
        let stamp = Stamp(try cursor.unsigned())
        let claimed = Stamp(try cursor.unsigned() ^ stamp.rawValue)
        let author = try cursor.unsigned()
        guard let replica = Replica(exactly: author >> 1) else { throw cursor.failure(.badNumber) }
        let position = try cursor.place(epochs)
        guard try cursor.unsigned() == 0 else { return nil }
        return Write(
            transaction: transaction, stamp: stamp, claimed: claimed, replica: replica,
            position: position, isClockVerified: author & 1 == 0)
    }

    private mutating func readField(_ names: [String]) throws(ByteError) {
        let name = try cursor.slice()
        let known = names.first { known in
            var known = known
            return known.withUTF8 { $0.isSame(as: name) }
        }
        let changed = try cursor.place(epochs)
        var field = known.map { FieldState(name: $0, changed: changed) }
        for _ in 0..<(try cursor.count(of: 2)) {
            let write = writes[try cursor.write(below: writes.count)]
            if field == nil {
                try cursor.passContent()
            } else {
                field?.siblings.append(Sibling(write: write, content: try content()))
            }
        }
        for _ in 0..<(try cursor.count(of: 2)) {
            _ = try cursor.write(below: writes.count)
            try cursor.passContent()
        }
        if let field { state.fields.append(field) }
    }

    private mutating func content() throws(ByteError) -> Sibling.Content {
        let tag = try cursor.byte()
        switch tag {
        case 6: return .element(try text())
        case 7: return .increment(try cursor.signed())
        case 5: return .value(.text(try text()))
        default:
            switch try cursor.slice(ofValue: tag) {
            case .bool(let value): return .value(.bool(value))
            case .integer(let value): return .value(.integer(value))
            case .real(let value): return .value(.real(value))
            default: return .value(.null)
            }
        }
    }

    private mutating func text() throws(ByteError) -> String {
        let slice = try cursor.slice()
        try cursor.requireText(slice)
        return String(decoding: slice, as: UTF8.self)
    }
}
